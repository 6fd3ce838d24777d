"""Makes the workbooks of this folder with openpyxl, so that they are not written by the program under test.

Run it from anywhere: python3 tests/workbooks/make.py. Every figure is invented (架空).
The expected readings (.txt) are written by hand review, never by this script.
"""
import datetime
import os
import re
import zipfile

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

HERE = os.path.dirname(os.path.abspath(__file__))
TITLE = "【中核的な取組】　包括的な支援体制の整備にかかる推進状況確認シート（%s時点）　"
HEADERS = ["2024（令和６）年度", "2025（令和7）年度", "2026（令和８）年度"]
NOUN = "（名簿提供地域数）"
MARK = "架空のデータ"

SHEET1 = [
    "　①定期的に活動者が集まり、地域内の見守りに\n　　ついて情報共有や意見交換をしている地域数",
    "　②地域の活動者から気になる方の情報が見守り\n　　相談室に寄せられた地域数（割合）",
    "　③地域へ提供を行った要援護者数",
    "　④見守り相談室に寄せられた相談対応件数",
    "　⑤アウトリーチによる支援を行った件数",
    "　⑥認知症高齢者等が行方不明になった場合に\n　　備え、事前にメール配信の登録を行った件数",
]
SHEET2 = [
    "   ①相談受付件数",
    "   ②つながる場の開催件数",
    "   ③スーパーバイザー（SV）派遣件数",
    "   ④研修会の開催件数",
    "ウ    ⑤見守り相談室と連携をおこなった件数",
]
SURVEY = "　　総合的な相談支援体制の充実事業への\n　　関わりにより、効果があったと感じる\n　　相談機関等の割合"
SHEET3 = "　区社協の各部門で個別支援を通じた\n　継続的な関わりからさまざまな場や\n　活動への参加支援につながった対象\n　世帯数　（24区合計）"
THEMES = [
    "地域における見守りネットワークの強化（第４章P61～64）",
    "複合的な課題を抱えた世帯への支援体制の充実（第４章P78～79）",
    "「参加支援」とは　～社会とのつながりを作るための支援～（第2章P24抜粋）",
]
NAMES = ["基本目標1", "基本目標2", "参加支援"]


class Form:
    """The bureau's own layout, drawn row by row; values are laid over the printed text afterwards."""

    def __init__(self, as_of="令和8年3月末", width=1, merged=True, headers=HEADERS, rate_apart=False):
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.as_of, self.width, self.merged = as_of, width, merged
        self.headers, self.rate_apart = headers, rate_apart
        self.rows = {}
        for index in range(3):
            self.sheet(index)

    def column(self, year):
        """First column of a year (0, 1, 2); labels stand in B and C."""
        return 4 + year * self.width

    def put(self, sheet, row, col, value, rows=1, cols=1):
        cell = sheet.cell(row, col, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if self.merged and (rows > 1 or cols > 1):
            sheet.merge_cells(start_row=row, start_column=col, end_row=row + rows - 1, end_column=col + cols - 1)
        return cell

    def sheet(self, index):
        sheet = self.book.create_sheet(NAMES[index])
        last = 3 + 3 * self.width
        if index < 2:
            sheet.cell(1, last, "資料3-3")
        self.put(sheet, 2, 1, TITLE % self.as_of, cols=last)
        sheet["A3"] = "基本理念"
        sheet["B3"] = "だれもが自分らしく安心して暮らし続けられる地域づくり"
        sheet["A4"] = "基本目標　"
        sheet["B4"] = "1　気にかける・つながる・支え合う地域づくり"
        sheet["B5"] = "２　だれでも・いつでも・なんでも言える相談支援体制づくり"
        sheet["B6"] = THEMES[index]
        if index == 0:
            sheet["B7"] = "ア　地域における見守り活動への支援"
        for year in range(3):
            self.put(sheet, 9, self.column(year), self.headers[year], cols=self.width)
        row = self.bullets(sheet, (index, "actions"), 10, "取組内容" if index < 2 else "取組内容\n※市区社協での取組", 2 if index == 1 else 3)
        first = row
        if index == 0:
            row = self.goal_1(sheet, row)
        elif index == 1:
            for number, label in enumerate(SHEET2):
                row = self.count(sheet, f"2-{number + 1}", row, label)
        else:
            row = self.count(sheet, "3-1", row, SHEET3)
        self.put(sheet, first, 2, "量的成果（指標）", rows=row - first)
        label = None if index == 0 else "質的成果"
        row = self.bullets(sheet, (index, "outcomes"), row, label, 3)
        if index == 1:
            row = self.count(sheet, "2-6", row, SURVEY)
        row = self.bullets(sheet, (index, "issues"), row, "課題と今後の方向性", 3)
        if index == 0:
            sheet.cell(row, 2, "質的成果")  # where the printed paper puts it
            row += 1
        sheet.cell(row, 2, "基本目標　")
        sheet.cell(row + 1, 2, NAMES[index])

    def bullets(self, sheet, key, row, label, count):
        if label:
            self.put(sheet, row, 2, label, rows=count, cols=2)
        self.rows[key] = row
        for line in range(count):
            for year in range(3):
                self.put(sheet, row + line, self.column(year), "・", cols=self.width)
        return row + count

    def count(self, sheet, key, row, label):
        self.rows[key] = row
        sheet.cell(row, 3, label)
        for year in range(3):
            self.put(sheet, row, self.column(year), None, cols=self.width)
        return row + 1

    def goal_1(self, sheet, row):
        for number, label in enumerate(SHEET1):
            key = f"1-{number + 1}"
            self.rows[key] = row
            if number == 5:
                sheet.cell(row, 3, "ウ\n" + label)
            else:
                sheet.cell(row, 3, label)
            height = 2 if number == 1 and self.rate_apart else 1
            for year in range(3):
                at = self.column(year)
                if number == 0:
                    self.put(sheet, row, at, "　　　　　　　　／　全334地域" + NOUN, cols=self.width)
                elif number == 1 and self.rate_apart:
                    self.put(sheet, row, at, "　　　　　　／　全334地域" + NOUN, cols=self.width)
                    self.put(sheet, row + 1, at, "　　（　　　　　　　　％）", cols=self.width)
                elif number == 1:
                    self.put(sheet, row, at, "　　　　　　／　全334地域" + NOUN + "\n　\n\n　　（　　　　　　　　％）", cols=self.width)
                else:
                    self.put(sheet, row, at, None, cols=self.width)
            if height == 2 and self.merged:
                sheet.merge_cells(start_row=row, start_column=3, end_row=row + 1, end_column=3)
            row += height
        return row

    def cell(self, key, year, line=0):
        index = int(key[0]) - 1 if isinstance(key, str) else key[0]
        return self.book.worksheets[index].cell(self.rows[key] + line, self.column(year))

    def of(self, year, count, areas, rate):
        """① and ② typed into the printed text."""
        self.cell("1-1", year).value = f"　　　{count[0]}　／　全{areas}地域" + NOUN
        if self.rate_apart:
            self.cell("1-2", year).value = f"　　　{count[1]}　／　全{areas}地域" + NOUN
            self.cell("1-2", year, 1).value = f"　　（　{rate}　％）"
        else:
            self.cell("1-2", year).value = f"　　　{count[1]}　／　全{areas}地域" + NOUN + f"\n　\n　　（　{rate}　％）"

    def fill(self, year, base):
        """Plain invented numbers for everything but ① and ②."""
        for offset, key in enumerate(["1-3", "1-4", "1-5", "1-6", "2-1", "2-2", "2-3", "2-4", "2-5", "3-1"]):
            self.cell(key, year).value = base + offset * 7
        self.cell("2-6", year).value = 80 + year

    def words(self, year):
        self.cell((0, "actions"), year).value = f"・見守りの集まりを開いた（架空{year}）"
        self.cell((0, "outcomes"), year).value = "・声かけが広がった\n・若い担い手が加わった\n･相談が早くなった"
        self.cell((0, "issues"), year, 1).value = "・担い手を増やす"
        self.cell((1, "outcomes"), year).value = "関係機関の役割がはっきりした"
        self.cell((2, "issues"), year).value = "・居場所を増やす\n　（来年度から）"

    def mark(self):
        self.book.worksheets[0]["A1"] = MARK

    def save(self, name):
        self.mark()
        self.book.properties.created = self.book.properties.modified = datetime.datetime(2026, 4, 1)
        path = os.path.join(HERE, name)
        self.book.save(path)
        settle(path)


def settle(path):
    """Rewrites the archive with fixed times, so that making it again gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-04-01T00:00:00Z", data)
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def clean(**options):
    form = Form(**options)
    for year in (0, 1):
        form.of(year, (13 + year, 11 + year), 16, ["68.8", "75.0"][year])
        form.fill(year, 100 + 40 * year)
        form.words(year)
    return form


def printed_text():
    clean().save("printed-text-西成区.xlsx")


def rate_in_own_cell():
    form = clean(width=3, rate_apart=True)
    form.book.worksheets[0]["J3"] = "西成区役所"
    form.save("rate-in-own-cell.xlsx")


def unmerged():
    form = clean(width=2, merged=False, rate_apart=True)
    form.save("unmerged_271225.xlsx")


def parts_in_own_cells():
    form = clean(width=3, merged=False, rate_apart=True)
    sheet = form.book.worksheets[0]
    for year in (0, 1):
        row, at = form.rows["1-1"], form.column(year)
        sheet.cell(row, at, 14)
        sheet.cell(row, at + 1, "／　全16地域" + NOUN)
        row = form.rows["1-2"]
        sheet.cell(row, at, 12)
        sheet.cell(row, at + 1, "／")
        sheet.cell(row, at + 2, "全16地域" + NOUN)
        sheet.cell(row + 1, at, "（")
        sheet.cell(row + 1, at + 1, 75)
        sheet.cell(row + 1, at + 2, "％）")
    form.save("parts-in-own-cells-西成区.xlsx")


def as_typed():
    form = clean()
    values = {
        "1-3": "１，２３４", "1-4": "12件", "1-5": "約120", "1-6": "集計中",
        "2-1": "なし", "2-2": "該当なし", "2-3": "－", "2-4": "12回", "2-5": "4件＋2件", "3-1": " 56 ",
    }
    for key, value in values.items():
        form.cell(key, 1).value = value
    form.cell("1-1", 1).value = "　　１４／全16地域"
    form.cell("2-6", 1).value = "８５．５％"
    form.cell("1-3", 0).value = "▲3"
    form.cell("1-4", 0).value = 3.5
    form.cell("1-5", 0).value = "120"
    form.save("as-typed-西成区.xlsx")


def traps():
    form = clean(rate_apart=True)
    form.cell("1-1", 1).value = datetime.date(2025, 12, 16)
    form.cell("1-1", 1).number_format = 'm"月"d"日"'
    form.cell("1-3", 1).value = "=SUM(1,2)"  # openpyxl stores no result
    form.cell("1-2", 1, 1).value = "=12/16"
    form.cell("1-4", 1).value = "#REF!"
    form.cell("1-4", 1).data_type = "e"
    form.cell("1-5", 1).value = True
    form.cell("1-6", 1).value = 0.75
    form.cell("1-6", 1).number_format = "0%"
    form.cell("2-1", 1).value = "　"
    form.cell("2-6", 0).value = 0.855
    form.cell("2-6", 0).number_format = "0.0%"
    form.cell("2-6", 1).value = 85.5
    form.cell("2-6", 1).number_format = '0.0"%"'
    form.save("traps-西成区.xlsx")


def moved():
    """A memo row inserted, labels retyped, a remarks column, sheets renamed and reordered."""
    form = clean(merged=False)  # openpyxl leaves merged regions behind when it inserts a row
    one, two, three = form.book.worksheets
    one.insert_rows(form.rows["1-4"])
    one.cell(form.rows["1-4"], 3, "（参考）うち新規の件数")
    one.cell(form.rows["1-4"], 4, 999)
    one.cell(9, 7, "備考")
    one.cell(form.rows["1-3"], 7, 555)
    two.cell(form.rows["2-1"], 3, "（１）相談受付件数")
    two.cell(form.rows["2-5"], 3, "⑤見守り相談室と連携を行った件数")
    one.title, two.title, three.title = "見守り", "R7 複合課題", "社協分"
    form.book.move_sheet(three, -2)
    memo = form.book.create_sheet("作業用")
    memo["A1"] = "下書き"
    form.save("moved-西成区.xlsx")


def unclear():
    """What must not be guessed: two numbers for one year, a label twice, a label gone, a lone number under ②."""
    form = clean(width=2, merged=False, rate_apart=True)
    one, two, three = form.book.worksheets
    one.cell(form.rows["1-3"], form.column(1) + 1, 7)
    one.cell(form.rows["1-4"], 3, "②の内訳")
    one.cell(form.rows["1-2"], form.column(1)).value = None
    one.cell(form.rows["1-2"] + 1, form.column(1)).value = 75
    two.cell(form.rows["2-2"], 3, "①相談受付件数")
    three.cell(9, form.column(2)).value = None
    form.save("unclear-西成区.xlsx")


def wards_disagree():
    form = clean()
    form.book.worksheets[0]["F3"] = "区名：住吉区"
    form.save("wards-disagree-東住吉区.xlsx")


def no_ward_no_date():
    form = clean(as_of="令和●年●月末")
    form.save("no-ward-no-date.xlsx")


def dates_disagree():
    form = clean()
    form.book.worksheets[1]["A2"] = TITLE % "令和7年3月末"
    form.save("dates-disagree-西成区.xlsx")


def not_month_end():
    clean(as_of="R8.3.30").save("not-month-end-西成区.xlsx")


def earlier_edition():
    headers = ["2021（令和3）年度", "2022（令和4）年度", "2023（令和5）年度"]
    clean(headers=headers, as_of="令和6年3月末").save("earlier-edition-西成区.xlsx")


def copied_sheet():
    form = clean()
    copy = form.book.copy_worksheet(form.book.worksheets[0])
    copy.title = "基本目標1 (2)"
    hidden = form.book.copy_worksheet(form.book.worksheets[1])
    hidden.title = "基本目標2 控え"
    hidden.sheet_state = "hidden"
    del form.book["参加支援"]
    form.save("copied-sheet-西成区.xlsx")


def named():
    """The names of the template: label cells deleted on one row, one value moved away from its row."""
    form = clean(as_of="令和●年●月末", width=2, merged=False, rate_apart=True)
    book = form.book

    def name(text, cell):
        target = f"'{cell.parent.title}'!${get_column_letter(cell.column)}${cell.row}"
        book.defined_names[text] = DefinedName(text, attr_text=target)

    one, two, three = book.worksheets
    one["F3"], one["G3"], one["F4"] = "西成区", "271225", datetime.date(2026, 3, 31)
    one["F4"].number_format = "yyyy-mm-dd"
    for text, at in (("TM_ward", "F3"), ("TM_code", "G3"), ("TM_as_of", "F4")):
        name(text, one[at])
    for year in range(3):
        one.cell(7, form.column(year), 16)
        name(f"TM_areas_{2024 + year}", one.cell(7, form.column(year)))
        for key in [f"1-{n}" for n in range(1, 7)] + [f"2-{n}" for n in range(1, 7)] + ["3-1"]:
            name(f"TM_{key.replace('-', '_')}_{2024 + year}", form.cell(key, year))
        name(f"TM_1_2_rate_{2024 + year}", form.cell("1-2", year, 1))
        for line in range(3):
            name(f"TM_goal_1_actions_{2024 + year}_{line + 1}", form.cell((0, "actions"), year, line))
        for key in ("1-1", "1-2"):
            cell = form.cell(key, year)
            cell.value = 14 - int(key[-1]) if year < 2 else None
            one.cell(cell.row, cell.column + 1, '="／　全"&16&"地域"' if key == "1-1" else "／　全16地域" + NOUN)
        rate = form.cell("1-2", year, 1)
        rate.value = 0.75 if year == 0 else "=12/16"
        rate.number_format = "0.0%"
    one.cell(form.rows["1-5"], 3).value = None
    name("TM_1_6_2025", one.cell(form.rows["1-4"], form.column(1)))
    book.custom_doc_props.append(StringProperty(name="torimatome-form", value="progress-sheet"))
    book.custom_doc_props.append(StringProperty(name="torimatome-edition", value="2024-2026"))
    form.save("named.xlsx")


def broken_sheet():
    form = clean()
    form.save("broken-sheet-西成区.xlsx")
    path = os.path.join(HERE, "broken-sheet-西成区.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            if name == "xl/worksheets/sheet2.xml":
                data = data.replace(b"<v>147</v>", b"<v>1,47</v>").replace(b"<v>168</v>", b"<v>1,68</v>")
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def other_workbook():
    book = Workbook()
    book.active.title = "売上"
    book.active["A1"] = MARK
    book.active["A2"] = "月"
    book.active["B2"] = "金額"
    book.properties.created = book.properties.modified = datetime.datetime(2026, 4, 1)
    path = os.path.join(HERE, "other-workbook.xlsx")
    book.save(path)
    settle(path)


def not_workbooks():
    def write(name, data):
        with open(os.path.join(HERE, name), "wb") as file:
            file.write(data)

    write("zero-bytes.xlsx", b"")
    write("csv-renamed.xlsx", f"区名,件数,{MARK}\r\n西成区,12\r\n".encode("cp932"))
    header = bytes([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).ljust(512, b"\0")
    write("encrypted.xlsx", (header + "EncryptedPackage".encode("utf-16-le")).ljust(1536, b"\0"))
    write("old-xls.xlsx", (header + "Workbook".encode("utf-16-le")).ljust(1536, b"\0"))
    with open(os.path.join(HERE, "printed-text-西成区.xlsx"), "rb") as file:
        write("cut-short.xlsx", file.read()[:4000])


def far_cell():
    form = clean()
    form.book.worksheets[0]["XFD1048576"] = 1
    form.save("far-cell-西成区.xlsx")


if __name__ == "__main__":
    for make in (
        printed_text, rate_in_own_cell, unmerged, parts_in_own_cells, as_typed, traps, moved, unclear,
        wards_disagree, no_ward_no_date, dates_disagree, not_month_end, earlier_edition, copied_sheet,
        named, broken_sheet, other_workbook, not_workbooks, far_cell,
    ):
        make()
