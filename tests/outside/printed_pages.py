#!/usr/bin/env python3
"""Prints a workbook with LibreOffice and counts the pages.

    printed_pages.py [--self-test] MOST REPORT.xlsx

Fails if there are more than MOST pages, if a page is neither A4 nor A3, if a word is smaller than a person reads with
ease, or if a word of a long list runs over the edge of its page. Needs LibreOffice and poppler.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# Points. A letter of the font in use fills its whole box.
SMALLEST = 5.2
PAPERS = {(595, 842): "A4", (842, 1191): "A3"}


def printed(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    profile = folder / "profile"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(source)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
    )
    return folder / f"{source.stem}.pdf"


def pages(pdf: pathlib.Path) -> list[tuple[str, float, bool]]:
    """Of each page: its paper, the height of its smallest word, and whether all words stand on it."""
    text = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    found = []
    for page in re.findall(r"<page .*?</page>", text, re.S):
        width, height = map(float, re.search(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
        paper = PAPERS.get(tuple(sorted((round(width), round(height)))), f"{width} x {height}")
        words = re.findall(r'<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">(.*?)</word>', page)
        boxes = [tuple(map(float, word[:4])) for word in words]
        # Words that are turned come letter by letter, each in a box that lies on its side.
        heights = (
            max(y - top, x - left) if len(word[4]) == 1 else y - top
            for (left, top, x, y), word in zip(boxes, words)
        )
        smallest = min(heights, default=99)
        inside = all(0 <= left and x <= width and 0 <= top and y <= height for left, top, x, y in boxes)
        found.append((paper, smallest, inside))
    return found


def faults(found: list[tuple[str, float, bool]], most: int) -> list[str]:
    told = []
    if not found:
        told.append("no page")
    if len(found) > most:
        told.append(f"{len(found)} pages, more than {most}")
    for number, (paper, smallest, inside) in enumerate(found, 1):
        if paper not in PAPERS.values():
            told.append(f"page {number} is {paper}")
        if smallest < SMALLEST:
            told.append(f"page {number}: a word is {smallest:.1f} points high")
        if not inside:
            told.append(f"page {number}: a word stands outside")
    return told


def self_test(found: list[tuple[str, float, bool]], most: int) -> None:
    paper, smallest, inside = found[0]
    for wrong in ([], found * (most + 1), [("600 x 600", smallest, inside)], [(paper, 4.0, inside)], [(paper, smallest, False)]):
        assert faults(wrong, most), f"passes: {wrong[:1]}"


def main(arguments: list[str]) -> int:
    with_self_test = "--self-test" in arguments
    arguments = [one for one in arguments if one != "--self-test"]
    if len(arguments) != 2:
        print(__doc__)
        return 2
    most, path = int(arguments[0]), pathlib.Path(arguments[1])
    with tempfile.TemporaryDirectory() as folder:
        found = pages(printed(path.resolve(), pathlib.Path(folder)))
    told = faults(found, most)
    if with_self_test:
        self_test(found, most)
    count = {name: sum(1 for paper, _, _ in found if paper == name) for name in PAPERS.values()}
    small = min((smallest for _, smallest, _ in found), default=0)
    print(f"{path}: {len(found)} pages ({count}), smallest word {small:.1f} points")
    for line in told:
        print(line)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
