#!/usr/bin/env python3
"""Makes the oddities of told/*.xlsx again as .xls (by LibreOffice) and .xlsb (by make_binary.py).

    make_again.py

A whole-column merge, a unit typed over, an invisible character, a conversation and a very large number. Figures are those of
samples/r7 (invented, 架空).
"""

import io
import re
import zipfile

import make_binary
from make_signs import OUT, office, replaced, sample, zipped

GOAL_1 = "xl/worksheets/sheet2.xml"


def with_cell(cell):
    parts = sample()
    replaced(parts, GOAL_1, '<c r="H19" s="18" t="n"><v>453</v></c>', cell)
    return zipped(parts)


def corners(data):
    """The same with the corners of a merged column, without which LibreOffice passes it over."""
    parts = opened(data)
    text = parts[GOAL_1].decode()
    parts[GOAL_1] = re.sub(r'ref="([A-Z]+):\1"', r'ref="\g<1>1:\g<1>1048576"', text).encode()
    return zipped(parts)


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


if __name__ == "__main__":
    (OUT / "invisible-character.xlsx").write_bytes(with_cell('<c r="H19" s="18" t="inlineStr"><is><t>\u200e453</t></is></c>'))
    (OUT / "very-large-number.xlsx").write_bytes(with_cell('<c r="H19" s="18"><v>1E+28</v></c>'))
    for name in ("whole-column-merged", "unit-retyped", "invisible-character", "conversation", "very-large-number"):
        excel = (OUT / f"{name}.xlsx").read_bytes()
        (OUT / f"{name}.xlsb").write_bytes(make_binary.binary(excel))
        (OUT / f"{name}.xls").write_bytes(office(corners(excel), "xls"))
