#!/usr/bin/env python3
"""Holds the outputs of a run with a filled workbook for the whole against what was written into it.

    whole_workbook.py VALUES.json OUT

Every text of VALUES.json must stand in narrative.csv under the city's code, in the official form of report.xlsx and in report.pdf;
every number beside a sum of the wards must be told (X414) and leave the sum as it is. Needs openpyxl and pdftotext.
"""

import csv
import json
import pathlib
import subprocess
import sys

import openpyxl

from words import unguarded


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def squeezed(text):
    return "".join(str(text).split())


def main(arguments):
    values = json.loads(pathlib.Path(arguments[0]).read_text("utf-8"))
    out = pathlib.Path(arguments[1])
    figures = rows(out / "figures.csv")
    city = figures[0]["団体コード"]
    faults = []
    words = {name: text for name, text in values.items() if isinstance(text, str)}
    numbers = {name: number for name, number in values.items() if not isinstance(number, str)}
    own = [unguarded(row["本文"]) for row in rows(out / "narrative.csv") if row["団体コード"] == city]
    if sorted(own) != sorted(words.values()):
        faults.append(f"narrative.csv has {own}")
    book = openpyxl.load_workbook(out / "report.xlsx")
    sheets = [book[name] for name in ("基本目標1", "基本目標2", "参加支援")]
    printed = {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None}
    faults += [f"report.xlsx has not {text}" for text in words.values() if text not in printed]
    pdf = squeezed(subprocess.run(["pdftotext", str(out / "report.pdf"), "-"], check=True, capture_output=True, text=True).stdout)
    faults += [f"report.pdf has not {text}" for text in words.values() if squeezed(text) not in pdf]
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    told = {(one["indicator"], one["fiscal_year"]) for one in findings if one["code"] == "X414"}
    wards = [row for row in rows(out / "facts.csv") if row["団体コード"] != city and row["値"]]
    for name, number in numbers.items():
        _, *indicator, year = name.split("_")
        indicator = "-".join(indicator)
        total = sum(int(row["値"]) for row in wards if (row["指標"], row["年度"]) == (indicator, year))
        figure = next(row for row in figures if (row["団体コード"], row["指標"], row["年度"]) == (city, indicator, year))
        if int(figure["値"]) != (total or number):
            faults.append(f"{name}: {figure['値']} for {total} of the wards and {number} of the whole")
        if ((indicator, int(year)) in told) != (total not in (0, number)):
            faults.append(f"{name}: told {told}")
    for fault in faults:
        print(fault)
    print(f"{out}: {len(words)} texts and {len(numbers)} numbers of the whole, {len(faults)} faults")
    return bool(faults) or not words or not numbers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
