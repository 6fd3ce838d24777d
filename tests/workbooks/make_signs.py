#!/usr/bin/env python3
"""Makes told/signs.* : one ward's workbook with every sign that a person sees and a parser may not, in five formats.

    make_signs.py

Needs LibreOffice, and make_binary.py for .xlsb. What LibreOffice changes when it saves is put back: it calculates a formula that
nobody calculated, and makes an error of a picture in a cell. Figures are those of samples/r7 (invented, 架空).
"""

import io
import pathlib
import re
import struct
import subprocess
import tempfile
import zipfile

import make_binary

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parent.parent / "samples" / "r7" / "271225_西成区.xlsx"
OUT = HERE / "told"
TIME = (2026, 4, 1, 0, 0, 0)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PICTURE = '=DISPIMG("ID_1",1)'


def replaced(parts, name, old, new):
    text = parts[name].decode()
    assert text.count(old) >= 1, (name, old)
    parts[name] = text.replace(old, new, 1).encode()


def sample():
    with zipfile.ZipFile(SAMPLE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, TIME), data, kind)
    return out.getvalue()


def signs(picture):
    """The sample with the signs; the picture is Excel's own or that of WPS Office."""
    parts = sample()
    goal_1, goal_2 = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
    # 2 with a raised 1, of which a parser makes 21.
    run = '<r><t>2</t></r><r><rPr><vertAlign val="superscript"/><sz val="12"/><rFont val="Noto Sans"/></rPr><t>1</t></r>'
    replaced(parts, goal_2, '<c r="H15" s="18" t="n"><v>21</v></c>', f'<c r="H15" s="18" t="inlineStr"><is>{run}</is></c>')
    # A formula that nobody calculated.
    replaced(parts, goal_2, '<c r="H17" s="18" t="n"><v>4</v></c>', '<c r="H17" s="18"><f>2+2</f></c>')
    # A number only in a comment, another one only in a text box.
    replaced(parts, goal_1, '<c r="H19" s="18" t="n"><v>453</v></c>', '<c r="H19" s="18"/>')
    replaced(parts, goal_1, '<c r="H20" s="18" t="n"><v>136</v></c>', '<c r="H20" s="18"/>')
    # 0 that shows as words.
    look = '<numFmt numFmtId="167" formatCode="0.0"/>'
    replaced(parts, "xl/styles.xml", look, look + '<numFmt numFmtId="170" formatCode="0;-0;&quot;未集計&quot;"/>')
    replaced(parts, "xl/styles.xml", '<numFmts count="4">', '<numFmts count="5">')
    styles = parts["xl/styles.xml"].decode()
    cells = re.search(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', styles, re.S)
    count = int(cells[1])
    one = re.findall(r"<xf .*?</xf>", cells[2], re.S)[18]
    own = re.sub(r'numFmtId="\d+"', 'numFmtId="170"', one)
    parts["xl/styles.xml"] = styles.replace(cells[0], f'<cellXfs count="{count + 1}">{cells[2]}{own}</cellXfs>').encode()
    replaced(parts, goal_1, '<c r="H18" s="18" t="n"><v>1148</v></c>', f'<c r="H18" s="{count}" t="n"><v>0</v></c>')
    # An error and a picture where words belong.
    replaced(parts, goal_1, '<c r="I24" s="16" t="s"><v>92</v></c>', '<c r="I24" s="16" t="e"><v>#REF!</v></c>')
    replaced(parts, goal_1, '<c r="I12" s="16" t="s"><v>66</v></c>', picture)
    # A hidden row, a column without width, and a sheet that no menu shows.
    row = '<row r="16" customFormat="false" ht="23.25" hidden="false"'
    replaced(parts, goal_1, row, row.replace('hidden="false"', 'hidden="true"'))
    head = '<row r="16" customFormat="false" ht="'
    text = parts[goal_2].decode()
    parts[goal_2] = re.sub(r'(<col [^>]*?)hidden="false"([^>]*?min="5")', r'\1hidden="true"\2', text, count=1).encode()
    assert parts[goal_2] != text.encode(), head
    last = '<sheet name="参加支援" sheetId="4" state="visible"'
    replaced(parts, "xl/workbook.xml", last, last.replace("visible", "veryHidden"))
    remarks(parts)
    return parts


def remarks(parts):
    parts["xl/comments1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><comments xmlns="{MAIN}"><authors><author></author></authors><commentList>'
        '<comment ref="H19" authorId="0"><text><r><t>453件</t></r></text></comment></commentList></comments>').encode()
    at = lambda name, col, row: f"<xdr:{name}><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
    parts["xl/drawings/drawing1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main"><xdr:twoCellAnchor>'
        + at("from", 7, 19) + at("to", 9, 20) +
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="box"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr>'
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="280000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        '<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>136件</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>').encode()
    relation = '<Relationship Id="rId{0}" Type="%s/{1}" Target="{2}"/>' % OFFICE
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + relation.format(1, "comments", "../comments1.xml") + relation.format(2, "drawing", "../drawings/drawing1.xml") + "</Relationships>").encode()
    replaced(parts, "xl/worksheets/sheet2.xml", "</headerFooter>", '</headerFooter><drawing r:id="rId2"/>')
    spreadsheet = "application/vnd.openxmlformats-officedocument"
    replaced(parts, "[Content_Types].xml", "</Types>",
             f'<Override PartName="/xl/comments1.xml" ContentType="{spreadsheet}.spreadsheetml.comments+xml"/>'
             f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{spreadsheet}.drawing+xml"/></Types>')


def office(data, ending):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "signs.xlsx"
        source.write_bytes(data)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending, "--outdir", folder, source],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return (pathlib.Path(folder) / f"signs.{ending}").read_bytes()


def uncalculated_xls(data):
    """The result of the formula 2+2 as a text of nothing, which is how xlwt leaves one that it does not calculate."""
    tokens = b"\x1e\x02\x00\x1e\x02\x00\x03"
    at = data.index(struct.pack("<H", len(tokens)) + tokens)
    assert struct.unpack_from("<d", data, at - 14)[0] == 4.0
    return data[:at - 14] + b"\x03\0\0\0\0\0\xff\xff" + data[at - 6:]


def uncalculated_ods(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    stored = r'(table:formula="of:=2\+2") office:value-type="float" office:value="4" calcext:value-type="float"([^>]*)><text:p>4</text:p>'
    text, count = re.subn(stored, r"\1\2>", parts["content.xml"].decode())
    assert count == 1, count
    parts["content.xml"] = text.encode()
    return zipped(parts)


def with_macros(parts):
    parts = dict(parts)
    replaced(parts, "[Content_Types].xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
             "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return parts


def main():
    excel = signs('<c r="I12" s="16" t="e" vm="1"><v>#VALUE!</v></c>')
    (OUT / "signs.xlsx").write_bytes(zipped(excel))
    (OUT / "signs.xlsb").write_bytes(make_binary.binary(zipped(excel)))
    (OUT / "signs.xlsm").write_bytes(zipped(with_macros(excel)))
    wps = zipped(signs(f'<c r="I12" s="16" t="str"><v>{PICTURE.replace(chr(34), "&quot;")}</v></c>'))
    (OUT / "signs.xls").write_bytes(uncalculated_xls(office(wps, "xls")))
    (OUT / "signs.ods").write_bytes(uncalculated_ods(office(wps, "ods")))


if __name__ == "__main__":
    main()
