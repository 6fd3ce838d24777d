#!/usr/bin/env bash
# pages.sh OUT: every page of the PDF report, and the first pages of every sheet of the workbook as LibreOffice prints it, as
# pictures, several to a sheet, into samples/output/pages/. Needs LibreOffice, poppler, openpyxl and Pillow.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
to=samples/output/pages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$to"
mkdir -p "$to"
. .ci/install.sh
pdftoppm -r 72 -png "$out/report.pdf" "$work/pdf"
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
  pdftoppm -r 60 -png -f "$page" -l "$page" "$work/report.pdf" "$work/xlsx"
done
python3 - "$work" "$to" <<'PYTHON'
import pathlib
import sys

from PIL import Image

work, to = map(pathlib.Path, sys.argv[1:])
GAP, WIDTH = 8, 3 * 596 + 4 * 8


def save(rows, name):
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
    sheet.quantize(32, dither=Image.Dither.NONE).save(to / name, optimize=True)


for kind in ("pdf", "xlsx"):
    rows, number = [[]], 1
    for path in sorted(work.glob(f"{kind}-*.png")):
        page = Image.open(path).convert("RGB")
        used = sum(one.width + GAP for one in rows[-1])
        if used + page.width + GAP > WIDTH:
            if len(rows) == 2:
                save(rows, f"{kind}-{number:02}.png")
                rows, number = [], number + 1
            rows.append([])
        rows[-1].append(page)
    save(rows, f"{kind}-{number:02}.png")
PYTHON
du -sh "$to"
