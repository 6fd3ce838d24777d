#!/usr/bin/env python3
"""Makes told/excel-95.xls : one ward's workbook in the format of Excel 5.0/95, which no free program writes any more.

    make_excel95.py

Written record by record after the OpenOffice.org documentation of the format: values, defined names, one formula other than the
form's, an old result, a comment where a number belongs, a link to another workbook, a text box and two pictures, of which one lies on
a field. Texts are cut at 255 bytes, which is the format's limit, and nothing is merged, because the format cannot. LibreOffice opens
it. Figures are those of samples/r7 (invented, 架空). Needs openpyxl.
"""

import re
import struct
import sys

import openpyxl

from make_signs import OUT, SAMPLE

GOAL_1 = "基本目標1"
TEXT_BOX, PICTURE = 6, 8


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def old(text, most=255):
    """Text in the code page of Japan, as much of it as there is room for."""
    while len(text.encode("cp932", "replace")) > most:
        text = text[:-1]
    return text.encode("cp932", "replace")


def begin(kind):
    return record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0x096C, 0x07C9))


def cell(row, col):
    return struct.pack("<HB", row | 0xC000, col)


def elsewhere(sheet, row, col):
    """A cell of a sheet of this workbook."""
    return struct.pack("<BhQHH", 0x5A, -1, 0, sheet, sheet) + cell(row & 0x3FFF, col)


def formula(row, col, result, tokens):
    return record(0x0006, struct.pack("<HHHdHIH", row, col, 15, result, 0, 0, len(tokens)) + tokens)


def thing(number, kind, left, top, right, bottom):
    """A drawing from the corner of one cell to that of another."""
    place = struct.pack("<HHHHHHHH", left, 0, top, 0, right, 0, bottom, 0)
    return record(0x005D, struct.pack("<IHHH", 1, kind, number, 0x0011) + place + bytes(46))


# H16/16*100, and SUM(H20:H21)+基本目標2!H15, which is 302 and not 453.
RATE = b"\x44" + cell(15, 7) + b"\x1e\x10\0\x06\x1e\x64\0\x05"
SUM = struct.pack("<BHHBB", 0x25, 19 | 0xC000, 20 | 0xC000, 7, 7) + b"\x19\x10\0\0"


def sheet(number, source, sheets):
    out = begin(0x0010) + record(0x0200, struct.pack("<HHHHH", 0, source.max_row, 0, source.max_column, 0))
    for row in source.iter_rows():
        for one in row:
            place = struct.pack("<HHH", one.row - 1, one.column - 1, 15)
            at = (source.title, one.coordinate)
            if at == (GOAL_1, "I17"):
                out += formula(16, 8, 75.0, RATE)
            elif at == (GOAL_1, "H19"):
                out += formula(18, 7, 453.0, SUM + elsewhere(sheets.index("基本目標2"), 14, 7) + b"\x03")
            elif at == (GOAL_1, "H18") or one.value is None or isinstance(one.value, str) and one.value.startswith("="):
                continue
            elif isinstance(one.value, (int, float)):
                out += record(0x0203, place + struct.pack("<d", one.value))
            else:
                text = old(str(one.value))
                out += record(0x0204, place + struct.pack("<H", len(text)) + text)
    if source.title == GOAL_1:
        out += thing(1, TEXT_BOX, 15, 1, 17, 3) + thing(2, PICTURE, 7, 20, 8, 21) + thing(3, PICTURE, 15, 4, 17, 8)
        words = old("1148人")
        out += record(0x001C, struct.pack("<HHH", 17, 7, len(words)) + words)
    return out + record(0x023E, struct.pack("<HHHI", 0x00B6 if number == 0 else 0x00B6 & ~0x0600, 0, 0, 0)) + record(0x000A)


def stream():
    book = openpyxl.load_workbook(SAMPLE)
    sheets = book.sheetnames
    look = lambda name: record(0x0031, struct.pack("<HHHHHBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 128, 0) + bytes([len(name)]) + name)
    head = begin(0x0005) + record(0x0042, struct.pack("<H", 932)) + look(b"Arial") * 5
    head += b"".join(record(0x00E0, struct.pack("<HHHHHHHH", 0, 0, 0xFFF5, 0x0020, 0, 0, 0, 0)) for _ in range(15))
    head += record(0x00E0, struct.pack("<HHHHHHHH", 0, 0, 0x0001, 0x0020, 0, 0, 0, 0))
    link = b"\x01" + old("[集計.xls]Sheet1")
    tail = record(0x0016, struct.pack("<H", 1)) + record(0x0017, bytes([len(link) - 1]) + link)
    for name, defined in book.defined_names.items():
        found = re.fullmatch(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+)", defined.attr_text)
        if found and found[1] in sheets:
            col = openpyxl.utils.column_index_from_string(found[2]) - 1
            tokens = elsewhere(sheets.index(found[1]), int(found[3]) - 1, col)
            tail += record(0x0018, struct.pack("<HBBHHHBBBB", 0, 0, len(name), len(tokens), 0, 0, 0, 0, 0, 0) + name.encode() + tokens)
    tail += record(0x000A)
    bodies = [sheet(number, one, sheets) for number, one in enumerate(book.worksheets)]
    names = [old(name) for name in sheets]
    place = len(head) + sum(4 + 7 + len(name) for name in names) + len(tail)
    for name, body in zip(names, bodies):
        head += record(0x0085, struct.pack("<IBBB", place, 0, 0, len(name)) + name)
        place += len(body)
    return head + tail + b"".join(bodies)


def container(name, data):
    """A compound file of one stream."""
    data += bytes(-len(data) % 512)
    count = len(data) // 512
    assert len(data) >= 4096 and count + 2 <= 128
    table = list(range(1, count)) + [0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    table += [0xFFFFFFFF] * (128 - len(table))
    entry = lambda text, kind, child, start, size: (text.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBBIII", 2 * len(text) + 2 if text else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
                                                    + bytes(36) + struct.pack("<III", start, size, 0))
    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 0, len(data)) + entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, count + 1) + b"\xff" * (108 * 4)
    return head + data + folder + struct.pack("<128I", *table)


if __name__ == "__main__":
    result = container("Book", stream())
    (OUT / "excel-95.xls").write_bytes(result)
    sys.exit(0)
