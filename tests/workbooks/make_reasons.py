"""Fills the blank form of our own template with openpyxl, its sheet for reasons included.

    torimatome template --as-of 2026-03-31 --ward 西成区 --previous samples/r6 --out DIR
    python3 tests/workbooks/make_reasons.py DIR/271225_西成区.xlsx

Every figure is invented (架空). Besides the workbook it makes the files of reasons of tests/cli/waivers/.
"""
import csv
import datetime
import io
import os
import sys

import make
import openpyxl

NAME = "reasons-in-template-西成区.xlsx"
COUNTS = {"1_1": 14, "1_2": 12, "1_3": 480, "1_5": 120, "1_6": 60, "2_1": 210, "2_2": 24, "2_3": 6, "2_4": 8, "2_5": 45,
          "2_6": 80, "3_1": 30}
REASONS = [
    ("T501", "基本目標1　③", "2024年度", "前年度の報告のあとに名簿を整理し、二重に数えていた12人を除いたため。", "福祉 花子"),
    ("V211", "④見守り相談室に寄せられた相談対応件数", "令和7年度", "確認済みです。", "福祉 花子"),
    ("V204", "2-4", "2025", "3月の研修会の参加票を集計中のため。", None),
    ("V211", "1-5", "2025", "訪問の記録を電算に移しているため。", "福祉 花子"),
]
WAIVERS = [
    ["団体コード", "区名", "コード", "項目", "年度", "理由", "氏名", "期限"],
    ["", "西成区", "V211", "1-4", "2025", "相談記録の様式を変え、集計が5月になると連絡があった。", "取りまとめ担当 太郎", "2026-03-31"],
    ["271225", "", "V204", "基本目標2 ④", "令和7年度", "3月の研修会は参加票の集計を待っている。", "取りまとめ担当 太郎", "令和8年2月末"],
    ["271161", "", "X402", "", "", "庁舎の移転のため5月に提出すると連絡があった。", "取りまとめ担当 太郎", ""],
]


def filled(blank):
    book = openpyxl.load_workbook(blank)

    def put(name, value):
        sheet, address = next(book.defined_names[name].destinations)
        book[sheet][address.replace("$", "")] = value

    for key, value in COUNTS.items():
        put(f"TM_{key}_2025", value)
    put("TM_2_4_2025", "集計中")
    sheet, address = next(book.defined_names["TM_1_3_2024"].destinations)
    cell = book[sheet][address.replace("$", "")]
    cell.value -= 12
    sheet = book["確認・理由"]
    first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "1")
    for row, reason in enumerate(REASONS, first):
        for column, value in enumerate(reason, 2):
            sheet.cell(row, column).value = value
    sheet.cell(first + len(REASONS), 2).value = "V211"  # code alone: nothing is explained yet
    book["はじめに"]["A60"] = make.MARK
    return book


def main():
    stamp = datetime.datetime(2026, 4, 10)
    book = filled(sys.argv[1])
    book.properties.created = book.properties.modified = stamp
    path = os.path.join(make.HERE, NAME)
    book.save(path)
    make.settle(path)
    folder = os.path.join(make.HERE, "..", "cli", "waivers")
    os.makedirs(folder, exist_ok=True)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(WAIVERS)
    for name, encoding in (("理由.csv", "utf-8-sig"), ("理由-utf8.csv", "utf-8"), ("理由-cp932.csv", "cp932")):
        with open(os.path.join(folder, name), "w", encoding=encoding, newline="") as file:
            file.write(text.getvalue())
    table = openpyxl.Workbook()
    table.active.title = "理由の一覧"
    table.active.append(["取りまとめ担当が認めた理由（架空）"])
    for row in WAIVERS:
        table.active.append([value or None for value in row])
    table.properties.created = table.properties.modified = stamp
    path = os.path.join(folder, "理由.xlsx")
    table.save(path)
    make.settle(path)
    with open(os.path.join(folder, "見出しなし.csv"), "w", encoding="utf-8", newline="") as file:
        file.write("区名,コード,理由,氏名\r\n西成区,V211,様式を変えたため,太郎\r\n")


main()
