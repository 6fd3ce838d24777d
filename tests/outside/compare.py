#!/usr/bin/env python3
"""Two programs over the same workbooks: what one tells and computes that the other does not.

    compare.py OLD NEW [--cities N] [--generator PROGRAM] [--short]
    compare.py --self-test PROGRAM

Runs `check --format json` and `compile --only facts,figures,findings` of both over every folder of samples, every other set of
definitions with its own, each odd workbook of the tests by itself, and N invented cities (200), and prints findings that were added,
lost or changed, by code, and facts and figures that were, by indicator; also exit codes and rules that ran or were skipped. Exit code:
0 the same, 1 not the same, 2 it could not be compared. `--short` leaves out the odd workbooks and the cities.
"""
import argparse
import collections
import concurrent.futures
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"}
# Longest one command may take, in seconds: one that hangs is a difference, and not the end of the comparison.
LONGEST = 300
# Differences of one kind that are printed with their texts; the counts are of all.
SHOWN = 3

Case = collections.namedtuple("Case", "name paths options generate", defaults=(None,))


def cases(cities, is_short):
    """What both are given, in a fixed order."""
    previous = ["--previous", "samples/r6"]
    yield Case("samples/r6", ["samples/r6"], [])
    yield Case("samples/r7", ["samples/r7"], previous)
    yield Case("samples/r7-real-life", ["samples/r7-real-life"], previous)
    yield Case("samples/r7+areas", ["samples/r7", "samples/areas"], previous)
    for folder in sorted((ROOT / "systems").glob("*/samples")):
        system = folder.parent.relative_to(ROOT)
        yield Case(f"{system}/samples", [f"{system}/samples"], ["--templates", str(system)])
    alone = ["samples/faults"] if is_short else ["samples/faults", "samples/r7-real-life", "tests/workbooks", "tests/authored"]
    for folder in alone:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix.lower() in BOOKS and path.is_file():
                name = str(path.relative_to(ROOT))
                yield Case(name, [name], previous if folder == "samples/r7-real-life" else [])
    for seed in range(1, cities + 1):
        yield Case(f"city {seed}", ["in"], ["--areas", "areas.csv"], seed)


def run(command, folder):
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=LONGEST, env={**os.environ, "NO_COLOR": "1"})
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()
    except subprocess.TimeoutExpired:
        return f"longer than {LONGEST} s", b"", ""


def rows(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def findings(text):
    return json.loads(text) if text.strip() else {}


def answers(program, case, folder, work):
    """What one program says to one case."""
    common = [*case.options, "--jobs", "1", "--quiet"]
    code, said, told = run([program, "check", *case.paths, "--format", "json", *common], folder)
    answer = {"check": (code, told if code not in (0, 1) else ""), "check-findings": findings(said)}
    out = work / "out"
    code, _, told = run([program, "compile", *case.paths, "--only", "facts,figures,findings", "--out", str(out), *common], folder)
    answer["compile"] = (code, told.replace(str(out), "OUT") if code not in (0, 1) else "")
    told = out / "findings.json"
    answer["compile-findings"] = findings(told.read_text(encoding="utf-8")) if told.exists() else {}
    answer["facts"], answer["figures"] = rows(out / "facts.csv"), rows(out / "figures.csv")
    shutil.rmtree(out, ignore_errors=True)
    return answer


def answered(case, programs, generator):
    """What each program says to one case."""
    with tempfile.TemporaryDirectory(prefix="torimatome-compare-") as work:
        work = pathlib.Path(work)
        folder = ROOT
        if case.generate is not None:
            folder = work / "city"
            subprocess.run([generator, "--city", str(case.generate), "--out", folder], check=True, capture_output=True)
        return [answers(program, case, folder, work) for program in programs]


def keyed(items, key, of):
    """Key ▸ what is there, in order: a key that comes twice is two."""
    found = collections.defaultdict(list)
    for item in items:
        found[key(item)].append(of(item))
    return {(*name, at): one for name, several in found.items() for at, one in enumerate(sorted(several, key=str))}


def finding_key(one):
    place = one.get("place") or {}
    return tuple(str(part) for part in (one["code"], place.get("file"), place.get("sheet"), place.get("cell"), one.get("ward"), one.get("indicator"), one.get("fiscal_year")))


def figure_key(row):
    return row.get("指標", ""), row.get("団体コード", ""), row.get("年度", "")


def fact_key(row):
    return *figure_key(row), row.get("ファイル", ""), row.get("シート", ""), row.get("セル", "")


def shown(item):
    return json.dumps(item, ensure_ascii=False, sort_keys=True) if isinstance(item, dict) else str(item)


class Differences:
    """By kind of thing, code or indicator, and way: how many, and the first few."""

    def __init__(self):
        self.counts = collections.Counter()
        self.first = collections.defaultdict(list)

    def add(self, kind, name, way, text):
        self.counts[kind, name, way] += 1
        if len(self.first[kind, name, way]) < SHOWN:
            self.first[kind, name, way].append(text)

    def between(self, kind, case, old, new, key, fields=None):
        """Each thing that is not in both as it is. The first part of a key is what it is counted under."""
        of = lambda item: {field: item.get(field) for field in fields} if fields else item
        old, new = keyed(old, key, of), keyed(new, key, of)
        for name in sorted(old.keys() | new.keys()):
            place = f"{case}: {' '.join(part for part in map(str, name[1:-1]) if part not in ('', 'None'))}"
            if name not in new:
                self.add(kind, name[0], "lost", f"{place}: {shown(old[name])}")
            elif name not in old:
                self.add(kind, name[0], "added", f"{place}: {shown(new[name])}")
            elif old[name] != new[name]:
                was, now = old[name], new[name]
                parts = [part for part in {**was, **now} if was.get(part) != now.get(part)]
                text = "; ".join(f"{part}: {shown(was.get(part))} → {shown(now.get(part))}" for part in parts)
                self.add(kind, name[0], "changed", f"{place}: {text}")

    def case(self, case, old, new):
        for command in ("check", "compile"):
            if old[command] != new[command]:
                self.add("exit", command, "changed", f"{case}: {old[command]} → {new[command]}")
        for command in ("check", "compile"):
            was, now = old[f"{command}-findings"], new[f"{command}-findings"]
            fields = sorted(set().union(*was.get("findings", [])[:1], *now.get("findings", [])[:1]))
            self.between(f"finding of {command}", case, was.get("findings", []), now.get("findings", []), finding_key, fields)
            ran = lambda said: [{"code": one["code"], "outcome": one["outcome"], "reason": one.get("reason")} for one in said.get("rules", [])]
            self.between(f"rule of {command}", case, ran(was), ran(now), lambda one: (one["code"],))
            used = lambda said: said.get("submissions", [])
            self.between(f"submission of {command}", case, used(was), used(now), lambda one: (str(one.get("ward")), str(one.get("file"))))
        for kind, key in (("facts", fact_key), ("figures", figure_key)):
            columns = [set(table[0]) if table else set() for table in (old[kind], new[kind])]
            both = columns[0] & columns[1]
            if all(columns):
                for column in sorted(columns[0] ^ columns[1]):
                    self.add("column", f"{kind}.csv {column}", "lost" if column in columns[0] else "added", case)
            self.between(kind.rstrip("s"), case, old[kind], new[kind], key, sorted(both) or None)

    def print(self):
        for (kind, name, way), count in sorted(self.counts.items()):
            print(f"{kind} {name}: {count} {way}")
            for text in self.first[kind, name, way]:
                print(f"    {text}")


def compare(programs, cities, generator, is_short):
    """The differences, and how much was the same to begin with."""
    differences, seen = Differences(), collections.Counter()
    todo = list(cases(cities, is_short))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, (old, new) in zip(todo, pool.map(lambda case: answered(case, programs, generator), todo)):
            differences.case(case.name, old, new)
            seen["inputs"] += 1
            seen["findings"] += len(old["check-findings"].get("findings", []))
            seen["facts"] += len(old["facts"])
            seen["figures"] += len(old["figures"])
    return differences, seen


# What the self-test does to the answers of a program, by a script that stands before it: what must be found, and the line that does it.
DOCTORED = [
    ("a finding less", ["finding of check C302", "lost"], "check", 'said["findings"] = [one for one in said["findings"] if one["code"] != "C302"]'),
    ("a finding more", ["finding of check C302", "added"], "check", 'said["findings"].append(next({**one, "ward": "270000"} for one in said["findings"] if one["code"] == "C302"))'),
    ("another text", ["finding of check V201", "changed", "message"], "check", 'next(one for one in said["findings"] if one["code"] == "V201")["message"] += "。"'),
    ("another weight", ["finding of check X406", "changed", "severity"], "check", 'next(one for one in said["findings"] if one["code"] == "X406")["severity"] = "note"'),
    ("a rule that was skipped", ["rule of check C301", "changed", "outcome"], "check", 'next(one for one in said["rules"] if one["code"] == "C301")["outcome"] = "skipped"'),
    ("another figure", ["figure 1-3", "changed", "値"], "figures.csv", 'next(row for row in said if row["指標"] == "1-3" and row["値"])["値"] += "1"'),
    ("a figure less", ["figure 2-1", "lost"], "figures.csv", 'said.remove(next(row for row in said if row["指標"] == "2-1"))'),
    ("another cell of a fact", ["fact 1-1", "lost"], "facts.csv", 'next(row for row in said if row["指標"] == "1-1")["セル"] = "A1"'),
    ("a column more", ["column figures.csv 余り", "added"], "figures.csv", '[row.update({"余り": ""}) for row in said]'),
    ("another end", ["exit check", "changed"], "code", ""),
]
BEFORE = '''#!/usr/bin/env python3
import csv, json, pathlib, subprocess, sys
what = {what!r}
done = subprocess.run([{program!r}, *sys.argv[1:]], capture_output=True)
out, code = done.stdout, done.returncode
if sys.argv[1] == "check" and what == "check":
    said = json.loads(out)
    {line}
    out = json.dumps(said).encode()
if sys.argv[1] == "check" and what == "code":
    code = 4
if sys.argv[1] == "compile" and what.endswith(".csv"):
    path = pathlib.Path(sys.argv[sys.argv.index("--out") + 1]) / what
    said = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    {line}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(said[0]))
        table.writeheader()
        table.writerows(said)
sys.stdout.buffer.write(out)
sys.stderr.buffer.write(done.stderr)
sys.exit(code)
'''


def self_test(program):
    case = next(case for case in cases(0, True) if case.name == "samples/r7-real-life")

    def differing(one, other):
        differences = Differences()
        differences.case(case.name, one, other)
        return differences

    plain, again = answered(case, [program, program], None)
    same = differing(plain, again)
    if same.counts or min(len(plain["check-findings"]["findings"]), len(plain["facts"]), len(plain["figures"])) < 10:
        sys.exit(f"a program is not the same as itself: {same.counts}")
    for name, (head, way, *inside), what, line in DOCTORED:
        with tempfile.TemporaryDirectory(prefix="torimatome-compare-") as folder:
            doctored = pathlib.Path(folder) / "doctored"
            doctored.write_text(BEFORE.format(what=what, program=program, line=line or "pass"), encoding="utf-8")
            doctored.chmod(0o755)
            differences = differing(plain, answered(case, [str(doctored)], None)[0])
        texts = [text for (kind, told, how), several in differences.first.items() if (f"{kind} {told}", how) == (head, way) for text in several]
        if not texts or not all(any(word in text for text in texts) for word in inside):
            sys.exit(f"not seen: {name}: {differences.counts}")
    print(f"the same program: nothing; {len(DOCTORED)} doctored ones: each is seen")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", nargs="?")
    parser.add_argument("new", nargs="?")
    parser.add_argument("--cities", type=int, default=200)
    parser.add_argument("--generator", help="the program that invents cities (generate-samples)")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--self-test", metavar="PROGRAM")
    given = parser.parse_args()
    if given.self_test:
        return self_test(str(pathlib.Path(given.self_test).resolve()))
    if not given.new:
        parser.error("two programs are needed")
    cities = 0 if given.short else given.cities
    if cities and not given.generator:
        parser.error("--generator is needed for cities")
    programs = [str(pathlib.Path(one).resolve()) for one in (given.old, given.new)]
    for one in programs:
        if not os.access(one, os.X_OK):
            parser.error(f"{one} is no program")
    generator = given.generator and str(pathlib.Path(given.generator).resolve())
    differences, seen = compare(programs, cities, generator, given.short)
    print(", ".join(f"{count} {name}" for name, count in seen.items()))
    differences.print()
    if not differences.counts:
        print("the same")
    sys.exit(bool(differences.counts))


if __name__ == "__main__":
    main()
