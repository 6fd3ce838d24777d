"""LibreOffice as a service that a script talks to. Needs Debian's python3-uno, therefore the system's own Python."""
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


def started(profile, **how):
    """The process, and what gives the desktop through which it opens and saves, once it is there; `how` is for the process."""
    pipe = f"torimatome{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{os.path.abspath(profile)}",
         f"--accept=pipe,name={pipe};urp;"], **how)
    return office, lambda: connect(pipe).ServiceManager.createInstance("com.sun.star.frame.Desktop")


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # the office is still starting
            time.sleep(0.25)
    sys.exit("LibreOffice did not start")
