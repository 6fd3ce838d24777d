#!/usr/bin/env python3
"""Looks through everything a run with --public wrote for what must stay in the office.

    published.py [--self-test] INSIDE OUTSIDE

INSIDE is the folder of the same run without --public: from it come the names of the files, their hashes, the codes told and the
version of the program. No output below OUTSIDE may hold any of them, in text, properties, comments or metadata, nor an address of
a cell of a sender's sheet. With --self-test the folder INSIDE itself is looked through, and each kind must be found there.
Needs pdftotext and qpdf.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import zipfile


def run(*command):
    return subprocess.run(command, check=False, capture_output=True).stdout.decode("utf-8", "replace")


def texts(folder):
    """Every text of every file, with what it is."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".pdf":
            yield f"{name} (pages)", run("pdftotext", str(path), "-")
            # Streams opened: metadata, names of elements, texts spoken in place of pictures.
            yield f"{name} (objects)", run("qpdf", "--qdf", "--object-streams=disable", str(path), "-")
        elif path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    if part.endswith((".xml", ".rels")):
                        text = package.read(part).decode("utf-8", "replace")
                        # Where a comment hangs is a cell of this workbook.
                        yield f"{name}!{part}", re.sub(r' ref="[A-Z]+[0-9:A-Z]*"', "", text)
        else:
            yield name, path.read_text("utf-8-sig")


def office(inside):
    """What must not leave the office, by kind: patterns."""
    manifest = json.loads((inside / "manifest.json").read_text("utf-8"))
    findings = json.loads((inside / "findings.json").read_text("utf-8"))
    inputs = [entry["file"] for entry in manifest["inputs"] + manifest["previous"]]
    hashes = [entry["sha256"] for entry in manifest["inputs"] + manifest["outputs"]]
    with open(inside / "facts.csv", encoding="utf-8-sig", newline="") as table:
        places = {(row["シート"], row["セル"]) for row in csv.DictReader(table) if row["セル"]}
    return {
        "a file": [re.escape(name) for name in {pathlib.PurePosixPath(name).name for name in inputs}],
        "a hash": [*map(re.escape, hashes), r"(?<![0-9a-fA-F<])[0-9a-f]{64}(?![0-9a-f])"],
        "a code": [rf"(?<![A-Za-z0-9]){finding['code']}(?![0-9])" for finding in findings["findings"]],
        "a version": [re.escape(manifest["program"])],
        "a place": [rf"{re.escape(sheet)}[! ]{cell}(?![0-9])" for sheet, cell in places],
        "an option": [r"(?<![-<!\w])--(?:as-of|areas|previous|public|volumes|use|waivers|stamp|out)\b"],
    }


def found(folder, kinds):
    compiled = {kind: re.compile("|".join(sorted(set(patterns)) or ["(?!)"])) for kind, patterns in kinds.items()}
    for name, text in texts(folder):
        for kind, pattern in compiled.items():
            # A sheet's own formulas and ranges name its own cells, and a code looks like one of them.
            if kind in ("a code", "a place") and re.search(r"xlsx!xl/(?!comments|sharedStrings)", name):
                continue
            if hit := pattern.search(text):
                yield kind, f"{name}: {kind}: {text[max(0, hit.start() - 30):hit.end() + 30]!r}"


def main(arguments):
    self_test = "--self-test" in arguments
    inside, outside = (pathlib.Path(path) for path in arguments if path != "--self-test")
    kinds = office(inside)
    faults = [fault for _, fault in found(outside, kinds)]
    for fault in faults:
        print(fault)
    if self_test:
        seen = {kind for kind, _ in found(inside, kinds)}
        missed = set(kinds) - seen - ({"a code"} if not kinds["a code"] else set())
        if missed:
            print(f"not found where they are: {', '.join(sorted(missed))}")
            return 1
    count = sum(1 for _ in texts(outside))
    print(f"{outside}: {count} texts, {len(faults)} with what must stay in the office")
    return bool(faults) or not count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
