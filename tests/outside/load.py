#!/usr/bin/env python3
"""Much at once: many workbooks, many findings, many files in one archive, large workbooks, many runs side by side.

    load.py PROGRAM WORK [--units 24000] [--write tests/README.md --date DATE]

Each case says what it took and whether all came back: figures and findings are held to the truth that tests/bench/generate.py planted,
or to the run without the load. Exit code 1 where anything is lost, wrong, or larger than its bound; `--write` puts the table between
the marks in a document. WORK keeps the countries it makes, and nothing else. Standard library only.
"""
import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/bench"))
import verify  # noqa: E402

SAMPLE = ROOT / "samples/r7/271225_西成区.xlsx"
ONLY = ["--only", "facts,figures,findings"]
MARKS = "<!-- load:begin -->", "<!-- load:end -->"
# A workbook that is refused may cost what its limits allow (README, 届いたファイル), and reading a large one some of its size.
LARGE_MB = 700


# A program's peak counts what its parent held when it began: a small parent starts it.
SMALL_PARENT = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=file)
"""


class Ended:
    """A run that has ended: what it took of a processor and of memory, and how it left."""

    def __init__(self, *command, out=subprocess.DEVNULL):
        with tempfile.NamedTemporaryFile("r") as used:
            words = [sys.executable, "-S", "-c", SMALL_PARENT, used.name, *command]
            run = subprocess.run([str(word) for word in words], stdout=out, stderr=subprocess.PIPE, check=True)
            self.said = run.stderr.decode("utf-8", "replace")
            code, cpu, mb = used.read().split()
        self.code, self.cpu, self.mb = int(code), float(cpu), float(mb)


class Load:
    def __init__(self, program, work):
        self.program, self.work, self.rows, self.wrong = Path(program).resolve(), Path(work).resolve(), [], []
        self.work.mkdir(parents=True, exist_ok=True)

    def country(self, units, every):
        folder = self.work / f"country-{units}-{every}"
        if not (folder / "truth.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            made = [sys.executable, "-B", ROOT / "tests/bench/generate.py", "--units", units, "--fault-every", every, "--out", folder]
            subprocess.run([str(word) for word in made], check=True)
        return folder, json.loads((folder / "truth.json").read_text("utf-8"))

    def compile(self, country, inbox, *options):
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        ended = Ended(self.program, "compile", "--quiet", "--templates", country / "templates", inbox, "--out", out, *options)
        self.expect(ended.code == 1, f"compile of {inbox.name}: exit code {ended.code}: {ended.said[:300]}")
        return ended, out

    def expect(self, holds, told):
        if not holds:
            self.wrong.append(told)
            print(f"WRONG: {told}", flush=True)

    def told(self, what, ended, result):
        self.rows.append((what, f"{ended.cpu:.1f}", f"{ended.mb:,.0f}", result))
        print(" | ".join(self.rows[-1]), flush=True)

    def held(self, truth, out):
        differences = verify.differences(truth, out)
        self.expect(not differences, "; ".join(differences[:5]))
        return f"{len(truth['figures'])} figures of the whole and {len(truth['faults'])} findings as planted, {len(differences)} otherwise"

    def workbooks(self, units):
        for count in (240, units):
            country, truth = self.country(count, 20)
            ended, out = self.compile(country, country / "inbox", *ONLY)
            what = f"`compile --only facts,figures,findings` of {count:,} workbooks"
            self.told(what, ended, f"{self.held(truth, out)}; {1000 * ended.cpu / count:.1f} ms and {1024 * ended.mb / count:.0f} KB a workbook")

    def findings(self, count):
        country, truth = self.country(count, 1)
        ended, out = self.compile(country, country / "inbox", *ONLY)
        self.told(f"{count:,} findings: `compile` of as many workbooks with a fault in each", ended, self.held(truth, out))
        json_file = self.work / "told.json"
        with open(json_file, "wb") as file:
            ended = Ended(self.program, "check", "--templates", country / "templates", country / "inbox", "--format", "json", out=file)
        self.expect(ended.code == 1, f"check: exit code {ended.code}")
        self.told(f"{count:,} findings: `check --format json` of the same", ended, self.held(truth, json_file))

    def everything(self, count):
        """Every volume, with a finding in each workbook: the copies that go back are as many."""
        country, truth = self.country(count, 1)
        ended, out = self.compile(country, country / "inbox")
        result = self.held(truth, out)
        told = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
        # A note alone sends nothing back.
        due = {one["ward"] for one in told if one["severity"] != "note"}
        copies = {re.search(r"\d{6}", path.name)[0] for path in (out / "returns").rglob("*_点検結果.xlsx")}
        self.expect(due <= copies, f"{len(due - copies)} copies are missing")
        self.told(f"`compile` of {count:,} with a fault in each, everything written", ended, f"{result}; {len(copies):,} copies")

    def archive(self, count):
        """One archive of so many workbooks gives what the folder gives."""
        country, truth = self.country(count, 20)
        place = self.work / "archive"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        with zipfile.ZipFile(place / "届いたもの.zip", "w") as archive:
            for path in sorted((country / "inbox").rglob("*.xlsx")):
                archive.write(path, path.relative_to(country / "inbox"))
        ended, out = self.compile(country, place, *ONLY)
        self.told(f"{count:,} workbooks in one archive", ended, self.held(truth, out))
        shutil.rmtree(place)

    def large(self, mega, rows_only):
        """A filled form with one more sheet: so many MB on the disk, or so many that are to be unpacked."""
        path = self.work / SAMPLE.name
        with zipfile.ZipFile(SAMPLE) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for one in source.infolist():
                data = source.read(one)
                if one.filename == "[Content_Types].xml":
                    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
                    data = data.replace(b"</Types>", f'<Override PartName="/xl/worksheets/large.xml" ContentType="{kind}"/></Types>'.encode())
                if one.filename == "xl/workbook.xml":
                    data = data.replace(b"</sheets>", '<sheet name="明細" sheetId="900" r:id="rIdLarge"/></sheets>'.encode())
                if one.filename == "xl/_rels/workbook.xml.rels":
                    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
                    data = data.replace(b"</Relationships>", f'<Relationship Id="rIdLarge" Type="{kind}" Target="worksheets/large.xml"/></Relationships>'.encode())
                target.writestr(one, data)
            with target.open("xl/worksheets/large.xml", "w") as sheet:
                sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
                self.cells(sheet, path, mega, rows_only)
                sheet.write(b"</sheetData></worksheet>")
        size = path.stat().st_size / 1e6
        alone = self.work / "alone"
        alone.mkdir(exist_ok=True)
        shutil.copy(SAMPLE, alone)
        values = []
        for file in (alone / SAMPLE.name, path):
            out = self.work / "out-large"
            shutil.rmtree(out, ignore_errors=True)
            ended = Ended(self.program, "compile", "--quiet", file, "--out", out, "--as-of", "2026-03-31", *ONLY)
            facts = (out / "facts.csv").read_text("utf-8-sig") if (out / "facts.csv").exists() else ""
            told = json.loads((out / "findings.json").read_text("utf-8"))["findings"] if facts else []
            values.append((ended, facts, sorted({one["code"] for one in told if one["place"]["file"]})))
        (_, usual, _), (ended, facts, codes) = values
        self.expect(usual != "", "the sample by itself has no facts")
        # Either every fact as without the sheet, or none, and a word on why.
        is_read = facts == usual
        is_told = facts.count("\n") == 1 and "S103" in codes and ended.code == 1
        self.expect(is_read or is_told, f"{size:.0f} MB: exit code {ended.code}, {codes}: {ended.said[:300]}")
        self.expect(ended.mb <= LARGE_MB, f"{size:.0f} MB: {ended.mb:.0f} MB of memory")
        what = f"a workbook of {size:.0f} MB" + (" that unpacks to more than 200 MB" if rows_only else "")
        self.told(what, ended, "its facts are those of the form alone" if is_read else f"refused whole, and told ({', '.join(codes)})")
        path.unlink()

    def cells(self, sheet, path, mega, rows_only):
        """Rows until it is large enough: short ones that pack well, or words that do not."""
        chance, written, row = random.Random(19), 0, 0
        while (written if rows_only else path.stat().st_size) < mega * 1_000_000 and row < 1_048_576:
            row += 1
            if rows_only:
                cells = "".join(f'<c r="{column}{row}"><v>{chance.randint(0, 9)}</v></c>' for column in "ABCDEFGHIJ")
            else:
                cells = f'<c r="A{row}" t="inlineStr"><is><t>{chance.randbytes(8000).hex()}</t></is></c>'
            written += sheet.write(f'<row r="{row}">{cells}</row>'.encode())

    def beside(self, count):
        """So many runs of `check` at once: every one says what one alone says."""
        before = set(Path("/tmp").iterdir())
        command = [str(self.program), "check", str(ROOT / "samples/r7-real-life"), "--format", "json", "--as-of", "2026-03-31"]
        alone = subprocess.run(command, capture_output=True, check=False)
        started = time.monotonic()
        with ThreadPoolExecutor(count) as pool:
            runs = list(pool.map(lambda _: subprocess.run(command, capture_output=True, check=False), range(count)))
        wall = time.monotonic() - started
        same = sum((run.returncode, run.stdout, run.stderr) == (alone.returncode, alone.stdout, alone.stderr) for run in runs)
        self.expect(same == count, f"{count - same} of {count} runs said something else")
        left = {path for path in set(Path("/tmp").iterdir()) - before if "torimatome" in path.name}
        self.expect(not left, f"left behind: {sorted(map(str, left))[:5]}")
        self.rows.append((f"{count} runs of `check` at once, 24 workbooks each", f"{wall:.1f} (wall)", "", f"{same} say what one alone says; nothing left behind"))
        print(" | ".join(self.rows[-1]), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("work", type=Path)
    parser.add_argument("--units", type=int, default=24000)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--date")
    given = parser.parse_args()
    load = Load(given.program, given.work)
    load.beside(100)
    load.large(200, rows_only=False)
    load.large(220, rows_only=True)
    load.archive(5000)
    load.findings(10_000)
    load.everything(1000)
    load.workbooks(given.units)
    table = ["| What | CPU s | peak MB | What came back |", "|---|--:|--:|---|", *(f"| {' | '.join(row)} |" for row in load.rows)]
    if given.write:
        before, rest = given.write.read_text("utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        date = f"Last run: {given.date}." if given.date else ""
        given.write.write_text("\n".join([before + MARKS[0], "", date, "", *table, "", MARKS[1] + after]), "utf-8")
    print("\n".join(load.wrong) or "nothing lost")
    sys.exit(bool(load.wrong))


if __name__ == "__main__":
    main()
