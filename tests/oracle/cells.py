#!/usr/bin/env python3
"""Holds the data of a run over any form to the workbooks that it was made from: nothing lost, nothing put in, sums right.

    cells.py OUT VALUES.json=FILE [VALUES.json=FILE ...]

VALUES.json maps SHEET!CELL to what was filled in, FILE is the workbook's name in the run. It knows no form: every cell that
was filled must stand in facts.csv or narrative.csv at its place and as it was written, or be the name of a row; every row of
these tables must hold what its cell holds; and every figure that is a sum must be the sum of its facts.
"""
import csv
import json
import sys
from collections import defaultdict
from decimal import Decimal


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(value):
    """As the data tables write it: a whole number without its point."""
    if isinstance(value, (int, float)):
        number = Decimal(str(value))
        return str(int(number)) if number == int(number) else str(number)
    return value.replace("\r\n", "\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    out, faults, compared = sys.argv[1], [], 0
    facts, texts = rows(f"{out}/facts.csv"), rows(f"{out}/narrative.csv")
    at = defaultdict(list)
    for row in texts:
        at[(row["ファイル"], row["シート"], row["セル"])].append(row["本文"])
    for row in facts:
        if row["セル"]:
            at[(row["ファイル"], row["シート"], row["セル"])].append(row["記載"])
    names = defaultdict(set)
    for row in texts:
        names[row["ファイル"]].add(row["番号"])
    for row in facts:
        if "#" in row["指標"]:
            names[row["ファイル"]].add(row["指標"].split("#", 1)[1])
    for argument in sys.argv[2:]:
        path, file = argument.split("=", 1)
        with open(path, encoding="utf-8") as stream:
            values = json.load(stream)
        for place, value in values.items():
            sheet, cell = place.split("!", 1)
            wanted, found = plain(value), at.get((file, sheet, cell), [])
            compared += 1
            lines = {line.lstrip("・ 　") for line in wanted.split("\n")}
            is_there = wanted in found or {text.lstrip("・ 　") for text in found} == lines
            if not is_there and wanted not in names[file]:
                faults.append(f"{file} {place}: {wanted!r} is nowhere; the data say {found!r}")
            for text in found:
                if text != wanted and text.lstrip("・ 　") not in lines:
                    faults.append(f"{file} {place}: the data say {text!r} where {wanted!r} was filled in")
    sums = defaultdict(Decimal)
    for row in facts:
        if row["値"] and row["状態"] == "記入":
            sums[(row["指標"], row["年度"])] += Decimal(row["値"])
    checked = 0
    for row in rows(f"{out}/figures.csv"):
        key = (row["指標"], row["年度"])
        if not row["値"] or row["分母"] or key not in sums:
            continue
        checked += 1
        if Decimal(row["値"]) != sums[key]:
            faults.append(f"figure {key}: {row['値']}, its facts come to {sums[key]}")
    if faults:
        sys.exit("\n".join(faults[:40]))
    if not compared:
        sys.exit("nothing was compared")
    print(f"{compared} cells in the data as filled in, {checked} sums")


main()
