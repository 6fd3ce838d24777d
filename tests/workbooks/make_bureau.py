"""Puts a whole ward of samples/r7 into the bureau's own layout, where values are typed beside the printed slash.

    python3 tests/workbooks/make_bureau.py

The values come from the sample's defined names, so that both layouts hold the same invented (架空) data;
tests/suite/layouts.rs compares what is read from the two.
"""
import os
import re

import make
import openpyxl
from make import Form, NOUN

SAMPLE = os.path.join(make.HERE, "..", "..", "samples", "r7", "271225_西成区.xlsx")
SHEETS = {"goal_1": 0, "goal_2": 1, "participation": 2}


def values():
    """Defined name ▸ the value of its cell."""
    book = openpyxl.load_workbook(SAMPLE, data_only=True)
    found = {}
    for name, defined in book.defined_names.items():
        sheet, cell = next(iter(defined.destinations))
        found[name] = book[sheet][cell.replace("$", "").split(":")[0]].value
    return found


def main():
    data = values()
    form = Form(as_of="令和8年3月末")
    two = form.book.worksheets[1]
    # The two counts under the survey ratio are not on the paper: rows of their own below it.
    row = form.rows["2-6"] + 1
    two.insert_rows(row, 2)
    for region in list(two.merged_cells.ranges):
        if region.min_row >= row:
            region.shift(row_shift=2)
    form.rows[(1, "issues")] += 2
    for offset, (key, label) in enumerate([("2-6-positive", "（うち効果があったと答えた数）"), ("2-6-answers", "（回答数）")]):
        form.rows[key] = row + offset
        two.cell(row + offset, 3, label)
    for year in range(3):
        fiscal = 2024 + year
        areas = data.get(f"TM_areas_{fiscal}")
        for key in [f"1-{n}" for n in range(3, 7)] + [f"2-{n}" for n in range(1, 7)] + ["2-6-positive", "2-6-answers", "3-1"]:
            form.cell(key, year).value = data.get(f"TM_{key.replace('-', '_')}_{fiscal}")
        one, two_of = data.get(f"TM_1_1_{fiscal}"), data.get(f"TM_1_2_{fiscal}")
        rate = data.get(f"TM_1_2_rate_{fiscal}")
        typed = lambda value: "　　　" if value is None else f"　　　{value}"
        percent = f"　{rate:.1f}　" if isinstance(rate, (int, float)) else "　　　　"
        form.cell("1-1", year).value = f"{typed(one)}　／　全{areas}地域" + NOUN
        form.cell("1-2", year).value = f"{typed(two_of)}　／　全{areas}地域" + NOUN + f"\n　\n　　（{percent}％）"
    for name, text in data.items():
        bullet = re.match(r"TM_(goal_1|goal_2|participation)_(actions|outcomes|issues)_(\d{4})_(\d+)$", name)
        if bullet and text:
            cell = form.cell((SHEETS[bullet[1]], bullet[2]), int(bullet[3]) - 2024, int(bullet[4]) - 1)
            cell.value = text if text.startswith("・") else "・" + text
    form.save("bureau-layout-of-r7-西成区.xlsx")


main()
