#!/usr/bin/env bash
# pages.sh OUT: every page of the PDF report as pictures, six to a sheet, into samples/output/pages/. Needs poppler and Pillow.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
to=samples/output/pages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$to"
mkdir -p "$to"
pdftoppm -r 72 -png "$out/report.pdf" "$work/page"
python3 - "$work" "$to" <<'PYTHON'
import pathlib
import sys

from PIL import Image

work, to = map(pathlib.Path, sys.argv[1:])
GAP, WIDTH = 8, 3 * 596 + 4 * 8


def save(rows, number):
    height = sum(max(page.height for page in row) for row in rows) + GAP * (len(rows) + 1)
    sheet = Image.new("RGB", (WIDTH, height), "#8a8f98")
    y = GAP
    for row in rows:
        x = GAP
        for page in row:
            sheet.paste(page, (x, y))
            x += page.width + GAP
        y += max(page.height for page in row) + GAP
    # Thirty-two colours are enough for text, rules and the five shades of the maps.
    sheet.quantize(32, dither=Image.Dither.NONE).save(to / f"pages-{number:02}.png", optimize=True)


rows, number = [[]], 1
for path in sorted(work.glob("page-*.png")):
    page = Image.open(path).convert("RGB")
    used = sum(one.width + GAP for one in rows[-1])
    if used + page.width + GAP > WIDTH:
        if len(rows) == 2:
            save(rows, number)
            rows, number = [], number + 1
        rows.append([])
    rows[-1].append(page)
save(rows, number)
PYTHON
du -sh "$to"
