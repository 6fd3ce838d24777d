#!/usr/bin/env python3
"""Holds two folders of definitions against each other: the same files, and in each the same keys and values.

    same_definition.py FOLDER FOLDER
"""
import sys
import tomllib
from pathlib import Path


def parsed(folder):
    files = Path(folder).rglob("*.toml")
    return {str(file.relative_to(folder)): tomllib.loads(file.read_text("utf-8")) for file in files}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    first, second = map(parsed, sys.argv[1:])
    if not first or first.keys() != second.keys():
        sys.exit(f"other files: {sorted(first.keys() ^ second.keys())}")
    different = [name for name in first if first[name] != second[name]]
    if different:
        sys.exit(f"other contents: {different}")
    print(f"{sys.argv[1]}: {len(first)} files, the same in {sys.argv[2]}")


if __name__ == "__main__":
    main()
