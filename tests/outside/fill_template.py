#!/usr/bin/env python3
"""Fills a blank form by its defined names, as a foreign program would, and checks that nothing of the form is lost.

    fill_template.py TEMPLATE.xlsx OUT.xlsx VALUES.json

VALUES.json maps defined names, or SHEET!CELL, to numbers or texts, for example {"TM_1_1_2025": 14, "TM_goal_1_actions_2025_1": "…"}.
A name that does not exist, or that does not point at one unlocked cell, ends the script with status 1.
OUT.xlsx is also opened again and compared with the template: names, merged cells, validations, protection, properties.
"""
import json
import sys

import openpyxl


def cell_of(workbook, name):
    """The one cell that a defined name points at, or that SHEET!CELL is."""
    if "!" in name:
        sheet, address = name.split("!", 1)
        return workbook[sheet][address]
    if name not in workbook.defined_names:
        sys.exit(f"no such name: {name}")
    places = list(workbook.defined_names[name].destinations)
    if len(places) != 1:
        sys.exit(f"not one place: {name}")
    sheet, address = places[0]
    return workbook[sheet][address.replace("$", "")]


def shape(workbook):
    """What must survive a program that opens and saves the form."""
    return {
        "names": {
            name: list(defined.destinations)
            for name, defined in workbook.defined_names.items()
        },
        "properties": sorted(
            (p.name, p.value) for p in workbook.custom_doc_props.props
        ),
        "sheets": [
            {
                "title": sheet.title,
                "merged": sorted(str(r) for r in sheet.merged_cells.ranges),
                "validations": sorted(
                    (str(v.sqref), v.type, v.formula1, v.formula2)
                    for v in sheet.data_validations.dataValidation
                ),
                "protected": sheet.protection.sheet,
                "fit": (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight),
                "paper": (sheet.page_setup.paperSize, sheet.page_setup.orientation),
            }
            for sheet in workbook.worksheets
        ],
    }


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    template, out, values_path = sys.argv[1:]
    with open(values_path, encoding="utf-8") as file:
        values = json.load(file)
    workbook = openpyxl.load_workbook(template)
    before = shape(workbook)
    for name, value in values.items():
        cell = cell_of(workbook, name)
        if cell.protection.locked:
            sys.exit(f"locked: {name}")
        cell.value = value
    workbook.save(out)
    again = openpyxl.load_workbook(out)
    after = shape(again)
    if before != after:
        for key, value in before.items():
            if after[key] != value:
                print(f"lost or changed: {key}", file=sys.stderr)
        sys.exit(1)
    for name, value in values.items():
        if cell_of(again, name).value != value:
            sys.exit(f"not kept: {name}")
    print(f"{len(values)} values, {len(before['names'])} names: {out}")


if __name__ == "__main__":
    main()
