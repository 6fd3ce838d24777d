#!/usr/bin/env python3
"""What stands in the cells of a filled sample that its blank form leaves open, to be filled in again by other programs.

    sample_values.py BLANK.xlsx SAMPLE.xlsx VALUES.json

A sample carries one line more than a blank on some sheets: that it is invented. Whatever is not chosen from a menu gets a
word more where it says that it is invented, so that nothing can be taken from the sample itself. VALUES.json maps SHEET!CELL of the blank to what goes there.
"""
import json
import sys

import openpyxl

INVENTED = "架空"


def offset(blank, sample):
    """How many rows lower everything stands in the sample."""
    def misfits(rows):
        cells = (cell for row in blank.iter_rows() for cell in row if cell.protection.locked and cell.value is not None)
        return sum(1 for cell in cells if sample.cell(cell.row + rows, cell.column).value != cell.value)
    return min(range(3), key=misfits)


def menu_cells(sheet):
    ranges = [str(one.sqref) for one in sheet.data_validations.dataValidation if one.type == "list"]
    return {cell.coordinate for text in ranges for part in text.split() for row in cells_of(sheet, part) for cell in row}


def cells_of(sheet, part):
    found = sheet[part]
    if not isinstance(found, tuple):
        return ((found,),)
    return found if isinstance(found[0], tuple) else (found,)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    blank, sample = (openpyxl.load_workbook(path) for path in sys.argv[1:3])
    values = {}
    for sheet in blank:
        filled = sample[sheet.title]
        rows = offset(sheet, filled)
        menus = menu_cells(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                value = filled.cell(cell.row + rows, cell.column).value
                if cell.protection.locked or value is None or value == cell.value:
                    continue
                if isinstance(value, str) and INVENTED in value and cell.coordinate not in menus and "\n" not in value:
                    value = f"{value}、髙橋﨑𠮷"
                values[f"{sheet.title}!{cell.coordinate}"] = value
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        json.dump(values, file, ensure_ascii=False, indent=1)
    if not values:
        sys.exit("nothing is filled in")
    print(f"{len(values)} values")


main()
