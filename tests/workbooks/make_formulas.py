#!/usr/bin/env python3
"""Makes told/formulas.* : one ward's workbook whose formulas the sender replaced, in five formats.

    make_formulas.py

formula-unread.xls is the same as .xls with a token that is none. Needs LibreOffice (.xls, .ods), and make_binary.py for .xlsb. A percentage and a sum over 地域別 have formulas other than the form's,
one stored result is old, and two cells share one formula. The old result is put back where LibreOffice calculated it anew. Figures
are those of samples/areas (invented, 架空).
"""

import io
import re
import struct
import zipfile

import make_binary
from make_signs import HERE, OUT, office, replaced, with_macros, zipped

SAMPLE = HERE.parent.parent / "samples" / "areas" / "271225_西成区.xlsx"
GOAL_1, GOAL_2 = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"


def formulas():
    with zipfile.ZipFile(SAMPLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    replaced(parts, GOAL_1, '<f>IF(ISNUMBER(H16),ROUND(H16/16*100,1),"")</f>', "<f>H16/16*100</f>")
    replaced(parts, GOAL_1, "<f>IF(COUNTA('地域別'!H10:H27)=0,\"\",SUM('地域別'!H10:H27))</f>", "<f>SUM('地域別'!H10:H27)</f>")
    # 136 + 145 + 21 is not 453.
    replaced(parts, GOAL_1, '<c r="H19" s="17"><v>453</v></c>', "<c r=\"H19\" s=\"17\"><f>SUM(H20:H21)+'基本目標2'!H15</f><v>453</v></c>")
    replaced(parts, GOAL_2, '<c r="H16" s="17"><v>8</v></c>', '<c r="H16" s="17"><f t="shared" ref="H16:H17" si="0">E16+$E$19</f><v>8</v></c>')
    replaced(parts, GOAL_2, '<c r="H17" s="17"><v>4</v></c>', '<c r="H17" s="17"><f t="shared" si="0"/><v>4</v></c>')
    replaced(parts, GOAL_2, '<c r="H18" s="17"><v>44</v></c>', '<c r="H18" s="17"><f>IF(E18&gt;=47,44,"なし")</f><v>44</v></c>')
    # What the shared formula adds: nothing.
    replaced(parts, GOAL_2, '<c r="E19" s="14" t="s"><v>36</v></c>', '<c r="E19" s="14"/>')
    return parts


def old_result_xls(data):
    """453 as the result of the one formula that gives 302."""
    new, old = struct.pack("<d", 302.0), struct.pack("<d", 453.0)
    return data if new not in data else data.replace(new, old)


def unread(data):
    """The multiplication in H16/16*100 as a token that is none."""
    tokens = b"\x44\x0f\0\x07\xc0\x1e\x10\0\x06\x1e\x64\0\x05"
    assert data.count(tokens) == 1
    return data.replace(tokens, tokens[:-1] + b"\x3f")


def old_result_ods(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    text = parts["content.xml"].decode()
    parts["content.xml"] = re.sub(r'office:value="302"([^>]*)><text:p>302<', r'office:value="453"\1><text:p>453<', text).encode()
    return zipped(parts)


if __name__ == "__main__":
    parts = formulas()
    excel = zipped(parts)
    (OUT / "formulas.xlsm").write_bytes(zipped(with_macros(parts)))
    (OUT / "formulas.xlsx").write_bytes(excel)
    (OUT / "formulas.xlsb").write_bytes(make_binary.binary(excel))
    old = old_result_xls(office(excel, "xls"))
    (OUT / "formulas.xls").write_bytes(old)
    (OUT / "formula-unread.xls").write_bytes(unread(old))
    (OUT / "formulas.ods").write_bytes(old_result_ods(office(excel, "ods")))
