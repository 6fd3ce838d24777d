#!/usr/bin/env python3
"""Recomputes the sentences of 概要 from figures.csv alone, and holds what the committee's volume prints to them.

    verdict.py OUT... [--self-test]

Indicators that are only part of a ratio are left out, as templates/indicators.toml marks them. A unit counts where it has a value in
the year of the report and the one before. The whole is compared over these units only: counts by their sums, percentages by the sums
of what stands above and below the line, as fractions. Rates of change are spoken of from 20 on.
"""
import collections
import csv
import pathlib
import re
import subprocess
import sys
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CITY = "271004"
LEAST = 20
NAMED = 3


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def auxiliary():
    path = pathlib.Path(__file__).resolve().parents[2] / "templates/indicators.toml"
    with open(path, "rb") as file:
        return {entry["id"] for entry in tomllib.load(file)["indicator"] if entry.get("auxiliary")}


def printed(out):
    """The words of the first chapter without blanks."""
    text = subprocess.run(["pdftotext", "-raw", "-f", "2", "-l", "3", str(out / "report.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s|\[\d+\]", "", text)


class Year:
    """What figures.csv says of the last two years."""

    def __init__(self, out):
        left_out = auxiliary()
        table = [row for row in rows(out / "figures.csv") if "-" not in row["団体コード"] and row["指標"] not in left_out]
        self.now = max(row["年度"] for row in table)
        self.before = str(int(self.now) - 1)
        self.cell = {(row["団体コード"], row["指標"], row["年度"]): row for row in table}
        self.wards = list(dict.fromkeys(row["団体コード"] for row in table if row["団体コード"] != CITY))
        self.names = {row["団体コード"]: row["団体名"] for row in table}
        self.indicators = list(dict.fromkeys(row["指標"] for row in table))
        self.is_rate = {row["指標"]: row["単位"] == "％" for row in table}

    def pair(self, ward, indicator):
        both = [self.cell.get((ward, indicator, year)) for year in (self.now, self.before)]
        return both if all(row and row["値"] for row in both) else None

    def whole(self):
        """How many indicators rose, fell and stayed."""
        found = collections.Counter()
        for indicator in self.indicators:
            pairs = [pair for ward in self.wards if (pair := self.pair(ward, indicator))]
            if not pairs:
                continue
            if self.is_rate[indicator]:
                if not all(row["分子"] and row["分母"] for pair in pairs for row in pair):
                    continue
                value = [Fraction(sum(Fraction(pair[at]["分子"]) for pair in pairs), sum(Fraction(pair[at]["分母"]) for pair in pairs)) for at in (0, 1)]
            else:
                value = [sum(Fraction(pair[at]["値"]) for pair in pairs) for at in (0, 1)]
            found[(value[0] > value[1]) - (value[0] < value[1])] += 1
        return sum(found.values()), found[1], found[-1], found[0]

    def units(self):
        changes = [(ward, indicator, *pair) for ward in self.wards for indicator in self.indicators if (pair := self.pair(ward, indicator))]
        return [(ward, indicator, Decimal(now["値"]), Decimal(before["値"])) for ward, indicator, now, before in changes]


def faults(year, text):
    told = []
    whole = re.search(r"全体の(\d+)の指標のうち、増えたものは(\d+)、減ったものは(\d+)、変わらないものは(\d+)", text)
    if not whole or tuple(map(int, whole.groups())) != year.whole():
        told.append(f"the whole: {whole and whole.groups()} instead of {year.whole()}")
    units = year.units()
    count = (len(units), sum(now > before for *_, now, before in units), sum(now < before for *_, now, before in units), sum(now == before for *_, now, before in units))
    said = re.search(r"比べられる(\d+)のうち、増えたものは(\d+)、減ったものは(\d+)、変わらないものは(\d+)", text)
    if not said or tuple(map(int, said.groups())) != count:
        told.append(f"the units: {said and said.groups()} instead of {count}")
    fell = collections.Counter(ward for ward, _, now, before in units if now < before)
    most = sorted(fell.values(), reverse=True)[:NAMED]
    wanted = {(year.names[ward], sum(1 for one in units if one[0] == ward), count) for ward, count in fell.items() if most and count >= most[-1]}
    line = re.search(r"減った指標の多い.*?：(.*?)。", text)
    named = {(name, int(all_), int(count)) for name, all_, count in re.findall(r"([^、（]+)（(\d+)のうち(\d+)）", line[1] if line else "")}
    if named != wanted:
        told.append(f"most declines: {named} instead of {wanted}")
    for word, sign in (("増え方", 1), ("減り方", -1)):
        rated = []
        for ward, indicator, now, before in units:
            if not year.is_rate[indicator] and before >= LEAST and (now - before) * sign > 0:
                rate = ((now - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
                rated.append((abs(rate), year.names[ward], str(before), str(now)))
        rates = sorted((one[0] for one in rated), reverse=True)[:NAMED]
        known = {(name, before, now, rate) for rate, name, before, now in rated}
        line = re.search(rf"{word}の大きい.*?：(.*?)。前年度が", text)
        parts = re.findall(r"(?:^|、)([^、（）]*?区)の[^（）]*（([\d,]+)→([\d,]+)[^、]*、[＋－]([\d.]+)％）", line[1] if line else "")
        parts = {(name, before.replace(",", ""), now.replace(",", ""), Decimal(rate)) for name, before, now, rate in parts}
        if sorted((part[3] for part in parts), reverse=True) != rates or not parts <= known:
            told.append(f"{word}: {parts} instead of the rates {rates}")
    return told


def main():
    outs = [argument for argument in sys.argv[1:] if argument != "--self-test"]
    if not outs:
        sys.exit(__doc__)
    for out in map(pathlib.Path, outs):
        year, text = Year(out), printed(out)
        told = faults(year, text)
        if told:
            sys.exit(f"{out}: " + "\n".join(told))
        if "--self-test" in sys.argv:
            sentences = text[text.index("この1年の動き") :]
            numbers = list(re.finditer(r"(?<=[はち→＋－の])\d+(?=[、である件人世地域.％）])", sentences[: sentences.index("ほかの")]))
            missed = 0
            for found in numbers:
                wrong = sentences[: found.start()] + str(int(found[0]) + 1) + sentences[found.end() :]
                missed += not faults(year, wrong)
            if missed:
                sys.exit(f"{out}: {missed} of {len(numbers)} wrong numbers are not found out")
            print(f"{out}: {len(numbers)} wrong numbers are found out")
        print(f"{out}: the sentences are what figures.csv says")


if __name__ == "__main__":
    main()
