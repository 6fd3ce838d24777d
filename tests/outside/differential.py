#!/usr/bin/env python3
"""Compares every cell that torimatome sees with what other readers see in the same workbooks, in five formats.

    differential.py PROGRAM CALAMINE_CELLS FOLDER... [--every N] [--work FOLDER]

The workbooks below the folders are read by calamine (every one), by openpyxl (.xlsx and .xlsm) and by LibreOffice; one in N of
those that LibreOffice reads as .xlsx is saved again as .xlsm, .xls and .ods by it and as .xlsb by make_binary.py, and each copy is
read by all and compared with what torimatome saw in the first. With `--every 1`, the default, all are; else one in N of the
workbooks is given to LibreOffice at all.

A cell is equal, or `check` tells something of it, of its sheet or of its file, or it is listed in KNOWN with a reason.
An entry that no longer differs is itself a failure, where all were compared.
"""
import argparse
import collections
import datetime
import fnmatch
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import openpyxl

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "workbooks"))
import make_binary  # noqa: E402

FORMATS = [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"]
COUNTED_FROM = datetime.date(1899, 12, 30)

# Reader ▸ files ▸ cells ▸ why. A cell is SHEET!CELL, with = behind it where it is a formula and ∅ where the other sees nothing;
# SHEET! where the reader refuses the sheet; "file" where only one of the two reads the file. `*` stands for anything.
KNOWN = [
    ("calamine", "far-cell-*", ["file"], "it takes a value at XFD1048576 for a sheet of seventeen thousand million cells"),
    ("torimatome", "html-renamed.xls", ["file"], "a web page, which LibreOffice opens as a sheet"),
    ("torimatome", "excel-2003.xml.xls", ["file"], "a format that torimatome refuses by its name"),
    ("torimatome", "zero-bytes.xlsx", ["file"], "nothing, which LibreOffice opens as an empty sheet"),
    ("LibreOffice", "*.xls", ["*=*"], "it stores 0 for a formula that gives an empty text, and calculates the text again"),
    ("the first", "*.xls", ["*=*"], "the same 0"),
    ("LibreOffice", "named.xlsx", ["*=*"], "it calculates a formula that nobody calculated"),
    ("the first", "named.*", ["*=*"], "the copies hold what LibreOffice calculated"),
    ("LibreOffice", "control-characters-*.ods", ["*!C12*"], "a carriage return is white space in OpenDocument; it keeps the character"),
    ("calamine", "control-characters-*.ods", ["*!C12*"], "the same"),
    ("the first", "control-characters-*.ods", ["*!C12*"], "the same: .xlsx keeps the character"),
    ("the first", "sheet-twice.*", ["基本目標1!"], "torimatome refuses a sheet of which there are two; LibreOffice took the later one"),
    ("openpyxl", "broken-sheet-*", ["file"], "it refuses the number 1,68 and the whole file with it"),
    ("openpyxl", "number-with-comma-stored-*", ["file"], "it refuses the number 1,47 and the whole file with it"),
    ("openpyxl", "string-index-out-of-table-*", ["file"], "it refuses an index behind the table of strings"),
    ("openpyxl", "whole-column-merged.xlsx", ["file"], "it refuses a merged region without rows (X:X)"),
    ("calamine", "broken-sheet-*", ["基本目標2!"], "it refuses the sheet for one number, 1,68"),
    ("calamine", "number-with-comma-stored-*", ["基本目標1!"], "it refuses the sheet for one number, 1,47"),
    ("calamine", "boolean-two-*", ["基本目標1!"], "it refuses the sheet for one boolean"),
    ("calamine", "error-unknown-*", ["基本目標1!"], "it refuses the sheet for one error that it does not know, #SPILL!"),
    ("calamine", "extension-in-cell-*", ["基本目標1!"], "it refuses the sheet for an extension in a cell"),
    ("calamine", "string-index-out-of-table-*", ["基本目標1!"], "it refuses the sheet for an index behind the table of strings"),
    ("calamine", "strings-elsewhere.xlsx", ["*!"], "it looks for the strings under a fixed name"),
    ("calamine", "cdata.xlsx", ["基本目標1!H19∅"], "it passes over CDATA"),
    ("calamine", "text-in-cdata.ods", ["*"], "it passes over CDATA"),
    ("calamine", "reference.xlsx", ["基本目標1!H19"], "it takes 4&#53;3 for 4"),
    ("calamine", "blanks-between-cells.ods", ["file"], "it refuses blanks between cells"),
    ("calamine", "text-box-over-words.ods", ["基本目標1!I12"], "it takes the words of a text box for the cell's"),
    ("calamine", "ruby-*", ["*"], "it takes readings (ruby) for words"),
    ("calamine", "short-records.xlsb", ["*"], "it does not know the short records of cells"),
    ("calamine", "as-of-1904-*.xlsb", ["*!F3"], "it does not know the era's format of a date there"),
    ("calamine", "*.xlsb", ["*∅"], "it passes over texts with runs of their own in a cell (BrtCellRString)"),
    ("calamine", "*.xlsb", ["file"], "it does not find a part whose target begins with /, as in those of make_binary.py"),
]


def ours(program, path):
    """SHEET!CELL ▸ kind and value, and which of them are formulas; nothing for a workbook that is refused."""
    run = subprocess.run([program, "inspect", str(path), "--cells"], capture_output=True, text=True)
    if run.returncode != 0:
        return None, set()
    cells, formulas = {}, set()
    for line in run.stdout.split("\n"):
        if line:
            sheet, cell, kind, value, formula = line.split("\t")
            cells[f"{plain(sheet)}!{cell}"] = (kind, plain(value))
            if formula:
                formulas.add(f"{plain(sheet)}!{cell}")
    return cells, formulas


def told(program, path):
    """The cells, as SHEET!CELL, and the sheets, as SHEET!, that `check` says something of; "" for the whole file."""
    run = subprocess.run([program, "check", str(path), "--format", "json"], capture_output=True, text=True)
    places = set()
    for finding in json.loads(run.stdout)["findings"]:
        for place in [finding["place"], *finding["related"]]:
            sheet, cell = place["sheet"], place["cell"]
            places.add(f"{sheet}!{cell or ''}" if sheet else "")
    return places


def plain(text):
    text = re.sub(r"［U\+([0-9A-F]{4,5})］", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r"}.get(m[1], m[1]), text)


def calamine(program, path):
    # Alone and with a limit: it takes the memory that a far cell asks for.
    run = subprocess.run(["bash", "-c", 'ulimit -v 2000000; exec "$@"', "", program, str(path)], capture_output=True, text=True)
    if run.returncode != 0:
        return None
    cells = {}
    for line in run.stdout.split("\n"):
        if line:
            sheet, cell, kind, value = line.split("\t")
            if kind == "refused" and not sheet:
                return None
            cells[f"{plain(sheet)}!{cell}"] = (kind, plain(value))
    return cells


def transitional(path):
    """The workbook with the names that openpyxl knows: it reads nothing in a Strict one, and does not say so."""
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


def with_openpyxl(path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(transitional(path), data_only=True)
    except Exception:  # whatever openpyxl says about a broken file
        return None
    cells = {}
    for sheet in book.worksheets:
        for cell in sheet._cells.values():  # iter_rows would walk to the farthest cell
            value = cell.value
            if isinstance(value, bool):
                found = ("bool", "TRUE" if value else "FALSE")
            elif isinstance(value, (int, float)):
                found = ("number", f"{value:.14e}")
            elif isinstance(value, datetime.datetime):
                found = ("date", value.date().isoformat())
            elif isinstance(value, datetime.date):
                found = ("date", value.isoformat())
            elif isinstance(value, (datetime.time, datetime.timedelta)):
                found = ("date", str(value)[:5].zfill(5))
            elif value is not None:
                found = ("error" if cell.data_type == "e" else "text", str(value))
            else:
                continue
            cells[f"{sheet.title}!{cell.coordinate}"] = found
    return cells


def libreoffice(work, orders):
    """Path ▸ cells; one office for all, and another one where it dies of a workbook."""
    script = [shutil.which("python3", path="/usr/bin"), HERE / "libreoffice_cells.py", work / "profile"]
    found = {}
    while waiting := [(path, save) for path, save in orders if str(path) not in found]:
        lines = "".join(json.dumps({"path": str(path), "save": save}) + "\n" for path, save in waiting)
        run = subprocess.run(script, input=lines, stdout=subprocess.PIPE, text=True)
        if run.returncode not in (0, 3) or not run.stdout:
            sys.exit(f"LibreOffice ended: {run.returncode}")
        for line in run.stdout.splitlines():
            answer = json.loads(line)
            cells = answer.get("cells")
            if cells is not None:
                cells = {at: (kind, f"{value:.14e}" if kind == "number" else value) for at, (kind, value) in cells.items()}
                cells["shift"] = answer["shift"]
            found[answer["path"]] = cells
    return found


def said(value):
    """A text as all would say it: Excel's escapes decoded, the ends without blanks that XML does not keep."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")


def same(own, other, shift=0):
    """Whether two readers saw one value; LibreOffice has dates (from a day of its own) and truths as numbers."""
    (kind, value), (kind_there, there) = own, other
    if kind == "bool" and kind_there == "number":
        return Decimal(there) == (value == "TRUE")
    if kind == "date" and kind_there == "number":
        number = Decimal(there)
        if re.fullmatch(r"\d\d:\d\d", value):
            return round(number * 1440) == int(value[:2]) * 60 + int(value[3:])
        return value == (COUNTED_FROM + datetime.timedelta(int(number) + shift)).isoformat()
    if kind == kind_there == "number":  # to 15 digits, as Excel shows a number; the last may be rounded either way
        return abs(Decimal(value) - Decimal(there)) <= abs(Decimal(there)) * Decimal("1e-14")
    return kind == kind_there and said(value) == said(there)


def is_said(at, cell):
    return at != "shift" and not at.endswith("!") and cell[0] not in ("empty", "fault") and said(cell[1])


class Comparison:
    """What differs, what of it is told or known, and what is neither."""

    def __init__(self, program):
        self.program, self.wrong, self.used = program, [], set()
        self.cells, self.told = collections.Counter(), collections.Counter()
        self.files = collections.Counter()

    def is_known(self, reader, name, at):
        for number, (by, files, cells, _) in enumerate(KNOWN):
            if fnmatch.fnmatch(reader, by) and fnmatch.fnmatch(name, files) and any(fnmatch.fnmatch(at, cell) for cell in cells):
                self.used.add(number)
                return True
        return False

    def add(self, reader, path, own, formulas, other, places):
        """One workbook as torimatome and another reader see it."""
        if own is None and other is None:
            return
        if own is None or other is None:
            by = "torimatome" if own is None else reader
            if not self.is_known(by, path.name, "file"):
                self.wrong.append(f"{path}: only {by} refuses it")
            return
        shift = other.get("shift", 0)
        for sheet in [at for at, cell in other.items() if at.endswith("!")]:
            if not self.is_known(reader, path.name, sheet):
                self.wrong.append(f"{path}: {sheet} {reader} refuses it: {other[sheet][1]}")
            own = {at: cell for at, cell in own.items() if not at.startswith(sheet)}
        own, other = ({at: cell for at, cell in cells.items() if is_said(at, cell)} for cells in (own, other))
        self.files[reader, path.suffix] += 1
        self.cells[reader, path.suffix] += len(own.keys() | other.keys())
        for at in sorted(own.keys() | other.keys()):
            if at in own and at in other and same(own[at], other[at], shift):
                continue
            if at in places or at[: at.rindex("!") + 1] in places or "" in places:
                self.told[reader, path.suffix] += 1
            elif not self.is_known(reader, path.name, at + "=" * (at in formulas) + "∅" * (at not in other)):
                self.wrong.append(f"{path}: {at}: torimatome {own.get(at)}, {reader} {other.get(at)}")

    def table(self):
        readers = sorted({reader for reader, _ in self.files})
        print(f"{'':16}" + "".join(f"{suffix:>26}" for suffix in FORMATS))
        for reader in readers:
            cells = [f"{self.cells[reader, suffix]} in {self.files[reader, suffix]}, {self.told[reader, suffix]} told" for suffix in FORMATS]
            print(f"{reader:16}" + "".join(f"{cell:>26}" for cell in cells))


def copies(path, work, number):
    """Where the other formats of a workbook go."""
    folder = work / str(number)
    folder.mkdir(parents=True, exist_ok=True)
    return {suffix: folder / (path.stem + suffix) for suffix in FORMATS if suffix != path.suffix}


def binary(source, target):
    """Writes the .xlsb of a .xlsx; not of one whose XML is too odd for the script."""
    try:
        made = make_binary.binary(source.read_bytes())
    except Exception as error:
        print(f"no .xlsb of {source.name}: {error!r}")
        return
    # Targets as Excel writes them, or calamine reads none of it.
    with zipfile.ZipFile(io.BytesIO(made)) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in whole.namelist():
            content = whole.read(name)
            changed.writestr(name, content.replace(b'Target="/xl/', b'Target="') if name == "xl/_rels/workbook.bin.rels" else content)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("calamine")
    parser.add_argument("folder", nargs="+", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/ci-differential"))
    options = parser.parse_args()
    work = options.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    paths = sorted(p.resolve() for folder in options.folder for p in folder.rglob("*") if p.suffix in FORMATS and p.is_file())
    chosen = paths[:: options.every]

    # Through the office: those chosen, and the copies it makes of those that are .xlsx.
    saved = {path: copies(path, work, number) for number, path in enumerate(chosen) if path.suffix == ".xlsx"}
    by_office = lambda path: {suffix[1:]: str(to) for suffix, to in saved.get(path, {}).items() if suffix != ".xlsb"}
    seen = libreoffice(work, [(path, by_office(path)) for path in chosen])
    made = []
    for path, others in saved.items():
        if seen[str(path)] is not None and ours(options.program, path)[0] is not None:
            binary(path, others[".xlsb"])
            made += [(to, path) for to in others.values() if to.exists()]
    seen |= libreoffice(work, [(to, {}) for to, _ in made])

    comparison = Comparison(options.program)
    read = lambda path: (ours(options.program, path), calamine(options.calamine, path), told(options.program, path))
    with ThreadPoolExecutor() as pool:
        everything = paths + [to for to, _ in made]
        found = dict(zip(everything, pool.map(read, everything)))
    for path, ((own, formulas), other, places) in found.items():
        compare = lambda reader, cells: comparison.add(reader, path, own, formulas, cells, places)
        compare("calamine", other)
        if path.suffix in (".xlsx", ".xlsm") and zipfile.is_zipfile(path):
            compare("openpyxl", with_openpyxl(path))
        if str(path) in seen:
            compare("LibreOffice", seen[str(path)])
    for to, path in made:
        (own, formulas), _, places = found[to]
        comparison.add("the first", to, own, formulas, found[path][0][0], places | found[path][2])

    comparison.table()
    wrong = comparison.wrong
    if options.every == 1:
        wrong += [f"{KNOWN[number][:3]}: listed as known, but nothing differs" for number in range(len(KNOWN)) if number not in comparison.used]
    if wrong or not comparison.files:
        sys.exit("\n".join(wrong) or "nothing was compared")
    print("no unknown difference")


if __name__ == "__main__":
    main()
