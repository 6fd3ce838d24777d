#!/usr/bin/env bash
# pages.sh OUT: the committee's volume and the first pages of the others (pdf-NN.png), and the first pages of every sheet of the workbook as LibreOffice
# prints it (xlsx-NN.png), as one picture each, large enough to be read, into samples/output/pages/.
# Needs LibreOffice, poppler, openpyxl and Pillow.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
to=samples/output/pages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$to"
mkdir -p "$to"
. .ci/install.sh
for volume in report wards annex; do
  pdftoppm -r 92 -l 12 -png "$out/$volume.pdf" "$work/pdf-$volume"
done
soffice --headless "-env:UserInstallation=file://$LO_PROFILE" --convert-to pdf --outdir "$work" "$out/report.xlsx" > /dev/null
# The first two pages of each sheet: a page belongs to the sheet whose title or foot it carries.
for page in $(python3 - "$out/report.xlsx" "$work/report.pdf" <<'PYTHON'
import subprocess
import sys

import openpyxl

names = openpyxl.load_workbook(sys.argv[1], read_only=True).sheetnames
text = subprocess.run(["pdftotext", "-layout", sys.argv[2], "-"], capture_output=True, text=True, check=True).stdout
pages = [[line.strip() for line in page.split("\n")] for page in text.split("\f")]


def begins(name, lines):
    if name == "データ":
        return any(line.startswith("団体コード") for line in lines)
    return any(line == name or line.startswith(name + " ") for line in lines)


starts = []
for name in names:
    after = starts[-1] if starts else 0
    found = [number for number, lines in enumerate(pages, 1) if number > after and begins(name, lines)]
    assert found, f"no page of {name}"
    starts.append(found[0])
for start, end in zip(starts, [*starts[1:], len(pages)]):
    print(*range(start, min(start + 2, end)))
PYTHON
); do
  pdftoppm -r 92 -png -f "$page" -l "$page" "$work/report.pdf" "$work/xlsx"
done
python3 - "$work" "$to" <<'PYTHON'
import pathlib
import sys

from PIL import Image

work, to = map(pathlib.Path, sys.argv[1:])
# The report's own colours and two greys for the edges of letters: every page is as small as it can be and still sharp.
COLORS = """ffffff f3f5f8 edf2f8 e1e8f1 bccfe6 86a8ce 4a76a8 3d6aa0 1f3a5f 1a1a1a 9b1111 7a4500 4c4c4c 8e8e8e c3c9d1 6b7280""".split()
palette = Image.new("P", (1, 1))
palette.putpalette(b"".join(bytes.fromhex(color) for color in COLORS + COLORS[:1] * (256 - len(COLORS))))

for kind in ("pdf", "xlsx"):
    for number, path in enumerate(sorted(work.glob(f"{kind}-*.png")), 1):
        page = Image.open(path).convert("RGB")
        if kind == "pdf":
            few = page.quantize(palette=palette, dither=Image.Dither.NONE)
        else:
            few = page.quantize(16, dither=Image.Dither.NONE)
        few.save(to / f"{kind}-{number:02}.png", optimize=True, bits=4)
PYTHON
du -sh "$to"
