#!/usr/bin/env python3
"""Writes a .xlsx as .xlsb, record by record after [MS-XLSB], because no free program does. Needs Python alone.

    make_binary.py IN.xlsx OUT.xlsb [--short]

Values, formulas with their stored results, number formats, fonts, papers, runs, comments, hidden rows, columns
and sheets, merged regions and defined names of single cells are carried over; drawings and conversations are the same parts in
both formats. `--short` leaves out the column of a cell that follows the one before. Not a file of Excel's own.
"""

import io
import posixpath
import re
import struct
import sys
import zipfile
from xml.etree import ElementTree

import binary_formula

TIME = (2026, 4, 1, 0, 0, 0)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
NO_COLOUR = bytes(8)


def record(kind, data=b""):
    """One record of the binary format: kind and length in 7-bit groups."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    while True:
        group, length = length & 0x7F, length >> 7
        head += bytes([group | (0x80 if length else 0)])
        if not length:
            return head + data


def wide(text):
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def place(at):
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", at).groups()
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - 64
    return int(digits) - 1, col - 1


def region(text):
    first, _, last = text.partition(":")
    if first.isalpha():
        # Whole columns.
        first, last = first + "1", (last or first) + "1048576"
    return place(first) + place(last or first)


class Package:
    def __init__(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def xml(self, name):
        return ElementTree.fromstring(self.parts[name])

    def relations(self, part):
        folder, file = posixpath.split(part)
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        if name not in self.parts:
            return []
        return [(one.get("Id"), one.get("Type"), one.get("Target") if one.get("TargetMode") == "External"
                 else posixpath.normpath(posixpath.join("/", folder, one.get("Target"))).lstrip("/"), one.get("TargetMode"))
                for one in self.xml(name)]


def is_on(element, name):
    found = element.find(MAIN + name)
    return found is not None and found.get("val", "1") not in ("0", "false")


def colour(element):
    """Eight bytes: kind, place, tint, red, green, blue, opacity."""
    if element is None:
        return NO_COLOUR
    tint = round(float(element.get("tint", 0)) * 32767)
    if element.get("rgb"):
        rgb = bytes.fromhex(element.get("rgb")[-6:])
        return struct.pack("<BBh", 2 << 1 | 1, 0, tint) + rgb + b"\xff"
    for kind, name in ((3, "theme"), (1, "indexed")):
        if element.get(name):
            return struct.pack("<BBh", kind << 1, int(element.get(name)), tint) + bytes(4)
    return NO_COLOUR


def font(element):
    size = element.find(MAIN + "sz")
    height = round(float(size.get("val")) * 20) if size is not None else 220
    raised = element.find(MAIN + "vertAlign")
    raised = {"superscript": 1, "subscript": 2}.get(raised.get("val") if raised is not None else "", 0)
    flags = 8 if is_on(element, "strike") else 0
    weight = 700 if is_on(element, "b") else 400
    head = struct.pack("<HHHHBBBB", height, flags, weight, raised, 0, 0, 128, 0)
    name = element.find(MAIN + "name")
    name = name if name is not None else element.find(MAIN + "rFont")
    return record(43, head + colour(element.find(MAIN + "color")) + b"\0" + wide(name.get("val") if name is not None else "Calibri"))


def texts(element, fonts):
    """The text of a string or cell, and its runs: from which character on which font."""
    text, runs = "", []
    for child in element:
        if child.tag == MAIN + "t":
            text += child.text or ""
        elif child.tag == MAIN + "r":
            look = child.find(MAIN + "rPr")
            if look is not None:
                fonts.append(font(look))
                runs.append((len(text.encode("utf-16-le")) // 2, len(fonts) - 1))
            elif runs:
                runs.append((len(text.encode("utf-16-le")) // 2, 0))
            text += child.find(MAIN + "t").text or ""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text), runs


def rich(text, runs):
    tail = struct.pack("<I", len(runs)) + b"".join(struct.pack("<HH", *run) for run in runs) if runs else b""
    return bytes([1 if runs else 0]) + wide(text) + tail


class Writer:
    def __init__(self, data, is_short):
        self.source, self.is_short = Package(data), is_short
        top = {kind.rsplit("/", 1)[1]: target for _, kind, target, _ in self.source.relations("")}
        self.main = top["officeDocument"]
        self.related = self.source.relations(self.main)
        self.out, self.overrides = {}, {}
        book = self.source.xml(self.main)
        self.names = [one.get("name") for one in book.iter(MAIN + "sheet")]
        self.defined = [one.get("name") for one in book.iter(MAIN + "definedName") if self.one_region(one)]
        self.shared, self.follows = {}, b""

    def one_region(self, name):
        """The sheet and the region that a defined name stands for, if it is one of this workbook's."""
        sheet, _, cells = (name.text or "").rpartition("!")
        sheet = sheet.strip("'").replace("''", "'")
        is_known = sheet in self.names and re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", cells)
        return (sheet, cells) if is_known else None

    def tokens(self, formula, at):
        """The tokens of a cell's formula after its flags; of a shared one that of the first cell follows in a record of its own."""
        number = formula.get("si")
        if formula.get("t") != "shared":
            return struct.pack("<H", 0) + binary_formula.tokens(formula.text, self.names, self.defined), b""
        follows = b""
        if formula.text:
            self.shared[number] = place(at)
            shared = binary_formula.tokens(formula.text, self.names, self.defined, place(at))
            top, left, bottom, right = region(formula.get("ref"))
            follows = record(427, struct.pack("<IIII", top, bottom, left, right) + shared)
        row, col = self.shared[number]
        return struct.pack("<HIBIII", 0, 5, 1, row, 4, col), follows

    def part(self, name, data, kind=None):
        self.out[name] = data
        if kind:
            self.overrides[name] = kind

    def relate(self, part, relations):
        folder, file = posixpath.split(part)
        body = "".join(f'<Relationship Id="{number}" Type="{kind}" Target="{target}"{mode}/>' for number, kind, target, mode in (
            (number, kind, target if mode else "/" + target, f' TargetMode="{mode}"' if mode else "") for number, kind, target, mode in relations))
        head = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        self.part(f"{folder}/_rels/{file}.rels".lstrip("/"), (head + body + "</Relationships>").encode())

    def styles(self, name):
        root = self.source.xml(name)
        formats = b"".join(record(44, struct.pack("<H", int(one.get("numFmtId"))) + wide(one.get("formatCode"))) for one in root.iter(MAIN + "numFmt"))
        self.fonts = [font(one) for one in root.find(MAIN + "fonts")]
        papers = b""
        for one in root.find(MAIN + "fills"):
            pattern = one.find(MAIN + "patternFill")
            kind = "none" if pattern is None else pattern.get("patternType", "none")
            number = {"none": 0, "solid": 1, "gray125": 17}.get(kind, 2)
            front = None if pattern is None else pattern.find(MAIN + "fgColor")
            papers += record(45, struct.pack("<I", number) + colour(front) + NO_COLOUR + struct.pack("<I", 0) + bytes(48))
        cells = b""
        for one in root.find(MAIN + "cellXfs"):
            number = lambda name: int(one.get(name, 0))
            cells += record(47, struct.pack("<HHHHHBBHH", 0xFFFF, number("numFmtId"), number("fontId"), number("fillId"), 0, 0, 0, 0, 0))
        return formats, papers, cells, len(root.find(MAIN + "cellXfs"))

    def style_part(self, found):
        formats, papers, cells, count = found
        size = struct.pack
        return (record(278) + record(615, size("<I", 0)) + formats + record(616) + record(611, size("<I", len(self.fonts))) + b"".join(self.fonts)
                + record(612) + record(603, size("<I", 0)) + papers + record(604) + record(617, size("<I", count)) + cells + record(618) + record(279))

    def value(self, cell):
        """The kind of the long record and what follows its place and style."""
        kind, held = cell.get("t", "n"), cell.find(MAIN + "v")
        formula = cell.find(MAIN + "f")
        if kind == "inlineStr":
            return 62, rich(*texts(cell.find(MAIN + "is"), self.fonts))
        text = (held.text or "") if held is not None else None
        if formula is not None:
            tail, self.follows = self.tokens(formula, cell.get("r"))
            if not text and kind != "str":
                return 8, wide("") + tail
            if kind == "str":
                return 8, wide(text) + tail
            if kind == "e":
                return 11, bytes([ERRORS.get(text, 44)]) + tail
            if kind == "b":
                return 10, bytes([int(text)]) + tail
            return 9, struct.pack("<d", float(text)) + tail
        if not text and kind != "str":
            return 1, b""
        if kind == "s":
            return 7, struct.pack("<I", int(text))
        if kind == "str":
            return 6, wide(text)
        if kind == "e":
            return 3, bytes([ERRORS.get(text, 44)])
        if kind == "b":
            return 4, bytes([int(text)])
        number = float(text)
        if number == int(number) and abs(number) < 2 ** 28:
            return 2, struct.pack("<i", int(number) << 2 | 2)
        return 5, struct.pack("<d", number)

    def sheet(self, name):
        root = self.source.xml(name)
        views = b"".join(record(137, struct.pack("<H", 0x0C | (0x10 if one.get("showZeros", "1") not in ("0", "false") else 0)) + bytes(28)) + record(138)
                         for one in root.iter(MAIN + "sheetView"))
        places = [place(cell.get("r")) for cell in root.iter(MAIN + "c")] or [(0, 0)]
        rows, columns = zip(*places)
        out = record(129) + record(148, struct.pack("<IIII", min(rows), max(rows), min(columns), max(columns))) + record(133) + views + record(134)
        default = root.find(MAIN + "sheetFormatPr")
        hides = default is not None and default.get("zeroHeight") in ("1", "true")
        out += record(485, struct.pack("<IHHH", 0xFFFFFFFF, 8, 300, 2 if hides else 0) + bytes(2))
        columns = root.find(MAIN + "cols")
        if columns is not None:
            out += record(390)
            for one in columns:
                width = round(float(one.get("width", 8.43)) * 256)
                hidden = 1 if one.get("hidden") in ("1", "true") else 0
                out += record(60, struct.pack("<IIIIH", int(one.get("min")) - 1, int(one.get("max")) - 1, width, 0, hidden))
            out += record(391)
        out += record(145)
        for row in root.find(MAIN + "sheetData"):
            height = float(row.get("ht", 15))
            flags = 0x10 if row.get("hidden") in ("1", "true") else 0
            out += record(0, struct.pack("<IIHBBB", int(row.get("r")) - 1, 0, round(height * 20), 0, flags, 0) + struct.pack("<I", 0))
            before = None
            for cell in row:
                _, col = place(cell.get("r"))
                kind, tail = self.value(cell)
                style = struct.pack("<I", int(cell.get("s", 0)))
                if cell.get("vm"):
                    out += record(50, struct.pack("<I", int(cell.get("vm")) - 1))
                if self.is_short and kind <= 7 and before == col - 1:
                    out += record(kind + 11, style + tail)
                else:
                    out += record(kind, struct.pack("<I", col) + style + tail)
                out, self.follows = out + self.follows, b""
                before = col
        out += record(146)
        merges = root.find(MAIN + "mergeCells")
        if merges is not None:
            out += record(177, struct.pack("<I", len(merges)))
            for one in merges:
                top, left, bottom, right = region(one.get("ref"))
                out += record(176, struct.pack("<IIII", top, bottom, left, right))
            out += record(178)
        for mark in ("drawing", "legacyDrawing"):
            found = root.find(MAIN + mark)
            if found is not None:
                out += record(550 if mark == "drawing" else 551, wide(found.get(RELATION)))
        return out + record(130)

    def comments(self, name):
        out = record(628) + record(630) + record(632, wide("")) + record(631) + record(633)
        for one in self.source.xml(name).iter(MAIN + "comment"):
            row, col = place(one.get("ref"))
            text, _ = texts(one.find(MAIN + "text"), [])
            out += record(635, struct.pack("<IIIII", 0, row, row, col, col) + bytes(16)) + record(637, rich(text, [])) + record(636)
        return out + record(634) + record(629)

    def book(self, sheets):
        root = self.source.xml(self.main)
        properties = root.find(MAIN + "workbookPr")
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        calculation = root.find(MAIN + "calcPr")
        waits = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
        out = record(131) + record(153, struct.pack("<II", int(is_1904), 0) + wide("")) + record(143)
        names = self.names
        for number, one in enumerate(root.find(MAIN + "sheets"), 1):
            state = {"hidden": 1, "veryHidden": 2}.get(one.get("state"), 0)
            out += record(156, struct.pack("<II", state, number) + wide(one.get(RELATION)) + wide(one.get("name")))
        out += record(144) + record(353) + record(357)
        out += record(362, struct.pack("<I", len(names)) + b"".join(struct.pack("<Iii", 0, at, at) for at in range(len(names)))) + record(354)
        for one in root.iter(MAIN + "definedName"):
            found = self.one_region(one)
            if found:
                sheet, cells = found
                top, left, bottom, right = region(cells)
                tokens = struct.pack("<BHIIHH", 0x3B, names.index(sheet), top, bottom, left, right)
                if ":" not in cells:
                    tokens = struct.pack("<BHIH", 0x3A, names.index(sheet), top, left)
                out += record(39, struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + wide(one.get("name")) + struct.pack("<I", len(tokens)) + tokens + struct.pack("<II", 0, 0xFFFFFFFF))
        out += record(157, struct.pack("<IIIdIH", 191029, 1, 100, 0.001, 1, 1 if waits else 0))
        return out + record(132)

    def all(self):
        kinds = {kind.rsplit("/", 1)[1]: target for _, kind, target, _ in self.related}
        looks = self.styles(kinds["styles"])
        strings = b""
        if "sharedStrings" in kinds:
            table = self.source.xml(kinds["sharedStrings"])
            strings = b"".join(record(19, rich(*texts(one, self.fonts))) for one in table.iter(MAIN + "si"))
            strings = record(159, struct.pack("<II", len(table), len(table))) + strings + record(160)
        binary = lambda name: re.sub(r"\.xml$", ".bin", name)
        content = "application/vnd.ms-excel."
        kept = []
        for number, kind, target, mode in self.related:
            word = kind.rsplit("/", 1)[1]
            if word == "worksheet":
                self.part(binary(target), self.sheet(target), content + "worksheet")
                inner = []
                for one, inner_kind, inner_target, inner_mode in self.source.relations(target):
                    if inner_kind.endswith("/comments"):
                        self.part(binary(inner_target), self.comments(inner_target), content + "comments")
                        inner.append((one, inner_kind, binary(inner_target), inner_mode))
                    elif inner_kind.rsplit("/", 1)[1] in ("drawing", "threadedComment"):
                        self.part(inner_target, self.source.parts[inner_target])
                        inner.append((one, inner_kind, inner_target, inner_mode))
                if inner:
                    self.relate(binary(target), inner)
                kept.append((number, kind, binary(target), mode))
            elif word == "sharedStrings":
                self.part(binary(target), strings, content + "sharedStrings")
                kept.append((number, kind, binary(target), mode))
            elif word == "styles":
                kept.append((number, kind, binary(target), mode))
            elif word in ("theme", "person"):
                self.part(target, self.source.parts[target])
                kept.append((number, kind, target, mode))
        self.part(binary(kinds["styles"]), self.style_part(looks), content + "styles")
        self.part(binary(self.main), self.book(kept), content + "sheet.binary.macroEnabled.main")
        self.relate(binary(self.main), kept)
        top = []
        for number, kind, target, mode in self.source.relations(""):
            word = kind.rsplit("/", 1)[1]
            if word == "officeDocument":
                top.append((number, kind, binary(target), mode))
            elif "properties" in word:
                self.part(target, self.source.parts[target])
                top.append((number, kind, target, mode))
        self.relate("", top)
        types = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        types += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        types += "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self.overrides.items()) + "</Types>"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in [("[Content_Types].xml", types.encode()), *self.out.items()]:
                archive.writestr(zipfile.ZipInfo(name, TIME), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def binary(data, is_short=False):
    """The bytes of a .xlsx as those of a .xlsb."""
    return Writer(data, is_short).all()


if __name__ == "__main__":
    paths = [one for one in sys.argv[1:] if not one.startswith("--")]
    if len(paths) != 2:
        sys.exit(__doc__)
    with open(paths[0], "rb") as source:
        result = binary(source.read(), "--short" in sys.argv)
    with open(paths[1], "wb") as target:
        target.write(result)
