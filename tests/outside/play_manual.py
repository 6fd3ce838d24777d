#!/usr/bin/env python3
"""The office's year, as its manual tells it: every line to type is typed, in order, from what is handed out alone.

    play_manual.py MANUAL.md WORK_FOLDER

WORK_FOLDER holds what is handed out, as a person has copied it. What that person does by hand stands in the manual as comments
that are not printed (`<!-- play: … -->`), and so does what must come of it:

    copy FROM TO              the wards' files arrive, a file is copied under another name
    resend FILE... TO DAY     files arrive that were saved on a day
    move FILE TO, remove FILE
    fill REGISTRY             the right column of the registry is filled in
    table FILE HEAD ROW...    a small table is written
    reasons OPEN FILE         every open warning gets a reason and a name
    exit CODE                 the next line ends with this code; without it, with 0
    exists PATH..., missing PATH...

Exit code 1 where anything ends otherwise.
"""
import csv
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COMMENT = re.compile(r"\s*<!-- play: (.+) -->\s*$")


def steps(manual):
    """What is typed and what is done by hand, in order: ("type", line) or ("hand", words)."""
    is_typed = False
    for line in manual.read_text(encoding="utf-8").splitlines():
        if line.strip().startswith("```"):
            is_typed = not is_typed
        elif is_typed:
            yield "type", line.strip()
        elif found := COMMENT.match(line):
            yield "hand", found[1].split(" ")
        elif "<!--" in line:
            sys.exit(f"neither text nor play: {line}")


class Desk:
    def __init__(self, folder):
        self.folder, self.code, self.typed = folder, 0, 0
        # Nothing else of the repository is at hand: the program is found in the folder, as cmd finds it.
        self.environment = {"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}

    def place(self, name):
        """A file of the desk, else one that the wards send."""
        own = self.folder / name
        return own if own.exists() else ROOT / name

    def type(self, line):
        words = shlex.split(line)
        if words[0] != "torimatome":
            sys.exit(f"not a line for this program: {line}")
        program = self.folder / "torimatome"
        done = subprocess.run([program, *words[1:]], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode != self.code:
            sys.exit(f"{line}\nended with {done.returncode} instead of {self.code}\n{done.stdout[-3000:]}{done.stderr}")
        if not done.stdout.strip():
            sys.exit(f"{line}\nsays nothing")
        self.code, self.typed = 0, self.typed + 1

    def copy(self, source, to):
        source, to = self.place(source), self.folder / to
        if source.is_dir():
            shutil.copytree(source, to, ignore=shutil.ignore_patterns("README*"))
        else:
            shutil.copyfile(source, to)

    def resend(self, *words):
        *files, to, day = words
        for file in files:
            source = self.place(file)
            with zipfile.ZipFile(source) as old, zipfile.ZipFile(self.folder / to / source.name, "x", zipfile.ZIP_DEFLATED) as new:
                for info in old.infolist():
                    data = old.read(info)
                    if info.filename == "docProps/core.xml":
                        data, count = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{day}T01:00:00Z".encode(), data)
                        assert count == 1, source
                    new.writestr(info.filename, data)

    def move(self, file, to):
        (self.folder / to).mkdir(exist_ok=True)
        (self.folder / file).rename(self.folder / to / pathlib.Path(file).name)

    def remove(self, file):
        (self.folder / file).unlink()

    def fill(self, name):
        wards = tomllib.loads((ROOT / "templates/registry.toml").read_text(encoding="utf-8"))["ward"]
        areas = {ward["code"]: ward["areas"] for ward in wards}
        with open(self.folder / name, encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        assert len(rows) == 72 and all(row[3] == "" for row in rows), rows
        self.write(name, [head, *([*row[:3], areas[row[0]][row[2]]] for row in rows)])

    def table(self, name, *rows):
        self.write(name, [row.split(",") for row in rows])

    def reasons(self, open_ones, name):
        with open(self.folder / open_ones, encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        assert rows and head[-2:] == ["理由", "氏名"], head
        self.write(name, [head, *([*row[:-2], "区に電話で確かめた（架空）。", "局太郎（架空）"] for row in rows)])

    def write(self, name, rows):
        with open(self.folder / name, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)

    def exit(self, code):
        self.code = int(code)

    def exists(self, *paths):
        for path in paths:
            place = self.folder / path
            size = len(os.listdir(place)) if place.is_dir() else place.stat().st_size if place.exists() else 0
            if not size:
                sys.exit(f"is not there, or is empty: {path}")

    def missing(self, *paths):
        for path in paths:
            if (self.folder / path).exists():
                sys.exit(f"is there: {path}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    desk = Desk(pathlib.Path(sys.argv[2]).resolve())
    for kind, what in steps(pathlib.Path(sys.argv[1])):
        if kind == "type":
            desk.type(what)
        else:
            verb, *words = what
            if verb not in {"copy", "resend", "move", "remove", "fill", "table", "reasons", "exit", "exists", "missing"}:
                sys.exit(f"unknown: {verb}")
            getattr(desk, verb)(*words)
    print(f"the manual was played: {desk.typed} lines typed")
    if desk.typed < 15:
        sys.exit("too few lines: was the manual read?")


main()
