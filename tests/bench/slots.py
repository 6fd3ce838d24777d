"""A filled workbook as a form letter: its parts with slots for what another unit would write, and the zip they go into.

Leaves to generate.py what is written. Only parts with a slot are compressed anew for each workbook; the others are
copied as they lie in the sample, so that thousands of workbooks a minute can be made with the standard library alone.
"""

import html
import re
import struct
import zipfile
import zlib

# Which cells of which part hold what, in the columns of the two years that a sample has filled in.
SHEETS = {
    "xl/worksheets/sheet2.xml": {
        15: "1-1", 16: "1-2", 17: "1-2-rate", 18: "1-3", 19: "1-4", 20: "1-5", 21: "1-6",
    },
    "xl/worksheets/sheet3.xml": {
        14: "2-1", 15: "2-2", 16: "2-3", 17: "2-4", 18: "2-5", 22: "2-6", 23: "2-6-positive", 24: "2-6-answers",
    },
    "xl/worksheets/sheet4.xml": {12: "3-1"},
}
YEARS = {2024: "E", 2025: "H", 2026: "K"}
# The rate of ② stands one column further right than the counts.
RATE_COLUMNS = {2024: "F", 2025: "I", 2026: "L"}
BULLET_COLUMNS = ("F", "I")
STRINGS = "xl/sharedStrings.xml"
PROPERTIES = "docProps/core.xml"
FIRST_SHEET = "xl/worksheets/sheet1.xml"
# zlib's usual level, which office programs use too.
LEVEL = 6


class Cell:
    """One cell that is written anew: what stood around its value in the sample."""

    def __init__(self, key, xml):
        self.key = key
        self.reference = re.search(r'r="([A-Z]+\d+)"', xml)[1]
        self.style = re.search(r's="\d+"', xml)[0]
        self.number_type = ' t="n"' if ' t="n"' in xml else ""
        formula = re.search(r"<f.*?</f>", xml)
        self.formula = formula[0] if formula else ""

    def blank(self):
        return f'<c r="{self.reference}" {self.style}/>'

    def number(self, number, formula=True):
        if self.formula and formula:
            return f'<c r="{self.reference}" {self.style}{self.number_type}>{self.formula}<v>{number}</v></c>'
        return f'<c r="{self.reference}" {self.style}{self.number_type}><v>{number}</v></c>'

    def text(self, index):
        return f'<c r="{self.reference}" {self.style} t="s"><v>{index}</v></c>'


def pieces(text, slots):
    """The text cut at the slots (start, end, slot), each beside what follows it."""
    cut, at = [], 0
    for start, end, slot in sorted(slots, key=lambda slot: slot[0]):
        cut += [text[at:start].encode(), slot]
        at = end
    return cut + [text[at:].encode()]


class Letter:
    """A sample workbook ready to be filled for another unit."""

    def __init__(self, path):
        self.raw = {}
        with zipfile.ZipFile(path) as package, open(path, "rb") as file:
            texts = {}
            for entry in package.infolist():
                texts[entry.filename] = package.read(entry)
                # The header in the file may have another length than the one in the directory tells.
                file.seek(entry.header_offset + 26)
                name, extra = struct.unpack("<HH", file.read(4))
                file.seek(name + extra, 1)
                body = file.read(entry.compress_size)
                self.raw[entry.filename] = (entry.compress_type, entry.CRC, entry.file_size, body)
        strings = texts[STRINGS].decode()
        entries = re.findall(r"<si>.*?</si>", strings, re.S)
        words = [html.unescape(re.sub(r"<[^>]+>", "", entry)) for entry in entries]
        self.name, self.areas = self.first_sheet(texts[FIRST_SHEET].decode(), words)
        self.code = next(word for word in words if re.fullmatch(r"\d{6}", word))
        self.parts = {}
        bullets = {}
        for part, fields in SHEETS.items():
            text = texts[part].decode()
            self.parts[part] = pieces(text, self.cells(text, fields))
            bullets.update(dict.fromkeys(self.bullets(text), part))
        self.strings = len(entries)
        self.parts[STRINGS] = pieces(strings, self.words(strings, words, bullets))
        title = texts[PROPERTIES].decode()
        at = title.index(self.name)
        self.parts[PROPERTIES] = pieces(title, [(at, at + len(self.name), ("name",))])

    @staticmethod
    def first_sheet(text, words):
        """Who the sample is of, and how many areas it has."""
        def cell(reference):
            return re.search(rf'<c r="{reference}"[^>]*><v>(\d+)</v>', text)[1]
        areas = {int(cell(f"C{row}")) for row in (7, 8, 9)}
        assert len(areas) == 1, "a sample has as many areas in every year"
        return words[int(cell("C4"))], areas.pop()

    @staticmethod
    def cells(text, fields):
        for row, indicator in fields.items():
            columns = RATE_COLUMNS if indicator.endswith("-rate") else YEARS
            for year, column in columns.items():
                found = re.search(rf'<c r="{column}{row}"(?:[^>]*/>|.*?</c>)', text)
                cell = Cell((indicator, year), found[0])
                if not (year == 2026 and cell.formula):
                    yield found.start(), found.end(), cell

    @staticmethod
    def bullets(text):
        """The strings that stand right of a bullet."""
        for column in BULLET_COLUMNS:
            for index in re.findall(rf'<c r="{column}\d+"[^>]* t="s"><v>(\d+)</v>', text):
                yield int(index)

    def words(self, strings, words, bullets):
        """Slots of the strings that another unit words otherwise, and one for strings that the sample has not."""
        unique = re.search(r'uniqueCount="(\d+)"', strings)
        yield unique.start(1), unique.end(1), ("unique",)
        for index, found in enumerate(re.finditer(r"<si><t[^>]*>(.*?)</t></si>", strings, re.S)):
            start, end = found.span(1)
            assert html.unescape(found[1]) == words[index], "plain strings only"
            if index in bullets:
                yield start, end, ("bullet", words[index])
            elif self.name in words[index] or words[index] == self.code:
                yield start, end, ("words", words[index])
        end = strings.index("</sst>")
        yield end, end, ("more",)

    def fill(self, unit):
        """The workbook of a unit: `unit` gives the text of every slot."""
        bodies = {}
        for part, cut in self.parts.items():
            text = b"".join(piece if isinstance(piece, bytes) else unit.slot(self, piece).encode() for piece in cut)
            bodies[part] = text
        return self.package(bodies)

    def package(self, bodies):
        """A zip with the parts in the sample's order."""
        file, directory, at = [], [], 0
        for name, (method, crc, size, body) in self.raw.items():
            if name in bodies:
                text = bodies[name]
                deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
                body = deflate.compress(text) + deflate.flush()
                method, crc, size = 8, zlib.crc32(text), len(text)
            encoded = name.encode()
            # Version 2.0, no flags, the first day a zip can tell.
            head = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x21, crc, len(body), size, len(encoded), 0)
            file += [b"PK\x03\x04", head, encoded, body]
            directory += [b"PK\x01\x02", struct.pack("<H", 20), head, struct.pack("<HHHII", 0, 0, 0, 0, at), encoded]
            at += 4 + len(head) + len(encoded) + len(body)
        directory = b"".join(directory)
        count = len(self.raw)
        end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
        return b"".join(file) + directory + b"PK\x05\x06" + end
