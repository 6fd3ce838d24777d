"""Measures the program as people run it, beside references in the same run, and prints one Markdown table.

    python3 tests/bench/run.py [--quick] [--binary PATH] [--before PATH] [--peers PYTHON] [--write --date YYYY-MM-DD]

Whole processes: CPU (user and system), wall time and peak memory as the system counts them, medians of several rounds in
which everything takes its turn; instructions by valgrind where it is there. --quick leaves out instructions, the Rust floor
and the 24,000 workbooks. --before names another build, measured on the same. --write puts the table into README.md.
What every run over a synthetic country says is held to its truth; a difference ends this with exit code 1.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLES = ROOT / "samples"
MARKS = ("<!-- bench:begin -->", "<!-- bench:end -->")
ONE = "271225_西成区.xlsx"
DATA = ["--only", "facts,figures,findings"]


class Item:
    """One command line: what it is, how often it runs, what it may end with, whether its instructions are counted."""

    def __init__(self, key, label, command, runs, instructions=False, truth=None, codes=(0,), out=None, workbooks=1):
        self.key, self.label, self.command, self.runs = key, label, command, runs
        self.instructions, self.truth, self.codes = instructions, truth, codes
        self.out, self.workbooks = out, workbooks
        self.cpu, self.wall, self.peak, self.count, self.missing = [], [], [], None, None

    def median(self, what):
        values = getattr(self, what)
        return statistics.median(values) if values else None


class Bench:
    """The items of a run and what was measured of them."""

    def __init__(self, arguments, work):
        self.arguments, self.work, self.items, self.wrong = arguments, work, {}, []
        self.floors, self.city, self.load = {}, {}, os.getloadavg()[0]
        # Linux counts for a process what its starter held: a smaller peak than this script's own cannot be told.
        process = subprocess.Popen(["true"])
        self.least_peak = os.wait4(process.pid, 0)[2].ru_maxrss / 1024
        process.returncode = 0

    def add(self, item):
        self.items[item.key] = item

    def run(self):
        rounds = max(item.runs for item in self.items.values())
        for turn in range(rounds):
            for item in self.items.values():
                if turn < item.runs and not item.missing:
                    self.once(item)
        for item in self.items.values():
            if item.instructions and not item.missing and not self.arguments.quick:
                item.count = self.instructions(item)

    def command(self, item):
        """The command with its output folder, which is new each time."""
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        return [str(out) if word == "OUT" else str(word) for word in item.command], out

    def once(self, item):
        command, out = self.command(item)
        say(f"{item.key}: {' '.join(command)}")
        with open(self.work / "stdout", "wb") as stdout, open(self.work / "stderr", "wb") as stderr:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in item.codes:
            told = (self.work / "stderr").read_text("utf-8", "replace").strip()
            # A reference that is not installed is left out and said to be; one that fails is a failure.
            if item.out == "peer" and (process.returncode == 3 or "ModuleNotFoundError" in told):
                item.missing = told.splitlines()[-1]
                return
            raise SystemExit(f"{item.key}: exit code {process.returncode}\n{told[-800:]}")
        item.cpu.append(usage.ru_utime + usage.ru_stime)
        item.wall.append(wall)
        item.peak.append(usage.ru_maxrss / 1024)
        if len(item.cpu) == 1:
            self.hold(item, out)

    def hold(self, item, out):
        """What the first run of a country says, against its truth; what a peer says, against the program."""
        if item.truth:
            told = self.work / "stdout" if "check" in item.command else out
            held = subprocess.run([sys.executable, HERE / "verify.py", item.truth, told], capture_output=True, text=True)
            say(held.stdout.strip())
            if held.returncode:
                self.wrong.append(f"{item.key}: not as planted\n{held.stdout}{held.stderr}")
        if item.key == "compile-24":
            self.city = city_figures(out / "figures.csv")
        if item.out == "peer":
            for line in (self.work / "stdout").read_text("utf-8").splitlines():
                indicator, year, value = line.split("\t")[:3]
                ours = self.city.get((indicator, year), "")
                if value and (not ours or float(value) != float(ours)):
                    self.wrong.append(f"{item.key}: {indicator} {year} is {value}, the program says {ours}")

    def instructions(self, item):
        """Counted by callgrind, which runs one thread at a time; None where valgrind is not there or gives up."""
        if not shutil.which("valgrind"):
            return None
        command, _ = self.command(item)
        say(f"{item.key}: counting instructions")
        counted = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], capture_output=True, text=True
        )
        found = re.search(r"Collected : (\d+)", counted.stderr)
        return int(found[1]) if found and counted.returncode in item.codes else None

    def floor(self, key, folders):
        """CPU and wall time of inflating, the median of several."""
        runs = []
        for _ in range(3 if self.arguments.quick else 5):
            told = subprocess.run([sys.executable, HERE / "floor.py", *folders], capture_output=True, text=True, check=True)
            runs.append(json.loads(told.stdout))
        middle = {what: statistics.median(run[what] for run in runs) for what in ("cpu", "wall")}
        self.floors[key] = runs[0] | middle


def say(text):
    print(text, file=sys.stderr, flush=True)


def city_figures(path):
    """(indicator, year) ▸ value of the whole city, from our figures.csv."""
    import csv
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {(row[5], row[2]): row[8] for row in rows if row[0] == rows[0][0]}


def country(work, units):
    """Where the country of so many units lies; made if it does not."""
    folder = work / f"country{units}"
    if not (folder / "truth.json").exists():
        say(f"generating {units} workbooks")
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, HERE / "generate.py", "--units", str(units), "--out", folder], check=True)
    return folder


def city_items(bench, arguments):
    quick = arguments.quick
    runs = 3 if quick else 7
    r6, r7 = SAMPLES / "r6", SAMPLES / "r7"
    builds = [("", "", arguments.binary)]
    if arguments.before:
        builds.append(("-before", " — the build before", arguments.before))
    for suffix, also, binary in builds:
        whole = [binary, "compile", r7, "--previous", r6, "--out", "OUT", "--quiet"]
        bench.add(Item(f"main{suffix}", f"`compile samples/r7 --previous samples/r6`, one thread{also}",
                       [*whole, "--jobs", "1"], runs, instructions=True, workbooks=48))
        bench.add(Item(f"main-2{suffix}", f"the same, two threads{also}", [*whole, "--jobs", "2"], runs, workbooks=48))
        bench.add(Item(f"one{suffix}", f"`check` of one workbook{also}",
                       [binary, "check", r7 / ONE, "--jobs", "1"], runs, instructions=True))
    compile_24 = [arguments.binary, "compile", r7, "--out", "OUT", "--quiet", "--jobs"]
    bench.add(Item("compile-24", "`compile` of the 24, everything written, one thread", [*compile_24, "1"], runs,
                   instructions=True, workbooks=24))
    bench.add(Item("compile-24-2", "the same, two threads", [*compile_24, "2"], runs, workbooks=24))
    bench.add(Item("check-24", "`check` of the 24, one thread", [arguments.binary, "check", r7, "--jobs", "1"], runs,
                   instructions=True, workbooks=24))
    peer = lambda script, *more: [arguments.peers, "-B", HERE / "peers" / script, r7, *more]
    slow = 3 if quick else 5
    bench.add(Item("openpyxl", "the same job: openpyxl + reportlab", peer("openpyxl_reportlab.py", "OUT"), slow,
                   instructions=True, out="peer", workbooks=24))
    bench.add(Item("openpyxl-read-only", "the same job: openpyxl's read-only mode + reportlab",
                   peer("openpyxl_reportlab.py", "OUT", "--read-only"), slow, out="peer", workbooks=24))
    bench.add(Item("calamine", "the same job: python-calamine + XlsxWriter + reportlab",
                   peer("calamine_xlsxwriter_reportlab.py", "OUT"), runs, instructions=True, out="peer", workbooks=24))
    bench.add(Item("polars", "reading and summing only: polars `read_excel`", peer("polars_read.py"), runs, out="peer",
                   workbooks=24))
    bench.add(Item("duckdb", "reading and summing only: DuckDB `read_xlsx`", peer("duckdb_read.py"), runs, out="peer",
                   workbooks=24))


def country_items(bench, arguments, work):
    quick, binary = arguments.quick, arguments.binary
    sizes = [(240, 3 if quick else 5), (2400, 1 if quick else 3)]
    for units, runs in sizes:
        if units > arguments.largest:
            continue
        folder = country(work, units)
        given = [folder / "inbox", "--templates", folder / "templates"]
        shared = {"truth": folder / "truth.json", "codes": (1,), "workbooks": units}
        check = [binary, "check", *given, "--format", "json", "--jobs"]
        bench.add(Item(f"check-{units}", f"`check` of {units:,}, one thread", [*check, "1"], runs,
                       instructions=units == 240, **shared))
        bench.add(Item(f"check-{units}-2", "the same, two threads", [*check, "2"], runs, **shared))
        everything = [binary, "compile", *given, "--out", "OUT", "--quiet", "--jobs", "1"]
        bench.add(Item(f"compile-{units}", f"`compile` of {units:,}, everything written, one thread", everything, runs,
                       **shared))
        bench.add(Item(f"data-{units}", f"`compile` of {units:,}, `--only facts,figures,findings`, one thread",
                       [*everything, *DATA], runs, **shared))
    if not quick and arguments.largest >= 24000:
        folder = country(work, 24000)
        given = [folder / "inbox", "--templates", folder / "templates"]
        bench.add(Item("data-24000", "`compile` of 24,000, `--only facts,figures,findings`, one thread",
                       [binary, "compile", *given, "--out", "OUT", "--quiet", "--jobs", "1", *DATA], 1,
                       truth=folder / "truth.json", codes=(1,), workbooks=24000))


def rust_floor(bench):
    """What `cargo bench --bench compile` prints: the same floor by the zip crate, and reading beside it."""
    say("cargo bench --bench compile")
    told = subprocess.run(["cargo", "bench", "--locked", "--bench", "compile"], cwd=ROOT, capture_output=True, text=True)
    if told.returncode:
        raise SystemExit(f"cargo bench failed\n{told.stderr[-800:]}")
    return told.stdout.strip()


class Table:
    """The measurements as Markdown."""

    def __init__(self, bench):
        self.bench, self.items = bench, bench.items

    def text(self, machine, rust):
        rows = ["| What | CPU s | wall s | peak MB | instructions | beside it |", "|---|--:|--:|--:|--:|---|"]
        for item in self.items.values():
            if item.missing:
                rows.append(f"| {item.label} | | | | | left out: {item.missing} |")
            elif item.cpu:
                rows.append(self.row(item))
        for floor in self.bench.floors.values():
            each = floor["cpu"] / floor["workbooks"] * 1e3
            rows.append(
                f"| floor: zlib inflates the needed parts of {floor['workbooks']:,} workbooks, {floor['megabytes']:,.0f} MB "
                f"| {seconds(floor['cpu'])} | {seconds(floor['wall'])} | | | {each:.2f} ms a workbook |"
            )
        told = [machine, "", *rows]
        if rust:
            told += ["", "`cargo bench --bench compile`, whose floor is the zip crate's:", "", "```text", rust, "```"]
        return "\n".join(told)

    def row(self, item):
        peak, least = item.median("peak"), self.bench.least_peak
        peak = f"{peak:.0f}" if peak > least + 1 else f"below {peak + 1:.0f}"
        cells = [item.label, seconds(item.median("cpu")), seconds(item.median("wall")), peak, count(item.count),
                 "; ".join(self.beside(item))]
        return f"| {' | '.join(cells)} |"

    def ratio(self, item, other, what):
        ours, theirs = item and item.median(what), other and other.median(what)
        return theirs / ours if ours and theirs else None

    def beside(self, item):
        """The ratios that belong to a row."""
        get, key = self.items.get, item.key
        before = get(f"{key}-before")
        if before and before.cpu:
            yield f"{100 / self.ratio(item, before, 'cpu'):.0f} % of the CPU before"
            if item.count and before.count:
                yield f"{item.count / before.count * 100:.0f} % of the instructions"
        if key.endswith("-2") and (one := get(key.removesuffix("-2"))) and one.wall:
            yield f"{self.ratio(item, one, 'wall'):.2f} × as quick as with one"
        if item.out == "peer":
            reading = key in ("polars", "duckdb")
            own = "check-24" if reading else "compile-24"
            cpu, wall = self.ratio(get(own), item, "cpu"), self.ratio(get(f"{own}-2") or get(own), item, "wall")
            name = f"`{'check' if reading else 'compile'}` of the 24"
            yield f"{name}: {cpu:.1f} × less CPU, {wall:.1f} × as quick{'' if reading else ' with two threads'}"
            if item.count and get(own).count:
                yield f"{item.count / get(own).count:.1f} × fewer instructions"
        floor = self.bench.floors.get({"main": "48", "check-240": "240"}.get(key))
        if floor:
            yield f"{item.median('cpu') / floor['cpu']:.0f} × the floor"
        if item.workbooks >= 240 and not key.endswith("-2"):
            yield f"{item.median('cpu') / item.workbooks * 1e3:.1f} ms CPU a workbook"
        small = get("data-240")
        if key in ("data-2400", "data-24000"):
            each = (item.median("cpu") / item.workbooks) / (small.median("cpu") / small.workbooks)
            yield f"{each * 100:.0f} % of that at 240"


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def count(number):
    if not number:
        return ""
    return f"{number / 1e9:.2f} G" if number >= 1e9 else f"{number / 1e6:.1f} M"


def machine(arguments, bench):
    """Where and when, how often, and what was compared."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    version = subprocess.run([arguments.binary, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    cores = os.cpu_count()
    runs = sorted({item.runs for item in bench.items.values() if item.cpu})
    return (
        f"Measured {arguments.date} with {version}, whole processes, medians of up to {runs[-1]} runs that take turns "
        f"(2,400 workbooks: {many(bench, 2400)}; 24,000: {many(bench, 24000)}), on {cores} cores of {model[1] if model else 'an unknown processor'}, "
        f"{int(memory[1]) / 1e6:.0f} GB memory, Linux, Python {sys.version.split()[0]}."
        + (f" Other work was going on (load {bench.load:.1f} at the start)." if bench.load > 0.5 else "")
    )


def many(bench, units):
    """How often the runs over so many units were measured."""
    item = bench.items.get(f"data-{units}")
    return "left out" if not item else f"{item.runs} runs" if item.runs > 1 else "one run"


def written(text):
    """Puts the table between the marks in README.md."""
    path = ROOT / "README.md"
    readme = path.read_text("utf-8")
    begin, end = readme.index(MARKS[0]) + len(MARKS[0]), readme.index(MARKS[1])
    path.write_text(readme[:begin] + f"\n\n{text}\n\n" + readme[end:], "utf-8")


def options():
    parser = argparse.ArgumentParser(description="measures the program beside references in the same run")
    parser.add_argument("--quick", action="store_true", help="no instructions, no Rust floor, no 24,000 workbooks")
    parser.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "torimatome")
    parser.add_argument("--before", type=Path, help="another build to compare with")
    parser.add_argument("--peers", default=sys.executable, help="a Python with what pip.txt names")
    parser.add_argument("--work", type=Path, help="where the countries are made and kept; a temporary folder otherwise")
    parser.add_argument("--largest", type=int, default=24000, help="no country of more units than this (240, 2400, 24000)")
    parser.add_argument("--no-cargo", action="store_true", help="leave out the floor that cargo bench measures")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--date", default=date.today().isoformat(), help="the day that the table tells")
    arguments = parser.parse_args()
    if not arguments.binary.exists():
        raise SystemExit(f"{arguments.binary} is not there: cargo build --release --locked, or --binary")
    return arguments


def main():
    arguments = options()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        bench = Bench(arguments, Path(temporary))
        city_items(bench, arguments)
        country_items(bench, arguments, work)
        bench.run()
        bench.floor("48", [SAMPLES / "r6", SAMPLES / "r7"])
        if "check-240" in bench.items:
            bench.floor("240", [work / "country240" / "inbox"])
        rust = None if arguments.quick or arguments.no_cargo else rust_floor(bench)
        text = Table(bench).text(machine(arguments, bench), rust)
    print(text)
    if bench.wrong:
        raise SystemExit("\n".join(bench.wrong))
    if arguments.write:
        written(text)


if __name__ == "__main__":
    main()
