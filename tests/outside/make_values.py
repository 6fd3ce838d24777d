#!/usr/bin/env python3
"""Invents a value for every input cell of a blank form, by defined name (架空).

    make_values.py TEMPLATE.xlsx VALUES.json

Every number and every bullet of every year is given, all different where the form allows it. The ② percentage is left
to the form's own formula.
"""
import json
import re
import sys

import openpyxl


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    template, out = sys.argv[1:]
    workbook = openpyxl.load_workbook(template)
    values = {}
    for number, name in enumerate(sorted(workbook.defined_names)):
        if not name.startswith("TM_") or re.match(r"TM_(ward|code|as_of|area_list|areas_\d+)$", name) or "_rate_" in name:
            continue
        if re.match(r"TM_1_[12]_\d{4}$", name):
            values[name] = 1 + number % 9
        elif re.match(r"TM_2_6_\d{4}$", name):
            values[name] = 75.0
        elif re.match(r"TM_2_6_positive_\d{4}$", name):
            values[name] = 30
        elif re.match(r"TM_2_6_answers_\d{4}$", name):
            values[name] = 40
        elif re.match(r"TM_\d_\d_\d{4}$", name):
            values[name] = 1000 + number
        else:
            values[name] = f"架空の記載{number}。（例）「＝1＋1」や①、髙橋・﨑・𠮷、=SUM(A1)も文字のまま。"
    with open(out, "w", encoding="utf-8") as file:
        json.dump(values, file, ensure_ascii=False, indent=1)
    print(f"{len(values)} values")


main()
