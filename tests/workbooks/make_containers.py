"""Makes the same filled form in every container that wards send. Needs openpyxl, LibreOffice and msoffcrypto-tool.

The containers come from other programs than the one under test, with two exceptions said below: LibreOffice 7.4 cannot
write .xlsb or Strict Office Open XML, so these are written here after the published formats.
Every figure is invented (架空). Most of these files differ from run to run (LibreOffice and encryption put in the time or chance),
so make one again only when it has to change.
"""

import datetime
import io
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

import openpyxl

import binary_formula
from make_binary import record, wide

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "containers")
FORM = os.path.join(HERE, "printed-text-西成区.xlsx")
TRAPS = os.path.join(HERE, "traps-西成区.xlsx")
TIME = (2026, 4, 1, 0, 0, 0)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(name, data):
    with open(os.path.join(OUT, name), "wb") as file:
        file.write(data)


def office(source, ending, name, script=None):
    """Has LibreOffice save a workbook in another format."""
    with tempfile.TemporaryDirectory() as folder:
        profile = "-env:UserInstallation=file://" + os.path.join(folder, "profile")
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", folder, source],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        stem = os.path.splitext(os.path.basename(source))[0]
        write(name, read(os.path.join(folder, f"{stem}.{ending.split(':')[0]}")))


def from_office():
    for ending in ("xls", "ods", "xlsm"):
        office(FORM, ending, f"saved-as-{ending}-西成区.{ending}")
    for ending in ("xls", "ods"):
        office(TRAPS, ending, f"traps-{ending}-西成区.{ending}")


def ruby():
    """Ruby over a word and a percentage, as a person types them into LibreOffice."""
    with zipfile.ZipFile(os.path.join(OUT, "saved-as-ods-西成区.ods")) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts:
            if info.filename == "content.xml":
                text = data.decode()
                word = "声かけが広がった"
                assert word in text
                text = text.replace(
                    word, "<text:ruby><text:ruby-base>声</text:ruby-base><text:ruby-text>こえ</text:ruby-text></text:ruby>かけが広がった"
                )
                data = text.encode()
            kind = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(info.filename, TIME), data, kind)
    write("ruby-西成区.ods", out.getvalue())


STRICT = [
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/extended-properties", "http://purl.oclc.org/ooxml/officeDocument/extendedProperties"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
]


def strict():
    """Strict Office Open XML: other namespaces, and a date as text (t="d") where the other has a serial number."""
    with zipfile.ZipFile(TRAPS) as archive:
        parts = [(name, archive.read(name).decode()) for name in archive.namelist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            for transitional, other in STRICT:
                text = text.replace(transitional, other)
            if name == "xl/workbook.xml":
                text = re.sub(r"<workbook ", '<workbook conformance="strict" ', text, count=1)
            if name == "xl/worksheets/sheet1.xml":
                text, count = re.subn(r'(<c r="E13" s="\d+") t="n"><v>46007</v>', r'\1 t="d"><v>2025-12-16</v>', text)
                assert count == 1, "the date has moved"
            archive.writestr(zipfile.ZipInfo(name, TIME), text.encode(), zipfile.ZIP_DEFLATED)
    write("strict-西成区.xlsx", out.getvalue())


def xlsb():
    """The values of the traps as .xlsb, written after [MS-XLSB]: workbook, sheets, inline strings, numbers, and one format for dates."""
    book = openpyxl.load_workbook(TRAPS)
    types = ['<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
             '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>']
    rels, bundle, parts = [], b"", []
    for number, sheet in enumerate(book.worksheets, 1):
        types.append(f'<Override PartName="/xl/worksheets/sheet{number}.bin" ContentType="application/vnd.ms-excel.worksheet"/>')
        rels.append(f'<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.bin"/>')
        bundle += record(156, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(sheet.title))
        rows = b""
        for row in sheet.iter_rows():
            cells = b""
            for cell in row:
                value = cell.value
                if value is None:
                    continue
                is_date = isinstance(value, datetime.date)
                head = struct.pack("<II", cell.column - 1, 1 if is_date else 0)
                if isinstance(value, str) and value.startswith("="):
                    result = {"=SUM(1,2)": 3.0, "=12/16": 0.75}[value]
                    cells += record(9, head + struct.pack("<dH", result, 0) + binary_formula.tokens(value, [], []))
                elif value == "#REF!":
                    cells += record(3, head + b"\x17")
                elif isinstance(value, bool):
                    cells += record(4, head + bytes([value]))
                elif isinstance(value, (int, float)):
                    cells += record(5, head + struct.pack("<d", value))
                elif isinstance(value, str):
                    cells += record(6, head + wide(value))
                else:
                    assert is_date
                    cells += record(5, head + struct.pack("<d", 46007.0))
            if cells:
                span = struct.pack("<III", 1, 0, sheet.max_column - 1)
                rows += record(0, struct.pack("<II", row[0].row - 1, 0) + struct.pack("<HB", 300, 0) + b"\0\0" + span) + cells
        size = struct.pack("<IIII", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
        parts.append((f"xl/worksheets/sheet{number}.bin", record(129) + record(148, size) + record(145) + rows + record(146) + record(130)))
    types.append('<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>')
    rels.append('<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.bin"/>')
    formats = b"".join(record(47, struct.pack("<HHHHHBBHH", 0xFFFF, number, 0, 0, 0, 0, 0, 0, 0)) for number in (0, 14))
    parts.append(("xl/styles.bin", record(278) + record(617, struct.pack("<I", 2)) + formats + record(618) + record(279)))
    workbook = record(131) + record(143) + bundle + record(144) + record(132)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [
            ("[Content_Types].xml", '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' + "".join(types) + "</Types>"),
            ("_rels/.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>'),
            ("xl/workbook.bin", workbook),
            ("xl/_rels/workbook.bin.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(rels) + "</Relationships>"),
            *parts,
        ]:
            archive.writestr(zipfile.ZipInfo(name, TIME), data, zipfile.ZIP_DEFLATED)
    write("by-hand-西成区.xlsb", out.getvalue())


def encrypted():
    from msoffcrypto.format.ooxml import OOXMLFile

    with open(FORM, "rb") as source:
        form = OOXMLFile(source)
        out = io.BytesIO()
        form.encrypt("secret", out)
    write("password-西成区.xlsx", out.getvalue())
    # LibreOffice's own scripting is the only free writer of encrypted .xls and .ods files.
    script = f"""
import uno, sys
from com.sun.star.beans import PropertyValue
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
import time
for _ in range(100):
    try:
        context = resolver.resolve("uno:pipe,name=containers;urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.3)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
def value(name, what):
    return PropertyValue(name, 0, what, 0)
document = desktop.loadComponentFromURL(uno.systemPathToFileUrl({FORM!r}), "_blank", 0, (value("Hidden", True),))
for name, kind in (("password-西成区.xls", "MS Excel 97"), ("password-西成区.ods", "calc8")):
    url = uno.systemPathToFileUrl({OUT!r} + "/" + name)
    document.storeToURL(url, (value("FilterName", kind), value("Password", "secret"), value("Overwrite", True)))
document.close(True)
desktop.terminate()
"""
    with tempfile.TemporaryDirectory() as folder:
        profile = "-env:UserInstallation=file://" + os.path.join(folder, "profile")
        server = subprocess.Popen(["soffice", profile, "--headless", "--norestore", "--accept=pipe,name=containers;urp"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(["/usr/bin/python3", "-c", script], check=True)
        server.wait()


def zip_of(members):
    """A zip whose names are these very bytes, without the flag that says UTF-8; zipfile itself writes none such."""
    out = io.BytesIO()
    names = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(members):
            stand_in = f"%{number:02}%".encode().ljust(len(name), b"%")
            names.append((stand_in, name))
            archive.writestr(zipfile.ZipInfo(stand_in.decode(), TIME), data, zipfile.ZIP_DEFLATED)
    data = out.getvalue()
    for stand_in, name in names:
        assert data.count(stand_in) == 2
        data = data.replace(stand_in, name)
    return data


def archives():
    form = read(FORM)
    write("cp932-names.zip", zip_of([
        ("提出/予算・表ソ①/報告_西成区.xlsx".encode("cp932"), form),
        ("提出/~$報告_西成区.xlsx".encode("cp932"), b"lock"),
        ("提出/送付状.docx".encode("cp932"), b"not read"),
        ("提出/Thumbs.db".encode("cp932"), b"thumbs"),
    ]))
    write("from-a-mac.zip", zip_of([
        (unicodedata.normalize("NFD", "ガイド付き/西成区.xlsx").encode(), form),
        ("__MACOSX/ガイド付き/._西成区.xlsx".encode(), b"finder"),
        (b".DS_Store", b"finder"),
    ]))
    write("no-endings.zip", zip_of([
        ("西成区".encode("cp932"), form),
        ("送付状.docx".encode("cp932"), zip_of([(b"[Content_Types].xml", b"<Types/>"), (b"word/document.xml", b"<a/>")])),
    ]))
    write("leads-outside.zip", zip_of([
        ("../../../西成区.xlsx".encode(), form),
        ("C:\\提出\\西成区.xlsx".encode("cp932"), form),
    ]))
    inner = zip_of([("西成区.xlsx".encode(), form)])
    write("zip-in-zip.zip", zip_of([("西成区.zip".encode("cp932"), inner)]))
    write("three-deep.zip", zip_of([(b"a.zip", zip_of([(b"b.zip", inner)]))]))
    write("nothing-in-it.zip", zip_of([("写真.jpg".encode("cp932"), b"\xff\xd8\xff")]))
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "a.xlsx"), "wb") as file:
            file.write(form)
        subprocess.run(["zip", "-qXP", "secret", "a.zip", "a.xlsx"], cwd=folder, check=True)
        write("password.zip", read(os.path.join(folder, "a.zip")))


def others():
    """Other programs' files under a workbook's name."""
    write("pdf-renamed.xlsx", b"%PDF-1.7\n% invented\n")
    write("html-renamed.xls", "<html><table><tr><td>区名</td><td>架空</td></tr></table></html>".encode("cp932"))
    write("excel-2003.xml.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>\n')
    write("really-xls-西成区.xlsx", read(os.path.join(OUT, "saved-as-xls-西成区.xls")))
    write("really-xlsx-西成区.xls", read(FORM))


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for make in (from_office, ruby, strict, xlsb, encrypted, archives, others):
        if not wanted or make.__name__ in wanted:
            make()
