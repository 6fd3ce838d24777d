"""Makes blank forms as offices hand them out, with what a person sees in them marked beside: cell ▸ what is to be written.

    python3 tests/workbooks/make_blanks.py

`blanks/<name>.xlsx` is the form, `blanks/<name>.tsv` the truth: sheet, cell, kinds that are right (the first is the best,
others are as good). tests/suite/drafting.rs counts how many of them `form draft` finds. Every form is invented (架空); how they
are laid out is not: each is there for a reason, which stands at its function. None was changed to suit the program.
"""
import datetime
import os
import re
import zipfile

import make
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "blanks")
THIN, MEDIUM, HAIR = Side(style="thin"), Side(style="medium"), Side(style="hair")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
GREY = PatternFill("solid", fgColor="FFD9D9D9")
BLUE = PatternFill("solid", fgColor="FFDDEBF7")
YELLOW = PatternFill("solid", fgColor="FFFFFFCC")
GREEN = PatternFill("solid", fgColor="FFE2EFDA")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP = Alignment(vertical="top", wrap_text=True)


class Blank:
    """One form under construction, with its truth."""

    def __init__(self, name):
        self.name, self.truth = name, []
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.book.properties.created = self.book.properties.modified = datetime.datetime(2025, 6, 2)

    def sheet(self, title, widths=()):
        sheet = self.book.create_sheet(title)
        for col, width in enumerate(widths, 1):
            sheet.column_dimensions[letter(col)].width = width
        return sheet

    def put(self, sheet, cell, value=None, to=None, fill=None, border=BOX, font=None, align=None, kind=None, lock=None):
        """Writes a cell, framed and merged up to `to`; with `kind` it is a place to fill in."""
        region = sheet[f"{cell}:{to or cell}"]
        for row in region:
            for one in row:
                one.border = border
                if fill:
                    one.fill = fill
                if lock is not None:
                    one.protection = Protection(locked=lock)
        first = sheet[cell]
        first.value = value
        if font:
            first.font = font
        if align:
            first.alignment = align
        if to:
            sheet.merge_cells(f"{cell}:{to}")
        if kind:
            self.truth.append((sheet.title, cell, kind))
        return first

    def plain(self, sheet, cell, value, to=None, font=None, align=None):
        """Text without a frame."""
        return self.put(sheet, cell, value, to, border=Border(), font=font, align=align)

    def save(self):
        path = os.path.join(HERE, f"{self.name}.xlsx")
        self.book.save(path)
        make_steady(path)
        with open(os.path.join(HERE, f"{self.name}.tsv"), "w", encoding="utf-8") as out:
            for row in self.truth:
                out.write("\t".join(row) + "\n")


def make_steady(path):
    """The same bytes on any day."""
    with zipfile.ZipFile(path) as old:
        parts = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-06-02T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def matrix():
    """A matrix: kinds of consultation by ways of contact, two-level heads, row labels merged over two levels, totals by formula.

    The heads of an office are shaded, 計 is a formula, one crossing that cannot be is crossed out, another is grey."""
    form = Blank("matrix-相談件数")
    sheet = form.sheet("別紙1", [14, 18, 9, 9, 9, 9, 9, 9])
    form.plain(sheet, "A1", "別紙様式第2号", font=Font(size=9))
    form.plain(sheet, "A2", "生活相談窓口　相談受付状況報告（令和7年度）", "H2", Font(size=14, bold=True), CENTRE)
    form.plain(sheet, "F3", "団体名", align=Alignment(horizontal="right"))
    form.put(sheet, "G3", None, "H3", border=Border(bottom=THIN), kind="ことば")
    form.plain(sheet, "A4", "※　件数は延べ件数を記入してください。", font=Font(size=9))
    form.put(sheet, "A5", "相談の種類", "B6", BLUE, align=CENTRE)
    form.put(sheet, "C5", "新規（件）", "E5", BLUE, align=CENTRE)
    form.put(sheet, "F5", "継続（件）", "H5", BLUE, align=CENTRE)
    for col, head in zip("CDEFGH", ["来所", "電話", "計"] * 2):
        form.put(sheet, f"{col}6", head, None, BLUE, align=CENTRE)
    row = 7
    for group, kinds in [("くらし", ["家計", "仕事", "住まい"]), ("家族", ["介護", "子育て"]), ("そのほか", ["その他"])]:
        if len(kinds) > 1:
            form.put(sheet, f"A{row}", group, f"A{row + len(kinds) - 1}", align=CENTRE)
        else:
            form.put(sheet, f"A{row}", group, align=CENTRE)
        for kind in kinds:
            form.put(sheet, f"B{row}", kind)
            for col in "CDFG":
                if (kind, col) == ("住まい", "G"):
                    form.put(sheet, f"{col}{row}", border=Border(left=THIN, right=THIN, top=THIN, bottom=THIN, diagonal=THIN, diagonalUp=True))
                elif (kind, col) == ("その他", "D"):
                    form.put(sheet, f"{col}{row}", fill=GREY)
                else:
                    form.put(sheet, f"{col}{row}", kind="数")
            form.put(sheet, f"E{row}", f"=SUM(C{row}:D{row})")
            form.put(sheet, f"H{row}", f"=SUM(F{row}:G{row})")
            row += 1
    form.put(sheet, f"A{row}", "合計", f"B{row}", BLUE, align=CENTRE)
    for col in "CDEFGH":
        form.put(sheet, f"{col}{row}", f"=SUM({col}7:{col}{row - 1})")
    row += 2
    form.plain(sheet, f"A{row}", "特に対応に苦慮した事例と、その対応")
    form.put(sheet, f"A{row + 1}", None, f"H{row + 5}", align=WRAP, kind="文章,ことば")
    form.plain(sheet, f"E{row + 7}", "担当者：")
    form.put(sheet, f"F{row + 7}", None, f"H{row + 7}", border=Border(bottom=THIN), kind="ことば")
    form.plain(sheet, f"E{row + 8}", "電話：")
    form.put(sheet, f"F{row + 8}", None, f"H{row + 8}", border=Border(bottom=THIN), kind="電話")
    form.save()


def register():
    """A register: a row that shows how to fill in, numbered rows, drop-down lists held on another sheet, a hidden column."""
    form = Blank("register-通いの場")
    sheet = form.sheet("一覧", [5, 22, 24, 14, 12, 10, 16, 4, 20])
    form.plain(sheet, "A1", "通いの場　台帳", font=Font(size=16, bold=True, name="ＭＳ 明朝"))
    form.plain(sheet, "A2", "・１団体につき１行に記入してください。行が足りないときは挿入してください。", font=Font(size=9))
    form.plain(sheet, "A3", "記入者")
    form.put(sheet, "B3", kind="ことば")
    form.plain(sheet, "C3", "記入日")
    form.put(sheet, "D3", "令和　　年　　月　　日", "F3", kind="日付")
    heads = ["No.", "団体の名称", "活動場所", "分類", "開始年月", "実参加者数\n（人）", "電話番号", "内部", "備考"]
    for col, head in zip("ABCDEFGHI", heads):
        form.put(sheet, f"{col}5", head, None, GREEN, align=CENTRE, font=Font(bold=True))
    for col, shown in zip("ABCDEFGHI", ["例", "ひだまり会", "中央集会所", "体操", "平成30年4月", 15, "00-0000-0000", None, None]):
        form.put(sheet, f"{col}6", shown, font=Font(italic=True, color="FF808080"))
    for row in range(7, 22):
        form.put(sheet, f"A{row}", row - 6, align=CENTRE)
        for col, kind in zip("BCDEFGI", ["ことば", "ことば", "選択", "年月", "数", "電話", "ことば"]):
            form.put(sheet, f"{col}{row}", kind=kind)
        form.put(sheet, f"H{row}")
    sheet.column_dimensions["H"].hidden = True
    rule = DataValidation(type="list", formula1="=分類一覧", allow_blank=True)
    rule.add("D7:D21")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "C6"
    lists = form.sheet("リスト")
    for row, word in enumerate(["体操", "茶話会", "趣味", "食事", "その他"], 1):
        lists.cell(row, 1, word)
    form.book.defined_names["分類一覧"] = DefinedName("分類一覧", attr_text="リスト!$A$1:$A$5")
    form.save()


def marks():
    """One with ◯ marks: which service is offered on which days, 有・無 in one cell, check boxes, a choice by number."""
    form = Blank("marks-実施状況")
    sheet = form.sheet("調査票", [26] + [6] * 7 + [14])
    form.plain(sheet, "A1", "地域活動の実施状況に関する調査票", "I1", Font(size=14, bold=True), CENTRE)
    form.put(sheet, "A3", "活動団体名", None, BLUE)
    form.put(sheet, "B3", None, "E3", kind="ことば")
    form.put(sheet, "F3", "代表者名", "G3", BLUE)
    form.put(sheet, "H3", None, "I3", kind="ことば")
    form.put(sheet, "A4", "法人格の有無", None, BLUE)
    form.put(sheet, "B4", "有　・　無", "E4", align=CENTRE, kind="選択")
    form.put(sheet, "F4", "発足", "G4", BLUE)
    form.put(sheet, "H4", "　　　　年　　月", "I4", kind="年月,日付")
    form.plain(sheet, "A6", "問１　実施している曜日に○をつけてください。")
    form.put(sheet, "A7", "活動", None, BLUE, align=CENTRE)
    for col, day in zip("BCDEFGH", "月火水木金土日"):
        form.put(sheet, f"{col}7", day, None, BLUE, align=CENTRE)
    form.put(sheet, "I7", "主な会場", None, BLUE, align=CENTRE)
    for row, name in enumerate(["見守り訪問", "会食会", "子ども食堂", "学習支援", "買い物支援", "外出支援"], 8):
        form.put(sheet, f"A{row}", name)
        for col in "BCDEFGH":
            form.put(sheet, f"{col}{row}", kind="印")
        form.put(sheet, f"I{row}", kind="ことば")
    form.plain(sheet, "A15", "問２　今後の予定（あてはまるものにチェック）")
    for row, word in enumerate(["拡大したい", "今のまま続けたい", "縮小したい"], 16):
        form.put(sheet, f"A{row}", f"□　{word}", kind="選択,印")
    form.plain(sheet, "A20", "問３　活動で困っていること（自由記述）")
    form.put(sheet, "A21", None, "I25", kind="文章,ことば")
    form.plain(sheet, "A27", "ご協力ありがとうございました。○月○日までに、下記へ提出してください。", font=Font(size=9))
    form.save()


def grid_paper():
    """Spread over grid paper: forty narrow columns, every label and place merged, some by a frame alone and not merged."""
    form = Blank("grid-実施計画書")
    sheet = form.sheet("計画書", [2.4] * 40)
    put, plain = form.put, form.plain
    plain(sheet, "A1", "（様式第1号）", "H1", Font(size=9))
    plain(sheet, "AC1", "令和　　年　　月　　日", "AN1", align=Alignment(horizontal="right"))
    form.truth.append(("計画書", "AC1", "日付"))
    plain(sheet, "K3", "地域づくり事業　実施計画書", "AD3", Font(size=14, bold=True), CENTRE)
    put(sheet, "A5", "事業名", "F6", align=CENTRE)
    put(sheet, "G5", None, "AN6", kind="ことば")
    put(sheet, "A7", "実施団体", "F10", align=CENTRE)
    put(sheet, "G7", "団体名", "K8", align=CENTRE)
    put(sheet, "L7", None, "AN8", kind="ことば")
    put(sheet, "G9", "所在地", "K10", align=CENTRE)
    put(sheet, "L9", None, "AN10", kind="ことば")
    put(sheet, "A11", "担当者", "F12", align=CENTRE)
    put(sheet, "G11", None, "P12", kind="ことば")
    put(sheet, "Q11", "電話", "T12", align=CENTRE)
    put(sheet, "U11", None, "AC12", kind="電話")
    put(sheet, "AD11", "メール", "AG12", align=CENTRE)
    put(sheet, "AH11", None, "AN12", kind="メール")
    put(sheet, "A13", "実施期間", "F14", align=CENTRE)
    put(sheet, "G13", "令和　　年　　月　　日　から　令和　　年　　月　　日　まで", "AN14", kind="日付")
    put(sheet, "A15", "開催回数", "F16", align=CENTRE)
    put(sheet, "G15", "　　　　回", "P16", align=Alignment(horizontal="right", vertical="center"), kind="数")
    put(sheet, "Q15", "参加見込み", "V16", align=CENTRE)
    for row in (15, 16):
        for col in range(23, 41):
            edge = Border(top=THIN if row == 15 else None, bottom=THIN if row == 16 else None, left=THIN if col == 23 else None, right=THIN if col == 40 else None)
            sheet.cell(row, col).border = edge
    sheet.merge_cells("W15:AB16")
    form.truth.append(("計画書", "W15", "数"))
    sheet["AC15"] = "人"
    put(sheet, "A17", "予算額", "F18", align=CENTRE)
    put(sheet, "G17", "　　　　　　　　円", "P18", align=Alignment(horizontal="right", vertical="center"), kind="数")
    put(sheet, "Q17", "うち補助金", "V18", align=CENTRE)
    put(sheet, "W17", "　　　　　　　　円", "AN18", align=Alignment(horizontal="right", vertical="center"), kind="数")
    # A frame of single cells, as somebody draws it who does not merge: the heading stands in the first of them.
    for row in range(19, 27):
        for col in range(1, 41):
            sheet.cell(row, col).border = Border(top=THIN if row == 19 else None, bottom=THIN if row == 26 else None, left=THIN if col == 1 else None, right=THIN if col == 40 else None)
    sheet["A19"] = "事業の目的と内容"
    form.truth.append(("計画書", "A20", "文章,ことば"))
    put(sheet, "A27", "保険加入", "F28", align=CENTRE)
    put(sheet, "G27", "□　加入済み　　□　加入予定　　□　加入しない", "AN28", kind="選択")
    put(sheet, "A29", "※事務局使用欄", "F31", align=CENTRE)
    put(sheet, "G29", None, "AN31")
    form.save()


def years():
    """Years across: numbers, a percentage in brackets, a unit in its own column, texts by bullets, medium frames."""
    form = Blank("years-進捗管理")
    sheet = form.sheet("進捗管理シート", [4, 34, 8, 16, 16, 16, 16])
    form.plain(sheet, "B1", "第2期　地域支え合い計画　進捗管理シート", font=Font(size=14, bold=True, name="HG丸ｺﾞｼｯｸM-PRO"))
    form.plain(sheet, "F2", "所管課：")
    form.put(sheet, "G2", border=Border(bottom=THIN), kind="ことば")
    form.put(sheet, "A4", "指標", "B4", BLUE, align=CENTRE)
    form.put(sheet, "C4", "単位", None, BLUE, align=CENTRE)
    heads = ["令和６年度", "令和７年度", "令和８年度", "令和９年度"]
    for col, head in zip("DEFG", heads):
        form.put(sheet, f"{col}4", head, None, BLUE, align=CENTRE)
    rows = [("①", "支え合い会議を開いた回数", "回"), ("②", "担い手養成講座の修了者数", "人"), ("③", "見守り協定を結んだ事業者数", "件")]
    for row, (mark, label, unit) in enumerate(rows, 5):
        form.put(sheet, f"A{row}", mark)
        form.put(sheet, f"B{row}", label)
        form.put(sheet, f"C{row}", unit, align=CENTRE)
        for col in "DEFG":
            form.put(sheet, f"{col}{row}", kind="数")
    form.put(sheet, "A8", "④")
    form.put(sheet, "B8", "講座に満足した人の割合")
    form.put(sheet, "C8", "％", align=CENTRE)
    for col in "DEFG":
        form.put(sheet, f"{col}8", "（　　　　％）", align=CENTRE, kind="割合")
    form.put(sheet, "A9", "取組の内容", "C11", align=CENTRE)
    form.put(sheet, "A12", "課題と対応", "C13", align=CENTRE)
    for row in range(9, 14):
        for col in "DEFG":
            form.put(sheet, f"{col}{row}", "・", align=WRAP, kind="箇条書き,文章")
    form.plain(sheet, "B15", "注）割合は小数第1位まで記入する。", font=Font(size=9))
    form.save()


def years_over_columns():
    """Years over columns: 目標 and 実績 of each year; and on a second sheet years with different columns below them."""
    form = Blank("split-目標管理")
    sheet = form.sheet("目標と実績", [26, 8, 12, 12, 12, 12, 12, 12])
    form.plain(sheet, "A1", "地域支え合い推進計画　目標管理表", font=Font(size=14, bold=True))
    form.put(sheet, "A3", "指標", "A4", BLUE, align=CENTRE)
    form.put(sheet, "B3", "単位", "B4", BLUE, align=CENTRE)
    for col, head in zip("CEG", ["令和６年度", "令和７年度", "令和８年度"]):
        to = chr(ord(col) + 1)
        form.put(sheet, f"{col}3", head, f"{to}3", BLUE, align=CENTRE)
        form.put(sheet, f"{col}4", "目標", None, BLUE, align=CENTRE)
        form.put(sheet, f"{to}4", "実績", None, BLUE, align=CENTRE)
    for row, (label, unit) in enumerate([("通いの場の数", "か所"), ("ボランティアの登録者数", "人"), ("相談の件数", "件")], 5):
        form.put(sheet, f"A{row}", label)
        form.put(sheet, f"B{row}", unit, align=CENTRE)
        for col in "CDEFGH":
            form.put(sheet, f"{col}{row}", kind="数")
    other = form.sheet("見込み", [26, 12, 12, 12, 12])
    form.put(other, "A2", "費目", "A3", BLUE, align=CENTRE)
    form.put(other, "B2", "令和６年度", None, BLUE, align=CENTRE)
    form.put(other, "C2", "令和７年度", "E2", BLUE, align=CENTRE)
    for col, head in zip("BCDE", ["決算額（千円）", "予算額（千円）", "執行額（千円）", "見込額（千円）"]):
        form.put(other, f"{col}3", head, None, BLUE, align=CENTRE)
    for row, label in enumerate(["講師謝金", "会場借上料"], 4):
        form.put(other, f"A{row}", label)
        for col in "BCDE":
            form.put(other, f"{col}{row}", kind="数,金額")
    form.save()


def months():
    """Month columns and quarters with sums, rows of different units, protected with unlocked cells, places in colour."""
    form = Blank("months-利用実績")
    sheet = form.sheet("実績", [16, 7] + [6.5] * 17)
    form.plain(sheet, "A1", "ふれあいサロン　月別利用実績", font=Font(size=13, bold=True))
    form.plain(sheet, "A2", "色のついたセルに入力してください。", font=Font(size=9, color="FFFF0000"))
    form.plain(sheet, "K1", "施設名")
    form.put(sheet, "L1", None, "O1", YELLOW, kind="ことば", lock=False)
    form.put(sheet, "A4", "項目", None, GREY, align=CENTRE)
    form.put(sheet, "B4", "単位", None, GREY, align=CENTRE)
    col = 3
    columns = []
    for quarter in range(4):
        for month in range(3):
            number = (3 + quarter * 3 + month) % 12 + 1
            form.put(sheet, f"{letter(col)}4", f"{number}月", None, GREY, align=CENTRE)
            columns.append(col)
            col += 1
        form.put(sheet, f"{letter(col)}4", f"第{quarter + 1}\n四半期", None, GREY, align=CENTRE)
        col += 1
    form.put(sheet, f"{letter(col)}4", "年間計", None, GREY, align=CENTRE)
    for row, (label, unit) in enumerate([("開所日数", "日"), ("利用者数", "人"), ("うち新規", "人"), ("相談件数", "件"), ("利用料収入", "円")], 5):
        form.put(sheet, f"A{row}", label)
        form.put(sheet, f"B{row}", unit, align=CENTRE)
        for one in columns:
            form.put(sheet, f"{letter(one)}{row}", None, None, YELLOW, kind="数", lock=False)
        for quarter in range(4):
            first = 3 + quarter * 4
            form.put(sheet, f"{letter(first + 3)}{row}", f"=SUM({letter(first)}{row}:{letter(first + 2)}{row})")
        form.put(sheet, f"S{row}", f"=F{row}+J{row}+N{row}+R{row}")
    form.plain(sheet, "A11", "特記事項")
    form.put(sheet, "A12", None, "S14", YELLOW, kind="文章,ことば", lock=False)
    sheet.protection.sheet = True
    form.save()


def several():
    """Several sheets: a cover, two tables one above the other and one beside it, an example sheet, a sheet that explains."""
    form = Blank("several-補助金実績")
    cover = form.sheet("表紙", [4, 16, 14, 14, 14, 14])
    form.plain(cover, "F1", "令和　　年　　月　　日")
    form.truth.append(("表紙", "F1", "日付"))
    form.plain(cover, "B2", "あおば市長　様", font=Font(size=11))
    form.plain(cover, "C4", "令和7年度　自治会活動補助金　実績報告書", "F4", Font(size=14, bold=True), CENTRE)
    for row, (label, kind) in enumerate([("自治会名", "ことば"), ("会長氏名", "ことば"), ("住所", "ことば"), ("電話番号", "電話"), ("メールアドレス", "メール")], 6):
        form.put(cover, f"D{row}", label, None, BLUE)
        form.put(cover, f"E{row}", None, f"F{row}", kind=kind)
    form.plain(cover, "B12", "次のとおり、活動の実績を報告します。")
    form.put(cover, "B14", "加入世帯数", None, BLUE)
    form.put(cover, "C14", "　　　世帯", align=Alignment(horizontal="right"), kind="数")
    form.put(cover, "D14", "うち75歳以上のいる世帯", "E14", BLUE)
    form.put(cover, "F14", "　　　世帯", align=Alignment(horizontal="right"), kind="数")
    form.put(cover, "B15", "加入率", None, BLUE)
    form.put(cover, "C15", "　　　　％", align=Alignment(horizontal="right"), kind="割合")
    form.put(cover, "D15", "振込先の変更", "E15", BLUE)
    form.put(cover, "F15", "あり・なし", align=CENTRE, kind="選択")
    money = form.sheet("収支", [18, 14, 20, 3, 18, 14, 20])
    form.plain(money, "A1", "収支決算書", font=Font(size=14, bold=True))
    form.plain(money, "A3", "１　収入の部（単位：円）")
    form.plain(money, "E3", "２　支出の部（単位：円）")
    for start, items in (("A", ["補助金", "会費", "寄付金", "繰越金"]), ("E", ["会議費", "行事費", "印刷費", "備品費"])):
        cols = [chr(ord(start) + step) for step in range(3)]
        for col, head in zip(cols, ["項目", "決算額", "摘要"]):
            form.put(money, f"{col}4", head, None, GREEN, align=CENTRE)
        for row, item in enumerate(items, 5):
            form.put(money, f"{cols[0]}{row}", item)
            form.put(money, f"{cols[1]}{row}", kind="数")
            form.put(money, f"{cols[2]}{row}", kind="ことば")
        form.put(money, f"{cols[0]}9", "合計", None, GREEN)
        form.put(money, f"{cols[1]}9", f"=SUM({cols[1]}5:{cols[1]}8)")
        form.put(money, f"{cols[2]}9", fill=GREY)
    form.plain(money, "A12", "３　備品の購入")
    for col, head in zip("ABC", ["品名", "数量", "購入年月日"]):
        form.put(money, f"{col}13", head, None, GREEN, align=CENTRE)
    for row in range(14, 19):
        for col, kind in zip("ABC", ["ことば", "数", "日付"]):
            form.put(money, f"{col}{row}", kind=kind)
    sample = form.sheet("記入例", [18, 14, 20])
    for row, (item, value) in enumerate([("補助金", 120000), ("会費", 300000)], 5):
        form.put(sample, f"A{row}", item)
        form.put(sample, f"B{row}", value)
        form.put(sample, f"C{row}")
    notes = form.sheet("作成要領")
    notes["A1"] = "1　報告書は年度の終わりに作成する。"
    form.save()


def stacked():
    """A questionnaire: questions with answers beside and below, columns of choices by list, totals to be typed, a stamp box."""
    form = Blank("questions-施設調査")
    sheet = form.sheet("Sheet1", [6, 30, 14, 14, 14, 14])
    form.plain(sheet, "A1", "公共施設のバリアフリーに関する調査（回答票）", font=Font(size=14, bold=True))
    form.put(sheet, "E2", "受付印", None)
    form.put(sheet, "F2")
    form.put(sheet, "A3", "施設の名称", "B3", GREY)
    form.put(sheet, "C3", None, "F3", kind="ことば")
    form.put(sheet, "A4", "回答者（所属・氏名）", "B4", GREY)
    form.put(sheet, "C4", None, "D4", kind="ことば")
    form.put(sheet, "E4", "連絡先（TEL）", None, GREY)
    form.put(sheet, "F4", kind="電話")
    form.put(sheet, "A6", "問1", None, GREY, align=CENTRE)
    form.put(sheet, "B6", "出入口に段差はありますか。")
    form.put(sheet, "C6", None, "F6", kind="選択")
    form.put(sheet, "A7", "問2", None, GREY, align=CENTRE)
    form.put(sheet, "B7", "車いす使用者用の駐車台数")
    form.put(sheet, "C7", kind="数")
    sheet["D7"] = "台"
    form.put(sheet, "A8", "問3", None, GREY, align=CENTRE)
    form.put(sheet, "B8", "多機能トイレの設置")
    form.put(sheet, "C8", "１．ある　２．ない　３．工事中", "F8", kind="選択")
    form.put(sheet, "A9", "問4", "A12", GREY, align=CENTRE)
    form.put(sheet, "B9", "設備ごとの数と直近の点検日", "B12", align=WRAP)
    for col, head in zip("CDEF", ["設備", "数", "点検日", "不具合"]):
        form.put(sheet, f"{col}9", head, None, GREY, align=CENTRE)
    for row, item in enumerate(["エレベーター", "自動ドア", "スロープ"], 10):
        form.put(sheet, f"C{row}", item)
        form.put(sheet, f"D{row}", kind="数")
        form.put(sheet, f"E{row}", kind="日付").number_format = "yyyy/m/d"
        form.put(sheet, f"F{row}", kind="選択,印")
    form.put(sheet, "A13", "問5", None, GREY, align=CENTRE)
    form.put(sheet, "B13", "利用者から寄せられた意見や要望")
    form.put(sheet, "C13", None, "F16", kind="文章,ことば")
    form.plain(sheet, "A18", "※　令和7年4月1日現在の状況を答えてください。")
    rule = DataValidation(type="list", formula1='"ある,ない"', allow_blank=True)
    rule.add("C6")
    sheet.add_data_validation(rule)
    other = DataValidation(type="list", formula1='"有,無"', allow_blank=True)
    other.add("F10:F12")
    sheet.add_data_validation(other)
    sheet["C7"].comment = Comment("満車になる台数", "係")
    form.save()


def bureau():
    """The bureau's own layout of the built-in form: no lines at all, numbers typed beside printed text."""
    form = make.Form(as_of="令和8年3月末")
    blank = Blank("bureau-推進状況")
    for index, sheet in enumerate(form.book.worksheets):
        for key, row in form.rows.items():
            own = key[0] if isinstance(key, tuple) else int(key[0]) - 1
            if own != index:
                continue
            lines = {"actions": 2 if index == 1 else 3, "outcomes": 3, "issues": 3}.get(key[1], 1) if isinstance(key, tuple) else 1
            for line in range(lines):
                for year in range(3):
                    cell = f"{letter(form.column(year))}{row + line}"
                    kind = "箇条書き,文章" if isinstance(key, tuple) else "割合,数" if key == "2-6" else "数"
                    blank.truth.append((sheet.title, cell, kind))
    blank.book = form.book
    blank.book.properties.modified = datetime.datetime(2026, 3, 1)
    blank.save()


def main():
    os.makedirs(HERE, exist_ok=True)
    for one in (matrix, register, marks, grid_paper, years, years_over_columns, months, several, stacked, bureau):
        one()


if __name__ == "__main__":
    main()
