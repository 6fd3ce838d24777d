#!/usr/bin/python3
"""Fills a blank form by its defined names, or by SHEET!CELL, with LibreOffice itself, and saves it as LibreOffice does.

    fill_with_libreoffice.py TEMPLATE.xlsx OUT.xlsx VALUES.json PROFILE_FOLDER

Needs Debian's python3-uno, therefore the system's own Python.
"""
import json
import os
import sys

from office import prop, started


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    template, out, values_path, profile = (os.path.abspath(argument) for argument in sys.argv[1:])
    with open(values_path, encoding="utf-8") as file:
        values = json.load(file)
    office, desktop_of = started(profile)
    try:
        desktop = desktop_of()
        document = desktop.loadComponentFromURL(f"file://{template}", "_blank", 0, (prop("Hidden", True),))
        for name, value in values.items():
            if "!" in name:
                sheet, address = name.split("!", 1)
                cell = document.Sheets.getByName(sheet).getCellRangeByName(address).getCellByPosition(0, 0)
            else:
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
