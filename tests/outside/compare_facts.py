#!/usr/bin/env python3
"""Compares what was filled in with what torimatome read back.

    compare_facts.py VALUES.json OUT_FOLDER

VALUES.json is keyed by the form's defined names; OUT_FOLDER is an output of `compile` over the one filled workbook.
"""
import csv
import json
import re
import sys
from decimal import Decimal

from words import unguarded


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        values = json.load(file)
    facts = {(r["指標"], r["年度"]): r for r in rows(f"{sys.argv[2]}/facts.csv")}
    texts = rows(f"{sys.argv[2]}/narrative.csv")
    told = {}
    sheets = {"goal_1": "基本目標1", "goal_2": "基本目標2", "participation": "参加支援"}
    labels = {"actions": "取組内容", "outcomes": "質的成果", "issues": "課題と今後の方向性"}
    for row in texts:
        told[(row["シート"], row["区分"], row["年度"], row["番号"])] = unguarded(row["本文"])
    wrong = []
    for name, value in values.items():
        number = re.match(r"TM_(\d_\d(?:_[a-z]+)?)_(\d{4})$", name)
        bullet = re.match(r"TM_(goal_1|goal_2|participation)_(actions|outcomes|issues)_(\d{4})_(\d+)$", name)
        if number:
            row = facts.get((number[1].replace("_", "-"), number[2]))
            read = Decimal(row["値"]) if row and row["値"] else None
            if read != Decimal(str(value)):
                wrong.append(f"{name}: filled {value}, read {read}")
        elif bullet:
            read = told.get((sheets[bullet[1]], labels[bullet[2]], bullet[3], bullet[4]))
            if read != value:
                wrong.append(f"{name}: filled {value!r}, read {read!r}")
        else:
            wrong.append(f"{name}: not understood by this script")
    if wrong or not values:
        sys.exit("\n".join(wrong) or "nothing was compared")
    print(f"{len(values)} values read back as filled")


main()
