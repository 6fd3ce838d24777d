#!/usr/bin/env python3
"""report_text.py [--self-test] OUT...: what the PDF says, read by poppler, against the tables written beside it.

Exactly once, in the chapter where it belongs, between its bookmark and the next:
- every bullet of narrative.csv, whole, with the cell it was read from (as often as the table has both): 自由記述, which holds
  no other words than bullets, headings, wards, files and cells;
- every figure of the city: beside the id that leads to its source, on its sheet of the form (SHEETS; the share of ② stands in
  its bracket, that of ① is no part of the form); in the row of totals of its year in 区別一覧; in its indicator's row in 推移,
  in the catalogue's order (counts that are only part of a ratio have no row).
What is printed again by design is right wherever it stands: key figures in 概要, rows in 機能別 (an indicator can serve several
functions), the columns of the charts in 推移. A figure without a value is nowhere a number.

With --self-test the text of each OUT is spoiled in many ways, one at a time, and every one must be found.
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
# The sheet of the form on which an indicator stands, by the first part of its id.
SHEETS = {"1": "基本目標1", "2": "基本目標2", "3": "参加支援"}
READ = {"自由記述": "-raw", "推移": "-layout", "区別一覧": "-layout", "概要": "-layout", "機能別": "-layout"} | {
    sheet: "-layout" for sheet in SHEETS.values()
}
NUMBER = re.compile(r"[\d,]+(\.\d+)?％?")
TRACE = re.compile(r"(\S+)\s+(\d-[\w-]+)/(\d{4})/市")


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


def chapters(pdf: pathlib.Path, pages: list[tuple[int, int]]) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Title ▸ where it begins and where the next begins, as page and distance from its top, by the top-level bookmarks."""
    data = subprocess.run(["qpdf", "--json", "--json-key=outlines", str(pdf)], check=True, capture_output=True).stdout
    places = []
    for mark in json.loads(data)["outlines"]:
        page = mark["destpageposfrom1"]
        # Destinations stand a little above what they lead to.
        places.append((mark["title"], (page, max(TOP, round(pages[page - 1][1] - mark["dest"][3] + 4)))))
    ends = [place for _, place in places[1:]] + [(len(pages), pages[-1][1])]
    return {title: (start, end) for (title, start), end in zip(places, ends)}


def texts(pdf: pathlib.Path) -> dict[str, str]:
    """Chapter ▸ its text without header and footer."""
    pages = sizes(pdf)
    found = {}
    for title, ((first, top), (last, bottom)) in chapters(pdf, pages).items():
        parts = []
        for number in range(first, last + 1) if title in READ else []:
            width, height = pages[number - 1]
            span = (top if number == first else TOP, min(bottom if number == last else height, height - BOTTOM))
            parts.append(page_text(pdf, number, width, span, READ[title]))
        found[title] = "".join(parts)
    return found


def plain(text: str) -> str:
    """Without blanks, line ends and what has no shape; decomposed marks joined."""
    text = unicodedata.normalize("NFC", text)
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf"))


def rows(path: pathlib.Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_bullets(narrative: list[dict[str, str]], text: str, fail) -> int:
    # The chapter's first line speaks of the sign.
    text = plain(text).replace("「・」", "")
    # What is written small where a ward goes on in the next column is no part of its words.
    for ward in sorted({row["区名"] for row in narrative}, key=len, reverse=True):
        text = text.replace(f"{ward}（続き）", "")
    wanted = collections.Counter((plain(row["本文"]), plain(row["セル"])) for row in narrative if plain(row["本文"]))
    # The longest first, each found and taken out: a short one may stand inside a long one.
    for bullet, cell in sorted(wanted, key=lambda one: (len(one[0]), len(one[1])), reverse=True):
        # Where the file has another sheet of that name, it is named before the cell.
        text, found = re.subn(rf"・{re.escape(bullet)}(?:[^・\0!]{{1,31}}!)?{re.escape(cell)}", "\0", text)
        if found != wanted[bullet, cell]:
            fail(f"自由記述: {found} times instead of {wanted[bullet, cell]}: {bullet[:60]} {cell}")
    rest = [part for part in text.split("\0") if "・" in part]
    for part in rest:
        fail(f"自由記述: more than the bullets: {part[:80]}")
    return sum(wanted.values())


def shown(value: str, unit: str) -> str:
    whole, _, part = value.partition(".")
    if unit == "％":
        return f"{whole}.{part or '0'}"
    return f"{int(whole):,}" + (f".{part}" if part else "")


class City:
    """The figures of the city, as they are printed; `None` where there is no value."""

    def __init__(self, figures: list[dict[str, str]], auxiliary: set[str]):
        city = [row for row in figures if row["団体コード"] == "271004"]
        self.years = sorted({row["年度"] for row in city})
        self.unit = {row["指標"]: row["単位"] for row in city}
        self.indicators = list(self.unit)
        self.main = [indicator for indicator in self.indicators if indicator not in auxiliary]
        self.value = {(row["指標"], row["年度"]): shown(row["値"], row["単位"]) if row["値"] else None for row in city}

    def is_so(self, indicator: str, year: str, cell: str) -> bool:
        """Whether a cell says the figure, or anything but a number where it has no value."""
        value = self.value.get((indicator, year))
        cell = cell.removesuffix("％")
        return cell == value if value is not None else not NUMBER.match(cell)


# A trace id, with the mark of a note before it.
MARKED = re.compile(r"(?:注\d+\s+)?(\d-[\w-]+/\d{4}/市)")


def untraced(text: str) -> str:
    """Without the trace ids that stand beside numbers, whole or parted behind the indicator."""
    return re.sub(r"(?:注\d+ +)?\d-[\w-]+/(?= |\n)|(?<= )\d{4}/市", " ", MARKED.sub(" ", text))


def check_form(city: City, told: dict[str, str], fail) -> None:
    for first, sheet in SHEETS.items():
        text = told.get(sheet, "")
        traced = re.findall(r"(\d-[\w-]+)/(\d{4})/市\s+(\S+)", text)
        counted = collections.Counter((indicator, year) for indicator, year, _ in traced)
        wanted = {(indicator, year) for indicator in city.indicators for year in city.years}
        wanted = {one for one in wanted if one[0].startswith(first) and not one[0].endswith("-rate")}
        for indicator, year in sorted(wanted | set(counted)):
            if counted[indicator, year] != ((indicator, year) in wanted):
                fail(f"{sheet}: {counted[indicator, year]} times: {indicator}/{year}")
        for indicator, year, cell in traced:
            if not city.is_so(indicator, year, cell):
                fail(f"{sheet} {indicator}/{year}: {cell} instead of {city.value.get((indicator, year))}")
    shares = re.findall(r"（\s+([\d.]+)\s[^）]*?(?:（[^）]*）\s*)?％\s*）", untraced(told.get(SHEETS["1"], "")))
    wanted = [value for year in city.years if (value := city.value.get(("1-2-rate", year))) is not None]
    if shares != wanted:
        fail(f"{SHEETS['1']}: shares {shares} instead of {wanted}")


def check_totals(city: City, text: str, fail) -> None:
    # One row of totals a year, the newest first; its cells are the indicators in order, behind the number of areas.
    totals = [line.split("計", 1)[1].split() for line in text.splitlines() if re.match(r"\s*\S+\s+計\s", line)]
    # Marks of notes stand beside the numbers; the first cell is the number of areas.
    totals = [[cell for cell in cells if not re.fullmatch(r"注\d+", cell)][1:] for cells in totals]
    if len(totals) != len(city.years):
        fail(f"区別一覧: {len(totals)} rows of totals for {len(city.years)} years")
    for year, cells in zip(reversed(city.years), totals):
        is_whole = len(cells) == len(city.indicators)
        if not is_whole or not all(city.is_so(one, year, cell) for one, cell in zip(city.indicators, cells)):
            fail(f"区別一覧 {year}: {cells} instead of {[city.value.get((one, year)) for one in city.indicators]}")
    for trace, times in collections.Counter(re.findall(r"\d-[\w-]+/\d{4}/市", text)).items():
        if times > 1:
            fail(f"区別一覧: {trace} {times} times")


def table_rows(city: City, text: str) -> list[tuple[str, str, list[str]]]:
    """Label, unit and one cell a year of every line that ends with its coverage."""
    units = "|".join(sorted(map(re.escape, set(city.unit.values())), key=len, reverse=True))
    cells = r"\s+(\S+)" * len(city.years)
    row = re.compile(rf"\s*(\S.*?)\s+(?:(?:主|関連)\s+)?({units}){cells}\s.*\d+/\d+区")
    found = [row.match(line) for line in untraced(text).splitlines()]
    return [(match[1], match[2], list(match.groups()[2:])) for match in found if match]


def check_trend(city: City, told: dict[str, str], fail) -> None:
    table = table_rows(city, told.get("推移", ""))
    if len(table) != len(city.main):
        fail(f"推移: {len(table)} rows for {len(city.main)} indicators")
    for indicator, (label, unit, cells) in zip(city.main, table):
        is_so = all(city.is_so(indicator, year, cell) for year, cell in zip(city.years, cells))
        if unit != city.unit[indicator] or not is_so:
            wanted = [city.value.get((indicator, year)) for year in city.years]
            fail(f"推移 {indicator}: {label} {unit} {cells} instead of {wanted}")
    # Beside the numbers stand their own ids, in the order of the rows.
    wanted = [f"{indicator}/{year}/市" for indicator in city.main for year in city.years]
    traced = MARKED.findall(told.get("推移", ""))
    if traced != [one for one in wanted if one in traced]:
        fail(f"推移: {traced} beside the numbers instead of {wanted}")
    again = {label: (unit, cells) for label, unit, cells in table}
    for label, unit, cells in table_rows(city, told.get("機能別", "")):
        if again.get(label) != (unit, cells):
            fail(f"機能別: {label} {unit} {cells} is not what 推移 says")
    _, _, charts = told.get("推移", "").partition("\n 図")
    known = {(value, unit == "％") for (one, _), value in city.value.items() for unit in [city.unit[one]] if value}
    for word in charts.split():
        if NUMBER.fullmatch(word) and (word.removesuffix("％"), word.endswith("％")) not in known:
            fail(f"推移 図: {word} is no figure of the city")


def check_summary(city: City, text: str, fail) -> None:
    for cell, indicator, year in TRACE.findall(text):
        cell = cell.removesuffix(city.unit.get(indicator, ""))
        if not city.is_so(indicator, year, cell):
            fail(f"概要 {indicator}/{year}: {cell} instead of {city.value.get((indicator, year))}")
    for trace, times in collections.Counter(found[1:] for found in TRACE.findall(text)).items():
        if times > 1:
            fail(f"概要: {'/'.join(trace)} {times} times")


def auxiliary() -> set[str]:
    """Indicators that the trend shows only as part of a ratio."""
    path = pathlib.Path(__file__).resolve().parents[2] / "templates/indicators.toml"
    with open(path, "rb") as file:
        return {entry["id"] for entry in tomllib.load(file)["indicator"] if entry.get("auxiliary")}


def judge(told: dict[str, str], city: City, narrative: list[dict[str, str]]) -> list[str]:
    faults = [f"no chapter {title}" for title in READ if not told.get(title, "").strip()]
    check_bullets(narrative, told.get("自由記述", ""), faults.append)
    check_form(city, told, faults.append)
    check_totals(city, told.get("区別一覧", ""), faults.append)
    check_trend(city, told, faults.append)
    check_summary(city, told.get("概要", ""), faults.append)
    return faults


def spoilt(told: dict[str, str], city: City, narrative: list[dict[str, str]]):
    """The text as it would be read from a report with one thing wrong, and what that is."""

    told = told | {"自由記述": plain(told["自由記述"])}

    def changed(chapter: str, old: str, new: str, count: int = 1) -> dict[str, str]:
        assert old in told[chapter], f"self-test: no {old!r} in {chapter}"
        return told | {chapter: told[chapter].replace(old, new, count)}

    found = [(f"・{plain(row['本文'])}", plain(row["セル"])) for row in narrative]
    bullet, cell = next(one for one in found if "".join(one) in told["自由記述"])
    whole = bullet + cell
    yield "a bullet is dropped", changed("自由記述", whole, "")
    yield "a bullet stands in another chapter", changed("自由記述", whole, "") | {"概要": f"{told['概要']}\n{whole}\n"}
    yield "a bullet's end is cut", changed("自由記述", whole, bullet[:-1] + cell)
    yield "a bullet's beginning is cut", changed("自由記述", whole, "・" + whole[2:])
    yield "a bullet goes on", changed("自由記述", whole, f"{bullet}など{cell}")
    yield "a bullet stands twice", changed("自由記述", whole, whole + whole)
    yield "a bullet has another's cell", changed("自由記述", whole, bullet + "ZZ99")
    yield "a bullet of nobody", changed("自由記述", whole, f"・誰も書いていない。D12{whole}")

    year = city.years[-1]
    for indicator in city.indicators:
        value = city.value[indicator, year]
        if value is None:
            continue
        wrong = value[:-1] + str((int(value[-1]) + 1) % 10)
        names = [f"{indicator}/{year}/市", value]
        sheet = SHEETS[indicator[0]]
        cell = re.compile(rf"{re.escape(names[0])}(\s+){re.escape(value)}(?=\s)")
        if not indicator.endswith("-rate"):
            yield f"{indicator} is wrong in the form", told | {sheet: cell.sub(rf"{names[0]}\g<1>{wrong}", told[sheet])}
            yield f"{indicator} is not in the form", told | {sheet: cell.sub("", told[sheet])}
        if indicator == "1-2-rate":
            yield "a share is wrong in the form", changed(sheet, f" {value} ", f" {wrong} ")
        total = next(line for line in told["区別一覧"].splitlines() if re.match(r"\s*\S+\s+計\s", line))
        yield f"{indicator} is wrong in the totals", changed("区別一覧", total, re.sub(rf"(?<=\s){re.escape(value)}(?=\s|$)", wrong, total))
        row = [line for line in told["推移"].splitlines() if re.search(rf"\s{re.escape(value)}％?\s.*\d+/\d+区", line)]
        if indicator in city.main:
            yield f"{indicator} is wrong in the trend", changed("推移", row[0], row[0].replace(value, wrong))
            yield f"{indicator} has no row", changed("推移", row[0] + "\n", "")
        again = re.compile(rf"(?<=\s){re.escape(value)}(?=％?\s.*\d+/\d+区)")
        if again.search(told["機能別"]):
            yield f"{indicator} is wrong in 機能別", told | {"機能別": again.sub(wrong, told["機能別"], 1)}
        boxed = re.compile(rf"{re.escape(value)}(?=\S*\s+{re.escape(names[0])})")
        if boxed.search(told["概要"]):
            yield f"{indicator} is wrong in 概要", told | {"概要": boxed.sub(wrong, told["概要"])}
    yield "a chapter is empty", told | {"推移": ""}
    yield "the totals stand twice", changed("区別一覧", total, f"{total}\n{total}")


def self_test(out: pathlib.Path, told: dict[str, str], city: City, narrative: list[dict[str, str]]) -> list[str]:
    cases = list(spoilt(told, city, narrative))
    missed = [name for name, text in cases if not judge(text, city, narrative)]
    print(f"{out}: {len(cases) - len(missed)} of {len(cases)} spoilt texts are found out")
    return [f"self-test: not found out: {name}" for name in missed]


def main() -> int:
    outs = [out for out in sys.argv[1:] if out != "--self-test"]
    status = 0 if outs else 1
    for out in map(pathlib.Path, outs):
        told = texts(out / "report.pdf")
        city = City(rows(out / "figures.csv"), auxiliary())
        narrative = rows(out / "narrative.csv")
        faults = judge(told, city, narrative)
        if "--self-test" in sys.argv and not faults:
            faults = self_test(out, told, city, narrative)
        numbers = sum(value is not None for value in city.value.values())
        print(f"{out}/report.pdf: {numbers} figures of the city, {len(narrative)} bullets")
        for fault in faults:
            print(f"{out}: {fault}", file=sys.stderr)
        status |= bool(faults)
    return status


if __name__ == "__main__":
    sys.exit(main())
