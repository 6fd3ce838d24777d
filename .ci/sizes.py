#!/usr/bin/env python3
"""sizes.py DIST README.md: the sizes of what is handed out, into the table of README between its two marks.

A size is written anew only where it is more than a twentieth off: another compiler moves every size a little, and what stands in
README is to tell a reader how large a file is, and a reviewer that one has grown.
"""
import pathlib
import re
import sys

MARKS = "<!-- sizes -->", "<!-- /sizes -->"
FILES = ["torimatome-check.html", "torimatome.exe", "torimatome"]
SLACK = 0.05


def main():
    dist, readme = map(pathlib.Path, sys.argv[1:])
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    table, after = rest.split(MARKS[1])
    written = {name: float(size) for name, size in re.findall(r"^\| `(.+?)` \| ([0-9.]+) MB \|$", table, re.M)}
    rows = []
    for name in FILES:
        if not (dist / name).exists():
            continue
        size = (dist / name).stat().st_size / 1e6
        if abs(size - written.get(name, 0.0)) > SLACK * size:
            written[name] = size
        rows.append(f"| `{name}` | {written[name]:.2f} MB |")
    table = "\n".join(["", "", "| ファイル | 大きさ |", "|---|--:|", *rows, "", ""])
    readme.write_text(before + MARKS[0] + table + MARKS[1] + after, encoding="utf-8")


main()
