#!/usr/bin/env python3
"""Judges the list of corrections (正誤表) of two runs by the tables that the runs wrote.

    corrections.py make WARD.xlsx FOLDER SAMPLES
        the samples in FOLDER, with a number and two texts of one ward typed anew by openpyxl
    corrections.py [--self-test] check OLD NEW LIST
        every figure and text that differs between OLD and NEW stands in LIST/diff.xlsx and LIST/正誤表.pdf, and nothing else does;
        with --self-test, a list with anything left out or otherwise must be found out

Needs openpyxl and poppler.
"""

import csv
import decimal
import pathlib
import shutil
import subprocess
import sys
import unicodedata

import openpyxl

from words import unguarded

SHEET = "基本目標1"
TYPED = {"H18": 12148, "I12": "架空の直した文章。\n二行目もある。", "I27": None}


def make(ward: str, folder: str, samples: str) -> int:
    target = pathlib.Path(folder)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(samples, target)
    workbook = openpyxl.load_workbook(ward)
    for cell, value in TYPED.items():
        workbook[SHEET][cell] = value
    workbook.save(target / pathlib.Path(ward).name)
    return 0


def table(folder: pathlib.Path, name: str, key: list[str], value: str) -> dict[tuple[str, ...], str]:
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return {tuple(row[column] for column in key): unguarded(row[value]) for row in csv.DictReader(file)}


def changes(old: pathlib.Path, new: pathlib.Path, name: str, key: list[str], value: str) -> dict[tuple[str, ...], tuple]:
    before, after = (table(folder, name, key, value) for folder in (old, new))
    keys = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    return {one: (before.get(one), after.get(one)) for one in keys}


def rows_of(workbook: openpyxl.Workbook, sheet: str, first: str) -> list[list]:
    rows = [[cell.value for cell in row] for row in workbook[sheet].iter_rows()]
    head = next(index for index, row in enumerate(rows) if row[0] == first)
    return rows[head + 1 :]


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def faults(figures: dict, texts: dict, names: dict, figure_rows: list[list], text_rows: list[list], pdf: str) -> list[str]:
    found = []
    ids = {row[0]: row for row in figure_rows}
    if len(figure_rows) != len(figures):
        found.append(f"{len(figures)} figures differ, {len(figure_rows)} are told")
    for (area, year, indicator), values in figures.items():
        place = "市" if area == next(iter(names.values()))[0] else area
        row = ids.get(f"{indicator}/{year}/{place}")
        if row is None:
            found.append(f"{indicator}/{year}/{place} is not told")
            continue
        for cell, value in zip(row[4:6], values):
            same = str(cell) == value if not isinstance(cell, (int, float)) else decimal.Decimal(str(cell)) == decimal.Decimal(value or "NaN")
            if not same:
                found.append(f"{row[0]}: {cell} instead of {value}")
            shown = f"{decimal.Decimal(value):,}"
            if squeezed(shown) not in pdf:
                found.append(f"{row[0]}: {shown} is not printed")
        if names[indicator][1] not in row[3] or not row[3].endswith(f"（{names[indicator][2]}）"):
            found.append(f"{row[0]}: named {row[3]}")
    if len(text_rows) != len(texts):
        found.append(f"{len(texts)} texts differ, {len(text_rows)} are told")
    for key, sides in texts.items():
        told = [row for row in text_rows if [side or "なし" for side in sides] == row[3:5]]
        if len(told) != 1:
            found.append(f"{key}: told {len(told)} times")
        found += [f"{key}: not printed: {side}" for side in sides if side and squeezed(side) not in pdf]
    return found


def check(old: str, new: str, folder: str, self_test: bool) -> int:
    old, new, folder = map(pathlib.Path, (old, new, folder))
    figures = changes(old, new, "figures.csv", ["団体名", "年度", "指標"], "値")
    texts = changes(old, new, "narrative.csv", ["団体コード", "年度", "シート", "区分", "番号"], "本文")
    with open(new / "figures.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["指標"]: (rows[0]["団体名"], row["指標名"], row["単位"]) for row in rows}
    workbook = openpyxl.load_workbook(folder / "diff.xlsx")
    figure_rows, text_rows = rows_of(workbook, "集計値", "番号"), rows_of(workbook, "文章", "区")
    text = subprocess.run(["pdftotext", "-raw", str(folder / "正誤表.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    pdf = squeezed(text)
    found = faults(figures, texts, names, figure_rows, text_rows, pdf)
    print(f"{folder}: {len(figures)} figures, {len(texts)} texts")
    for fault in found:
        print(fault)
    if not figures or not texts:
        print("nothing differs: nothing was judged")
        return 1
    if self_test:
        wrong = [row[:4] + [row[4], -1] + row[6:] for row in figure_rows]
        if not all([
            faults(figures, texts, names, figure_rows[1:], text_rows, pdf),
            faults(figures, texts, names, wrong, text_rows, pdf),
            faults(figures, texts, names, figure_rows, text_rows[1:], pdf),
            faults(figures, texts, names, figure_rows, text_rows, ""),
        ]):
            print("self-test: a wrong list was not found out")
            return 1
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    self_test = "--self-test" in arguments
    arguments = [one for one in arguments if one != "--self-test"]
    match arguments:
        case ["make", ward, folder, samples]:
            return make(ward, folder, samples)
        case ["check", old, new, folder]:
            return check(old, new, folder, self_test)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
