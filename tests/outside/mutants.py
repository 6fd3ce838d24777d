#!/usr/bin/env python3
"""Changes the program in one place and another, and sees whether a test notices.

    mutants.py LIST TREE RESULTS [MOST]

LIST is what `cargo mutants --list --json` prints, TREE a copy of what is committed, RESULTS a file with one line for each change, which
a run that is begun again goes on with; after MOST changes it ends, and those are as evenly drawn as all.

Built one by one the changes would take days, nearly all of it in the linker: here all of them are built into one program, each in a copy
of its function, and a variable of the environment says which of them holds. What the compiler refuses is taken out ("unviable"). Each
test is played once without a change, to see which functions it comes to, and how long it takes: a change is tried with the tests that
come to it, the quickest first, until one fails; no other can notice it. Phase one are the unit tests of the package that was changed,
phase two the suite and the unit tests of all other packages. A test that takes several times as long as without the change, or more
memory than it is given, has noticed it as well. Left out are doc tests, benches, and what only `.ci/run` plays. Standard library only.
"""
import collections
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

CHOSEN, COMES_TO = "TORIMATOME_CHANGE", "TORIMATOME_COMES_TO"
MEMORY = 6 << 30
# Made part of the package on which all others stand.
SWITCH = """
mod tried {
    use std::io::Write as _;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Whether this is the change that is tried; where it is asked for, says that a test came here.
    pub fn changed(number: usize) -> bool {
        static CHOSEN: LazyLock<Option<usize>> = LazyLock::new(|| std::env::var("%s").ok()?.parse().ok());
        static SAID: [AtomicBool; 8192] = [const { AtomicBool::new(false) }; 8192];
        static FILE: LazyLock<Option<std::fs::File>> = LazyLock::new(|| {
            let name = std::env::var_os("%s")?;
            std::fs::File::options().append(true).create(true).open(name).ok()
        });
        if let Some(mut file) = FILE.as_ref() && !SAID[number].swap(true, Ordering::Relaxed) {
            let _ = file.write_all(format!("{number}\\n").as_bytes());
        }
        *CHOSEN == Some(number)
    }

    /// One of two iterators: what stands for a function that gives back one of a kind that has no name.
    #[derive(Clone)]
    pub enum Either<L, R> { Left(L), Right(R) }

    impl<L: Iterator, R: Iterator<Item = L::Item>> Iterator for Either<L, R> {
        type Item = L::Item;
        fn next(&mut self) -> Option<L::Item> {
            match self { Self::Left(one) => one.next(), Self::Right(one) => one.next() }
        }
        fn size_hint(&self) -> (usize, Option<usize>) {
            match self { Self::Left(one) => one.size_hint(), Self::Right(one) => one.size_hint() }
        }
    }

    impl<L: DoubleEndedIterator, R: DoubleEndedIterator<Item = L::Item>> DoubleEndedIterator for Either<L, R> {
        fn next_back(&mut self) -> Option<L::Item> {
            match self { Self::Left(one) => one.next_back(), Self::Right(one) => one.next_back() }
        }
    }
}
#[doc(hidden)]
pub use tried::{Either, changed};
""" % (CHOSEN, COMES_TO)


class Source:
    """A file as it is committed, and the changes in it."""

    def __init__(self, path):
        self.path, self.text = path, path.read_text(encoding="utf-8")
        self.starts = [0]
        for line in self.text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def at(self, place):
        return self.starts[place["line"] - 1] + place["column"] - 1

    def body(self, mutant):
        """From the brace that opens the body of the function to behind the one that closes it; None where it is `const`."""
        span = mutant["function"]["span"]
        begin, end = self.at(span["start"]), self.at(span["end"])
        name = mutant["function"]["function_name"].rsplit("::", 1)[-1]
        head = re.compile(r"\b(const )?fn " + re.escape(name) + r"\b").search(self.text, begin, end)
        depth, position = 0, head.end()
        while depth or self.text[position] != "{":
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.text[position], 0)
            position += 1
        return None if head[1] else (position, end)

    def with_change(self, mutant, begin, end):
        return (self.text[begin:self.at(mutant["span"]["start"])] + mutant["replacement"]
                + self.text[self.at(mutant["span"]["end"]):end])

    def with_all(self, mutants):
        """The text with every change in it, and which lines are whose."""
        bodies, pieces = collections.defaultdict(list), []
        for mutant in mutants:
            bodies[self.body(mutant)].append(mutant)

        def put(begin, end, inside):
            out, position = "", begin
            while inside:
                first, within = inside[0], [one for one in inside[1:] if one[1] <= inside[0][1]]
                out += self.text[position:first[0]] + "{ "
                is_nameless = "impl " in (bodies[first][0]["function"]["return_type"] or "")
                left, right = ("::model::Either::Left(", "::model::Either::Right(") if is_nameless else ("", "")
                for mutant in bodies[first]:
                    piece = (f"if ::model::changed({mutant['number']}) {{ {left}\n{self.with_change(mutant, *first)}\n"
                             f"{')' if left else ''} }} else {{ {right}")
                    pieces.append((mutant, piece))
                    out += piece
                out += put(*first, within) + (") }" if left else " }") * len(bodies[first]) + " }"
                position, inside = first[1], inside[1 + len(within):]
            return out + self.text[position:end]

        whole = put(0, len(self.text), sorted(bodies, key=lambda one: (one[0], -one[1])))
        whose = []
        for mutant, piece in pieces:
            first = whole.count("\n", 0, whole.index(piece)) + 1
            whose.append((first, first + piece.count("\n"), mutant["number"]))
        return whole, whose


def cargo(tree, *arguments):
    """Whether all went well, and what cargo says, one message a line."""
    done = subprocess.run(["cargo", *arguments, "--locked", "--message-format=json"], cwd=tree, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
    return done.returncode == 0, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def refused_by(said, whose):
    """The changes that the compiler's errors are about: those on whose own lines one stands, and those of a function as a whole."""
    plain, together = set(), set()
    for message in said:
        inner = message.get("message") or {}
        if message.get("reason") != "compiler-message" or inner.get("level") != "error":
            continue
        for span in (span for span in inner["spans"] if span["is_primary"]):
            while span.get("expansion"):
                span = span["expansion"]["span"]
            lines = whose.get(span["file_name"], [])
            if hit := [one for first, last, one in lines if first < span["line_start"] < last]:
                plain.add(hit[-1])
            together.update(one for first, last, one in lines if not hit and first <= span["line_end"] and span["line_start"] <= last + 3)
    return plain, together - plain


def build_in(tree, sources, mutants):
    """Puts the changes into the tree; gives back what the compiler takes, what it refuses, and what it takes only without others."""
    packages = [word for name in sorted({mutant["package"] for mutant in mutants}) for word in ("-p", name)]
    taken = [mutant for mutant in mutants if sources[mutant["file"]].body(mutant)]
    refused, lonely = set(), {mutant["number"] for mutant in mutants if mutant not in taken}
    while True:
        whose = {}
        for name, source in sources.items():
            text, whose[name] = source.with_all([mutant for mutant in taken if mutant["file"] == name])
            if source.path.read_text(encoding="utf-8") != text:
                source.path.write_text(text, encoding="utf-8")
        well, said = cargo(tree, "check", "--keep-going", *packages)
        if well:
            break
        plain, together = refused_by(said, whose)
        if not plain and not together:
            sys.exit("the compiler refuses what is no change: " + json.dumps(said)[-3000:])
        refused |= plain
        lonely |= set() if plain else together
        taken = [mutant for mutant in taken if mutant["number"] not in refused | lonely]
    for mutant in (one for one in mutants if one["number"] in lonely):
        source = sources[mutant["file"]]
        beside = source.path.read_text(encoding="utf-8")
        source.path.write_text(source.with_change(mutant, 0, len(source.text)), encoding="utf-8")
        if not cargo(tree, "check", "-p", mutant["package"])[0]:
            refused.add(mutant["number"])
        source.path.write_text(beside, encoding="utf-8")
    lonely -= refused
    return taken, [one for one in mutants if one["number"] in refused], [one for one in mutants if one["number"] in lonely]


def play(program, names, number="", comes_to=None, limit=3600):
    """Plays tests until one fails: the name of that one or None, and the seconds of a processor that were used."""
    path, folder = program
    scratch = tempfile.mkdtemp(prefix="mutants")
    around = {**os.environ, CHOSEN: str(number), "TMPDIR": scratch, "INSTA_UPDATE": "no", "CARGO_MANIFEST_DIR": str(folder)}
    if comes_to:
        around[COMES_TO] = str(comes_to)

    def confine():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))

    child = subprocess.Popen([path, "--exact", *names], cwd=folder, env=around, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True, preexec_fn=confine)
    late = threading.Event()

    def end():
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def stop():
        late.set()
        end()

    # What waits for ever uses no processor.
    watch = threading.Timer(120 + 10 * limit, stop)
    watch.start()
    failed, said = None, []
    for line in child.stdout:
        said.append(line)
        if (found := re.match(r"test (\S+).* \.\.\. FAILED", line)) and number:
            failed = found[1]
            end()
            break
    child.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = status
    watch.cancel()
    shutil.rmtree(scratch, ignore_errors=True)
    if late.is_set() or os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        failed = "timeout"
    elif status and not failed:
        failed = f"ended with {os.waitstatus_to_exitcode(status)}"
    if failed and not number:
        print("".join(said[-60:]))
    return failed, used.ru_utime + used.ru_stime


class Files:
    """What lies in the tree: a changed program may write beside the samples, and the next change is not to be taken for that."""

    def __init__(self, tree):
        self.tree = tree
        self.before = {path: (self.sign(path), path.read_bytes()) for path in self.all()}

    def all(self):
        for folder, below, names in os.walk(self.tree):
            below[:] = [name for name in below if name != "target"]
            yield from (Path(folder, name) for name in names)

    @staticmethod
    def sign(path):
        now = path.stat()
        return now.st_size, now.st_mtime_ns

    def put_back(self):
        for path in set(self.all()) - set(self.before):
            path.unlink()
        for path, (sign, content) in self.before.items():
            if not path.exists() or self.sign(path) != sign:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                self.before[path] = self.sign(path), content


class Tests:
    """Every test: its program, the package it belongs to, its time, and the changes it comes to."""

    def __init__(self, tree):
        well, said = cargo(tree, "test", "--no-run", "--workspace", "--lib", "--bins", "--test", "suite")
        if not well:
            sys.exit("the tests cannot be built")
        self.tests = []
        for message in said:
            if message.get("executable") and message["profile"]["test"]:
                folder = Path(message["manifest_path"]).parent
                listed = subprocess.run([message["executable"], "--list", "--format", "terse"], cwd=folder, capture_output=True, text=True)
                names = [line.removesuffix(": test") for line in listed.stdout.splitlines() if line.endswith(": test")]
                self.tests += [{"program": (message["executable"], folder), "package": folder.name, "name": name,
                                "is_suite": message["target"]["kind"] == ["test"]} for name in names]

    def learn(self, kept):
        """Plays each alone, without a change; what was learned is kept with the results."""
        known = json.loads(kept.read_text()) if kept.exists() else {}
        for test in self.tests:
            key = f"{test['program'][0]} {test['name']}"
            if key not in known:
                note = kept.with_suffix(".note")
                note.unlink(missing_ok=True)
                for _ in range(2):
                    failed, seconds = play(test["program"], [test["name"]], comes_to=note)
                    if not failed:
                        break
                    print(f"fails without a change: {test['name']}", flush=True)
                else:
                    sys.exit("no test may fail without a change")
                known[key] = [seconds, sorted({int(line) for line in note.read_text().split()} if note.exists() else [])]
                if len(known) % 50 == 0:
                    print(f"  {len(known)} tests played without a change", flush=True)
                    kept.write_text(json.dumps(known))
            test["seconds"], comes_to = known[key]
            test["has_noticed"] = 0
            test["comes_to"] = set(comes_to)
        kept.write_text(json.dumps(known))
        print(f"{len(self.tests)} tests, {sum(test['seconds'] for test in self.tests):.0f} seconds of a processor", flush=True)

    def try_out(self, mutant, files):
        """The phase in which a change is noticed and by what; or how many tests came to it and saw nothing."""
        package = mutant["package"].removeprefix("torimatome-")
        coming = [test for test in self.tests if mutant["number"] in test["comes_to"]]
        own = [test for test in coming if test["package"] == package]
        rest = [test for test in coming if test["package"] != package]
        for phase, tests in ((1, own), (2, rest)):
            for program, names, seconds in batches(tests):
                limit = int(20 + 6 * seconds)
                failed, _ = play(program, names, mutant["number"], limit=limit)
                files.put_back()
                # Once more, lest a test that fails now and then be taken for one that notices.
                again = failed in names and not play(program, [failed], mutant["number"], limit=limit)[0]
                files.put_back()
                if failed and not again:
                    for test in (test for test in tests if test["name"] == failed):
                        test["has_noticed"] += 1
                    return f"phase {phase}", failed
        return "missed", f"{len(coming)} tests come to it"


def batches(tests):
    """The quickest and those that have noticed most first, as many at once as take as long as all before; those of a program together."""
    pending, total, limit = collections.defaultdict(list), 0, 1
    for test in sorted(tests, key=lambda test: (not test["is_suite"], test["seconds"] / (1 + test["has_noticed"]))):
        pending[test["program"]].append(test)
        total += test["seconds"]
        if total > limit:
            limit = 2 * total
            for program, these in pending.items():
                yield program, [one["name"] for one in these], sum(one["seconds"] for one in these)
            pending.clear()
    for program, these in pending.items():
        yield program, [one["name"] for one in these], sum(one["seconds"] for one in these)


def summary(results):
    print("\n| Place | Drawn | Refused by the compiler | Caught in phase one | in phase two | of these by time | Missed | Caught |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for where in [*sorted({one["place"] for one in results}), None]:
        these = [one for one in results if where in (None, one["place"])]
        count = collections.Counter(one["outcome"] for one in these)
        late = sum(one["by"] == "timeout" for one in these)
        caught = count["phase 1"] + count["phase 2"]
        print(f"| {'all' if where is None else f'`{where}`'} | {len(these)} | {count['unviable']} | {count['phase 1']} | {count['phase 2']} "
              f"| {late} | {count['missed']} | {100 * caught / max(caught + count['missed'], 1):.1f} % |")
    print()
    for one in results:
        if one["outcome"] == "missed":
            print(f"missed: {one['name']} ({one['by']})")


def main(listed, tree, kept, most="100000"):
    tree, kept = Path(tree).resolve(), Path(kept).resolve()
    mutants = json.loads(Path(listed).read_text())
    for number, mutant in enumerate(mutants, 1):
        mutant["number"] = number
    results = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    done = {one["name"] for one in results}

    def tell(mutant, outcome, by):
        where = "src/read/value" if mutant["file"].startswith("src/read/") else "/".join(mutant["file"].split("/")[:2])
        results.append({"name": mutant["name"], "place": where, "outcome": outcome, "by": by})
        with kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps(results[-1], ensure_ascii=False) + "\n")
        print(f"{len(results)}/{len(mutants)} {outcome}: {mutant['name']} ({by})", flush=True)

    sources = {name: Source(tree / name) for name in sorted({mutant["file"] for mutant in mutants})}
    model = Source(tree / "src/model/lib.rs")
    model.path.write_text(model.text + SWITCH, encoding="utf-8")
    taken, refused, lonely = build_in(tree, sources, mutants)
    print(f"{len(mutants)} changes: {len(taken)} built together, {len(refused)} refused by the compiler, {len(lonely)} left out", flush=True)
    tests = Tests(tree)
    # Some tests read the sources: they are as they were.
    for source in [model, *sources.values()]:
        source.path.write_text(source.text, encoding="utf-8")
    tests.learn(kept.with_suffix(".tests"))
    files = Files(tree)
    numbers = {one["number"] for one in refused}, {one["number"] for one in lonely}
    # Any part of this order is drawn as evenly as the whole.
    for mutant in sorted(mutants, key=lambda mutant: mutant["number"] * 0.618034 % 1):
        if mutant["name"] in done:
            continue
        if len(results) >= int(most):
            break
        if mutant["number"] in numbers[0]:
            tell(mutant, "unviable", "refused by the compiler")
        elif mutant["number"] in numbers[1]:
            tell(mutant, "left out", "cannot be built beside others")
        else:
            tell(mutant, *tests.try_out(mutant, files))
    summary(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
