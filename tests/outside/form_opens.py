#!/usr/bin/env python3
"""Checks a blank or filled form with openpyxl: every promised name is there, and what is printed is locked.

    form_opens.py FORM.xlsx...

Ends with status 1 if a workbook warns on opening, lacks names, or has an unprotected sheet.
"""
import sys
import warnings

import openpyxl

EXPECTED = {"fields": 39 + 3 + 6, "bullets": 78, "identity": 7}


def main():
    warnings.simplefilter("error")
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in sys.argv[1:]:
        workbook = openpyxl.load_workbook(path)
        names = [n for n in workbook.defined_names if n.startswith("TM_")]
        if len(names) != sum(EXPECTED.values()):
            sys.exit(f"{path}: {len(names)} names, expected {sum(EXPECTED.values())}")
        properties = {p.name: p.value for p in workbook.custom_doc_props.props}
        for key in ("torimatome-form", "torimatome-edition"):
            if not properties.get(key):
                sys.exit(f"{path}: no property {key}")
        for sheet in workbook.worksheets:
            if not sheet.protection.sheet or sheet.protection.password:
                sys.exit(f"{path}: {sheet.title} is not protected, or with a password")
        for name in names:
            sheet, address = next(iter(workbook.defined_names[name].destinations))
            cell = workbook[sheet][address.replace("$", "")]
            is_identity = name in ("TM_ward", "TM_code", "TM_as_of", "TM_area_list") or name.startswith("TM_areas_")
            # Percentages are reckoned; the sums over the areas may be typed over.
            is_formula = isinstance(cell.value, str) and cell.value.startswith("=") and "_rate_" in name
            if cell.protection.locked != (is_identity or is_formula):
                sys.exit(f"{path}: {name} is locked: {cell.protection.locked}")
    print(f"{len(sys.argv) - 1} workbooks as expected")


if __name__ == "__main__":
    main()
