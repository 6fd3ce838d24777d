#!/usr/bin/env python3
"""Recalculates a workbook with LibreOffice and compares every formula with the result stored in the file.

    recalculate.py REPORT.xlsx [MORE.xlsx ...]

Fails on any difference, on any error value, and if there is no formula at all. Needs LibreOffice and openpyxl.
LibreOffice does not heed fullCalcOnLoad; hard recalculation on load is a setting of the user profile, so a fresh
profile with that setting is made for the run.
"""

import pathlib
import subprocess
import sys
import tempfile

import openpyxl

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


def recalculate(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    out = folder / "out"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
    )
    return out / f"{source.stem}.xlsx"


def is_formula(value) -> bool:
    return isinstance(value, str) and value.startswith("=")


def compare(source: pathlib.Path, recalculated: pathlib.Path) -> tuple[int, list[str]]:
    formulas = openpyxl.load_workbook(source)
    stored = openpyxl.load_workbook(source, data_only=True)
    fresh = openpyxl.load_workbook(recalculated, data_only=True)
    compared, faults = 0, []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                # data_type tells a formula from text that begins with "=".
                if cell.data_type != "f" or not is_formula(str(cell.value)):
                    continue
                place = f"{sheet.title}!{cell.coordinate}"
                before = stored[sheet.title][cell.coordinate].value
                after = fresh[sheet.title][cell.coordinate].value
                compared += 1
                if isinstance(after, str) and after.startswith("#"):
                    faults.append(f"{place}: {cell.value} gives {after}")
                elif before != after and not (before in (None, "") and after in (None, "")):
                    faults.append(f"{place}: {cell.value} is stored as {before!r} and recalculated as {after!r}")
    return compared, faults


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__)
        return 2
    total, faults = 0, []
    for path in map(pathlib.Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            compared, found = compare(path, recalculate(path.resolve(), pathlib.Path(folder)))
        print(f"{path}: {compared} formulas compared, {len(found)} differ")
        total += compared
        faults += found
    for fault in faults:
        print(fault)
    if total == 0:
        print("no formula found: nothing was checked")
    return 1 if faults or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
