#!/usr/bin/python3
"""Fills a blank form by its defined names with LibreOffice itself, and saves it as LibreOffice does.

    fill_with_libreoffice.py TEMPLATE.xlsx OUT.xlsx VALUES.json PROFILE_FOLDER

Needs Debian's python3-uno, therefore the system's own Python.
"""
import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def prop(name, value):
    result = PropertyValue()
    result.Name, result.Value = name, value
    return result


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # the office is still starting
            time.sleep(0.5)
    sys.exit("LibreOffice did not start")


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    template, out, values_path, profile = (os.path.abspath(argument) for argument in sys.argv[1:])
    with open(values_path, encoding="utf-8") as file:
        values = json.load(file)
    pipe = f"torimatome{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;"]
    )
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        document = desktop.loadComponentFromURL(f"file://{template}", "_blank", 0, (prop("Hidden", True),))
        for name, value in values.items():
            cell = document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)
            if isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value
        document.storeToURL(f"file://{out}", (prop("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
        desktop.terminate()
    finally:
        office.wait(60)
    print(f"{len(values)} cells filled by LibreOffice")


main()
