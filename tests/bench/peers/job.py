"""The job that the two reference scripts share: which cells are read, what is checked and summed, what is written.

What a careful person would write for exactly these 24 workbooks: fixed cells, no search for labels, a handful of checks,
no provenance beyond file, sheet and cell. It writes the figures of the city, every fact by ward and every bullet into a
workbook, and into a PDF the same with a card of each ward and the place of every number: about what the program's volumes
hold, without charts, CSV, JSON, Word document or copies for the wards. How a workbook is read and how the new one is written
is for the scripts.
"""

import sys
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, TableStyle

YEARS = (2024, 2025, 2026)
# Column of the numbers, of the rate of ② and of the bullets, per year.
NUMBER, RATE, BULLET = (dict(zip(YEARS, columns)) for columns in ("EHK", "FIL", "FIL"))

# sheet, row, indicator, label, unit
FIELDS = [
    ("基本目標1", 15, "1-1", "①情報共有・意見交換をしている地域数", "地域"),
    ("基本目標1", 16, "1-2", "②情報が寄せられた地域数", "地域"),
    ("基本目標1", 17, "1-2-rate", "②情報が寄せられた地域の割合", "％"),
    ("基本目標1", 18, "1-3", "③提供を行った要援護者数", "人"),
    ("基本目標1", 19, "1-4", "④相談対応件数", "件"),
    ("基本目標1", 20, "1-5", "⑤アウトリーチ件数", "件"),
    ("基本目標1", 21, "1-6", "⑥メール配信の事前登録件数", "件"),
    ("基本目標2", 14, "2-1", "①相談受付件数", "件"),
    ("基本目標2", 15, "2-2", "②つながる場の開催件数", "件"),
    ("基本目標2", 16, "2-3", "③ＳＶ派遣件数", "件"),
    ("基本目標2", 17, "2-4", "④研修会の開催件数", "件"),
    ("基本目標2", 18, "2-5", "⑤見守り相談室との連携件数", "件"),
    ("基本目標2", 22, "2-6", "効果があったと感じる相談機関等の割合", "％"),
    ("基本目標2", 23, "2-6-positive", "効果ありの数", "件"),
    ("基本目標2", 24, "2-6-answers", "回答数", "件"),
    ("参加支援", 12, "3-1", "参加支援につながった対象世帯数", "世帯"),
]
LABELS = {indicator: (label, unit) for _, _, indicator, label, unit in FIELDS}
# sheet, section, rows
SECTIONS = [
    ("基本目標1", "取組内容", range(12, 15)), ("基本目標1", "質的成果", range(22, 25)),
    ("基本目標1", "課題と今後の方向性", range(25, 28)),
    ("基本目標2", "取組内容", range(12, 14)), ("基本目標2", "質的成果", range(19, 22)),
    ("基本目標2", "課題と今後の方向性", range(25, 28)),
    ("参加支援", "取組内容", range(9, 12)), ("参加支援", "質的成果", range(13, 16)),
    ("参加支援", "課題と今後の方向性", range(16, 19)),
]
SHEETS = ("はじめに", "基本目標1", "基本目標2", "参加支援")
RATES = {"1-1-rate": ("1-1", None), "1-2-rate": ("1-2", None), "2-6": ("2-6-positive", "2-6-answers")}


class Ward:
    """What one workbook says; `cell(sheet, reference)` gives a value."""

    def __init__(self, path, cell):
        self.file = path.name
        self.name, self.code = cell("はじめに", "C4"), str(cell("はじめに", "C5"))
        self.areas = {year: number(cell("はじめに", f"C{row}")) for year, row in zip(YEARS, (7, 8, 9))}
        self.facts, self.words = {}, []
        for sheet, row, indicator, _, _ in FIELDS:
            for year in YEARS:
                column = (RATE if indicator == "1-2-rate" else NUMBER)[year]
                value = cell(sheet, f"{column}{row}")
                self.facts[indicator, year] = (None if value == "" else value, sheet, f"{column}{row}")
        for sheet, section, rows in SECTIONS:
            for year in YEARS:
                for place, row in enumerate(rows, 1):
                    text = cell(sheet, f"{BULLET[year]}{row}")
                    if text:
                        self.words.append((year, sheet, section, place, text, f"{BULLET[year]}{row}"))

    def number(self, indicator, year):
        return number(self.facts[indicator, year][0])


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if float(value).is_integer() else value


def checked(wards):
    """A few checks of the kind everybody writes; a line for each that fails."""
    for ward in wards:
        for (indicator, year), (value, sheet, cell) in ward.facts.items():
            where = (ward.name, ward.file, sheet, cell)
            if value is None:
                if year <= 2025:
                    yield (*where, "空欄です")
                continue
            if year > 2025:
                yield (*where, "先の年度に記入があります")
            given = number(value)
            if given is None or given < 0:
                yield (*where, f"数として使えません（{value}）")
            elif indicator in ("1-1", "1-2") and given > ward.areas[year]:
                yield (*where, f"地域数{ward.areas[year]}を超えています（{given}）")
            elif indicator in ("2-6", "1-2-rate") and given > 100:
                yield (*where, f"100％を超えています（{given}）")
        for year in YEARS:
            for rate, part, whole in (
                ("1-2-rate", ward.number("1-2", year), ward.areas[year]),
                ("2-6", ward.number("2-6-positive", year), ward.number("2-6-answers", year)),
            ):
                given = ward.number(rate, year)
                if None not in (given, part, whole) and abs(given - share(part, whole)) > 0.05:
                    yield (ward.name, ward.file, "", rate, f"割合が{share(part, whole)}と違います（{given}）")


def share(part, whole):
    """In percent with one decimal, half up."""
    return (2 * part * 1000 + whole) // (2 * whole) / 10


def city(wards):
    """(indicator, year, value, numerator, denominator, wards) of the whole city."""
    for indicator in [*(field[2] for field in FIELDS), "1-1-rate"]:
        for year in YEARS:
            if indicator in RATES:
                part, whole = RATES[indicator]
                pairs = [(w.number(part, year), w.number(whole, year) if whole else w.areas[year]) for w in wards]
                pairs = [pair for pair in pairs if None not in pair]
                top, bottom = sum(p for p, _ in pairs), sum(w for _, w in pairs)
                yield indicator, year, share(top, bottom) if pairs else None, top, bottom, len(pairs)
            else:
                known = [n for n in (w.number(indicator, year) for w in wards) if n is not None]
                yield indicator, year, sum(known) if known else None, None, None, len(known)


def label(indicator):
    return LABELS.get(indicator, ("①情報共有をしている地域の割合", "％"))


def sheets(wards, figures, findings):
    """The new workbook: title of the sheet, widths, rows with the heading first."""
    total = len(wards)
    yield "市の数値", (10, 48, 8, 8, 10, 10, 10, 10), [
        ("指標", "指標名", "単位", "年度", "値", "分子", "分母", "報告区数"),
        *((i, *label(i), y, v, top, bottom, f"{n}/{total}区") for i, y, v, top, bottom, n in figures),
    ]
    yield "区別一覧", (10, 12, *[10] * len(FIELDS) * 2), [
        ("団体コード", "区名", *(f"{i} {y}" for _, _, i, _, _ in FIELDS for y in YEARS[:2])),
        *((w.code, w.name, *(w.number(i, y) for _, _, i, _, _ in FIELDS for y in YEARS[:2])) for w in wards),
    ]
    yield "自由記述", (10, 12, 8, 12, 20, 6, 90, 24, 8), [
        ("団体コード", "区名", "年度", "シート", "区分", "番号", "本文", "ファイル", "セル"),
        *((w.code, w.name, year, sheet, section, place, text, w.file, cell)
          for w in wards for year, sheet, section, place, text, cell in w.words),
    ]
    yield "データ", (10, 12, 8, 10, 44, 8, 10, 24, 12, 8), [
        ("団体コード", "区名", "年度", "指標", "指標名", "単位", "値", "ファイル", "シート", "セル"),
        *((w.code, w.name, year, indicator, *LABELS[indicator], value, w.file, sheet, cell)
          for w in wards for (indicator, year), (value, sheet, cell) in w.facts.items()),
    ]
    yield "点検結果", (12, 24, 12, 10, 60), [("区名", "ファイル", "シート", "セル", "内容"), *findings]


FONT = "HeiseiKakuGo-W5"


def pdf(path, wards, figures, findings):
    """Tables of the city and by indicator, all bullets, a card of every ward, and where each number stands."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("text", fontName=FONT, fontSize=8, leading=11, wordWrap="CJK")
    head = ParagraphStyle("head", parent=text, fontSize=12, leading=18, spaceBefore=6)
    lines = TableStyle([
        ("FONT", (0, 0), (-1, -1), FONT, 7), ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke), ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ])
    shown = lambda value: "－" if value is None else f"{value:,}"
    table = lambda rows, widths: LongTable(rows, colWidths=widths, repeatRows=1, style=lines)
    story = [Paragraph("推進状況　取りまとめ報告書（架空のデータ）", head), Paragraph("市の数値", head)]
    rows = [("指標", "年度", "値", "分子", "分母", "区数")]
    rows += [(label(i)[0], y, shown(v), shown(a), shown(b), n) for i, y, v, a, b, n in figures]
    story += [table(rows, (300, 60, 80, 80, 80, 60)), PageBreak()]
    for _, _, indicator, name, unit in FIELDS:
        rows = [("区", *(f"{year}年度" for year in YEARS))]
        rows += [(w.name, *(shown(w.number(indicator, year)) for year in YEARS)) for w in wards]
        story += [Paragraph(f"{name}（{unit}）", head), table(rows, (150, 100, 100, 100))]
    story.append(PageBreak())
    for sheet, section, _ in SECTIONS:
        for year in YEARS[:2]:
            story.append(Paragraph(f"{sheet}　{section}　{year}年度", head))
            for ward in wards:
                for at, where, what, _, words, _ in ward.words:
                    if (at, where, what) == (year, sheet, section):
                        story.append(Paragraph(f"・{words}（{ward.name}）", text))
    for ward in wards:
        rows = [("指標", *(f"{year}年度" for year in YEARS))]
        rows += [(name, *(shown(ward.number(i, year)) for year in YEARS)) for _, _, i, name, _ in FIELDS]
        story += [PageBreak(), Paragraph(f"{ward.name}（{ward.code}）", head), table(rows, (300, 100, 100, 100)), Spacer(1, 6)]
        story += [Paragraph(f"・{words}", text) for year, _, _, _, words, _ in ward.words if year == 2025]
    story += [PageBreak(), Paragraph("点検結果", head), *(Paragraph("　".join(one), text) for one in findings)]
    rows = [("区", "指標", "年度", "値", "ファイル", "シート", "セル")]
    rows += [(w.name, indicator, year, shown(w.number(indicator, year)), w.file, sheet, cell)
             for w in wards for (indicator, year), (_, sheet, cell) in w.facts.items() if year != 2026]
    story += [Paragraph("出典", head), table(rows, (80, 80, 60, 80, 200, 80, 60))]
    document = SimpleDocTemplate(str(path), pagesize=landscape(A4), leftMargin=40, rightMargin=40, title="取りまとめ報告書")
    document.build(story)


def run(opened, write):
    """The whole script: `opened(path)` gives the cells of a workbook, `write(path, sheets)` makes the new one."""
    if len(sys.argv) < 3:
        raise SystemExit("usage: SCRIPT FOLDER OUT")
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    wards = sorted((Ward(path, opened(path)) for path in sorted(folder.glob("*.xlsx"))), key=lambda ward: ward.code)
    figures, findings = list(city(wards)), list(checked(wards))
    write(out / "report.xlsx", list(sheets(wards, figures, findings)))
    pdf(out / "report.pdf", wards, figures, findings)
    for indicator, year, value, *_ in figures:
        print(f"{indicator}\t{year}\t{'' if value is None else value}")
    print(f"{len(findings)} findings", file=sys.stderr)
