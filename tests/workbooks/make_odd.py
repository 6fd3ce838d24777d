"""Makes one workbook per oddity, with openpyxl, XlsxWriter or edited XML; the program under test writes none of them.

    python3 tests/workbooks/make_odd.py            makes every workbook of odd/ again, byte for byte
    python3 tests/workbooks/make_odd.py --readme   prints the table of README.md

All start from the plain form of make.py (the bureau's own layout, values typed beside the printed slash), so that the
reviewed reading beside each shows only what differs from `printed-text-西成区`. Every figure is invented (架空).
"""
import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import make
import xlsxwriter
from make import HEADERS, SHEET2, Form, clean, settle
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = os.path.join(make.HERE, "odd")
make.HERE = HERE  # where Form.save writes
ODD = []


def odd(name, why, ward=True):
    """Registers a workbook: the function changes the plain form, returns another, or True if it wrote the file itself."""
    def register(function):
        ODD.append((name + ("-西成区" if ward else ""), why, function))
        return function
    return register


def typed(name, why, key, value, number_format=None):
    """A workbook in which one value of 2025 was typed in an odd way."""
    @odd(name, why)
    def change(form):
        form.cell(key, 1).value = value
        if number_format:
            form.cell(key, 1).number_format = number_format


def many(name, why, **values):
    """Several spellings of one oddity, each in its own cell; keys are k1_3 for 1-3."""
    @odd(name, why)
    def change(form):
        for key, value in values.items():
            form.cell(key[1:].replace("_", "-"), 1).value = value


def patched(name, why, part, change, before=None):
    """A workbook whose XML was edited by hand."""
    @odd(name, why)
    def write(form):
        if before:
            before(form)
        path = os.path.join(HERE, name + "-西成区.xlsx")
        form.save(path)
        with zipfile.ZipFile(path) as archive:
            parts = [(entry, archive.read(entry)) for entry in archive.namelist()]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            assert part in [entry for entry, _ in parts], f"{name}: no {part}"
            for entry, data in parts:
                if entry == part:
                    text = data.decode("utf-8")
                    assert change(text) != text, f"{name}: nothing changed in {part}"
                    data = change(text).encode("utf-8")
                archive.writestr(zipfile.ZipInfo(entry, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return True


# ---------------------------------------------------------------- values

typed("digits-full-width", "１２３ in full width.", "1-3", "１２３")
typed("separator-comma", "1,234 typed as text.", "1-3", "1,234")
typed("separator-full-width", "１，２３４.", "1-3", "１，２３４")
typed("separator-ideographic", "1、234: read, with a warning.", "1-3", "1、234")
typed("separator-space", "1 234 may be two numbers.", "1-3", "1 234")
typed("separator-misplaced", "1,23 may be 1.23 or 123.", "1-3", "1,23")
typed("unit-own", "94人 in a field that counts people.", "1-3", "94人")
typed("unit-after-blank", "12　件 with a full-width blank.", "1-4", "12　件")
typed("unit-near", "12回 where the label says 件: read, with a warning.", "2-2", "12回")
typed("unit-other", "12世帯 in a field that counts people.", "1-3", "12世帯")
typed("unit-percent-in-count", "75％ in a field that counts.", "1-4", "75％")
many("approximations", "約120, 120程度, 120以上, 100～120, 数件, 10+, 120前後, 100余り: none of them is a number.",
     k1_3="約120", k1_4="120程度", k1_5="120以上", k1_6="100～120", k2_1="数件", k2_2="10+", k2_3="120前後", k2_4="100余り")
typed("composite-slash", "12／16 in a field that asks for one number.", "1-3", "12／16")
typed("composite-areas", "12/16地域 in ①, the form's own shape.", "1-1", "12/16地域")
typed("composite-areas-other-total", "12/334地域: the number is read, its denominator kept for the check.", "1-1", "12/334地域")
typed("composite-rate", "12（75％） in ②, the form's own shape without the areas.", "1-2", "12（75％）")
typed("composite-new", "12件(うち新規3件).", "1-4", "12件(うち新規3件)")
typed("composite-sum", "4件＋2件.", "1-4", "4件＋2件")
typed("composite-arrow", "10→12.", "1-4", "10→12")
typed("composite-lines", "Two numbers on two lines of one cell.", "1-4", "10\n12")
typed("composite-parts", "男6女4.", "1-3", "男6女4")
typed("range-hyphen", "10-12 is a range.", "1-4", "10-12")
typed("kanji-number", "十二件 is not guessed.", "1-4", "十二件")
typed("thousand-word", "1千2百.", "1-4", "1千2百")
typed("negative-triangle", "▲3: a number, for the rules to refuse.", "1-4", "▲3")
typed("negative-minus", "−3 with U+2212.", "1-4", "−3")
typed("negative-brackets", "(3) is a minus to an accountant and a note number to anybody else.", "1-4", "(3)")
typed("fraction", "3.5 households.", "3-1", 3.5)
typed("exponent", "1E3 typed as text.", "1-4", "1E3")
typed("trailing-blanks", "Blanks of both widths and a line break after the number.", "1-4", "12 　\n")
typed("percent-typed", "８５．５％ as text in the survey ratio.", "2-6", "８５．５％")
typed("percent-fraction-plain", "0.75 without a percent format: read as it stands, for the rules to doubt.", "2-6", 0.75)
typed("percent-format-hundredfold", "75 under a percent format, which shows 7500%.", "2-6", 75, "0%")
typed("percent-format-fraction", "0.755 under a percent format.", "2-6", 0.755, "0.0%")
typed("date-trap", "12/16 typed into ③ became 16 December.", "1-3", datetime.date(2025, 12, 16), 'm"月"d"日"')
typed("date-trap-month", "1-4 typed into ④ became 4 January, shown by a month format.", "1-4", datetime.date(2025, 1, 4), "mmm-yy")
many("none-words", "0件, ０, なし, 無, 無し, ゼロ: nought, with a note.",
     k1_4="0件", k1_5="０", k1_6="なし", k2_1="無", k2_2="無し", k2_3="ゼロ")
many("not-known-words", "Dashes of every kind, 調査中, 不明, 後日, ※, …: missing, never nought.",
     k1_3="－", k1_4="ー", k1_5="―", k1_6="‐", k2_1="-", k2_2="調査中", k2_3="不明", k2_4="後日報告", k2_5="※", k3_1="…")
typed("not-applicable", "該当なし is its own state, not nought.", "2-3", "該当なし")
typed("sentence-in-field", "A sentence where a number belongs.", "1-4", "区社協で集計しています")
typed("number-in-sentence", "A number inside a sentence.", "1-4", "前年度と同じ120件です")
typed("letters-for-digits", "1O with the letter O.", "1-4", "1O")
typed("boolean", "TRUE in a field.", "1-4", True)
typed("float-noise", "12.000000000000002 is shown by Excel as 12.", "1-4", 12.000000000000002)


@odd("blank-but-formatted", "A blank, a full-width blank, a line break and a formatted empty cell are all blank.")
def blank_but_formatted(form):
    for key, text in zip(["1-3", "1-4", "1-5", "1-6"], [" ", "　", "\n", None]):
        form.cell(key, 1).value = text
        form.cell(key, 1).number_format = "#,##0"


# ---------------------------------------------------------------- formulas and broken cells

SHEET = "xl/worksheets/sheet1.xml"


def e16(kind, inner):
    """Cell E16 (④ of 2025) of the first sheet, with another type and content."""
    kind = f' t="{kind}"' if kind else ""
    return lambda text: re.sub(r'<c r="E16"([^>]*?)(?: t="n")?><v>147</v></c>', lambda m: f'<c r="E16"{m[1]}{kind}>{inner}</c>', text)


patched("apostrophe-only", "An apostrophe alone is stored as an empty text.", SHEET, e16("inlineStr", "<is><t></t></is>"))
patched("formula-cached", "A formula with its stored result: the result is used, with a note.", SHEET, e16("", "<f>100+47</f><v>147</v>"))
patched("formula-uncached", "A formula without a stored result is not a blank.", SHEET, e16("", "<f>100+47</f>"))
patched("formula-empty-value", "A formula with an empty v element.", SHEET, e16("", "<f>100+47</f><v></v>"))
patched("formula-error", "#DIV/0! as the stored result.", SHEET, e16("e", "<f>1/0</f><v>#DIV/0!</v>"))
patched("formula-external", "A link to another workbook: the stored result is used, with a warning.", SHEET, e16("", "<f>[1]集計!$B$2</f><v>147</v>"))
patched("formula-empty-text", 'A formula that gives "" is a blank.', SHEET, e16("str", '<f>IF(1=1,"","")</f><v></v>'))
patched("formula-text-number", "A formula that gives the text 147.", SHEET, e16("str", '<f>TEXT(147,"0")</f><v>147</v>'))
patched("formula-after-value", "The stored result before the formula.", SHEET, e16("", "<v>147</v><f>100+47</f>"))
patched("error-typed", "#N/A without a formula.", SHEET, e16("e", "<v>#N/A</v>"))
patched("error-unknown", "#SPILL!, which the parser does not know: the rest of the sheet is still read.", SHEET, e16("e", "<v>#SPILL!</v>"))
patched("string-index-out-of-table", "A text cell that points behind the string table.", SHEET, e16("s", "<v>99999</v>"))
patched("boolean-two", "A boolean cell that holds 2.", SHEET, e16("b", "<v>2</v>"))
patched("number-with-comma-stored", "A number cell that stores 1,47, as some exports do.", SHEET, e16("n", "<v>1,47</v>"))
patched("extension-in-cell", "An extension element inside a cell.", SHEET, e16("", '<v>147</v><extLst><ext uri="x"/></extLst>'))
patched("cell-twice", "The same cell twice, with two numbers.", SHEET, e16("", '<v>147</v></c><c r="E16"><v>741</v>'))


def without_addresses(text):
    """Row 16 with all of A to F in order and no r attributes."""
    def row(match):
        found = {m[1]: m[0] for m in re.finditer(r'<c r="([A-Z])16".*?(?:/>|</c>)', match[2], flags=re.S)}
        cells = (re.sub(r' r="[A-Z]16"', "", found.get(letter, "<c/>")) for letter in "ABCDEF")
        return match[1] + "".join(cells) + match[3]
    return re.sub(r'(<row r="16"[^>]*>)(.*?)(</row>)', row, text, flags=re.S)


patched("cell-without-address", "Cells without the r attribute stand in order.", SHEET, without_addresses)

# ---------------------------------------------------------------- labels


def label(name, why, key, text):
    @odd(name, why)
    def change(form):
        form.book.worksheets[1].cell(form.rows[key], 3).value = text


label("label-bracket-number", "① typed as (1).", "2-1", "(1)相談受付件数")
label("label-dot-number", "② typed as 2．", "2-2", "2．つながる場の開催件数")
label("label-half-bracket", "③ typed as ３）.", "2-3", "３）スーパーバイザー（SV）派遣件数")
label("label-word-dropped", "件数 dropped from ④: read, with a warning.", "2-4", "④研修会の開催")
label("label-respelt", "おこなった typed as 行った.", "2-5", "ウ    ⑤見守り相談室と連携を行った件数")
label("label-other-words", "④ renamed to something else: not guessed.", "2-4", "④ケース会議の回数")
label("label-half-width-kana", "ｽｰﾊﾟｰﾊﾞｲｻﾞｰ in half-width kana.", "2-3", "③ｽｰﾊﾟｰﾊﾞｲｻﾞｰ（ＳＶ）派遣件数")
label("label-gone", "The label of ② emptied.", "2-2", None)


@odd("labels-swapped", "① and ② exchanged with their rows: each value follows its label.")
def labels_swapped(form):
    sheet = form.book.worksheets[1]
    for col in range(3, 7):
        one, two = sheet.cell(form.rows["2-1"], col), sheet.cell(form.rows["2-2"], col)
        one.value, two.value = two.value, one.value


# ---------------------------------------------------------------- rows and columns


def unmerged(name, why):
    """A workbook without merged regions, which openpyxl leaves behind when rows or columns move."""
    def register(function):
        @odd(name, why)
        def change(_):
            form = clean(merged=False)
            function(form, form.book.worksheets)
            return form
        return function
    return register


@unmerged("row-inserted", "An empty row inside the indicators.")
def row_inserted(form, sheets):
    sheets[1].insert_rows(form.rows["2-3"])


@unmerged("row-deleted", "The row of ③ deleted.")
def row_deleted(form, sheets):
    sheets[1].delete_rows(form.rows["2-3"])


@odd("row-hidden", "The row of ③ hidden: read, with a note.")
def row_hidden(form):
    form.book.worksheets[1].row_dimensions[form.rows["2-3"]].hidden = True


@odd("column-hidden", "The column of 2025 hidden: read, with a note.")
def column_hidden(form):
    form.book.worksheets[1].column_dimensions["E"].hidden = True


@unmerged("column-inserted", "An empty column before the years.")
def column_inserted(form, sheets):
    for sheet in sheets:
        sheet.insert_cols(4)


@unmerged("value-below-its-label", "The value one row below its label, where no label stands: told, not taken.")
def value_below(form, sheets):
    row = form.rows["2-3"]
    sheets[1].insert_rows(row + 1)
    for col in (4, 5):
        sheets[1].cell(row + 1, col).value = sheets[1].cell(row, col).value
        sheets[1].cell(row, col).value = None


@unmerged("year-before", "A column for 2023 before the three.")
def year_before(form, sheets):
    for sheet in sheets:
        sheet.insert_cols(4)
        sheet.cell(9, 4).value = "2023（令和５）年度"
    sheets[1].cell(form.rows["2-1"], 4).value = 999


def beside(name, why, header, **values):
    """A fourth column to the right of the years."""
    @odd(name, why)
    def change(form):
        for sheet in form.book.worksheets:
            sheet.cell(9, 7).value = header
        for key, value in values.items():
            form.book.worksheets[1].cell(form.rows[key[1:].replace("_", "-")], 7).value = value


beside("year-fourth", "A column for 2027 beside the three.", "2027（令和９）年度", k2_1=999)
beside("remarks-column", "A column 備考 with numbers in it.", "備考", k2_1=555, k2_2="前年度は540件")
beside("total-column", "A column 合計 right of the years.", "合計", k2_1=296)


@odd("years-swapped", "The years in the order 2026, 2025, 2024.")
def years_swapped(_):
    form = clean(headers=list(reversed(HEADERS)))
    for at, value in enumerate([26, 25, 24]):
        form.cell("2-1", at).value = value
    return form


@odd("years-shifted", "The values of three fields one column to the right of their year.")
def years_shifted(form):
    for key in ["1-3", "1-4", "2-1"]:
        form.cell(key, 2).value = form.cell(key, 1).value
        form.cell(key, 1).value = form.cell(key, 0).value
        form.cell(key, 0).value = None


# ---------------------------------------------------------------- year headers


def headers(name, why, texts, above=None):
    @odd(name, why)
    def change(form):
        for sheet in form.book.worksheets:
            for year in range(3):
                if above:
                    sheet.cell(8, 4 + year).value = above[year]
                sheet.cell(9, 4 + year).value = texts[year]


headers("header-split-down", "2025 above （令和7）年度, two rows.", [text[4:] for text in HEADERS], [text[:4] for text in HEADERS])
headers("header-number-only", "2024, 2025, 2026 as bare numbers under 年度.", [2024, 2025, 2026], ["年度", None, None])
headers("header-era-only", "令和６年度, R7年度, 令和8(2026)年度.", ["令和６年度", "R7年度", "令和8(2026)年度"])
headers("header-wrong-era", "2025（令和6）年度: the two say different years.", [HEADERS[0], "2025（令和6）年度", HEADERS[2]])


@odd("header-split-across", "2025 and （令和7）年度 side by side, two cells.")
def header_split_across(_):
    form = clean(width=2, merged=False)
    for sheet in form.book.worksheets:
        for year in range(3):
            sheet.cell(9, 4 + 2 * year).value = HEADERS[year][:4]
            sheet.cell(9, 5 + 2 * year).value = HEADERS[year][4:]
    return form


@unmerged("header-repeated", "The header row repeated before the indicators, as for printing.")
def header_repeated(form, sheets):
    row = form.rows["2-1"]
    sheets[1].insert_rows(row)
    for year in range(3):
        sheets[1].cell(row, 4 + year).value = HEADERS[year]


# ---------------------------------------------------------------- bullets

@unmerged("bullet-fourth", "A fourth bullet in a row of its own.")
def bullet_fourth(form, sheets):
    row = form.rows[(2, "actions")]
    sheets[2].insert_rows(row + 3)
    for line, words in enumerate(["一つめ", "二つめ", "三つめ", "四つめ"]):
        sheets[2].cell(row + line, 5).value = "・" + words


def bullets(name, why, text):
    @odd(name, why)
    def change(form):
        form.cell((2, "actions"), 1).value = text


bullets("bullets-in-one-cell", "Four bullets in one cell, four leaders.", "・一つめ\n･二つめ\n●三つめ\n-四つめ")
bullets("bullets-numbered", "①②③ lead the bullets of one cell.", "①一つめ\n②二つめ\n③三つめ")
bullets("bullets-dotted-numbers", "1. 2. ３． lead the bullets of one cell.", "1. 一つめ\n2. 二つめ\n３．三つめ")
bullets("bullets-bracketed", "(1) and （２） lead the bullets of one cell.", "(1)一つめ\n（２）二つめ")
bullets("bullets-soft-breaks", "A sentence broken by hand, no leader on the second line.", "・見守りの集まりを月に一度\n　開き、声かけを続けた\n・若い担い手が加わった")
bullets("bullets-number-first", "Lines that begin with a number which is no leader.", "・集まりは月に\n2回開いた\n・12人が加わった")
bullets("bullets-other-leaders", "○ ◆ ■ ▪ ※ at the head of the lines.", "○一つめ\n◆二つめ\n■三つめ\n▪四つめ\n※五つめは注")
bullets("bullets-leader-alone", "The printed leader alone, and one with words on the next line.", "・\n・\n　言葉は次の行に")
bullets("bullets-long", "A text of 3,000 characters, as pasted from a report.", "・" + "見守りを続けた。" * 375)


@unmerged("block-label-low", "Unmerged, the blocks' labels in their last rows: the bullets above are still their own.")
def block_label_low(form, sheets):
    for index in (1, 2):
        for block in ("outcomes", "issues"):
            row = form.rows[(index, block)]
            text = sheets[index].cell(row, 2).value
            sheets[index].cell(row, 2).value = None
            sheets[index].cell(row + 2, 2).value = text
            for line in range(3):
                sheets[index].cell(row + line, 5).value = f"・{text}の{line + 1}"


@unmerged("block-label-middle", "Unmerged, the label of 課題 in its middle row.")
def block_label_middle(form, sheets):
    row = form.rows[(2, "issues")]
    sheets[2].cell(row + 1, 2).value = sheets[2].cell(row, 2).value
    sheets[2].cell(row, 2).value = None
    for line in range(3):
        sheets[2].cell(row + line, 5).value = f"・課題の{line + 1}"


@odd("block-label-gone", "The label of 課題と今後の方向性 emptied.")
def block_label_gone(form):
    form.book.worksheets[2].cell(form.rows[(2, "issues")], 2).value = None


# ---------------------------------------------------------------- merges

@unmerged("merged-down", "Value cells merged over two rows, the label on the lower one.")
def merged_down(form, sheets):
    row = form.rows["2-3"]
    sheets[1].insert_rows(row)
    for col in (4, 5, 6):
        sheets[1].cell(row, col).value = sheets[1].cell(row + 1, col).value
        sheets[1].merge_cells(start_row=row, start_column=col, end_row=row + 1, end_column=col)


@odd("merged-over-years", "One value merged over two year columns: whose it is cannot be told.")
def merged_over_years(form):
    row = form.rows["2-3"]
    form.book.worksheets[1].merge_cells(start_row=row, start_column=4, end_row=row, end_column=5)


patched("value-under-merge", "A number left under a merged region, where nobody sees it.", "xl/worksheets/sheet2.xml",
        lambda text: re.sub(r'(<c r="E14".*?</c>)(<c r="F14"[^>]*/>)?', r'\1<c r="F14"><v>777</v></c>', text),
        before=lambda form: form.book.worksheets[1].merge_cells("E14:F14"))

# ---------------------------------------------------------------- sheets


@odd("sheets-renamed", "Sheets called Sheet1, Sheet2, Sheet3.")
def sheets_renamed(form):
    for number, sheet in enumerate(form.book.worksheets):
        sheet.title = f"Sheet{number + 1}"


@odd("sheets-reordered", "Sheets in the order 参加支援, 基本目標2, 基本目標1.")
def sheets_reordered(form):
    form.book.move_sheet("参加支援", -2)
    form.book.move_sheet("基本目標1", 1)


@odd("sheet-duplicated", "基本目標2 twice, both visible: neither is taken.")
def sheet_duplicated(form):
    form.book.copy_worksheet(form.book.worksheets[1]).title = "基本目標2 (2)"


@odd("sheet-hidden", "基本目標2 hidden: read, with a note.")
def sheet_hidden(form):
    form.book.worksheets[1].sheet_state = "hidden"


@odd("sheet-very-hidden-copy", "A very hidden copy of 基本目標2 with other numbers.")
def sheet_very_hidden(form):
    copy = form.book.copy_worksheet(form.book.worksheets[1])
    copy.title, copy.sheet_state = "old", "veryHidden"
    copy.cell(form.rows["2-1"], 5).value = 9999


@odd("sheet-missing", "参加支援 deleted.")
def sheet_missing(form):
    del form.book["参加支援"]


@odd("sheet-extra", "作業用 with the same labels and other numbers, without years.")
def sheet_extra(form):
    sheet = form.book.create_sheet("作業用")
    for row, text in enumerate(SHEET2, 1):
        sheet.cell(row, 1).value = text
        sheet.cell(row, 2).value = 1000 + row


@odd("sheet-chart", "A chart sheet among the worksheets.")
def sheet_chart(form):
    chart = BarChart()
    chart.add_data(Reference(form.book.worksheets[1], min_col=4, max_col=5, min_row=12, max_row=16))
    form.book.create_chartsheet("グラフ").add_chart(chart)


@unmerged("all-on-one-sheet", "The three sheets one below the other on one worksheet.")
def all_on_one(form, sheets):
    down = sheets[0].max_row + 2
    for sheet in sheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheets[0].cell(down + cell.row, cell.column).value = cell.value
        down += sheet.max_row + 2
    for name in ("基本目標2", "参加支援"):
        del form.book[name]
    sheets[0].title = "提出"


@odd("theme-gone", "The theme line gone; the labels tell the sheet.")
def theme_gone(form):
    form.book.worksheets[1]["B6"] = None


# ---------------------------------------------------------------- what stands beside the values

@odd("comment-only", "The number stands only in a comment: told, never read.")
def comment_only(form):
    form.cell("1-4", 1).value = None
    form.cell("1-4", 1).comment = Comment("147件です（4月15日確定）", "担当")


@odd("comment-beside", "A comment beside a value changes nothing.")
def comment_beside(form):
    form.cell("1-4", 1).comment = Comment("昨年は140", "担当")


@odd("struck-run", "140 struck through and 147 after it in one cell: not 140147.")
def struck_run(form):
    form.cell("1-4", 1).value = CellRichText(TextBlock(InlineFont(strike=True), "140"), TextBlock(InlineFont(), "147"))


@odd("struck-cell", "The whole number struck through.")
def struck_cell(form):
    form.cell("1-4", 1).font = Font(strike=True)


@odd("struck-words", "Struck words in a bullet: read, with a warning.")
def struck_words(form):
    form.cell((2, "actions"), 1).value = CellRichText("・見守りを", TextBlock(InlineFont(strike=True), "開始した"), "続けた")


@odd("rich-text", "A label and a number in runs of several fonts.")
def rich_text(form):
    form.book.worksheets[1].cell(form.rows["2-1"], 3).value = CellRichText("①", TextBlock(InlineFont(b=True), "相談受付"), "件数")
    form.cell("2-1", 1).value = CellRichText(TextBlock(InlineFont(color="FFFF0000"), "16"), "8")


SECOND = "xl/worksheets/sheet2.xml"
KANA = '<rPh sb="0" eb="2"><t>ソウダン</t></rPh><phoneticPr fontId="1"/>'
patched("furigana", "Readings (rPh) on a label never leak into it.", SECOND,
        lambda text: re.sub(r"(<is><t[^>]*>[^<]*①相談受付件数</t>)", r"\1" + KANA, text))
patched("control-characters", "_x000D_, a zero-width space and a no-break space inside a number and a label.", SECOND,
        lambda text: text.replace("①相談受付件数", "①相談_x000D_\u200b受付件数").replace(">@12@</t>", ' xml:space="preserve">\u00a012_x000D_</t>'),
        before=lambda form: setattr(form.cell("2-1", 1), "value", "@12@"))


def xlsxwriter_makes(name, why, change=None, blank=False):
    """The same cells and merges, written by XlsxWriter, with a table of strings."""
    @odd(name, why)
    def write(form):
        path = os.path.join(HERE, name + "-西成区.xlsx")
        form.mark()
        if blank:
            form.cell("1-4", 1).value = None
        book = xlsxwriter.Workbook(path)
        book.set_properties({"created": datetime.datetime(2026, 4, 1)})
        sheets = []
        for source in form.book.worksheets:
            sheet = book.add_worksheet(source.title)
            sheets.append(sheet)
            for region in source.merged_cells.ranges:
                sheet.merge_range(region.min_row - 1, region.min_col - 1, region.max_row - 1, region.max_col - 1, "")
            for cell in (cell for row in source.iter_rows() for cell in row if cell.value is not None):
                sheet.write(cell.row - 1, cell.column - 1, cell.value)
        if change:
            change(sheets)
        book.close()
        settle(path)
        return True


xlsxwriter_makes("written-by-xlsxwriter", "The plain form written by XlsxWriter.")
xlsxwriter_makes("text-box", "The number stands only in a text box.", lambda sheets: sheets[0].insert_textbox("E16", "147件（確定）"), blank=True)
xlsxwriter_makes("formula-never-calculated", "XlsxWriter stores 0 for a formula it does not calculate: not nought.",
                 lambda sheets: sheets[0].write_formula("E16", "=100+47"))

# ---------------------------------------------------------------- dates


def as_of(name, why, text):
    odd(name, why)(lambda _: clean(as_of=text))


as_of("as-of-full-width", "令和８年３月３１日 in full width.", "令和８年３月３１日")
as_of("as-of-slashes", "2026/3/31.", "2026/3/31")
as_of("as-of-short-era", "R8.3末.", "R8.3末")
as_of("as-of-calendar", "2026年3月末.", "2026年3月末")
as_of("as-of-first-year", "令和元年9月末, years before the edition.", "令和元年9月末")
as_of("as-of-next-year", "令和9年9月末, after the edition's last year.", "令和9年9月末")
as_of("as-of-half-year", "令和7年9月末: the middle of 2025年度.", "令和7年9月末")
as_of("as-of-month-only", "令和8年3月 without 末.", "令和8年3月")


@odd("as-of-serial", "● in the title, the date in a cell beside 時点 as a serial with an era format.")
def as_of_serial(_):
    form = clean(as_of="令和●年●月末")
    sheet = form.book.worksheets[0]
    sheet["E3"], sheet["F3"] = "時点", datetime.date(2026, 3, 31)
    sheet["F3"].number_format = '[$-411]ggge"年"m"月"d"日"'
    return form


@odd("as-of-1904", "The same in a workbook that counts days from 1904.")
def as_of_1904(_):
    form = as_of_serial(None)
    form.book.epoch = CALENDAR_MAC_1904
    return form


# ---------------------------------------------------------------- wards


def ward(name, why, *texts):
    @odd(name, why, ward=False)
    def change(form):
        for column, text in zip("EF", texts):
            form.book.worksheets[0][f"{column}3"] = text


ward("ward-without-suffix", "「住吉」 beside 区名: 住吉区, not 東住吉区.", "区名", "住吉")
ward("ward-code-in-cell", "The ward's code beside 団体コード.", "団体コード", 271225)
ward("ward-unknown-name", "A ward that does not exist.", "区名", "西成北区")
ward("ward-two-names", "Two wards in one cell.", "西成区・浪速区")
ward("ward-in-address-西成区", "An office's address in 西区 is no sign of the ward.", "提出先：大阪市西区九条南1-1")
ward("【東住吉】確認シート(修正版2)", "The short name in brackets in the file name: 東住吉, not 住吉.")
ward("西成区/received", "The ward only in the folder's name.")

# ---------------------------------------------------------------- reasons


def reasons(name, why, title, rows):
    """A sheet of reasons after the form's."""
    @odd(name, why)
    def change(form):
        sheet = form.book.create_sheet(title)
        for row in rows:
            sheet.append(row)


HEADS = ["", "コード", "項目（指標）", "年度", "理由", "氏名"]
WHY = "二重に数えていた12人を除いたため。"
reasons("reasons-sheet", "A sheet of reasons as a clerk fills it: a title, an example, a filled row, a row that waits for its reason, a blank one.",
        "確認・理由", [["確認・理由"], ["「OK」だけでは理由になりません。"], HEADS, ["例", "T501", "③", "2024年度", WHY, "例 花子"],
                     [1, "T501", "基本目標1　③", "令和6年度", WHY, "福祉 花子"], [2, "V211", "1-4", "2025年度"], [3]])
reasons("reasons-other-order", "Columns in another order under other headings on a sheet of another name; 1-4 that Excel has made a date.",
        "理由書", [["担当者", "理　由", "対象年度", "指標", "指摘コード"], ["花子", WHY, 2024, datetime.date(2026, 1, 4), "確認 Ｔ５０１"]])
reasons("reasons-half-filled", "Rows that lack a name, a code or a reason, an unknown code and a year that is none.",
        "確認・理由", [HEADS, [1, "T501", "1-3", 2024, WHY], [2, None, "1-3", 2024, WHY, "花子"], [3, "T501", "1-3", 2024, None, "花子"],
                     [4, "T999", "1-3", "昨年", WHY, "花子"]])
reasons("reasons-like-the-form", "Reasons that name most labels of a sheet and two years in one row: no second sheet of the form.",
        "確認・理由", [HEADS] + [[at, "V211", label.strip(), "2025年度", "2024年度", "花子"] for at, label in enumerate(make.SHEET1)])
reasons("reasons-without-headings", "A sheet of reasons whose headings are gone.", "確認・理由", [["T501", "1-3", 2024, WHY, "花子"]])

# ---------------------------------------------------------------- another office program


# ---------------------------------------------------------------- links to other workbooks


LINK_PARTS = {
    "xl/externalLinks/externalLink1.xml":
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<externalBook r:id="rId1"><sheetNames><sheetName val="集計"/></sheetNames></externalBook></externalLink>',
    "xl/externalLinks/_rels/externalLink1.xml.rels":
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        'Target="file:///C:/%E5%85%B1%E6%9C%89/jigyo.xlsx" TargetMode="External"/></Relationships>',
}
LINK_CHANGES = {
    "[Content_Types].xml": ("</Types>", '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType='
                            '"application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>'),
    "xl/_rels/workbook.xml.rels": ("</Relationships>", '<Relationship Id="rIdLink" Type="http://schemas.openxmlformats.org/'
                                   'officeDocument/2006/relationships/externalLink" '
                                   'Target="externalLinks/externalLink1.xml"/></Relationships>'),
    "xl/workbook.xml": ("</sheets>", '</sheets><externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/'
                        'officeDocument/2006/relationships" r:id="rIdLink"/></externalReferences>'),
}


def linked(name, why, cell=None):
    """A workbook with a link to another one; a cell of it may use the link."""
    @odd(name, why)
    def write(form):
        path = os.path.join(HERE, name + "-西成区.xlsx")
        if cell:
            form.book.worksheets[0][cell].value = "=[1]集計!$B$2"
        form.save(path)
        with zipfile.ZipFile(path) as archive:
            parts = {entry: archive.read(entry) for entry in archive.namelist()}
        for part, (before, after) in LINK_CHANGES.items():
            text = parts[part].decode("utf-8")
            assert before in text, f"{name}: {part}"
            parts[part] = text.replace(before, after, 1).encode("utf-8")
        if cell:
            text = parts[SHEET].decode("utf-8")
            changed = re.sub(r'(<c r="%s"[^>]*?)(?: t="\w+")?>(<f>[^<]*</f>)<v */?>(</v>)?' % cell,
                             r'\1 t="str">\2<v>見守りの会を毎月開いた</v>', text)
            assert changed != text, f"{name}: {cell}"
            parts[SHEET] = changed.encode("utf-8")
        parts.update({part: text.encode("utf-8") for part, text in LINK_PARTS.items()})
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in parts.items():
                archive.writestr(zipfile.ZipInfo(entry, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return True


linked("link-left", "A link to another workbook that no cell uses.")
linked("link-in-words", "Words taken from another workbook by a formula.", "E11")


@odd("saved-by-libreoffice", "The plain form opened and saved by LibreOffice.")
def by_libreoffice(form):
    """Its bytes differ from run to run, so it is made only where it is missing."""
    name = "saved-by-libreoffice-西成区.xlsx"
    if os.path.exists(os.path.join(HERE, name)):
        return True
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "in", name)
        os.mkdir(os.path.dirname(source))
        form.save(source)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
                        "--outdir", folder, source], check=True, capture_output=True)
        shutil.copy(os.path.join(folder, name), os.path.join(HERE, name))
    return True


def main():
    if "--readme" in sys.argv:
        for name, why, _ in ODD:
            print(f"| `{name}` | {why} |")
        return
    for name, _, change in ODD:
        os.makedirs(os.path.dirname(os.path.join(HERE, name)), exist_ok=True)
        form = clean()
        result = change(form)
        if result is not True:
            (result if isinstance(result, Form) else form).save(name + ".xlsx")


if __name__ == "__main__":
    main()
