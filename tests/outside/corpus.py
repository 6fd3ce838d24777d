#!/usr/bin/env python3
"""Runs the program over any folder of workbooks and says what no workbook may ever do to it.

    corpus.py PROGRAM FOLDER... [--seconds 20] [--megabytes 256] [--address-space 2048] [--jobs N] [--commands check,inspect,compile]

Every file below the folders is given alone to `check`, `inspect` and `compile`, whatever its name; a .zip goes in as it is.
Printed: exit codes by format, the worst in time and memory, and every file
- on which the program panicked: to the end of the run, or caught (it then says 「このプログラムに異常が起きた」);
- on which it was not done after SECONDS, or was ended by a signal;
- for which a process of it used more than MEGABYTES (resident); its address space is limited too, to --address-space;
- after which it left with a code that is not for such a run: 0, 1, 3 and 4 are, 2 (wrong usage) and all others are not;
- whose parser stopped in the middle (「読み取りの途中で異常が起きた」): contained and told, and worth a look. Not counted as trouble.

Exit code 1 where there is any of these but the last. Corpora of other projects stay out of this repository.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time

COMMANDS = {
    "check": lambda path, out: ["check", path],
    "inspect": lambda path, out: ["inspect", path],
    "compile": lambda path, out: ["compile", path, "--as-of", "2026-03-31", "--out", out],
}
ALLOWED = (0, 1, 3, 4)
PANICS = ("panicked at", "このプログラムに異常が起き")
STOPPED = "読み取りの途中で異常が起きた"
MOST_OUTPUT = 8 << 20  # of what a run prints, this much is looked at
WORST = 10

Run = collections.namedtuple("Run", "path command code seconds megabytes trouble stopped")


def run(program, path, command, limits):
    """One command over one file, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as said:
        arguments = [program, *COMMANDS[command](str(path), os.path.join(folder, "out")), "--quiet"]
        space = limits.address_space << 20

        started = time.monotonic()
        child = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (space, space)))
        late = threading.Event()

        def end():
            late.set()
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(limits.seconds, end)
        timer.start()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
        seconds = time.monotonic() - started
        said.seek(0)
        words = said.read(MOST_OUTPUT).decode("utf-8", "replace")

    megabytes = used.ru_maxrss / 1024  # the largest of the program and of the processes it waited for
    trouble = []
    if any(panic in words for panic in PANICS):
        trouble.append("panic: " + next(line for line in words.split("\n") if any(panic in line for panic in PANICS)).strip())
    if late.is_set():
        trouble.append(f"not done after {limits.seconds} s")
    elif child.returncode not in ALLOWED:
        trouble.append(f"signal {-child.returncode}" if child.returncode < 0 else f"exit code {child.returncode}: {words.strip()[-200:]}")
    if megabytes > limits.megabytes:
        trouble.append(f"{megabytes:.0f} MB")
    return Run(path, command, child.returncode, seconds, megabytes, trouble, STOPPED in words)


def kind(path):
    return path.suffix.lower()[:8] or "(none)"


def table(runs):
    """Exit codes by format."""
    codes = sorted({run.code for run in runs})
    counts = collections.Counter((run.command, kind(run.path), run.code) for run in runs)
    print("\n" + "".join(f"{title:>10}" for title in ["command", "format", "runs", *(f"exit {code}" for code in codes)]))
    for command, format in sorted({(run.command, kind(run.path)) for run in runs}):
        row = [counts[command, format, code] for code in codes]
        print("".join(f"{cell:>10}" for cell in [command, format, sum(row), *(count or "·" for count in row)]))


def worst(runs, title, value, unit):
    print(f"\nmost {title}")
    for run in sorted(runs, key=value, reverse=True)[:WORST]:
        print(f"{value(run):8.2f} {unit}  {run.command:8} {run.path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder", nargs="+", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--megabytes", type=int, default=256)
    parser.add_argument("--address-space", type=int, default=2048)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--commands", default=",".join(COMMANDS), type=lambda names: names.split(","))
    limits = parser.parse_args()
    program = os.path.abspath(limits.program)
    paths = sorted(path for folder in limits.folder for path in ([folder] if folder.is_file() else folder.rglob("*")) if path.is_file())
    with concurrent.futures.ThreadPoolExecutor(limits.jobs) as pool:
        runs = list(pool.map(lambda of: run(program, *of, limits), [(path, command) for path in paths for command in limits.commands]))
    if not runs:
        sys.exit("nothing to run")
    table(runs)
    worst(runs, "time", lambda run: run.seconds, "s ")
    worst(runs, "memory", lambda run: run.megabytes, "MB")
    stopped = sorted({run.path for run in runs if run.stopped})
    print(f"\nparser stopped, told: {len(stopped)} files")
    for path in stopped:
        print(f"  {path}")
    troubled = [run for run in runs if run.trouble]
    print(f"\n{len(paths)} files, {len(runs)} runs, {len(troubled)} with trouble")
    for run_ in troubled:
        print(f"  {run_.command:8} {run_.path}: {'; '.join(run_.trouble)}")
    sys.exit(1 if troubled else 0)


if __name__ == "__main__":
    main()
