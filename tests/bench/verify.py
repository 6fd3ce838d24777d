"""Holds a run of the program over a synthetic country to what generate.py planted and counted.

    python3 tests/bench/verify.py DIR/truth.json OUT [OUT ...]

OUT is an output folder of compile, or a findings.json (of check --format json). Every figure of the whole must be the
truth's, with as many units in it, and the errors and warnings must be the planted ones and no others. Exit code 1 if not.
"""

import csv
import json
import sys
from pathlib import Path

SHOWN = 10


def figures(path, truth):
    """What differs in figures.csv: the rows of the whole, for the years that are filled in."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    whole = rows[0][0]
    years = {figure["fiscal_year"] for figure in truth["figures"]}
    found = {}
    for code, _, year, _, _, indicator, _, _, value, numerator, denominator, units, _, _ in rows:
        if code == whole and int(year) in years:
            found[indicator, int(year)] = (value, numerator, denominator, units)
    expected = {}
    for figure in truth["figures"]:
        parts = (str(figure.get("numerator", "")), str(figure.get("denominator", "")))
        expected[figure["indicator"], figure["fiscal_year"]] = (figure["value"], *parts, str(figure["units"]))
    for key in sorted(found.keys() | expected.keys()):
        if found.get(key) != expected.get(key):
            yield f"{key}: {found.get(key)}, expected {expected.get(key)}"


def findings(path, truth):
    """What differs in findings.json: errors and warnings by code, unit, indicator and year."""
    told = json.loads(Path(path).read_text("utf-8"))["findings"]
    named = lambda code, unit, indicator, year: f"{code} {unit} {indicator} {year}"
    found = sorted(
        named(one["code"], one["ward"], one["indicator"], one["fiscal_year"]) for one in told if one["severity"] != "note"
    )
    expected = sorted(
        named(one["code"], one["unit"], one["indicator"], one["fiscal_year"]) for one in truth["faults"]
    )
    if found != expected:
        yield from (f"not planted: {one}" for one in found if one not in set(expected))
        yield from (f"not found: {one}" for one in expected if one not in set(found))
        if len(found) != len(expected):
            yield f"{len(found)} findings, {len(expected)} planted"


def differences(truth, out):
    """Everything in which a run differs from the truth."""
    out = Path(out)
    if out.is_file():
        return list(findings(out, truth))
    return list(figures(out / "figures.csv", truth)) + list(findings(out / "findings.json", truth))


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    truth = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    wrong = False
    for out in sys.argv[2:]:
        found = differences(truth, out)
        for line in found[:SHOWN]:
            print(f"{out}: {line}")
        if len(found) > SHOWN:
            print(f"{out}: and {len(found) - SHOWN} more")
        if not found:
            print(f"{out}: {len(truth['figures'])} figures and {len(truth['faults'])} findings, all as planted")
        wrong |= bool(found)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
