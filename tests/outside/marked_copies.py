#!/usr/bin/env python3
"""Marks every workbook with `check --annotate` and lets other programs judge the copies.

    marked_copies.py PROGRAM WORK FOLDER...

WORK is a folder of this script's own and is emptied. Of each copy: every part that need not change is the sender's, bit
for bit; openpyxl opens it, sees the sender's cells unchanged but for the fill of marked ones, and finds fill and note
where findings.json has a place; the list comes last and its links lead to cells of the workbook. LibreOffice then opens
some of the copies, saves them anew, and must have kept the notes. Each opens on the list, and no other sheet is selected with it;
exceljs and SheetJS open every copy, redrawn ones too, and see its sheets and notes (other_readers.mjs). Needs openpyxl, soffice,
and node with both libraries where NODE_PATH leads.
"""

import json
import shutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries

FILLS = {"FFFBE0DD": "error", "FFFFECCC": "warning", "FFE2EFDA": "note"}
LOOKS = [("_fonts", "fontId"), ("_fills", "fillId"), ("_borders", "borderId"), ("_alignments", "alignmentId"),
         ("_protections", "protectionId")]
# Workbooks that are refused on purpose, and redrawn.
REDRAWN = {"strict-西成区.xlsx", "sheet-twice.xlsx"}
# What is patched, and what is redrawn whatever it holds.
PATCHED, ELSE = {".xlsx", ".xlsm"}, {".xls", ".xlsb", ".ods"}
UNOPENED: list[str] = []
HEAD = "【点検結果 torimatome】"


def may_change(name: str) -> bool:
    name = name.lower()
    return name == "[content_types].xml" or any(
        word in name for word in ("workbook.xml", "styles", "worksheets/", "comments", "vmldrawing")
    )


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None, f"{path}: a broken part"
        return {name: package.read(name) for name in package.namelist()}


def opened(path: Path):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        # An original that openpyxl gave up is closed at any later time.
        warnings.simplefilter("ignore", ResourceWarning)
        workbook = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    return workbook, sorted({str(warning.message) for warning in told})


def shown(sheet, cell: str) -> str:
    """The first cell of the merged region that holds a cell."""
    col, row, _, _ = range_boundaries(cell)
    for region in sheet.merged_cells.ranges:
        if region.min_row <= row <= region.max_row and region.min_col <= col <= region.max_col:
            return region.start_cell.coordinate
    return cell


def places(findings: list[dict], file: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        if (finding["place"] or {}).get("file") != file:
            continue
        for place in [finding["place"], *finding["related"]]:
            if place["file"] == file and place["sheet"] and place["cell"]:
                found.setdefault((place["sheet"], place["cell"]), set()).add(finding["code"])
    return found


def cells_of(sheet) -> list:
    """The cells that are there; iter_rows would walk to one that is far away."""
    return list(sheet._cells.values())


def same_cells(path: Path, old, new, marked: set[tuple[str, str]]) -> None:
    for sheet in old.worksheets:
        other = new[sheet.title]
        assert sheet.protection.sheet == other.protection.sheet, f"{path}: protection"
        assert sheet.merged_cells.ranges == other.merged_cells.ranges, f"{path}: merges"
        for cell in cells_of(sheet):
            twin = other[cell.coordinate]
            where = f"{path}: {sheet.title}!{cell.coordinate}"
            assert cell.value == twin.value, where
            assert cell.number_format == twin.number_format, where
            for table, index in LOOKS:
                if table == "_fills" and (sheet.title, cell.coordinate) in marked:
                    continue
                looks = [getattr(book, table)[getattr(one._style, index)] for book, one in ((old, cell), (new, twin))]
                assert looks[0] == looks[1], f"{where}: {table}"


def judge(original: Path, copy: Path, findings: list[dict]) -> int:
    before, after = parts(original), parts(copy)
    for name, content in before.items():
        assert may_change(name) or after.get(name) == content, f"{copy}: {name} is not the sender's"
    try:
        old, old_told = opened(original)
    except Exception:  # The sender's own file is beyond openpyxl; so is the copy.
        UNOPENED.append(original.name)
        return 0
    new, new_told = opened(copy)
    assert set(new_told) <= set(old_told), f"{copy}: openpyxl warns: {new_told}"
    names = new.sheetnames
    assert names[:-1] == old.sheetnames and names[-1].startswith("点検結果"), f"{copy}: {names}"
    opens_on_list(copy, new)
    wanted = places(findings, original.name)
    marked, notes = set(), 0
    for (sheet_name, cell), codes in wanted.items():
        cell = shown(new[sheet_name], cell)
        marked.add((sheet_name, cell))
        found = new[sheet_name][cell]
        where = f"{copy}: {sheet_name}!{cell}"
        assert found.fill.fill_type == "solid" and found.fill.fgColor.rgb in FILLS, f"{where} is not filled"
        # Beside conversations no note is put, because Excel would take it for a broken one; the list says what was told.
        if any("threadedcomments/" in name.lower() for name in before):
            theirs = old[sheet_name][cell].comment
            assert theirs is None or found.comment.text == theirs.text, f"{where}: a conversation is changed"
            continue
        assert found.comment is not None, f"{where} has no note"
        text = found.comment.text
        theirs = old[sheet_name][cell].comment
        assert HEAD in text and all(code in text for code in codes), f"{where}: {text}"
        assert theirs is None or text.startswith(theirs.text.rstrip()), f"{where}: the sender's note is gone"
        notes += 1
    same_cells(copy, old, new, marked)
    for cell in cells_of(new[names[-1]]):
        assert cell.data_type != "f", f"{copy}: a formula in the list"
        if cell.hyperlink:
            sheet = cell.hyperlink.location.rsplit("!", 1)[0].strip("'").replace("''", "'")
            assert sheet in names, f"{copy}: a link to {sheet}"
    return notes


def opens_on_list(copy: Path, workbook) -> None:
    assert workbook.active.title.startswith("点検結果"), f"{copy}: opens on {workbook.active.title}"
    selected = [sheet.title for sheet in workbook.worksheets if sheet.sheet_view.tabSelected]
    assert selected == [workbook.active.title], f"{copy}: {selected} are selected"


def note_count(path: Path) -> int:
    cells = (cell for sheet in opened(path)[0].worksheets for cell in cells_of(sheet))
    return sum(1 for cell in cells if cell.comment and HEAD in cell.comment.text)


def other_readers(copies: list[Path], original_of) -> None:
    script = Path(__file__).with_name("other_readers.mjs")
    read = lambda files: subprocess.run(["node", script, *files], capture_output=True, text=True, timeout=900)
    run = read(copies)
    # A copy holds what the sender's file holds: what no library takes there, it takes in no copy either.
    beyond = []
    for told in run.stderr.splitlines():
        copy = next((copy for copy in copies if told.startswith(f"{copy}: ")), None)
        assert copy and (": exceljs: " in told or ": SheetJS: " in told), told
        own = read([original_of(copy)]).stderr
        assert told.removeprefix(str(copy)) in own, f"{told}; of the original: {own}"
        beyond.append(copy)
    print(f"exceljs does not open these originals: {'、'.join(original_of(copy).name for copy in beyond)}")
    assert len(beyond) < 10, "too many originals that exceljs does not open"
    seen = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(seen) == len(copies) - len(beyond), f"{len(seen)} of {len(copies)} copies were read"
    for one in seen:
        if any(Path(name).stem in one["file"] for name in UNOPENED):
            continue
        wanted = note_count(Path(one["file"]))
        assert one["sheetjs"]["notes"] == wanted, f"{one}: openpyxl sees {wanted} notes"
        # exceljs passes over some notes, as beside a text with readings.
        assert 0 < one["exceljs"]["notes"] <= wanted or wanted == 0, f"{one}: openpyxl sees {wanted} notes"


def libreoffice(work: Path, copies: list[Path]) -> None:
    out = work / "libreoffice"
    profile = (work / "profile").resolve().as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", out]
    subprocess.run([*command, *copies], check=True, capture_output=True, timeout=300)
    for copy in copies:
        saved = out / f"{copy.stem}.xlsx"
        assert saved.exists(), f"LibreOffice does not open {copy}"
        if any(copy.stem.split("_", 1)[1].startswith(Path(name).stem) for name in UNOPENED):
            continue
        assert note_count(saved) == note_count(copy), f"{copy}: LibreOffice has lost notes"


def main(arguments: list[str]) -> int:
    if len(arguments) < 3:
        print(__doc__)
        return 2
    program, work = arguments[0], Path(arguments[1])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    files = sorted(path for folder in arguments[2:] for path in Path(folder).rglob("*") if path.suffix in PATCHED | ELSE)
    copies, redrawn, notes, anew = [], [], 0, []
    for number, path in enumerate(files):
        before = path.read_bytes()
        out = work / f"{number:03}"
        command = [program, "check", path, "--quiet", "--format", "json", "--annotate", out]
        run = subprocess.run(command, capture_output=True, text=True)
        assert run.returncode in (0, 1), f"{path}: {run.stderr}"
        assert path.read_bytes() == before, f"{path} was changed"
        for copy in sorted(out.iterdir()) if out.exists() else []:
            if path.suffix in ELSE or not zipfile.is_zipfile(path) or path.name in REDRAWN:
                redrawn.append(path)
                opens_on_list(copy, opened(copy)[0])
                anew.append(copy)
                continue
            notes += judge(path, copy, json.loads(run.stdout)["findings"])
            renamed = copy.rename(work / f"{number:03}_{copy.name}")
            copies.append(renamed)
    print(f"{len(files)} files: {len(copies)} marked copies with {notes} notes, {len(redrawn)} redrawn: "
          f"{'、'.join(path.name for path in redrawn)}")
    print(f"openpyxl does not open these originals: {'、'.join(UNOPENED)}")
    assert len(UNOPENED) < 20, "too many originals that openpyxl does not open"
    assert len(copies) > 100 and notes > 150, "too few copies to mean anything"
    anew_of = dict(zip(anew, redrawn))
    other_readers(copies + anew, lambda copy: anew_of.get(copy) or files[int(copy.name[:3])])
    print(f"exceljs and SheetJS opened {len(copies) + len(anew)} of them and saw their notes")
    chosen = [copy for at, copy in enumerate(copies) if at % 6 == 0 or "containers" in str(files[int(copy.name[:3])])]
    libreoffice(work, chosen)
    print(f"LibreOffice opened {len(chosen)} of them and kept every note")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
