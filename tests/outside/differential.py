#!/usr/bin/env python3
"""Compares every cell that torimatome sees with what openpyxl sees.

    differential.py PROGRAM FOLDER...

Every .xlsx below the folders is read by both. No difference is allowed but those listed in KNOWN, each with its reason;
an entry that no longer differs is itself a failure.
"""
import datetime
import io
import pathlib
import re
import subprocess
import sys
import warnings
import zipfile
from decimal import Decimal

import openpyxl

# File stem ▸ cells that differ (None: one of the two refuses the file; SHEET!*: torimatome refuses the sheet), and why.
KNOWN = {
    "broken-sheet-西成区": (None, "openpyxl refuses the number 1,68 and the whole file with it"),
    "number-with-comma-stored-西成区": (None, "openpyxl refuses the number 1,47 and the whole file with it"),
    "string-index-out-of-table-西成区": (None, "openpyxl refuses an index behind the table of strings"),
    "boolean-two-西成区": (["基本目標1!E16"], "a boolean 2 is not trusted"),
    "value-under-merge-西成区": (["基本目標2!F14"], "openpyxl drops what stands under a merged region"),
    "really-xls-西成区": (None, "an .xls under another name, which openpyxl does not read"),
    "far-cell-西成区": (None, "torimatome refuses a value at XFD1048576"),
    "sheet-twice": (["基本目標1!*"], "two parts of one name hold the sheet; torimatome refuses it, openpyxl takes the later one"),
    "whole-column-merged": (None, "openpyxl refuses a merged region without rows (X:X) and the whole file with it"),
}


def ours(program, path):
    """Sheet and cell ▸ kind and value."""
    run = subprocess.run([program, "inspect", str(path), "--cells"], capture_output=True, text=True)
    if run.returncode != 0:
        return None
    cells = {}
    for line in run.stdout.split("\n"):
        if line:
            sheet, cell, kind, value, _ = line.split("\t")
            cells[f"{plain(sheet)}!{cell}"] = (kind, plain(value))
    return cells


def plain(text):
    text = re.sub(r"［U\+([0-9A-F]{4,5})］", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r"}.get(m[1], m[1]), text)


def transitional(path):
    """The workbook with the names that openpyxl knows: it reads nothing in a Strict one, and does not say so."""
    if not zipfile.is_zipfile(path):
        return path
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    strict = b"http://purl.oclc.org/ooxml/"
    if not any(strict in content for content in parts.values()):
        return path
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w") as package:
        for name, content in parts.items():
            content = content.replace(strict + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main")
            content = content.replace(strict + b"officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/")
            package.writestr(name, content)
    return rewritten


def theirs(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(transitional(path), data_only=True)
    cells = {}
    for sheet in book.worksheets:
        for cell in sheet._cells.values():  # iter_rows would walk to the farthest cell
            if cell.value is not None and said(str(cell.value)):
                cells[f"{sheet.title}!{cell.coordinate}"] = (cell.data_type, cell.value)
    return cells


def said(value):
    """A text as both programs would say it: Excel's escapes decoded, the ends without blanks that XML does not keep."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")


def same(own, other):
    kind, value = own
    data_type, found = other
    if isinstance(found, bool):
        return kind == "bool" and value == ("TRUE" if found else "FALSE")
    if isinstance(found, (int, float)):
        return kind == "number" and Decimal(value) == Decimal(f"{found:.14e}")
    if isinstance(found, datetime.date):
        found = found.date() if isinstance(found, datetime.datetime) else found
        return kind == "date" and value == found.isoformat()
    if isinstance(found, (datetime.time, datetime.timedelta)):
        return kind == "date" and value == str(found)[:5].zfill(5)
    if data_type == "e":
        return kind == "error" and value == found
    return kind == "text" and said(value) == said(found)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, wrong, compared, files, unused = sys.argv[1], [], 0, 0, dict(KNOWN)
    for path in sorted(p for folder in sys.argv[2:] for p in pathlib.Path(folder).rglob("*.xlsx")):
        own = ours(program, path)
        known, reason = KNOWN.get(path.stem, ([], ""))
        try:
            other = theirs(path)
        except Exception as error:  # whatever openpyxl says about a broken file
            if own is not None and known is not None:
                wrong.append(f"{path}: only openpyxl refuses it ({error})")
            elif known is None:
                unused.pop(path.stem, None)
                print(f"known: {path.name}: {reason}")
            continue
        if own is None and known is None:
            unused.pop(path.stem, None)
            print(f"known: {path.name}: {reason}")
            continue
        if own is None:
            wrong.append(f"{path}: only torimatome refuses it")
            continue
        files += 1
        own = {at: cell for at, cell in own.items() if cell[0] != "empty" and said(cell[1])}
        differing = [at for at in sorted(own.keys() | other.keys())
                     if at not in own or at not in other or not same(own[at], other[at])]
        compared += len(own.keys() | other.keys())
        refused = [at.removesuffix("!") for at, cell in own.items() if cell[0] == "fault"]
        differing = sorted({next((f"{sheet}!*" for sheet in refused if at.startswith(f"{sheet}!")), at) for at in differing})
        if differing and known == differing:
            unused.pop(path.stem)
            print(f"known: {path.name}: {reason}")
        else:
            wrong += [f"{path}: {at}: torimatome {own.get(at)}, openpyxl {other.get(at)}" for at in differing]
    wrong += [f"{stem}: listed as known, but nothing differs" for stem in unused]
    if wrong or not compared:
        sys.exit("\n".join(wrong) or "nothing was compared")
    print(f"{compared} cells of {files} workbooks compared, no unknown difference")


main()
