#!/usr/bin/env python3
"""oracle.py IN OUT [--areas CSV] [--reader openpyxl|plain|any] [--previous IN]: recomputes every row of OUT/figures.csv from the workbooks in IN.

Shares nothing with the program but the form's defined names (TM_...), the templates' data and the findings: cells are read
here, numbers are exact fractions, the roll-up is written from the contract. Which facts an error withholds is the program's
own decision; it is taken from the findings, and every withheld fact must have an error to show for it.
A number of a past year that did not come again is last year's, read from the workbooks of --previous.
Only workbooks with the defined names are understood, and with --reader any also .xls, .ods, zips and the bureau's own layout
(layouts.py); whatever else comes is a failure, not a skip.
"""
import argparse
import csv
import datetime
import hashlib
import io
import json
import re
import sys
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import layouts  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


# ---- cells under defined names: {name: (sheet, cell, value, is percent format)}

def with_openpyxl(path):
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for name, defined in book.defined_names.items():
        if name.startswith("TM_"):
            ((sheet, cell),) = defined.destinations
            at = book[sheet][cell.replace("$", "")]
            found[name] = (sheet, at.coordinate, at.value, "%" in (at.number_format or ""))
    grid_of(found, {(c.row, c.column): c.value for row in book[found["TM_area_list"][0]].iter_rows() for c in row}
            if "TM_area_list" in found else {})
    return found


def grid_of(found, grid):
    """Every cell of the areas' sheet under a key that is no defined name."""
    if grid:
        found["areas"] = grid


def with_zip(path):
    """The same from the file's own XML, ten times as fast."""
    archive = zipfile.ZipFile(path)
    part = lambda name: ET.fromstring(archive.read(name))
    strings = []
    if "xl/sharedStrings.xml" in archive.namelist():
        strings = ["".join(t.text or "" for t in si.iter(MAIN + "t")) for si in part("xl/sharedStrings.xml")]
    styles = part("xl/styles.xml")
    custom = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
    formats = [x.get("numFmtId") for x in styles.find(MAIN + "cellXfs")]
    is_percent = [f in ("9", "10") or "%" in custom.get(f, "") for f in formats]
    is_date = [f in [str(n) for n in (*range(14, 23), *range(27, 37))] or bool(re.search(r"[ymde]", re.sub(r'"[^"]*"|\[[^\]]*\]|General', "", custom.get(f, "")))) for f in formats]
    book = part("xl/workbook.xml")
    links = {r.get("Id"): r.get("Target") for r in part("xl/_rels/workbook.xml.rels")}
    wanted = {}
    for defined in book.iter(MAIN + "definedName"):
        if defined.get("name").startswith("TM_"):
            sheet, cell = defined.text.rsplit("!", 1)
            wanted[defined.get("name")] = (sheet.strip("'"), cell.replace("$", ""))
    cells = {}
    for sheet in book.iter(MAIN + "sheet"):
        if not any(where == sheet.get("name") for where, _ in wanted.values()):
            continue
        target = links[sheet.get(LINK + "id")].lstrip("/")
        target = target if target.startswith("xl/") else "xl/" + target
        for c in part(target).iter(MAIN + "c"):
            style, kind, v = int(c.get("s", "0")), c.get("t"), c.find(MAIN + "v")
            if kind == "inlineStr":
                value = "".join(t.text or "" for t in c.iter(MAIN + "t"))
            elif v is None or v.text is None:
                value = None
            elif kind == "s":
                value = strings[int(v.text)]
            elif kind in ("str", "e"):
                value = v.text
            elif is_date[style]:
                value = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=float(v.text))
            else:
                value = float(v.text)
            cells[sheet.get("name"), c.get("r")] = (value, is_percent[style])
    found = {name: (*at, *cells.get(at, (None, False))) for name, at in wanted.items()}
    if "TM_area_list" in found:
        own = {at: value for (where, at), (value, _) in cells.items() if where == found["TM_area_list"][0]}
        grid_of(found, {(int(re.sub(r"\D", "", at)), column(at)): value for at, value in own.items()})
    return found


def column(cell):
    number = 0
    for letter in re.sub(r"\d", "", cell):
        number = number * 26 + ord(letter) - 64
    return number


def address(row, col):
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


# ---- what a cell says

def fraction(number):
    return Fraction(Decimal(repr(number) if isinstance(number, float) else str(number)))


def said(value, is_percent, unit):
    """(state, number) of a cell."""
    if value is None or value == "":
        return "未記入", None
    if isinstance(value, bool) or isinstance(value, datetime.datetime):
        return "読取不能", None
    if isinstance(value, (int, float)):
        if is_percent:
            return ("記入", fraction(value) * 100) if unit == "％" else ("読取不能", None)
        return "記入", fraction(value)
    text = unicodedata.normalize("NFKC", value).strip()
    if text == "":
        return "未記入", None
    if text in ("該当なし", "対象外"):
        return "該当なし", None
    if text in ("未集計", "集計中", "調査中", "不明") or not text.strip("-ー─"):
        return "未集計", None
    if text == "なし":
        return "記入", Fraction(0)
    text = text.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
    if re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text):
        return "記入", Fraction(text.replace(",", ""))
    return "読取不能", None


# ---- the inputs

def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def registry(path):
    """{(ward code, fiscal year): areas}"""
    if path:
        return {(r["団体コード"], int(r["年度"])): int(r["名簿提供地域数"]) for r in rows(path)}
    table = tomllib.loads((ROOT / "templates/registry.toml").read_text(encoding="utf-8"))
    return {(w["code"], int(y)): n for w in table["ward"] for y, n in w["areas"].items()}


def any_workbook(folder, form, indicators, wards):
    """(name, cells, sha-256, moment of saving) of everything that can be opened."""
    for name, data, came in layouts.opened(folder, wards):
        if data is None:
            continue
        found = with_openpyxl(io.BytesIO(data))
        if "TM_code" not in found:
            book = openpyxl_of(data)
            found = layouts.by_labels(book, form, indicators, wards, name)
        yield name, found, hashlib.sha256(came).hexdigest(), layouts.saved(came)


def openpyxl_of(data):
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def of_any(entries, as_of):
    """As `submissions`: of several files of a ward the one saved last counts, if that is one."""
    came = defaultdict(dict)
    for name, cells, digest, moment in entries:
        stated = cells["TM_as_of"][2]
        stated = stated.date().isoformat() if isinstance(stated, datetime.datetime) else str(stated)
        if stated == as_of:
            ward = str(cells["TM_code"][2]).split(".")[0]
            came[ward].setdefault(digest, (moment, name, cells))
    used = {}
    for ward, files in came.items():
        last = max(moment for moment, _, _ in files.values())
        latest = [(name, cells) for moment, name, cells in files.values() if moment == last]
        if len(latest) == 1:
            used[ward] = latest[0]
    return used


def submissions(folder, read, as_of):
    """{ward code: (file, cells)} of the wards whose submission counts, and every file that came."""
    came = defaultdict(dict)
    for path in sorted(Path(folder).rglob("*.xlsx")):
        cells = read(path)
        if "TM_code" not in cells:
            sys.exit(f"{path.name}: no defined names; this oracle reads the template's layout only")
        stated = cells["TM_as_of"][2]
        if as_of and isinstance(stated, datetime.datetime) and stated.date().isoformat() != as_of:
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        name = str(path.relative_to(folder))
        ward = str(cells["TM_code"][2]).split(".")[0]
        came[ward].setdefault(digest, (name, cells))
    return {ward: next(iter(files.values())) for ward, files in came.items() if len(files) == 1}


# ---- the contract, written again

class City:
    def __init__(self, wards, areas, numbers):
        self.wards, self.areas, self.numbers = wards, areas, numbers

    def sides(self, ward, year, top, bottom):
        above = self.numbers.get((ward, year, top))
        below = self.areas.get((ward, year)) if bottom == "areas" else self.numbers.get((ward, year, bottom))
        if above is None or below is None:
            return None
        return above, Fraction(below)

    def figure(self, wards, year, indicator):
        """value, numerator, denominator, reported, expected, 状態; None where there is no such figure."""
        rule, id_ = indicator["roll-up"], indicator["id"]
        if isinstance(rule, dict):
            top, bottom = rule["ratio"]
            pairs, alone = [], []
            for ward in wards:
                pair = self.sides(ward, year, top, bottom)
                own = self.numbers.get((ward, year, id_))
                if pair:
                    pairs.append(pair)
                elif bottom != "areas" and own is not None:
                    alone.append(own)
            if len(wards) == 1 and alone:
                return alone[0], None, None, 1, 1, "確定"
            above, below = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
            if not pairs or alone or below == 0:
                return None, None, None, len(pairs), len(wards), "算出不可"
            scale = 10 ** indicator.get("decimals", 0)
            exact = above * 100 * scale / below
            rounded = Fraction((2 * exact.numerator + exact.denominator) // (2 * exact.denominator), scale)
            standing = "確定" if len(pairs) == len(wards) else "一部"
            return rounded, above, below, len(pairs), len(wards), standing
        if rule == "none" and len(wards) > 1:
            return None
        there = [n for w in wards if (n := self.numbers.get((w, year, id_))) is not None]
        if not there:
            return None, None, None, 0, len(wards), "算出不可"
        standing = "確定" if len(there) == len(wards) else "一部"
        return sum(there), None, None, len(there), len(wards), standing


def shown(number, decimals):
    if number is None:
        return ""
    if decimals:
        whole = number * 10 ** decimals
        assert whole.denominator == 1, number
        sign, digits = ("-" if whole < 0 else ""), str(abs(whole.numerator)).rjust(decimals + 1, "0")
        return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")


def areas_below(used, facts, named, expected, differences, form, years, areas_csv, registered, areas_file):
    """The areas below the wards: adds their figures to `expected` and gives the keys of their facts."""
    definition, read = layouts.areas_definition(form), set()
    kinds = {c["indicator"]: c for c in definition["column"]}
    table = tomllib.loads((ROOT / "templates/registry.toml").read_text(encoding="utf-8"))
    names = {} if areas_csv else {w["code"]: [a["name"] for a in w.get("area", [])] for w in table["ward"]}
    ward_names = {w["code"]: w["name"] for w in areas_file["ward"]}
    for ward, (file, cells) in used.items():
        if "areas" not in cells:
            continue
        sheet = cells["TM_area_list"][0]
        reported = layouts.areas(cells["areas"], sheet, form)
        own = layouts.placed(reported, names.get(ward, []), definition["key-suffixes"])
        for (number, name, known), (_, values) in zip(own, reported):
            for (year, indicator), (row, col, value) in values.items():
                in_year = [v for (y, _), (_, _, v) in values.items() if y == year]
                is_written = any(v not in (None, "") for v in in_year)
                is_area = known is not None or (not names.get(ward) and number <= registered.get((ward, year), 10**6))
                if year not in years or not (is_written or is_area):
                    continue
                state, said_number = layouts.area_said(kinds[indicator], definition, value)
                if state == "記入" and (file, year, indicator, "C321") in named:
                    state = "保留"
                key = (f"{ward}-{number:02}", year, indicator)
                read.add(key)
                fact = facts.get(key)
                if fact is None:
                    differences.append(f"facts.csv: no row for {key}")
                    continue
                found = (fact["区名"], fact["状態"], fact["シート"], fact["セル"], Fraction(fact["値"]) if fact["値"] else None)
                here = (f"{ward_names[ward]} {name}", state, sheet, address(row, col), said_number)
                if found != here:
                    differences.append(f"facts.csv: {key}: {found}, here {here}")
                counts = state == "記入"
                expected[key[0], str(year), indicator] = (
                    str(said_number) if counts else "", "", "", str(int(counts)), "1", "確定" if counts else "算出不可")
    return read


def accepted(folder, indicators, years):
    """{(ward, year, indicator): (file, sheet, cell, number)}: last year's numbers of years that were over then."""
    kept = {}
    for ward, (file, cells) in submissions(folder, with_zip, None).items():
        year, month, day = map(int, str(cells["TM_as_of"][2])[:10].split("-"))
        over = year - (month < 4) - (0 if (month, day) == (3, 31) else 1)
        for year in (y for y in years if y <= over):
            for indicator in indicators:
                name = f"TM_{indicator['id'].replace('-', '_')}_{year}"
                if name in cells:
                    sheet, cell, value, is_percent = cells[name]
                    state, number = said(value, is_percent, indicator["unit"])
                    if state == "記入":
                        kept[ward, year, indicator["id"]] = (f"前年度/{file}", sheet, cell, number)
    return kept


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs")
    parser.add_argument("out")
    parser.add_argument("--areas")
    parser.add_argument("--reader", choices=["openpyxl", "plain", "any"], default="openpyxl")
    parser.add_argument("--previous")
    options = parser.parse_args()
    out = Path(options.out)
    as_of = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["as_of"]
    findings = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    table = lambda name: tomllib.loads((ROOT / "templates" / name).read_text(encoding="utf-8"))
    indicators = table("indicators.toml")["indicator"]
    areas_file = table("areas.toml")
    wards = [w["code"] for w in areas_file["ward"]]
    city_code = areas_file["city"]["code"]
    year_of_as_of = int(as_of[:4]) - (as_of[5:7] < "04")
    form = table("forms/progress-sheet/2024-2026.toml")
    years = [y["year"] for y in form["year"] if y["year"] <= year_of_as_of]

    if options.reader == "any":
        by_name = {w["name"]: w["code"] for w in areas_file["ward"]}
        used = of_any(any_workbook(options.inputs, form, indicators, by_name), as_of)
    else:
        read = with_openpyxl if options.reader == "openpyxl" else with_zip
        used = submissions(options.inputs, read, as_of)
    areas = registry(options.areas)
    differences = []

    # Which submissions count.
    theirs = {s["ward"] for s in findings["submissions"] if s["used"]}
    if theirs != set(used):
        differences.append(f"wards that count: {sorted(theirs ^ set(used))}")

    # Facts: as read here, withheld as the findings say.
    named, pointed = set(), set()
    for f in findings["findings"]:
        if f["severity"] == "error":
            named.add((f["place"]["file"], f["fiscal_year"], f["indicator"]))
            named.add((f["place"]["file"], f["fiscal_year"], f["indicator"], f["code"]))
            for place in [f["place"], *f["related"]]:
                pointed.add((place["file"], place["sheet"], place["cell"], f["fiscal_year"]))
    facts = {(r["団体コード"], int(r["年度"]), r["指標"]): r for r in rows(out / "facts.csv")}
    numbers, facts_read = {}, 0
    past = [year for year in years if year < year_of_as_of]
    kept = accepted(options.previous, indicators, past) if options.previous else {}

    def is_kept(key, fact):
        """Whether a fact is last year's: compared with what stands in last year's workbook."""
        if key not in kept:
            return False
        found = (fact["ファイル"], fact["シート"], fact["セル"], Fraction(fact["値"]) if fact["値"] else None)
        if fact["状態"] != "記入" or found != kept[key]:
            differences.append(f"facts.csv: {key}: {found}, last year {kept[key]}")
        return True

    for key in kept:
        if key[0] not in used:
            facts_read += 1
            is_kept(key, facts.get(key) or defaultdict(str))
            numbers[key] = kept[key][3]
    for ward, (file, cells) in used.items():
        for year in years:
            for indicator in indicators:
                name = f"TM_{indicator['id'].replace('-', '_')}_{year}"
                if name not in cells:
                    key = (ward, year, indicator["id"])
                    absent = facts.get(key, {}).get("状態") == "様式に欄なし" and not facts[key]["セル"]
                    is_optional = options.reader == "any" and indicator["id"].startswith("2-6-")
                    if key in kept:
                        is_kept(key, facts.get(key) or defaultdict(str))
                        numbers[key] = kept[key][3]
                    elif indicator["kind"] != "derived" and not (is_optional and absent):
                        differences.append(f"{file}: no cell named {name}")
                    continue
                sheet, cell, value, is_percent = cells[name]
                state, number = said(value, is_percent, indicator["unit"])
                key = (ward, year, indicator["id"])
                fact = facts.get(key)
                facts_read += 1
                if fact is None:
                    differences.append(f"facts.csv: no row for {key}")
                    continue
                is_faulty = (file, year, indicator["id"]) in named or (file, sheet, cell, year) in pointed
                says_nothing = state in ("未記入", "読取不能") or (state == "記入" and is_faulty and fact["ファイル"] != file)
                if says_nothing and is_kept(key, fact):
                    numbers[key] = kept[key][3]
                    continue
                if fact["状態"] == "保留":
                    blamed = (file, year, indicator["id"]) in named or (file, sheet, cell, year) in pointed
                    if not blamed or state != "記入":
                        differences.append(f"facts.csv: {key} is withheld without an error, or is no number: {value!r}")
                    state = "保留"
                elif state == "記入" and (file, year, indicator["id"]) in named:
                    differences.append(f"facts.csv: {key} has an error and is not withheld")
                found = (fact["状態"], fact["シート"], fact["セル"], Fraction(fact["値"]) if fact["値"] else None)
                if found != (state, sheet, cell, number):
                    differences.append(f"facts.csv: {key}: {found}, here {(state, sheet, cell, number)}")
                if state == "記入" and indicator["kind"] != "derived":
                    numbers[key] = number

    # Figures.
    city = City(wards, areas, numbers)
    expected = {}
    for area, below in [(city_code, wards), *((w, [w]) for w in wards)]:
        for year in years:
            for indicator in indicators:
                figure = city.figure(below, year, indicator)
                if figure is not None:
                    value, above, under, reported, count, standing = figure
                    decimals = indicator.get("decimals", 0)
                    expected[area, str(year), indicator["id"]] = (
                        shown(value, decimals), shown(above, 0), shown(under, 0), str(reported), str(count), standing)
    areas_read = areas_below(used, facts, named, expected, differences, form, years, options.areas, areas, areas_file)
    compared = rows(out / "figures.csv")
    printed = {}
    for r in compared:
        key = (r["団体コード"], r["年度"], r["指標"])
        if key in printed:
            differences.append(f"figures.csv: {key} twice")
        printed[key] = (r["値"], r["分子"], r["分母"], r["報告区数"], r["対象区数"], r["状態"])
    for key in sorted(expected.keys() | printed.keys()):
        if expected.get(key) != printed.get(key):
            differences.append(f"figures.csv: {key}: {printed.get(key)}, here {expected.get(key)}")

    for difference in differences[:20]:
        print(difference)
    extra = {key for key in facts if "-" in key[0]} - areas_read
    if extra:
        differences.append(f"facts.csv: areas that nobody reported: {sorted(extra)[:3]}")
        print(differences[-1])
    print(f"{len(compared)} rows of figures.csv and {facts_read + len(areas_read)} facts of {len(used)}/{len(wards)} wards recomputed: "
          f"{len(differences)} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
