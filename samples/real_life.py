"""Makes samples/r7-real-life from samples/r7: the same city as it really arrives. Every figure is invented (架空).

Run it from anywhere: python3 samples/real_life.py. Needs openpyxl, msoffcrypto-tool and LibreOffice (soffice).
What LibreOffice writes (.xls, .ods) is its own; everything else comes out the same byte for byte.
The bureau's own layout is drawn by tests/workbooks/make.py.
"""
import datetime
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

import msoffcrypto.method.container.ecma376_encrypted as container
import msoffcrypto.method.ecma376_agile as agile
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "tests", "workbooks"))
from make import NOUN, Form  # noqa: E402

R7 = os.path.join(HERE, "r7")
OUT = os.path.join(HERE, "r7-real-life")
YEARS = (2024, 2025)
SHEETS = {"はじめに": 1, "基本目標1": 2, "基本目標2": 3, "参加支援": 4}
FULL_WIDTH = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")
PASSWORD = "kakuu"


def source(ward):
    """The ward's clean workbook."""
    names = [name for name in os.listdir(R7) if name.endswith(f"_{ward}.xlsx")]
    assert len(names) == 1, ward
    return os.path.join(R7, names[0])


def target(name):
    path = os.path.join(OUT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


# --- The distributed form, edited as a person would: everything else in the file stays.


def cell_xml(old, value):
    """The cell's element with another value in the same style."""
    opening = re.match(r"<c [^>]*>", old).group(0)
    reference = re.search(r' r="([^"]+)"', opening).group(1)
    style = re.search(r' s="\d+"', opening)
    style = style.group(0) if style else ""
    formula = re.search(r"<f[ >].*?</f>", old, re.S)
    if value is None:
        return f'<c r="{reference}"{style}/>'
    if isinstance(value, str):
        return f'<c r="{reference}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{reference}"{style}>{formula.group(0) if formula else ""}<v>{value}</v></c>'


def edited(ward, edits, saved):
    """The ward's workbook with some cells typed over, saved at this moment (UTC)."""
    with zipfile.ZipFile(source(ward)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            for (sheet, cell), value in edits.items():
                if name == f"xl/worksheets/sheet{SHEETS[sheet]}.xml":
                    data = typed_over(data.decode(), cell, value).encode()
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), data)
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def typed_over(xml, cell, value):
    pattern = re.compile(rf'<c r="{cell}"(?:[^>]*[^/])?(?:/>|>.*?</c>)', re.S)
    found = pattern.findall(xml)
    assert len(found) == 1, (cell, found)
    return xml.replace(found[0], cell_xml(found[0], value))


def form(name, ward, edits=None, saved="2026-04-03T02:15:00Z"):
    with open(target(name), "wb") as file:
        file.write(edited(ward, edits or {}, saved))


# --- The bureau's own layout, filled with the ward's values.


class Values:
    """What a ward wrote, by the names of the distributed form's cells."""

    def __init__(self, ward):
        self.book = openpyxl.load_workbook(source(ward), data_only=True)

    def get(self, name):
        sheet, cell = self.book.defined_names[name].attr_text.split("!")
        return self.book[sheet.strip("'")][cell.replace("$", "")].value

    def number(self, key, year):
        return self.get(f"TM_{key.replace('-', '_')}_{year}")

    def bullet(self, block, year, line):
        return self.get(f"TM_{block}_{year}_{line}")


BLOCKS = [
    ("goal_1", 0, (("actions", 3), ("outcomes", 3), ("issues", 3))),
    ("goal_2", 1, (("actions", 2), ("outcomes", 3), ("issues", 3))),
    ("participation", 2, (("actions", 3), ("outcomes", 3), ("issues", 3))),
]


def bureau(ward, printed_areas=None, **options):
    """The layout with the ward's numbers and words typed in."""
    values, drawn = Values(ward), Form(**options)
    for column, year in enumerate(YEARS):
        areas = printed_areas or values.get(f"TM_areas_{year}")
        counts = (values.number("1-1", year), values.number("1-2", year))
        drawn.of(column, counts, areas, f"{values.get(f'TM_1_2_rate_{year}'):.1f}")
        for key in ["1-3", "1-4", "1-5", "1-6", "2-1", "2-2", "2-3", "2-4", "2-5", "2-6", "3-1"]:
            drawn.cell(key, column).value = values.number(key, year)
        for block, sheet, parts in BLOCKS:
            for part, lines in parts:
                for line in range(lines):
                    text = values.bullet(f"{block}_{part}", year, line + 1)
                    if text:
                        drawn.cell((sheet, part), column, line).value = "・" + text
    return drawn


def save(drawn, name, saved):
    """Saves with fixed times; openpyxl would write the clock's."""
    drawn.mark()
    buffer = io.BytesIO()
    drawn.book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = [(part, archive.read(part)) for part in archive.namelist()]
    with zipfile.ZipFile(target(name), "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts:
            if part == "docProps/core.xml":
                stamp = saved.encode()
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            archive.writestr(zipfile.ZipInfo(part, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def full_width_in_printed_text():
    """西区: typed between the printed signs, some digits full-width, some with units; the ward only in the file name."""
    drawn = bureau("西区", printed_areas=334)
    values = Values("西区")
    drawn.cell("1-3", 1).value = f"{values.number('1-3', 2025):,}".translate(FULL_WIDTH)
    drawn.cell("1-5", 1).value = f"{values.number('1-5', 2025)}件"
    drawn.cell("2-1", 1).value = f" {values.number('2-1', 2025)} "
    drawn.cell("2-6", 1).value = f"{values.number('2-6', 2025)}%".translate(FULL_WIDTH)
    drawn.cell("1-1", 1).value = f"　　　{values.number('1-1', 2025)}".translate(FULL_WIDTH) + "　／　全334地域" + NOUN
    save(drawn, "推進状況確認シート【西区】.xlsx", "2026-04-06T01:20:00Z")


def inserted_row():
    """港区: a row for a note inserted above ④, and a column for remarks."""
    drawn = bureau("港区", merged=False)
    one = drawn.book.worksheets[0]
    one.insert_rows(drawn.rows["1-4"])
    one.cell(drawn.rows["1-4"], 3, "（参考）うち新規に提供した人数")
    one.cell(drawn.rows["1-4"], 5, 87)
    one.cell(9, 7, "備考")
    one.cell(drawn.rows["1-3"], 7, "名簿更新は年2回")
    one["F3"] = "港区"
    save(drawn, "R8.3末 港区.xlsx", "2026-04-07T08:05:00Z")


def divided_by_the_city():
    """大正区: the percentage of ② divided by the city's 334."""
    drawn = bureau("大正区", width=2, merged=False, rate_apart=True)
    count = Values("大正区").number("1-2", 2025)
    drawn.cell("1-2", 1, 1).value = f"　　（　{count / 334 * 100:.1f}　％）"
    save(drawn, "大正区_20260410.xlsx", "2026-04-10T00:40:00Z")


# --- Other containers.


def converted(name, ward, ending, kind, profile):
    with tempfile.TemporaryDirectory() as work:
        plain = os.path.join(work, os.path.splitext(os.path.basename(name))[0] + ".xlsx")
        with open(plain, "wb") as file:
            file.write(edited(ward, {}, "2026-04-08T04:30:00Z"))
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}"]
        command += ["--convert-to", kind, "--outdir", work, plain]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.copyfile(plain[: -len("xlsx")] + ending, target(name))


class Cp932(zipfile.ZipInfo):
    """An entry whose name is written as Windows Explorer in Japan writes it: CP932, no UTF-8 flag."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def archive_of_three():
    with zipfile.ZipFile(target("淀川3区まとめ.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for ward in ("西淀川区", "淀川区", "東淀川区"):
            entry = Cp932(f"{ward}_推進状況確認シート.xlsx", (2026, 4, 9, 10, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, edited(ward, {}, "2026-04-09T01:00:00Z"), zipfile.ZIP_STORED)


class Fixed(datetime.datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz=None):
        return cls(2026, 4, 2, 14, 0, 0)


def encrypted():
    container.datetime = Fixed
    counter = iter(range(1 << 20))
    agile._random_buffer = lambda size: b"".join(
        hashlib.sha256(b"sample %d" % next(counter)).digest() for _ in range(size // 32 + 1)
    )[:size]
    plain = io.BytesIO(edited("此花区", {}, "2026-04-02T05:00:00Z"))
    with open(target("此花区（パスワードは別送）.xlsx"), "wb") as file:
        OOXMLFile(plain).encrypt(PASSWORD, file)


# --- What lies about in such folders.


def clutter():
    owner = "架空太郎"
    lock = bytes([len(owner)]) + owner.encode("cp932").ljust(54, b" ")
    lock += bytes([len(owner), 0]) + owner.encode("utf-16-le").ljust(108, b" \0"[:1])
    with open(target("~$住吉区（修正版）.xlsx"), "wb") as file:
        file.write(lock[:165].ljust(165, b" "))
    ole = bytes([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).ljust(512, b"\0")
    with open(target("Thumbs.db"), "wb") as file:
        file.write(ole + "Catalog".encode("utf-16-le").ljust(512, b"\0"))
    with open(target("readme.txt"), "wb") as file:
        file.write("架空の見本です。\r\n提出期限は4月10日です。生野区と旭区は督促中。\r\n".encode("cp932"))
    with open(target("送付書.pdf"), "wb") as file:
        file.write(small_pdf("Cover letter (sample; everything in it is invented)"))


def small_pdf(line):
    stream = f"BT /F1 12 Tf 72 760 Td ({line.replace('(', '[').replace(')', ']')}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(data),
    )


def distributed_forms():
    """The wards that used the distributed form, under the names that people give to files."""
    form("北区.xlsx", "北区")
    form("【都島区】推進状況確認シート（R8.3末）.xlsx", "都島区", saved="2026-04-03T06:10:00Z")
    form("中央区_最終.xlsx", "中央区", saved="2026-04-10T07:59:00Z")
    form("4月10日受付/271187_城東区.xlsx", "城東区", saved="2026-04-09T23:50:00Z")
    form("4月10日受付/271241_鶴見区.xlsx", "鶴見区", saved="2026-04-10T01:05:00Z")
    form("阿倍野区 (2).xlsx", "阿倍野区", saved="2026-04-02T03:00:00Z")
    form("住之江区_v2.xlsx", "住之江区", saved="2026-04-06T09:12:00Z")
    form("271217_東住吉区.xlsx", "東住吉区")
    form("平野区 最新.xlsx", "平野区", saved="2026-04-07T00:00:00Z")
    form("271225_西成区.xlsx", "西成区", saved="2026-04-01T08:45:00Z")
    form("天王寺区.xlsx", "天王寺区", {("基本目標1", "H19"): "約120"}, "2026-04-03T04:44:00Z")
    values = Values("浪速区")
    typed = {
        ("基本目標1", "H18"): f"{values.number('1-3', 2025):,}人".translate(FULL_WIDTH),
        ("基本目標1", "H20"): f"{values.number('1-5', 2025)}件",
        ("基本目標2", "H14"): str(values.number("2-1", 2025)).translate(FULL_WIDTH),
        ("参加支援", "H12"): f"{values.number('3-1', 2025)}世帯",
    }
    form("浪速区.xlsx", "浪速区", typed, "2026-04-06T05:30:00Z")


def sent_twice():
    """住吉区: first with three slips, then corrected; the corrected one holds the values of samples/r7."""
    values = Values("住吉区")
    digits = str(values.number("1-4", 2025))
    slips = {
        ("基本目標1", "H16"): 18,
        ("基本目標1", "I17"): 120,
        ("基本目標1", "H19"): int(digits[0] + digits[2] + digits[1]),
        ("基本目標1", "I25"): "担い手の確保について検討中。",
    }
    form("住吉区.xlsx", "住吉区", slips, "2026-04-02T02:00:00Z")
    form("住吉区（修正版）.xlsx", "住吉区", {}, "2026-04-08T08:30:00Z")


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    distributed_forms()
    sent_twice()
    full_width_in_printed_text()
    inserted_row()
    divided_by_the_city()
    with tempfile.TemporaryDirectory() as profile:
        converted("福島区.xls", "福島区", "xls", "xls:MS Excel 97", profile)
        converted("東成区.ods", "東成区", "ods", "ods:calc8", profile)
    archive_of_three()
    encrypted()
    clutter()
