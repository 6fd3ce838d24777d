#!/usr/bin/env python3
"""report_text.py OUT...: what the PDF says, read by poppler, against the tables written beside it.

In the chapter where it belongs, between its bookmark and the next: every figure of the city in its place in 区別一覧 and once in
推移; every bullet of narrative.csv exactly as often as the table has it, in 自由記述.
"""

import collections
import csv
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import unicodedata

# Page furniture stands above and below this, in points.
TOP, BOTTOM = 44, 40


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def sizes(pdf: pathlib.Path) -> list[tuple[int, int]]:
    lines = run("pdfinfo", "-l", "99999", str(pdf)).splitlines()
    found = [re.match(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", line) for line in lines]
    return [(round(float(match[1])), round(float(match[2]))) for match in found if match]


def page_text(pdf: pathlib.Path, number: int, width: int, span: tuple[int, int], mode: str) -> str:
    top, bottom = span
    if bottom - top < 1:
        return ""
    box = ["-x", "0", "-y", str(top), "-W", str(width), "-H", str(bottom - top)]
    text = run("pdftotext", "-r", "72", mode, "-f", str(number), "-l", str(number), *box, str(pdf), "-")
    # Poppler turns what is written from right to left, which a text kept as written is not.
    return re.sub("\u202b(.*?)\u202c", lambda found: found[1][::-1], text, flags=re.DOTALL)


def chapters(pdf: pathlib.Path) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Title ▸ where it begins and where the next begins, as page and distance from its top, by the top-level bookmarks."""
    data = subprocess.run(["qpdf", "--json", "--json-key=outlines", str(pdf)], check=True, capture_output=True).stdout
    pages = sizes(pdf)
    places = []
    for mark in json.loads(data)["outlines"]:
        page = mark["destpageposfrom1"]
        # Destinations stand a little above what they lead to.
        places.append((mark["title"], (page, max(TOP, round(pages[page - 1][1] - mark["dest"][3] + 4)))))
    ends = [place for _, place in places[1:]] + [(len(pages), pages[-1][1])]
    return {title: (start, end) for (title, start), end in zip(places, ends)}


def plain(text: str) -> str:
    """Without blanks, line ends and what has no shape; decomposed marks joined."""
    text = unicodedata.normalize("NFC", text)
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf"))


def rows(path: pathlib.Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_bullets(out: pathlib.Path, text: str, fail) -> int:
    wanted = collections.Counter(plain(row["本文"]) for row in rows(out / "narrative.csv"))
    wanted.pop("", None)
    # What is written small where a ward goes on in the next column is no part of its words.
    for ward in sorted({row["区名"] for row in rows(out / "narrative.csv")}, key=len, reverse=True):
        text = text.replace(f"{ward}（続き）", "")
    # The longest first, each found and taken out: a short one may stand inside a long one.
    for bullet in sorted(wanted, key=len, reverse=True):
        found = text.count("・" + bullet)
        if found != wanted[bullet]:
            fail(f"自由記述: {found} times instead of {wanted[bullet]}: {bullet[:60]}")
        text = text.replace("・" + bullet, "\0")
    return sum(wanted.values())


def shown(value: str, unit: str) -> str:
    whole, _, part = value.partition(".")
    if unit == "％":
        return f"{whole}.{part or '0'}"
    return f"{int(whole):,}" + (f".{part}" if part else "")


def check_figures(out: pathlib.Path, trend: str, by_ward: str, fail) -> int:
    city = [row for row in rows(out / "figures.csv") if row["団体コード"] == "271004"]
    years = sorted({row["年度"] for row in city})
    indicators = list(dict.fromkeys(row["指標"] for row in city))
    value = {(row["指標"], row["年度"]): shown(row["値"], row["単位"]) if row["値"] else None for row in city}

    # One row of totals a year, the newest first; its cells are the indicators in order, behind the number of areas.
    totals = [line.split("計", 1)[1].split() for line in by_ward.splitlines() if re.match(r"\s*\S+\s+計\s", line)]
    # Marks of notes stand beside the numbers; the first cell is the number of areas.
    totals = [[cell for cell in cells if not re.fullmatch(r"注\d+", cell)][1:] for cells in totals]
    if len(totals) != len(years):
        fail(f"区別一覧: {len(totals)} rows of totals for {len(years)} years")
    for year, cells in zip(reversed(years), totals):
        wanted = [value.get((indicator, year)) for indicator in indicators]
        is_same = len(cells) == len(wanted) and all(want in (None, cell) for want, cell in zip(wanted, cells))
        if not is_same:
            fail(f"区別一覧 {year}: {cells} instead of {wanted}")

    # One row an indicator, its years side by side.
    lines = [line.replace("％", " ").split() for line in trend.splitlines() if re.search(r"\d+/\d+区", line)]
    for indicator in indicators:
        if indicator in auxiliary():
            continue
        wanted = [value.get((indicator, year)) for year in years]
        if None in wanted:
            continue
        places = [line for line in lines if any(line[at : at + len(wanted)] == wanted for at in range(len(line)))]
        same = [other for other in indicators if [value.get((other, year)) for year in years] == wanted]
        if len(places) != len(same):
            fail(f"推移 {indicator}: {wanted} stands in {len(places)} rows")
    return sum(number is not None for number in value.values())


def auxiliary() -> set[str]:
    """Indicators that the trend shows only as part of a ratio."""
    path = pathlib.Path(__file__).resolve().parents[2] / "templates/indicators.toml"
    with open(path, "rb") as file:
        return {entry["id"] for entry in tomllib.load(file)["indicator"] if entry.get("auxiliary")}


def check(out: pathlib.Path) -> list[str]:
    faults: list[str] = []
    pdf = out / "report.pdf"
    pages = sizes(pdf)
    ranges = chapters(pdf)

    def chapter(title: str, mode: str) -> str:
        if title not in ranges:
            faults.append(f"no chapter {title}")
            return ""
        (first, top), (last, bottom) = ranges[title]
        parts = []
        for number in range(first, last + 1):
            width, height = pages[number - 1]
            span = (top if number == first else TOP, min(bottom if number == last else height, height - BOTTOM))
            parts.append(page_text(pdf, number, width, span, mode))
        return "".join(parts)

    bullets = check_bullets(out, plain(chapter("自由記述", "-raw")), faults.append)
    figures = check_figures(out, chapter("推移", "-layout"), chapter("区別一覧", "-layout"), faults.append)
    print(f"{pdf}: {len(pages)} pages, {figures} figures of the city, {bullets} bullets")
    return faults


def main() -> int:
    faults = [(out, fault) for out in sys.argv[1:] for fault in check(pathlib.Path(out))]
    for out, fault in faults:
        print(f"{out}: {fault}", file=sys.stderr)
    return 1 if faults or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
