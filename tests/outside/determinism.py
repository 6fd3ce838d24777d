#!/usr/bin/env python3
"""The same inputs give the same bytes, whatever is around the program: determinism.py PROGRAM [--full]

A plain run of each command comes first; then the same with 1, 2 and 8 threads, with the inputs named in another order or copied in another
order with other times, in other languages, time zones and masks, from other folders, without HOME, and with nothing in the environment at all. What is
written must be the same to the byte, and so must what is printed and the exit code. `--full` takes every pair of changes, not each alone.
"""
import hashlib
import itertools
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
AS_OF = ("--as-of", "2026-03-31")
# Each command over `in` and `last`, into `out`.
COMMANDS = {
    "compile": ("compile", "in", "--previous", "last", "--out", "out", "--parquet", "--each"),
    "compile-public": ("compile", "in", "--previous", "last", "--out", "out", "--public"),
    "check-json": ("check", "in", "--previous", "last", "--format", "json"),
    "check-sarif": ("check", "in", "--format", "sarif"),
    "check-annotate": ("check", "in", "--annotate", "out"),
    "template": ("template", *AS_OF, "--out", "out", "--previous", "last"),
    "draft": ("form", "draft", "blank.xlsx", "--out", "out"),
    "convert": ("form", "convert", "templates", "--out", "out.xlsx"),
}
READS_FOLDER = ("compile", "compile-public", "check-json", "check-sarif", "check-annotate")


def around(**variables):
    """A change of the environment."""
    def change(run):
        run["env"] = {**run["env"], **variables}
    return change


def without(*names):
    def change(run):
        run["env"] = {name: value for name, value in run["env"].items() if name not in names}
    return change


def bare(run):
    run["env"] = {}


def jobs(number):
    def change(run):
        if run["name"] in READS_FOLDER:
            run["arguments"] += ["--jobs", str(number)]
    return change


def mask(bits):
    def change(run):
        run["umask"] = bits
    return change


def shuffled(run):
    """The files lie in the folder in another order, with other times: they are written anew."""
    for name in ("in", "last"):
        folder = run["folder"] / name
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        contents = [(path, path.read_bytes()) for path in files]
        shutil.rmtree(folder)
        random.Random(7).shuffle(contents)
        for at, (path, content) in enumerate(contents):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (1_000_000_000 + at * 86_400, 1_100_000_000 + at * 3_600))


def from_elsewhere(run):
    """From another folder, with every path spelt otherwise; what is printed then says the paths so."""
    run["cwd"] = run["folder"] / "elsewhere"
    run["cwd"].mkdir()
    run["prefix"] = "../"


CHANGES = {
    "1 thread": jobs(1), "2 threads": jobs(2), "8 threads": jobs(8), "shuffled": shuffled, "from elsewhere": from_elsewhere,
    "English": around(LANG="en_US.UTF-8", LC_ALL="en_US.UTF-8"), "Turkish": around(LC_ALL="tr_TR.UTF-8"), "no language": around(LC_ALL="C", LANG="C"),
    "Tokyo": around(TZ="Asia/Tokyo"), "Kiritimati": around(TZ="Pacific/Kiritimati"), "no such zone": around(TZ="Nowhere/Land"),
    "open mask": mask(0o000), "closed mask": mask(0o077), "no HOME": without("HOME"), "HOME is gone": around(HOME="/nonexistent"),
    "no environment": bare, "colours wanted": around(CLICOLOR_FORCE="1", TERM="xterm-256color"), "a small window": around(COLUMNS="20", LINES="5"),
}


def prepared(place):
    (place / "in").mkdir(parents=True)
    # Half of the real city: late and double files, other layouts, archives and the binary formats are among them.
    shutil.copytree(ROOT / "samples/r7-real-life", place / "in", dirs_exist_ok=True)
    shutil.copytree(ROOT / "samples/r6", place / "last")
    shutil.copytree(ROOT / "templates", place / "templates", ignore=shutil.ignore_patterns("fonts", "manual", "*.md"))
    shutil.copy(next((ROOT / "tests/workbooks/blanks").glob("*.xlsx")), place / "blank.xlsx")
    return place


def played(program, name, changes, base, work):
    """What one run prints, writes and leaves with."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work)
    run = {
        "name": name, "folder": work, "cwd": work, "prefix": "", "umask": 0o022, "arguments": [],
        "env": {"HOME": str(work), "PATH": os.environ["PATH"], "LANG": "ja_JP.UTF-8", "TZ": "UTC"},
    }
    for change in changes:
        CHANGES[change](run)
    places = {"in", "last", "out", "out.xlsx", "blank.xlsx", "templates"}
    arguments = [run["prefix"] + one if one in places else one for one in COMMANDS[name]]
    done = subprocess.run(
        [program, *arguments, *run["arguments"]], cwd=run["cwd"], env=run["env"], umask=run["umask"], stdin=subprocess.DEVNULL, capture_output=True)
    printed = done.stdout
    if run["prefix"]:
        printed = printed.replace(run["prefix"].encode(), b"")
    files = {}
    for out in [work / "out", work / "out.xlsx"]:
        for path in [out, *sorted(out.rglob("*"))] if out.exists() else []:
            if path.is_file():
                files[str(path.relative_to(work))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return done.returncode, printed, files


def main():
    program, is_full = str(pathlib.Path(sys.argv[1]).resolve()), "--full" in sys.argv
    sets = [(change,) for change in CHANGES]
    if is_full:
        # A run has one number of threads.
        sets += [pair for pair in itertools.combinations(CHANGES, 2) if not all("thread" in one for one in pair)]
    wrong = runs = 0
    with tempfile.TemporaryDirectory(prefix="determinism-") as place:
        place = pathlib.Path(place)
        base = prepared(place / "base")
        for name in COMMANDS:
            first = played(program, name, (), base, place / "run")
            assert first[0] in (0, 1), (name, first)
            # Nothing may be the same because there is nothing.
            assert first[2] or first[1], name
            for changes in sets:
                if name == "check-sarif" and "from elsewhere" in changes:
                    continue  # its places are meant to be found from where the run was
                runs += 1
                other = played(program, name, changes, base, place / "run")
                differs = [what for what, a, b in zip(("the exit code", "what is printed", "what is written"), first, other) if a != b]
                if differs:
                    wrong += 1
                    names = sorted(key for key in {*first[2], *other[2]} if first[2].get(key) != other[2].get(key))
                    print(f"  {name} with {' and '.join(changes)}: {', '.join(differs)} {', '.join(names[:5])}", flush=True)
    print(f"{len(COMMANDS)} commands, {len(sets)} changes, {runs} runs; not the same: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
