#!/usr/bin/env python3
"""Makes the two font subsets and the colour profile of this folder, byte for byte the same each time.

Needs Debian's package fonts-morisawa-bizud-gothic (1.05), fontTools (4.68) and Pillow (13.0).

    python3 templates/fonts/make.py           writes the files and SHA256SUMS
    python3 templates/fonts/make.py --check   tells whether the files are what SHA256SUMS says
"""

import hashlib
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FONTS = pathlib.Path("/usr/share/fonts/truetype/bizud-gothic")
NAMES = ["BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf"]
MADE = NAMES + ["sRGB.icc"]

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
    profile(HERE / "sRGB.icc")
    (HERE / "SHA256SUMS").write_text(sums())
    return 0


if __name__ == "__main__":
    sys.exit(main())
