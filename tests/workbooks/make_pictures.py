#!/usr/bin/env python3
"""Makes told/picture.* : one ward's workbook with a picture on a field and one beside the form, in five formats.

    make_pictures.py

Needs LibreOffice (.xls, .ods), and make_binary.py for .xlsb. Figures are those of samples/r7 (invented, 架空).
"""

import struct
import zlib

import make_binary
from make_signs import DRAWING, OFFICE, OUT, office, replaced, sample, with_macros, zipped

GOAL_1 = "xl/worksheets/sheet2.xml"


def png():
    """One grey point."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\x80"))
            + chunk(b"IEND", b""))


def corner(name, col, row):
    return f"<xdr:{name}><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"


def picture(number, first, last):
    """A picture over the cells from the first corner up to the last, which is not covered."""
    return (f"<xdr:twoCellAnchor>{corner('from', *first)}{corner('to', *last)}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id=\"{number}\" name=\"p{number}\"/><xdr:cNvPicPr/></xdr:nvPicPr>"
            "<xdr:blipFill><a:blip r:embed=\"rId1\"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"900000\" cy=\"280000\"/></a:xfrm>"
            "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>")


def pictures():
    parts = sample()
    # Over H21, the number of ⑥; and a stamp to the right of the form.
    drawn = picture(2, (7, 20), (8, 21)) + picture(3, (15, 1), (17, 5))
    parts["xl/drawings/drawing1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}">{drawn}</xdr:wsDr>').encode()
    parts["xl/media/image1.png"] = png()
    relation = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId{0}" Type="%s/{1}" Target="{2}"/></Relationships>' % OFFICE
    parts["xl/drawings/_rels/drawing1.xml.rels"] = relation.format(1, "image", "../media/image1.png").encode()
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = relation.format(2, "drawing", "../drawings/drawing1.xml").encode()
    replaced(parts, GOAL_1, "</headerFooter>", '</headerFooter><drawing r:id="rId2"/>')
    replaced(parts, "[Content_Types].xml", "</Types>",
             '<Default Extension="png" ContentType="image/png"/>'
             '<Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>')
    return parts


if __name__ == "__main__":
    made = pictures()
    excel = zipped(made)
    (OUT / "picture.xlsx").write_bytes(excel)
    (OUT / "picture.xlsm").write_bytes(zipped(with_macros(made)))
    (OUT / "picture.xlsb").write_bytes(make_binary.binary(excel))
    (OUT / "picture.xls").write_bytes(office(excel, "xls"))
    (OUT / "picture.ods").write_bytes(office(excel, "ods"))
