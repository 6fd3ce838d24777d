"""The text of a formula as the tokens of .xlsb, after [MS-XLSB] 2.5.97: what the formulas of these test workbooks need."""

import re
import struct

# Number of the function, and how many arguments it always has.
FUNCTIONS = {"COUNT": (0, None), "IF": (1, None), "SUM": (4, None), "AVERAGE": (5, None), "MIN": (6, None), "MAX": (7, None), "ABS": (24, 1),
             "INT": (25, 1), "ROUND": (27, 2), "VLOOKUP": (102, None), "ISNUMBER": (128, 1), "COUNTA": (169, None), "SUMPRODUCT": (228, None),
             "COUNTIF": (346, 2)}
OPERATORS = [{"=": 0x0B, "<>": 0x0E, "<": 0x09, "<=": 0x0A, ">": 0x0D, ">=": 0x0C}, {"&": 0x08}, {"+": 0x03, "-": 0x04}, {"*": 0x05, "/": 0x06},
             {"^": 0x07}]
WORD = re.compile(r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<sheet>'(?:[^']|'')+'|[^\W\d]\w*)!|(?P<cell>\$?[A-Z]{1,3}\$?\d+)(?![\w(])|(?P<number>\d+\.?\d*|\.\d+)"""
                  r"""|(?P<name>[^\W\d][\w.]*)|(?P<sign><>|<=|>=|[-+*/^&=<>(),:{};%]))""")


class Compiler:
    """`base` is the first cell of a shared formula: what moves along is then written as seen from it."""

    def __init__(self, text, sheets, names, base=None):
        self.words, self.at, self.out, self.after = [], 0, b"", b""
        self.sheets, self.names, self.base = sheets, names, base
        rest = text.lstrip("=")
        while rest.strip():
            found = WORD.match(rest)
            assert found, rest
            self.words.append((found.lastgroup, found[found.lastgroup]))
            rest = rest[found.end():]

    def peek(self):
        return self.words[self.at] if self.at < len(self.words) else (None, None)

    def take(self, sign=None):
        word = self.peek()
        assert sign is None or word == ("sign", sign), (word, sign)
        self.at += 1
        return word

    def level(self, depth=0):
        if depth == len(OPERATORS):
            return self.signed()
        self.level(depth + 1)
        while self.peek()[0] == "sign" and self.peek()[1] in OPERATORS[depth]:
            operator = OPERATORS[depth][self.take()[1]]
            self.level(depth + 1)
            self.out += bytes([operator])

    def signed(self):
        if self.peek() in (("sign", "-"), ("sign", "+")):
            sign = self.take()[1]
            self.signed()
            self.out += bytes([0x13 if sign == "-" else 0x12])
            return
        self.value()
        while self.peek() == ("sign", "%"):
            self.take()
            self.out += b"\x14"

    def value(self):
        kind, word = self.take()
        if kind == "number":
            whole = word.isdigit() and int(word) < 65536
            self.out += struct.pack("<BH", 0x1E, int(word)) if whole else struct.pack("<Bd", 0x1F, float(word))
        elif kind == "text":
            data = word[1:-1].replace('""', '"').encode("utf-16-le")
            self.out += struct.pack("<BH", 0x17, len(data) // 2) + data
        elif kind == "sheet":
            self.cells(self.take()[1], self.sheets.index(word.strip("'").replace("''", "'") if word[0] == "'" else word))
        elif kind == "cell":
            self.cells(word, None)
        elif kind == "name" and self.peek() == ("sign", "("):
            self.function(word.upper())
        elif kind == "name":
            self.out += struct.pack("<BI", 0x43, self.names.index(word) + 1)
        elif (kind, word) == ("sign", "{"):
            self.array()
        else:
            assert (kind, word) == ("sign", "("), (kind, word)
            self.level()
            self.take(")")
            self.out += b"\x15"

    def cells(self, first, sheet):
        corners = [first]
        if self.peek() == ("sign", ":"):
            self.take()
            corners.append(self.take()[1])
        rows, cols = [], []
        for corner in corners:
            col_fixed, letters, row_fixed, digits = re.fullmatch(r"(\$?)([A-Z]+)(\$?)(\d+)", corner).groups()
            col = 0
            for letter in letters:
                col = col * 26 + ord(letter) - 64
            row, col = int(digits) - 1, col - 1
            if self.base:
                row = row if row_fixed else (row - self.base[0]) & 0xFFFFF
                col = col if col_fixed else (col - self.base[1]) & 0x3FFF
            rows.append(row)
            cols.append(col | (0 if col_fixed else 0x4000) | (0 if row_fixed else 0x8000))
        is_area = len(corners) == 2
        kind = 0x45 if is_area else 0x44
        if sheet is not None:
            self.out += struct.pack("<BH", 0x5B if is_area else 0x5A, sheet)
        else:
            self.out += bytes([kind + 8 if self.base else kind])
        self.out += struct.pack(f"<{len(rows)}I{len(cols)}H", *rows, *cols)

    def function(self, name):
        self.take("(")
        count = 0
        while self.peek() != ("sign", ")"):
            if count:
                self.take(",")
            self.level()
            count += 1
        self.take(")")
        number, fixed = FUNCTIONS[name]
        if name == "SUM" and count == 1:
            self.out += b"\x19\x10\0\0"
        elif fixed is None:
            self.out += struct.pack("<BBH", 0x42, count, number)
        else:
            assert fixed == count, name
            self.out += struct.pack("<BH", 0x41, number)

    def array(self):
        rows = [[]]
        while True:
            kind, word = self.take()
            if kind == "number":
                rows[-1].append(struct.pack("<Bd", 0, float(word)))
            else:
                data = word[1:-1].encode("utf-16-le")
                rows[-1].append(struct.pack("<BH", 1, len(data) // 2) + data)
            sign = self.take()[1]
            if sign == "}":
                break
            if sign == ";":
                rows.append([])
        self.out += b"\x60" + bytes(14)
        self.after += struct.pack("<II", len(rows), len(rows[0])) + b"".join(b"".join(row) for row in rows)


def tokens(text, sheets, names, base=None):
    """The tokens of a formula and what follows them, each after its length."""
    compiler = Compiler(text, sheets, names, base)
    compiler.level()
    assert compiler.at == len(compiler.words), text
    return struct.pack("<I", len(compiler.out)) + compiler.out + struct.pack("<I", len(compiler.after)) + compiler.after
