#!/usr/bin/env python3
"""Makes every call to the file system fail once, at that very call, and says where the program does not bear it.

    faults.py PROGRAM [--cases NAME,...] [--stride N] [--offset K] [--jobs N] [--verbose]

Nothing is enumerated by hand. Each case is one command over a small folder. It is run once under `strace`, which notes every call that
names a path of the folder, works on a file of it or writes to the standard streams. Then the command is run anew for each such call and
each fault that the call can meet: no space, quota, a bad disk, no permission, a share that went away, a file that is over too soon or
not there any more, an interruption, an end from outside (SIGKILL). Where a call opens or reads a given file, the program is stopped at
that call, the file is removed, cut, replaced or added to, and the program goes on. Where a call writes, a second run of the same command
is played to its end while the first one is stopped there. And once the whole run goes with every read and write cut short.

After each run the folder holds either what it held before or what the undisturbed run leaves, to the byte; or, where a given file could
not be read, an output that is whole by its own manifest and says so. Nothing else lies about, the given files are as they were, the exit
code is the ordinary one or 4, and who reads the messages finds what it is about and what to do, in Japanese, and no panic. A run that
was ended from outside may leave something: the next run puts it right, and so it does after any fault.

`--stride N` takes every Nth of the faults of a case, from the Kth on (`--offset`), so that a short loop still comes to every command.
Printed: a line for each case, and every run with which something is wrong; exit code 1 where there is one.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
ERRORS = {
    # what it is: the calls it can meet, and how they fail
    "make": (("mkdir", "mkdirat"), "ENOSPC EDQUOT EIO EACCES EPERM EROFS"),
    "create": (("openat:w", "open:w"), "ENOSPC EDQUOT EIO EACCES EPERM EROFS ETXTBSY EMFILE"),
    "open": (("openat:r", "open:r"), "EACCES EIO ESTALE ENOENT EMFILE EINTR"),
    "write": (("write", "pwrite64", "writev", "copy_file_range", "sendfile"), "ENOSPC EDQUOT EIO EINTR"),
    "sync": (("fsync", "fdatasync", "ftruncate", "fallocate"), "ENOSPC EDQUOT EIO EINVAL"),
    "close": (("close:w",), "ENOSPC EDQUOT EIO"),
    "read": (("read", "pread64"), "EIO ESTALE EINTR"),
    "list": (("getdents64",), "EIO ESTALE EACCES"),
    "ask": (("statx", "stat", "lstat", "newfstatat", "fstat", "readlink", "readlinkat", "access", "faccessat", "faccessat2"), "EIO ESTALE EACCES"),
    "move": (("rename", "renameat", "renameat2"), "EACCES EPERM ETXTBSY EIO EBUSY ENOSPC EINVAL"),
    "link": (("link", "linkat", "symlink", "symlinkat"), "EPERM EMLINK ENOSPC EIO EACCES"),
    "remove": (("unlink", "unlinkat", "rmdir"), "EACCES EPERM EBUSY EIO"),
    "change": (("chmod", "fchmod", "fchmodat", "utimensat", "lseek", "fcntl", "flock"), "EIO EACCES"),
}
# Ended at each call that changes something.
KILLED = ("make", "create", "write", "sync", "move", "link", "remove", "change")
TRACED = sorted({call.split(":")[0] for calls, _ in ERRORS.values() for call in calls} | {"close"})
# What a program must never say to anybody: its own trouble, or the system's words.
FOREIGN = re.compile(
    r"panicked|RUST_BACKTRACE|このプログラムに異常|internal error|os error|No space|Permission denied|Input/output|Stale file|"
    r"Interrupted|No such file|Quota|Text file busy|Read-only|Device or resource|システムのエラー|原因は分かりません")
SECONDS = 60

Point = collections.namedtuple("Point", "kind call nth path line")
Case = collections.namedtuple("Case", "name prepare arguments outputs inputs")


# --- the commands, each over a folder of its own ---------------------------------------------------------------------------------

def sample(year, ward):
    return next((SAMPLES / year).glob(f"*{ward}*"))


def quiet(program, folder, *arguments, codes=(0, 1)):
    run = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True)
    assert run.returncode in codes, (arguments, run.returncode, run.stdout, run.stderr)


def one_ward(program, folder):
    (folder / "in").mkdir()
    shutil.copy(sample("r7", "都島区"), folder / "in/a.xlsx")


def over_previous(program, folder):
    one_ward(program, folder)
    (folder / "old").mkdir()
    shutil.copy(sample("r6", "福島区"), folder / "old/b.xlsx")
    quiet(program, folder, "compile", "old", "--out", "out", "--only", "facts,returns", "--quiet")
    (folder / "out/メモ.txt").write_text("残す")
    (folder / "out/returns/返した日.txt").write_text("残す")
    (folder / "out/控え").mkdir()


def everything_beside(program, folder):
    one_ward(program, folder)
    (folder / "in/sub").mkdir()
    shutil.copy(ROOT / "tests/workbooks/told/signs.xls", folder / "in/sub/b.xls")
    (folder / "in/readme.txt").write_text("よろしくお願いします")
    (folder / "in/facts.csv").write_bytes((folder / "in/readme.txt").read_bytes())
    (folder / "last").mkdir()
    shutil.copy(sample("r6", "都島区"), folder / "last/a.xlsx")
    quiet(program, folder, "areas", "--blank", "areas.csv")
    (folder / "waivers.csv").write_text("団体コード,区名,コード,項目,年度,値,理由,氏名,期限\n", encoding="utf-8")
    (folder / "received.csv").write_text("ファイル,受領日\na.xlsx,2026-04-05\n", encoding="utf-8")
    shutil.copytree(ROOT / "templates", folder / "templates", ignore=shutil.ignore_patterns("fonts", "*.md"))


def of_tables(program, folder):
    one_ward(program, folder)
    quiet(program, folder, "compile", "in", "--out", "half", "--only", "facts,narrative", "--quiet")
    shutil.rmtree(folder / "in")


def sealed(program, folder):
    one_ward(program, folder)
    quiet(program, folder, "compile", "in", "--out", "out", "--only", "facts", "--final", "--quiet")
    (folder / "other").mkdir()
    shutil.copy(sample("r7", "福島区"), folder / "other/b.xlsx")


def foreign_folder(program, folder):
    one_ward(program, folder)
    (folder / "out").mkdir()
    (folder / "out/大事な資料.txt").write_text("残す")


def with_fault(program, folder):
    (folder / "in").mkdir()
    shutil.copy(next((SAMPLES / "faults").glob("V201*")), folder / "in/a.xlsx")


def copied_before(program, folder):
    with_fault(program, folder)
    quiet(program, folder, "in/a.xlsx", codes=(0, 1))
    # As an earlier edition of the program would have left it: another content, and ours all the same.
    shutil.copy(sample("r7", "福島区"), folder / "in/b.xlsx")


def blank(program, folder):
    quiet(program, folder, "template", "--as-of", "2026-03-31", "--ward", "都島区", "--out", "t", "--quiet")
    os.rename(next((folder / "t").iterdir()), folder / "blank.xlsx")
    (folder / "t").rmdir()


def beside_others(program, folder):
    (folder / "t").mkdir()
    (folder / "t/メモ.txt").write_text("残す")


def definitions(program, folder):
    shutil.copytree(ROOT / "templates", folder / "templates", ignore=shutil.ignore_patterns("fonts", "*.md"))


def book_of_definitions(program, folder):
    definitions(program, folder)
    quiet(program, folder, "form", "convert", "templates", "--out", "d.xlsx", "--quiet")
    shutil.rmtree(folder / "templates")


def two_outputs(program, folder):
    for year, ward in (("r6", "都島区"), ("r7", "都島区")):
        (folder / "in").mkdir()
        shutil.copy(sample(year, ward), folder / "in/a.xlsx")
        quiet(program, folder, "compile", "in", "--out", year, "--only", "facts,figures,narrative", "--quiet")
        shutil.rmtree(folder / "in")


def corrected_before(program, folder):
    two_outputs(program, folder)
    quiet(program, folder, "diff", "r6", "r7", "--out", "e", "--quiet")
    (folder / "e/diff.xlsx").unlink()


def core(program, folder):
    (folder / "core.gz").write_bytes(b"\x1f\x8b" + bytes(range(200)) * 50)


def in_deep(program, folder):
    (folder / "there").mkdir()


def to_accept(program, folder):
    one_ward(program, folder)
    quiet(program, folder, "compile", "in", "--out", "out", "--only", "facts", "--quiet")
    (folder / "out/メモ.txt").write_text("残す")


def archive(program, folder):
    one_ward(program, folder)
    subprocess.run([sys.executable, "-m", "zipfile", "-c", "in.zip", "in/"], cwd=folder, check=True)
    shutil.rmtree(folder / "in")


AS_OF = ("--as-of", "2026-03-31")
CASES = [
    Case("compile-fresh", one_ward, ("compile", "in", "--out", "out", "--only", "facts,figures"), ("out",), ("in/a.xlsx",)),
    Case("compile-over", over_previous, ("compile", "in", "--out", "out", "--only", "facts,figures"), ("out",), ("in/a.xlsx",)),
    Case("compile-whole", over_previous, ("compile", "in", "--out", "out"), ("out",), ("in/a.xlsx",)),
    Case("compile-all-options", everything_beside, (
        "compile", "in", "--out", "out", "--only", "facts", *AS_OF, "--previous", "last", "--areas", "areas.csv", "--waivers", "waivers.csv",
        "--received", "received.csv", "--templates", "templates"), ("out",),
        ("in/a.xlsx", "in/sub/b.xls", "last/a.xlsx", "areas.csv", "waivers.csv", "received.csv")),
    Case("compile-zip", archive, ("compile", "in.zip", "--out", "out", "--only", "facts"), ("out",), ("in.zip",)),
    Case("compile-tables", of_tables, ("compile", "half", "--out", "out", "--only", "facts"), ("out",), ("half/facts.csv", "half/narrative.csv")),
    Case("compile-sealed", sealed, ("compile", "other", "--out", "out", "--only", "facts"), ("out",), ()),
    Case("compile-foreign", foreign_folder, ("compile", "in", "--out", "out", "--only", "facts"), ("out",), ()),
    Case("check-json", with_fault, ("check", "in", "--format", "json"), (), ("in/a.xlsx",)),
    Case("check-annotate", with_fault, ("check", "in", "--annotate", "marked"), ("marked",), ("in/a.xlsx",)),
    Case("dropped", with_fault, ("in/a.xlsx",), ("in",), ("in/a.xlsx",)),
    Case("dropped-again", copied_before, ("in",), ("in",), ("in/a.xlsx",)),
    Case("template", lambda *_: None, ("template", *AS_OF, "--ward", "都島区", "--ward", "福島区", "--out", "t"), ("t",), ()),
    Case("template-beside", beside_others, ("template", *AS_OF, "--ward", "都島区", "--ward", "福島区", "--out", "t"), ("t",), ()),
    Case("template-deep", in_deep, ("template", *AS_OF, "--ward", "都島区", "--out", "there/new/t"), ("there",), ()),
    Case("draft", blank, ("form", "draft", "blank.xlsx", "--out", "d"), ("d",), ("blank.xlsx",)),
    Case("convert-to-workbook", definitions, ("form", "convert", "templates", "--out", "d.xlsx"), ("d.xlsx",), ()),
    Case("convert-to-folder", book_of_definitions, ("form", "convert", "d.xlsx", "--out", "d"), ("d",), ("d.xlsx",)),
    Case("diff", two_outputs, ("diff", "r6", "r7", "--out", "e"), ("e",), ("r7/facts.csv", "r7/manifest.json")),
    Case("diff-again", corrected_before, ("diff", "r6", "r7", "--out", "e"), ("e",), ()),
    Case("page", core, ("page", "--core", "core.gz", "--out", "p.html"), ("p.html",), ("core.gz",)),
    Case("areas", lambda *_: None, ("areas", "--blank", "areas.csv"), ("areas.csv",), ()),
    Case("accept", to_accept, ("accept", "out", "都島区", "--by", "架空 花子", "--on", "2026-04-10"), ("out",), ()),
]


# --- one run ---------------------------------------------------------------------------------------------------------------------

def snapshot(folder):
    """Every file and folder below with its content; links are told by name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def environment(folder):
    keep = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**keep, "HOME": str(folder), "TMPDIR": str(folder / "tmp"), "LANG": "C.UTF-8"}


def run(command, folder, around=()):
    return subprocess.run(
        [*around, *command], cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)


CALL = re.compile(r"^(\w+)\((.*)$")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
OPENED = re.compile(r"^(\d+)<([^>]*)>")


def kind_of(call, rest):
    if call in ("openat", "open"):
        call += ":w" if re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest) else ":r"
    return next((kind for kind, (calls, _) in ERRORS.items() if call in calls), None)


def points(command, folder):
    """Every call that has to do with the folder, in the order of the run, and which one of its name it is."""
    log = folder.with_name(folder.name + ".log")
    run(command, folder, ["strace", "-y", "-o", str(log), "-e", "trace=" + ",".join(TRACED), "-e", "signal=none", "-s", "4096"])
    seen, found, written = collections.Counter(), [], set()
    for line in log.read_bytes().decode("utf-8", "replace").splitlines():
        match = CALL.match(line)
        if not match:
            continue
        call, rest = match[1], match[2]
        seen[call] += 1
        rest = re.sub(r'\\([0-7]{1,3})', lambda octal: chr(int(octal[1], 8)), rest)
        quoted = [] if call in ("write", "read", "pread64", "pwrite64", "writev") else QUOTED.findall(rest)
        opened = OPENED.match(rest)
        at_root = [text for text in quoted if text.startswith("/")]
        is_own = any(text.startswith(str(folder)) for text in at_root) or (quoted and not at_root and any(quoted))
        is_own = is_own or bool(opened and not at_root and str(folder) in opened[2] and not opened[2].startswith("pipe:"))
        if call == "write" and opened and opened[1] in ("1", "2"):
            is_own = True
        kind = kind_of(call, rest)
        if kind == "create" and "= -1" not in rest:
            written.add(rest.rsplit("= ", 1)[1].split("<")[0])
        if call == "close":
            number = opened[1] if opened else ""
            kind = "close" if number in written else None
            written.discard(number)
        if not is_own or kind is None:
            continue
        path = quoted[0] if quoted and quoted[0] else (opened[2] if opened else "")
        try:
            path = path.encode("latin-1").decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            pass
        found.append(Point(kind, call, seen[call], path.removeprefix(str(folder) + "/"), line[:150]))
    log.unlink()
    return found


def only_the_first_thread(command, folder):
    """strace counts the calls of each thread by itself, so that what is done to one call must not be done to several: nothing but the
    thread that began may have to do with the folder."""
    log = folder.with_name(folder.name + ".log")
    run(command, folder, ["strace", "-f", "-y", "-o", str(log), "-e", "trace=" + ",".join(TRACED), "-e", "signal=none"])
    lines = log.read_bytes().decode("utf-8", "replace").splitlines()
    log.unlink()
    first = lines[0].split()[0]
    others = [line for line in lines if line.split()[0] != first and str(folder) in line and "AT_FDCWD" not in line]
    assert not others, f"another thread works on files: {others[0]}"


def faults(found, inputs):
    """Each way in which each call can fail: what strace is told, and what a person is."""
    for point in found:
        _, names = ERRORS[point.kind]
        for name in names.split():
            yield point, name, f"inject={point.call}:error={name}:when={point.nth}", None
        if point.kind == "read":
            yield point, "over too soon", f"inject={point.call}:retval=0:when={point.nth}", None
        if point.kind in KILLED:
            yield point, "SIGKILL", f"inject={point.call}:signal=SIGKILL:when={point.nth}", None
            yield point, RIVAL, f"inject={point.call}:signal=SIGSTOP:when={point.nth}", RIVAL
        if point.kind in ("open", "read", "ask") and point.path in inputs:
            for change in CHANGES:
                yield point, change, f"inject={point.call}:signal=SIGSTOP:when={point.nth}", change


# --- what happens to a file while it is read --------------------------------------------------------------------------------------

def vanish(path):
    path.unlink()


def cut(path):
    with open(path, "r+b") as file:
        file.truncate(path.stat().st_size // 2)


def grow(path):
    with open(path, "ab") as file:
        file.write(b"\0" * 5000)


def become_another(path):
    other = sample("r6", "西成区") if path.suffix == ".xlsx" else None
    aside = path.with_name("aside")
    aside.write_bytes(other.read_bytes() if other else path.read_bytes()[: path.stat().st_size * 2 // 3])
    os.replace(aside, path)


def become_folder(path):
    path.unlink()
    path.mkdir()


# What is done instead of a change: the same command once more.
RIVAL = "another run meanwhile"
CHANGES = {
    "vanishes": vanish, "is cut": cut, "grows": grow, "becomes another": become_another, "becomes a folder": become_folder,
}


def run_and_change(command, folder, call, inject, change, path):
    """Runs until the program stops, changes the file, and lets it go on."""
    log = folder.with_name(folder.name + ".log")
    # Into files: nobody reads while it stands still, and a pipe holds less than what some commands print.
    printed = [tempfile.TemporaryFile(), tempfile.TemporaryFile()]
    child = subprocess.Popen(
        ["strace", "-o", str(log), "-e", f"trace={call}", "-e", inject, *command], cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL,
        stdout=printed[0], stderr=printed[1])
    began = time.monotonic()
    has_changed = False
    while not has_changed and child.poll() is None and time.monotonic() - began < SECONDS:
        if log.exists() and b"stopped by SIGSTOP" in log.read_bytes():
            if change == RIVAL:
                run(command, folder)
            else:
                CHANGES[change](folder / path)
            has_changed = True
        time.sleep(0.002)
    while True:
        try:
            go_on(child.pid)
            child.wait(timeout=0.5)
            break
        except subprocess.TimeoutExpired:
            if time.monotonic() - began > SECONDS:
                child.kill()
                raise
    log.unlink(missing_ok=True)
    for one in printed:
        one.seek(0)
    out, err = (one.read() for one in printed)
    return subprocess.CompletedProcess(command, child.returncode, out, err), has_changed


def go_on(tracer):
    try:
        for stopped in pathlib.Path(f"/proc/{tracer}/task/{tracer}/children").read_text().split():
            os.kill(int(stopped), signal.SIGCONT)
    except OSError:
        pass


# --- what must hold ---------------------------------------------------------------------------------------------------------------

def whole_by_manifest(folder, output):
    """Whether the output is one that a run has finished: each file that its manifest lists is there as it says."""
    try:
        manifest = json.loads((folder / output / "manifest.json").read_text())
    except (OSError, ValueError):
        return False
    for entry in manifest["outputs"]:
        try:
            if hashlib.sha256((folder / output / entry["file"]).read_bytes()).hexdigest() != entry["sha256"]:
                return False
        except OSError:
            return False
    return True


def below(names, output):
    return {name: what for name, what in names.items() if name == output or name.startswith(output + "/")}


class Base:
    """The case as it stands before, and what the undisturbed run makes of it."""

    def __init__(self, case, program, work):
        self.case, self.program = case, program
        self.folder = work / case.name
        self.folder.mkdir()
        (self.folder / "tmp").mkdir()
        case.prepare(program, self.folder)
        self.command = [program, *case.arguments]
        self.before = snapshot(self.folder)
        first = self.clone(work / "undisturbed")
        self.done = run(self.command, first)
        assert self.done.returncode in (0, 1, 2), (case.name, self.done)
        self.after = snapshot(first)
        shutil.rmtree(first)
        self.inputs = {name: what for name, what in self.before.items() if not any(below({name: 1}, out) for out in case.outputs) or name in case.inputs}
        second = self.clone(work / "undisturbed")
        self.points = points(self.command, second)
        shutil.rmtree(second)
        third = self.clone(work / "undisturbed")
        only_the_first_thread(self.command, third)
        shutil.rmtree(third)

    def clone(self, place):
        shutil.copytree(self.folder, place, symlinks=True, copy_function=shutil.copy2)
        return place

    def wrong(self, fault, place):
        """What is wrong with one run, as sentences; and how it ended."""
        point, name, inject, change = fault
        folder = self.clone(place)
        try:
            if change:
                done, has_changed = run_and_change(self.command, folder, point.call, inject, change, point.path)
                if not has_changed:
                    return ["the program did not come to this call again"], "missed"
            else:
                done = run(self.command, folder, ["strace", "-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject])
            return self.judged(point, name, change, done, folder)
        except subprocess.TimeoutExpired:
            return ["it never ended"], "hung"
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def judged(self, point, name, change, done, folder):
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        now, troubles = snapshot(folder), []
        if name == "SIGKILL":
            if done.returncode == self.done.returncode and now == self.after:
                return ["the program was not ended"], "missed"
            troubles += self.torn(now, folder, killed=True)
            troubles += self.next_run(folder, point.kind)
            return troubles, "ended from outside"
        code = done.returncode
        if change == RIVAL:
            return troubles + self.after_rival(said, code, now, folder), "met another"
        if FOREIGN.search(said):
            troubles.append(f"it says 「{FOREIGN.search(said)[0]}」")
        if code not in (self.done.returncode, 4) and not (change or point.kind in READING and code in (0, 1, 3, 4)):
            troubles.append(f"exit code {code}, ordinarily {self.done.returncode}")
        is_same = now == self.after and code == self.done.returncode
        is_told_same = done.stdout == self.done.stdout
        troubles += self.torn({key: now[key] for key in now if key not in ("aside",)}, folder, killed=False, change=point.path if change else None)
        if is_same and (is_told_same or point.call == "write"):
            return troubles, "borne"
        if code not in (0, 1) or not (is_same or change):
            troubles += self.unclear(point, said, code, change)
        if not change:
            troubles += self.next_run(folder, point.kind)
        return troubles, "told" if code else "whole"

    def after_rival(self, said, code, now, folder):
        """Two runs met: either has won, the other has said so, and nothing of theirs lies about."""
        troubles = []
        if FOREIGN.search(said):
            troubles.append(f"it says 「{FOREIGN.search(said)[0]}」")
        if code not in (self.done.returncode, 4):
            troubles.append(f"exit code {code}, ordinarily {self.done.returncode}")
        if now != self.after:
            other = sorted({name for name, _ in set(now.items()) ^ set(self.after.items())})
            troubles.append(f"not as either leaves it: {', '.join(other[:3])}")
        return troubles

    def torn(self, now, folder, killed, change=None):
        """What of the folder is neither as before nor as it should be."""
        troubles = []
        for name in self.before:
            if name in self.inputs and name != change and not (change and name.startswith(change)) and now.get(name) != self.before[name]:
                troubles.append(f"{name}, which was given, is not as it was")
        known = set(self.before) | set(self.after)
        if not killed:
            strange = [name for name in now if name not in known and not any(name.startswith(out + "/") for out in self.case.outputs)]
            strange = [name for name in strange if not (name.startswith("tmp/") and self.case.name.startswith("dropped"))]
            if strange:
                troubles.append(f"left behind: {', '.join(strange[:3])}")
        for output in self.case.outputs:
            is_now, was, will = (below(names, output) for names in (now, self.before, self.after))
            if is_now in (was, will):
                continue
            if self.case.name.startswith(("compile", "accept")) and is_now and whole_by_manifest(folder, output):
                lost = [name for name in was if is_now.get(name) != was[name] == will.get(name) and not change]
                if lost:
                    troubles.append(f"lost: {', '.join(lost)}")
                continue
            if self.case.name.startswith("dropped"):
                half = [name for name in is_now if name not in was and is_now[name] not in will.values()]
                if killed:
                    half = [name for name in half if "書き出し中" not in name]
                if half:
                    troubles.append(f"half-written: {', '.join(half)}")
                continue
            odd = [name for name in is_now if is_now[name] not in (was.get(name), will.get(name))]
            some = [name for name in will if name not in is_now]
            if set(is_now.values()) == {"folder"}:
                continue  # nothing came of it, and a folder for it was made
            if change and not some:
                continue  # made of what was there by then, and all of it
            if killed:
                # What is there must be whole; the next run does the rest.
                odd = [name for name in odd if "書き出し中" not in name and "片付け中" not in name]
                if odd:
                    troubles.append(f"half-written: {', '.join(odd[:3])}")
                continue
            troubles.append(f"half an output: {', '.join(odd[:3]) or 'nothing wrong in it'}, not there: {', '.join(some[:3]) or 'nothing'}")
        return troubles

    def unclear(self, point, said, code, change):
        """Whether a person learns from the messages what it is about and what to do."""
        troubles = []
        if point.call == "write" and point.path.startswith(("pipe:", "/dev/")):
            return troubles  # the stream itself is broken
        if not said.strip():
            return ["nothing is said"]
        # That there is nothing to read says it all, and so do the lines of a table that are wrong.
        if "ください" not in said and code != 3 and not change:
            troubles.append(f"what to do is not said: {said.strip()[-200:]}")
        names = {part for path in (point.path, *self.case.inputs) for part in path.split("/") if part} | set(self.case.outputs)
        if not any(name in said for name in names):
            troubles.append("what it is about is not said")
        if said.count("\n") > 2 and code == 4 and not self.done.stdout:
            troubles.append("more than one message")
        return troubles

    def next_run(self, folder, kind):
        """The next run puts right what this one could not."""
        done = run(self.command, folder)
        now = snapshot(folder)
        if self.case.name.startswith("dropped"):
            # A copy that could not be read or replaced was given a number, or went to the folder for what may be lost.
            others = {name for name, what in now.items() if name not in self.after and what in self.after.values()}
            now = {name: what for name, what in now.items() if not name.startswith("tmp/") and name not in others}
        if self.case.name.startswith("compile") and kind in READING:
            # What came of a file that could not be read stands in the ledger of the collection from then on.
            now.update({name: what for name, what in self.after.items() if name in now and name.endswith(("manifest.json", "提出台帳.csv"))})
        if now == self.after and done.returncode in (self.done.returncode, 0):
            return []
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
        other = sorted(set(now.items()) ^ set(self.after.items()))
        if not other and "同じ名前" in "".join(said):
            return []  # a second run into the same folder is refused, and the first one was whole
        return [f"the next run: exit code {done.returncode}, {', '.join(sorted({name for name, _ in other})[:3])}: {''.join(said)[:160]}"]


READING = ("open", "read", "ask", "list")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--cases", default="")
    arguments.add_argument("--stride", type=int, default=1)
    arguments.add_argument("--offset", type=int, default=0)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--verbose", action="store_true")
    options = arguments.parse_args()
    if not shutil.which("strace"):
        sys.exit("missing: strace")
    wanted = [name for name in options.cases.split(",") if name]
    unknown = set(wanted) - {case.name for case in CASES}
    if unknown:
        sys.exit(f"no such case: {', '.join(unknown)}")
    program, total, bad = str(options.program.resolve()), collections.Counter(), 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        options.shim = pathlib.Path(place) / "short_calls.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", options.shim, ROOT / "tests/outside/short_calls.c", "-ldl"], check=True)
        for case in CASES:
            if wanted and case.name not in wanted:
                continue
            work = pathlib.Path(place) / "work"
            work.mkdir()
            bad += play(case, program, work, options, total)
            shutil.rmtree(work)
    part = f", one in {options.stride} from the {options.offset}th on" if options.stride > 1 else ""
    print(f"{total['points']} calls, {total['runs']} runs{part} in {time.monotonic() - began:.0f} s: {total['borne']} borne, {total['told']} told, "
          f"{total['whole']} whole all the same, {total['ended from outside']} ended from outside, {total['met another']} met another run; "
          f"wrong: {bad}")
    return 1 if bad or not total["runs"] else 0


def cut_short(base, work, shim):
    """The whole run with every read and write cut short: the same to the byte."""
    folder = base.clone(work / "short")
    counted = work / "counted"
    around = ["env", f"LD_PRELOAD={shim}", f"SHORT_CALLS={counted}"]
    done = run(base.command, folder, around)
    same = snapshot(folder) == base.after and done.returncode == base.done.returncode and done.stdout == base.done.stdout
    shutil.rmtree(folder)
    if not counted.exists():
        return ["the program was not reached"]
    return [] if same else [f"with {counted.read_text()} calls cut short the run is another: {done.stderr.decode('utf-8', 'replace')[:200]}"]


def play(case, program, work, options, total):
    base = Base(case, program, work)
    wanted = list(faults(base.points, case.inputs))[options.offset % options.stride::options.stride]
    began, ends, bad = time.monotonic(), collections.Counter(), 0
    for trouble in cut_short(base, work, options.shim):
        bad += 1
        print(f"  {case.name}: {trouble}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        places = [work / str(at) for at in range(len(wanted))]
        for fault, (troubles, end) in zip(wanted, pool.map(base.wrong, wanted, places)):
            ends[end] += 1
            point, name = fault[0], fault[1]
            if options.verbose:
                print(f"    {name} at {point.call} {point.nth} ({point.path}): {end}")
            if troubles:
                bad += 1
                print(f"  {case.name}: {name} at {point.call} {point.nth} ({point.path}): {'; '.join(troubles)}")
    total.update(ends)
    total.update(points=len(base.points), runs=len(wanted))
    print(f"{case.name}: {len(base.points)} calls, {len(wanted)} runs, {time.monotonic() - began:.0f} s, wrong: {bad}", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
