#!/usr/bin/env python3
"""Opens a report workbook with openpyxl and checks its list of sheets.

    open_report.py REPORT.xlsx [SHEET ...]

Without sheet names it only opens the file and prints them. Any warning of openpyxl counts as a fault: it means
that something in the file would be lost. Needs openpyxl.
"""

import sys
import warnings

import openpyxl


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    path, wanted = arguments[0], arguments[1:]
    warnings.simplefilter("error")
    workbook = openpyxl.load_workbook(path)
    cells = sum(1 for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None)
    names = workbook.sheetnames
    print(f"{path}: {len(names)} sheets, {cells} cells: {'、'.join(names)}")
    if cells == 0:
        print("no cell holds anything")
        return 1
    if wanted and names != wanted:
        print(f"expected: {'、'.join(wanted)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
