#!/usr/bin/env python3
"""hostile_words.py WORKBOOK.xlsx OUT.xlsx NARRATIVE.csv: puts texts that are hard to print into the cells of a ward's free text.

The cells are those NARRATIVE.csv (of a run over the workbook) names. Ten thousand characters, right-to-left, emoji, kanji outside
the basic plane, ideographic and standardised variants, radicals, half-width kana, decomposed kana, marks that join nothing, signs
without a shape, directions, ticks and boxes, markup and formulas as text.
"""

import csv
import pathlib
import sys

import openpyxl

WORDS = [
    "長い記述。" * 2000,
    "x" * 3000 + "終わり",
    "שלום עולם と مرحبا بالعالم の順",
    "😀👍🏽 絵文字と☑済☐未⭕",
    "𠮷田さん・𠮟る・𩸽・𠂉が集まった。",
    "葛\U000e0100城・邉\U000e010e・葛\U000e01e0の異体字",
    "ﾊﾝｶｸｶﾀｶﾅ､ｶﾞｷﾞｸﾞ｡｢括弧｣",
    "か\u3099き\u3099、神社と神社、⼀⼆⼾",
    "⼾⼹⻑⻄⺠の部首、㍻㋿㌔℡№㏍",
    "▢✔✅❌⭐済み、10‐20–30、a\u2009b",
    "👨\u200d👩\u200d👧の家族、👍🏽と🇯🇵",
    "\u202e逆順\u202cと\u200b見えない\ufeff字、_x0007_制御",
    "e\u0301とノ\u3099と\u0301だけの印",
    "葛\ufe00飾・☑\ufe0f済・神\ufe00社と\ufa19社",
    "<b>太字</b> & \"引用\" 'と' ]]> <!-- -->",
    "'=SUM(A1:A9) のような文字",
    "''-件の印が二つ",
    "-1の行から始まる",
    "一行目\n二行目\n\n四行目",
    "（（（（「「「「入れ子」」」」））））。。。、、、",
    "1,234,567,890,123,456,789,012,345,678,901,234,567,890,123,456,789件",
    "https://example.jp/" + "path/" * 60,
]


def main() -> int:
    source, target, table = map(pathlib.Path, sys.argv[1:])
    workbook = openpyxl.load_workbook(source)
    with open(table, encoding="utf-8-sig", newline="") as file:
        places = [(row["シート"], row["セル"]) for row in csv.DictReader(file) if row["ファイル"] == source.name]
    for (sheet, cell), words in zip(places, WORDS * (len(places) // len(WORDS) + 1)):
        workbook[sheet][cell] = words
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return 0 if len(places) >= len(WORDS) else 1


if __name__ == "__main__":
    sys.exit(main())
