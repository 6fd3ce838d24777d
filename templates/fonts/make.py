#!/usr/bin/env python3
"""Makes the three font subsets and the colour profile of this folder, byte for byte the same each time.

Needs Debian's packages fonts-morisawa-bizud-gothic (1.05) and fonts-noto-cjk (1:20220127), fontTools (4.68) and Pillow (13.0).

    python3 templates/fonts/make.py           writes the files and SHA256SUMS
    python3 templates/fonts/make.py --check   tells whether the files are what SHA256SUMS says
"""

import hashlib
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FONTS = pathlib.Path("/usr/share/fonts/truetype/bizud-gothic")
NAMES = ["BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf"]
NOTO = pathlib.Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
RARE = "RareKanji-Regular.ttf"
MADE = NAMES + [RARE, "sRGB.icc"]
# Deviation allowed when cubic curves become quadratic ones, in thousandths of an em: a hair at the size of a headline.
TOLERANCE = 2.0

# Signs a report or a ward may use that no Japanese standard lists; a sign the font lacks is left out silently.
EXTRA = "\u00a0〓－￥～"


def wanted() -> set[int]:
    """JIS X 0213 levels 1 to 4, what Windows calls code page 932, Latin-1 and half-width kana."""
    chars = {chr(code) for code in range(0x20, 0x100)} | {chr(code) for code in range(0xFF61, 0xFFA0)} | set(EXTRA)
    for codec in ("shift_jisx0213", "cp932"):
        for first in range(0x81, 0xFD):
            for second in range(0x40, 0xFD):
                try:
                    chars.update(bytes([first, second]).decode(codec))
                except UnicodeDecodeError:
                    continue
    # Punctuation, arrows, mathematical and geometric signs, kana, enclosed and square letters: whatever the font has.
    chars.update(chr(code) for code in [*range(0x2000, 0x2C00), *range(0x3000, 0x3400)])
    selectors = {0xFE00, 0xFE01} | set(range(0xE0100, 0xE0108))
    return {ord(char) for char in chars} | selectors


def subset(source: pathlib.Path, target: pathlib.Path) -> None:
    from fontTools import subset as tool

    options = tool.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["meta", "DSIG", "vhea", "vmtx", "GSUB", "gasp"]
    # The original's time stamp, so that the file does not depend on the day it is made.
    options.recalc_timestamp = False
    font = tool.load_font(str(source), options)
    maker = tool.Subsetter(options)
    maker.populate(unicodes=wanted())
    maker.subset(font)
    tool.save_font(font, str(target), options)
    print(f"{target.name}: {len(font.getGlyphOrder())} glyphs, {target.stat().st_size:,} bytes")


def is_kanji(char: int) -> bool:
    return 0x2E80 <= char < 0x2F00 or 0x3400 <= char < 0xA000 or 0xF900 <= char < 0xFB00 or 0x20000 <= char < 0x33000


def rare(known: pathlib.Path, target: pathlib.Path) -> None:
    """The kanji and ideographic variants that the main face lacks, from Noto Sans CJK JP, as TrueType outlines."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    def variants(font: TTFont) -> dict[tuple[int, int], str | None]:
        tables = [table for table in font["cmap"].tables if table.format == 14]
        return {(char, mark): glyph for table in tables for mark, pairs in table.uvsDict.items() for char, glyph in pairs}

    main = TTFont(known)
    have, have_variants = set(main.getBestCmap()), variants(main)
    source = TTFont(NOTO, fontNumber=0)
    chars = {char: glyph for char, glyph in source.getBestCmap().items() if is_kanji(char) and char not in have}
    # A variant that Noto draws like its base is worth a glyph too: the main face may draw the base another way.
    found = {
        key: glyph or source.getBestCmap()[key[0]]
        for key, glyph in variants(source).items()
        if key not in have_variants and is_kanji(key[0])
    }
    order = [".notdef", *sorted({*chars.values(), *found.values()} - {".notdef"})]
    glyphs, metrics = {}, {}
    outlines = source.getGlyphSet()
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
        metrics[name] = (source["hmtx"][name][0], 0)
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(chars, uvs=[(char, mark, glyph) for (char, mark), glyph in sorted(found.items())])
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics({name: (width, table[name].xMin if table[name].numberOfContours else 0) for name, (width, _) in metrics.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names = {"familyName": "Rare Kanji", "styleName": "Regular", "psName": "RareKanji-Regular"}
    texts = {"copyright": source["name"].getDebugName(0), "licenseDescription": source["name"].getDebugName(13), "licenseInfoURL": source["name"].getDebugName(14)}
    builder.setupNameTable({**names, **texts}, mac=False)
    builder.setupOS2(fsType=0, usWeightClass=400, sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost(keepGlyphNames=False)
    font = builder.font
    font["head"].created = font["head"].modified = source["head"].modified
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target.name}: {len(order)} glyphs, {len(chars)} characters, {len(found)} variants, {target.stat().st_size:,} bytes")


def profile(target: pathlib.Path) -> None:
    """The sRGB profile of Little CMS; its text says "No copyright, use freely"."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[8:12] = b"\x04\x20\x00\x00"  # version 4.2, the newest that PDF/A-2 knows; the tags used are the same
    data[24:36] = b"".join(part.to_bytes(2, "big") for part in (2026, 1, 1, 0, 0, 0))  # otherwise today
    data[84:100] = bytes(16)  # no checksum, which the date would change
    target.write_bytes(data)
    print(f"{target.name}: {len(data)} bytes")


def sums() -> str:
    return "".join(f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n" for name in MADE)


def main() -> int:
    if sys.argv[1:] == ["--check"]:
        same = (HERE / "SHA256SUMS").read_text() == sums()
        print("same" if same else "SHA256SUMS does not match the files")
        return 0 if same else 1
    for name in NAMES:
        subset(FONTS / name, HERE / name)
    rare(HERE / NAMES[0], HERE / RARE)
    profile(HERE / "sRGB.icc")
    (HERE / "SHA256SUMS").write_text(sums())
    return 0


if __name__ == "__main__":
    sys.exit(main())
