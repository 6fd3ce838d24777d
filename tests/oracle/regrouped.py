#!/usr/bin/env python3
"""regrouped.py PROGRAM WORK [SEEDS]: a city that regroups its wards, recomputed from the workbooks alone.

For every seed the wards of tests/regrouped fill in the blanks of two years with invented numbers (架空), before and after 1 April
2027: two wards become one, one goes into its neighbour, one is divided in two, one gives a part to a new one. Now and then a
number or a whole workbook is missing. Who was what is written again here, not read from the definitions; the earlier city is the
sum of its six wards of then, whatever became of them.
"""
import csv
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import openpyxl

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from oracle import City, shown  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "tests/regrouped"
OLD = {"901": 4, "902": 3, "903": 6, "904": 9, "905": 5, "906": 3}
NEW = {"907": 7, "908": 4, "909": 3, "904": 6, "910": 3, "905": 8}
MERGED = {"907": ["901", "902"], "905": ["905", "906"]}
DIVIDED = {("908", "909"): "903", ("904", "910"): "904"}
# In the earlier years' tables: who has been put together stands as it is now, what was divided as it was.
EARLIER = ["907", "903", "904", "905"]
ASKED = ["covered", "listed", "visited"]
INDICATORS = [
    {"id": "covered", "roll-up": "sum"},
    {"id": "covered-rate", "roll-up": {"ratio": ["covered", "areas"]}, "decimals": 1},
    {"id": "listed", "roll-up": "sum"},
    {"id": "visited", "roll-up": "sum"},
    {"id": "visited-rate", "roll-up": {"ratio": ["visited", "listed"]}, "decimals": 1},
]


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments), "--templates", TEMPLATES], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"{arguments}: {done.returncode}: {done.stdout}{done.stderr}")


def cell(book, name):
    ((sheet, at),) = book.defined_names[name].destinations
    return book[sheet][at.replace("$", "")]


def invented(dice, areas):
    listed = dice.randint(30, 300)
    return {"covered": dice.randint(0, areas), "listed": listed, "visited": dice.randint(0, listed)}


def fill(folder, out, dice, wards, years, gaps):
    """Fills the blanks of a folder in these years; {(ward, year, indicator): number}."""
    written = {}
    out.mkdir(parents=True)
    for path in sorted(folder.glob("*.xlsx")):
        ward = path.name.split("_")[0]
        book = openpyxl.load_workbook(path)
        for year in years:
            for indicator, number in invented(dice, wards[ward]).items():
                if dice.random() >= gaps:
                    cell(book, f"TM_{indicator}_{year}").value = number
                    written[ward, year, indicator] = Fraction(number)
        book.save(out / path.name)
    if {path.name.split("_")[0] for path in folder.glob("*.xlsx")} != set(wards):
        sys.exit(f"{folder}: blanks of other wards")
    return written


def joined(before):
    """What the merged wards were together; nothing where one of their parts is missing."""
    sums = {}
    for ward, parts in MERGED.items():
        for year in (2025, 2026):
            for indicator in ASKED:
                numbers = [before.get((part, year, indicator)) for part in parts]
                if None not in numbers:
                    sums[ward, year, indicator] = sum(numbers)
    return sums


def expected(before, now, sent):
    """{(area, year, indicator): value and the rest} of figures.csv."""
    numbers = {key: number for key, number in now.items() if key[0] in sent}
    numbers |= joined(before)
    for ward in ("903", "904"):
        numbers |= {(w, y, i): n for (w, y, i), n in before.items() if w == ward}
    areas = {(ward, 2027): count for ward, count in NEW.items()}
    for year in (2025, 2026):
        areas |= {("907", year): 7, ("905", year): 8, ("903", year): 6, ("904", year): 9}
    city, found = City(None, areas, numbers), {}
    for year in (2025, 2026, 2027):
        of_year = list(NEW) if year == 2027 else EARLIER
        for area, below in [("900", of_year), *((ward, [ward]) for ward in of_year)]:
            for indicator in INDICATORS:
                value, above, under, reported, count, standing = city.figure(below, year, indicator)
                found[area, str(year), indicator["id"]] = (
                    shown(value, indicator.get("decimals", 0)), shown(above, 0), shown(under, 0), str(reported), str(count), standing)
        for ward in set(NEW) - set(of_year):
            for indicator in INDICATORS:
                is_sent = ward in sent
                found[ward, str(year), indicator["id"]] = ("", "", "", "0", "0", "確定") if is_sent else ("", "", "", "0", "1", "算出不可")
    return found


def check_blanks(folder, before):
    """The blanks of the new wards hold the sums of before, and those of divided ones nothing."""
    sums, differences = joined(before), []
    for path in folder.glob("*.xlsx"):
        book, ward = openpyxl.load_workbook(path), path.name.split("_")[0]
        for year in (2025, 2026):
            for indicator in ASKED:
                value = cell(book, f"TM_{indicator}_{year}").value
                if value != sums.get((ward, year, indicator)):
                    differences.append(f"{path.name}: {indicator} {year}: {value}, here {sums.get((ward, year, indicator))}")
    return differences


def check_changes(out, before, now, sent):
    """The rows of what was divided, in the list of changes: the parts together less what was."""
    book, differences, seen = openpyxl.load_workbook(out / "report.xlsx", data_only=True), [], 0
    names = {("908", "909"): "東竹区と西竹区", ("904", "910"): "藤原区と新藤区"}
    cells = {row[0].value: row for row in book["区別一覧"].iter_rows() if row[0].value}
    for wards, former in DIVIDED.items():
        row = cells.get(names[wards])
        for at, indicator in ((2, "covered"), (4, "listed"), (5, "visited")):
            parts = [now.get((ward, 2027, indicator)) for ward in wards if ward in sent]
            was = before.get((former, 2026, indicator))
            here = None if len(parts) < 2 or None in parts or was is None else sum(parts) - was
            there = row[at].value if row else None
            there = None if there in ("―", "") else there
            seen += here is not None
            if there != here:
                differences.append(f"{names[wards]} {indicator}: {there}, here {here}")
    return differences, seen


def one(program, work, seed, spoil=None):
    dice, gaps = random.Random(seed), 0 if seed % 2 else 0.04
    run(program, "template", "--as-of", "2027-03-31", "--out", work / "blanks-2026")
    before = fill(work / "blanks-2026", work / "2026", dice, OLD, (2025, 2026), gaps)
    run(program, "compile", work / "2026", "--out", work / "out-2026", "--quiet")
    previous = work / ("2026" if seed % 3 else "out-2026")
    run(program, "template", "--as-of", "2028-03-31", "--previous", previous, "--out", work / "blanks-2027")
    differences = check_blanks(work / "blanks-2027", before)
    now = fill(work / "blanks-2027", work / "2027", dice, NEW, (2027,), gaps)
    sent = set(NEW)
    if seed % 4 == 0:
        missing = dice.choice(sorted(NEW))
        sent.discard(missing)
        next((work / "2027").glob(f"{missing}_*.xlsx")).unlink()
    run(program, "compile", work / "2027", "--previous", previous, "--out", work / "out-2027", "--quiet")
    with open(work / "out-2027/figures.csv", encoding="utf-8-sig", newline="") as file:
        printed = {(r["団体コード"], r["年度"], r["指標"]): (r["値"], r["分子"], r["分母"], r["報告区数"], r["対象区数"], r["状態"])
                   for r in csv.DictReader(file)}
    if spoil:
        printed[spoil] = ("1", *printed[spoil][1:])
    here = expected(before, now, sent)
    for key in sorted(here.keys() | printed.keys()):
        if here.get(key) != printed.get(key):
            differences.append(f"figures.csv: {key}: {printed.get(key)}, here {here.get(key)}")
    # Whatever became of the wards, the city of then is the sum of its six.
    for indicator in ASKED if not gaps else []:
        for year in (2025, 2026):
            six = sum(before[ward, year, indicator] for ward in OLD)
            if printed["900", str(year), indicator][0] != shown(six, 0):
                differences.append(f"the city of {year}: {indicator}: {printed['900', str(year), indicator][0]}, its six wards {six}")
    changes, seen = check_changes(work / "out-2027", before, now, sent)
    return differences + changes, len(here) + seen


def main():
    program, work, seeds = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 12
    compared = 0
    for seed in range(1, seeds + 1):
        differences, count = one(program, work / str(seed), seed)
        compared += count
        if differences:
            print("\n".join(differences[:20]))
            sys.exit(f"seed {seed}: {len(differences)} differences")
    for spoil in (("900", "2026", "listed"), ("907", "2025", "covered-rate"), ("903", "2026", "visited")):
        if not one(program, work / f"spoiled-{'-'.join(spoil)}", 1, spoil)[0]:
            sys.exit(f"a wrong {spoil} is not seen")
    print(f"{compared} figures and changes of {seeds} regrouped cities recomputed: 0 differences")


if __name__ == "__main__":
    main()
