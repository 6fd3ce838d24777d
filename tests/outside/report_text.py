#!/usr/bin/env python3
"""report_text.py [--self-test] OUT...: what the volumes say, read by poppler, against the tables written beside them.

Exactly once, in the chapter where it belongs, between its bookmark and the next:
- every bullet of narrative.csv, whole, with the cell it was read from (as often as the table has both): 自由記述, which holds
  no other bullets;
- every figure of the city: with the id that leads to its source, on its sheet of the form (SHEETS); in its place in the row of
  totals of its year in 区別一覧; in its indicator's row in 推移, in the catalogue's order (counts that are only part of a ratio
  have no row).
What is printed again by design is right wherever it stands: key figures in 概要, rows in 機能別 (an indicator can serve several
functions), the columns of the charts in 推移. An id stands behind its own figure; a figure without a value is nowhere a number.

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

from words import unguarded

# Page furniture stands above and below this, in points.
TOP, BOTTOM = 44, 40
# The sheet of the form on which an indicator stands, by the first part of its id; the share of ① is no part of the form.
SHEETS = {"1": "基本目標1", "2": "基本目標2", "3": "参加支援"}
NOT_ON_FORM = {"1-1-rate"}
READ = ["概要", *SHEETS.values(), "区別一覧", "推移", "機能別", "自由記述"]
# The chapter of the annex that says what the committee's short numbers are.
INDEX = "数値の番号"
# Behind this heading the summary is sentences, which the oracle recomputes.
SENTENCES = "この1年の動き"
NUMBER = re.compile(r"[\d,]+(\.\d+)?％?")
TRACE = re.compile(r"(\d-[\w-]+)/(\d{4})/市")
COVERAGE = re.compile(r"(.*→)?\d+/\d+区(、[\d,]+地域)?")


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def sizes(pdf: pathlib.Path) -> list[tuple[int, int]]:
    lines = run("pdfinfo", "-l", "99999", str(pdf)).splitlines()
    found = [re.match(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", line) for line in lines]
    return [(round(float(match[1])), round(float(match[2]))) for match in found if match]


def page_text(pdf: pathlib.Path, number: int, width: int, span: tuple[int, int]) -> str:
    """The text of a part of a page, in the order in which it was set."""
    top, bottom = span
    if bottom - top < 1:
        return ""
    box = ["-x", "0", "-y", str(top), "-W", str(width), "-H", str(bottom - top)]
    text = run("pdftotext", "-r", "72", "-raw", "-f", str(number), "-l", str(number), *box, str(pdf), "-")
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


def volumes(out: pathlib.Path) -> dict[str, str]:
    """Chapter ▸ its text, over all volumes; the committee's short numbers are put back to the ids that the annex gives them."""
    told: dict[str, str] = {}
    for pdf in sorted(out.glob("*.pdf")):
        told |= texts(pdf)
    ids = dict(re.findall(r"^(\d+) .*? (\S+/\d{4}/\S+)$", told.get(INDEX, ""), flags=re.MULTILINE))
    committee = texts(out / "report.pdf")
    for title, text in committee.items():
        told[title] = re.sub(r"\[(\d+)\]", lambda found: ids.get(found[1], found[0]), text)
    return told


def texts(pdf: pathlib.Path) -> dict[str, str]:
    """Chapter ▸ its text without header and footer."""
    pages = sizes(pdf)
    found = {}
    for title, ((first, top), (last, bottom)) in chapters(pdf, pages).items():
        parts = []
        for number in range(first, last + 1) if title in READ or title == INDEX else []:
            width, height = pages[number - 1]
            span = (top if number == first else TOP, min(bottom if number == last else height, height - BOTTOM))
            parts.append(page_text(pdf, number, width, span))
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
    wanted = collections.Counter((plain(unguarded(row["本文"])), plain(row["セル"])) for row in narrative if plain(unguarded(row["本文"])))
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


def cells(text: str) -> list[str]:
    """The words of a chapter: ids in one piece, without the marks of notes."""
    text = re.sub(r"(\d-[\w-]+/)\s+(\d{4}/市)", r"\1\2", " ".join(text.split()))
    return [word for word in text.split() if not re.fullmatch(r"注\d+", word)]


def without_ids(words: list[str]) -> list[str]:
    return [word for word in words if not TRACE.fullmatch(word)]


def check_ids(city: City, chapter: str, words: list[str], fail) -> collections.Counter:
    """Every id stands behind its figure; gives how often each stands there."""
    counted: collections.Counter = collections.Counter()
    for at, word in enumerate(words):
        if not (found := TRACE.fullmatch(word)):
            continue
        counted[found.groups()] += 1
        before = at - 1
        if chapter == "概要":
            # Between a key figure and its id stand its coverage and its change.
            before = next((back for back in range(before, -1, -1) if COVERAGE.fullmatch(words[back])), 0) - 1
        cell = words[before]
        if not city.is_so(*found.groups(), cell) and not city.is_so(*found.groups(), cell.removesuffix(city.unit[found[1]])):
            fail(f"{chapter} {word}: {cell} instead of {city.value.get(found.groups())}")
    return counted


def check_form(city: City, told: dict[str, list[str]], fail) -> None:
    for first, sheet in SHEETS.items():
        counted = check_ids(city, sheet, told[sheet], fail)
        on_form = [one for one in city.indicators if one.startswith(first) and one not in NOT_ON_FORM]
        wanted = {(one, year) for one in on_form for year in city.years}
        for one in sorted(wanted | set(counted)):
            if counted[one] != (one in wanted):
                fail(f"{sheet}: {counted[one]} times: {'/'.join(one)}")


def check_totals(city: City, words: list[str], fail) -> None:
    for trace, times in check_ids(city, "区別一覧", words, fail).items():
        if times > 1:
            fail(f"区別一覧: {'/'.join(trace)} {times} times")
    # One row of totals a year, the newest first; its cells are the indicators in order, behind the number of areas.
    words, size = without_ids(words), len(city.indicators)
    totals = [words[at + 2 : at + 2 + size] for at, word in enumerate(words) if word == "計"]
    if len(totals) != len(city.years):
        fail(f"区別一覧: {len(totals)} rows of totals for {len(city.years)} years")
    for year, row in zip(reversed(city.years), totals):
        if not all(city.is_so(one, year, cell) for one, cell in zip(city.indicators, row)):
            fail(f"区別一覧 {year}: {row} instead of {[city.value.get((one, year)) for one in city.indicators]}")


def table_rows(city: City, words: list[str]) -> tuple[list[tuple[str, str, list[str]]], list[str]]:
    """Label, unit and one cell a year of every row, which ends with its coverage; and what follows the last."""
    rows, row, units = [], [], set(city.unit.values())
    for word in without_ids(words):
        row.append(word)
        if word == "集計した区":
            row = []
        elif COVERAGE.fullmatch(word):
            at = next((at for at, cell in enumerate(row) if cell in units), None)
            if at is not None and len(row) > at + len(city.years):
                rows.append(("".join(row[:at]), row[at], row[at + 1 : at + 1 + len(city.years)]))
                row = []
    return rows, row


def check_trend(city: City, told: dict[str, list[str]], fail) -> None:
    for trace, times in check_ids(city, "推移", told["推移"], fail).items():
        if times > 1:
            fail(f"推移: {'/'.join(trace)} {times} times")
    table, charts = table_rows(city, told["推移"])
    if len(table) != len(city.main):
        fail(f"推移: {len(table)} rows for {len(city.main)} indicators")
    for indicator, (label, unit, row) in zip(city.main, table):
        is_so = all(city.is_so(indicator, year, cell) for year, cell in zip(city.years, row))
        if unit != city.unit[indicator] or not is_so:
            wanted = [city.value.get((indicator, year)) for year in city.years]
            fail(f"推移 {indicator}: {label} {unit} {row} instead of {wanted}")
    again = {label: (unit, row) for label, unit, row in table}
    check_ids(city, "機能別", told["機能別"], fail)
    for label, unit, row in table_rows(city, told["機能別"])[0]:
        label = re.sub("(主|関連)$", "", label)
        if again.get(label) != (unit, row):
            fail(f"機能別: {label} {unit} {row} is not what 推移 says")
    known = {(value, city.unit[one] == "％") for (one, _), value in city.value.items() if value}
    for word in charts[charts.index("図") :] if "図" in charts else []:
        if NUMBER.fullmatch(word) and (word.removesuffix("％"), word.endswith("％")) not in known:
            fail(f"推移 図: {word} is no figure of the city")


def check_summary(city: City, words: list[str], fail) -> None:
    for trace, times in check_ids(city, "概要", words, fail).items():
        if times > 1:
            fail(f"概要: {'/'.join(trace)} {times} times")


def auxiliary() -> set[str]:
    """Indicators that the trend shows only as part of a ratio."""
    path = pathlib.Path(__file__).resolve().parents[2] / "templates/indicators.toml"
    with open(path, "rb") as file:
        return {entry["id"] for entry in tomllib.load(file)["indicator"] if entry.get("auxiliary")}


def judge(told: dict[str, str], city: City, narrative: list[dict[str, str]]) -> list[str]:
    faults = [f"no chapter {title}" for title in READ if not told.get(title, "").strip()]
    words = {title: cells(told.get(title, "")) for title in READ}
    if SENTENCES in words["概要"]:
        words["概要"] = words["概要"][: words["概要"].index(SENTENCES)]
    check_bullets(narrative, told.get("自由記述", ""), faults.append)
    check_form(city, words, faults.append)
    check_totals(city, words["区別一覧"], faults.append)
    check_trend(city, words, faults.append)
    check_summary(city, words["概要"], faults.append)
    return faults


def spoilt(told: dict[str, str], city: City, narrative: list[dict[str, str]]):
    """The text as it would be read from a report with one thing wrong, and what that is."""

    told = told | {"自由記述": plain(told["自由記述"])}

    def changed(chapter: str, old: str, new: str, count: int = 1) -> dict[str, str]:
        assert old in told[chapter], f"self-test: no {old!r} in {chapter}"
        return told | {chapter: told[chapter].replace(old, new, count)}

    found = [(f"・{plain(unguarded(row['本文']))}", plain(row["セル"])) for row in narrative]
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
    spaced = {title: " ".join(cells(text)) for title, text in told.items()}
    for indicator in city.indicators:
        value = city.value[indicator, year]
        if value is None:
            continue
        trace = f"{indicator}/{year}/市"
        wrong = value[:-1] + str((int(value[-1]) + 1) % 10)

        def altered(chapter: str, old: str, new: str) -> dict[str, str]:
            assert old in spaced[chapter], f"self-test: no {old!r} in {chapter}"
            return told | {chapter: spaced[chapter].replace(old, new, 1)}

        sheet = SHEETS[indicator[0]]
        if indicator not in NOT_ON_FORM:
            yield f"{indicator} is wrong on the form", altered(sheet, f"{value} {trace}", f"{wrong} {trace}")
            yield f"{indicator} is not on the form", altered(sheet, f"{value} {trace}", "")
            yield f"{indicator} is twice on the form", altered(sheet, trace, f"{trace} {value} {trace}")
        total = re.search(r" 計 .*?集計した区", spaced["区別一覧"])[0]
        yield f"{indicator} is wrong in the totals", altered("区別一覧", total, re.sub(rf" {re.escape(value)}(?= )", f" {wrong}", total, count=1))
        if indicator in city.main:
            row = re.search(rf"\S+ {re.escape(city.unit[indicator])} (?:(?!/\d+区).)*? {re.escape(value)}(?=[％ ]).*?/\d+区", spaced["推移"])[0]
            yield f"{indicator} is wrong in the trend", altered("推移", row, row.replace(f" {value}", f" {wrong}"))
            yield f"{indicator} has no row", altered("推移", row, "")
            yield f"{indicator} has two rows", altered("推移", row, f"{row} {row}")
        for chapter in ["概要", "機能別"]:
            if f" {value}" in spaced[chapter] and trace in spaced[chapter]:
                yield f"{indicator} is wrong in {chapter}", altered(chapter, f" {value}", f" {wrong}")
    yield "a chapter is empty", told | {"推移": ""}
    yield "the totals stand twice", altered("区別一覧", total, total + total)


def self_test(out: pathlib.Path, told: dict[str, str], city: City, narrative: list[dict[str, str]]) -> list[str]:
    cases = list(spoilt(told, city, narrative))
    missed = [name for name, text in cases if not judge(text, city, narrative)]
    print(f"{out}: {len(cases) - len(missed)} of {len(cases)} spoilt texts are found out")
    return [f"self-test: not found out: {name}" for name in missed]


def main() -> int:
    outs = [out for out in sys.argv[1:] if out != "--self-test"]
    status = 0 if outs else 1
    for out in map(pathlib.Path, outs):
        told = volumes(out)
        city = City(rows(out / "figures.csv"), auxiliary())
        narrative = rows(out / "narrative.csv")
        faults = judge(told, city, narrative)
        if "--self-test" in sys.argv and not faults:
            faults = self_test(out, told, city, narrative)
        numbers = sum(value is not None for value in city.value.values())
        print(f"{out}: {numbers} figures of the city, {len(narrative)} bullets")
        for fault in faults:
            print(f"{out}: {fault}", file=sys.stderr)
        status |= bool(faults)
    return status


if __name__ == "__main__":
    sys.exit(main())
