#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets of what is in the repository: seed.py PROGRAM FOLDER, and `seed.py keep GROWN` for the replay.

Seeds are samples, test workbooks, definitions and outputs cut into the form that the targets take (`entries/parts.rs`). `keep` copies
inputs of each grown corpus into `tests/fuzz/corpus`, small and large ones, up to MOST_KEPT bytes and MOST_FILES per target: `cargo test`
runs those.
"""
import hashlib
import io
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MOST_SEED = 60_000
MOST_KEPT, MOST_FILES = 40_000, 40
WORDS = (
    "12 １２ 12件 約120 未集計 該当なし － ― 0 0.0 -3 1,234 1，234 １２．５％ 75% 12/334 ／ 十二 百二十 3人 (12) △5 12～15 12.50 1e3 =12 =75.3 "
    "12(うち3) 集計中 なし ゼロ 〇 12世帯 #REF! 334 99999999999 0012 12. .5 １２件程度 前年と同じ").split()
DATES = (
    "2026-03-31 令和8年3月末 R8.3.31 令和７年３月３１日 平成31年4月30日 令和元年5月1日 2026/3/31 46112 3月31日 R8.3末 令和8年3月末現在 2024-02-29 "
    "令和6年2月29日 昭和64年1月7日 9999-12-31 0001-01-01 令和99年12月31日 2026年3月 3/31 時点 2026-03-31T10:00 2026-03-31T10:00:00Z").split()


def part(name, content):
    return b"=== " + name.encode() + b"\n" + content + b"\n"


def of_zip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(part(one.filename, archive.read(one)) for one in archive.infolist() if not one.is_dir() and not one.flag_bits & 1)


def workbooks(*endings):
    for folder in ("tests/workbooks", "samples/faults", "samples/r7-real-life"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix.lower() in endings and path.stat().st_size < MOST_SEED:
                yield path


def cut(table, rows):
    """A table with its headings and the first rows, and with its last."""
    lines = table.split(b"\r\n")
    return b"\r\n".join(lines[: rows + 1] + lines[-3:])


def seeds(program, folder):
    for _ in range(12):
        yield "values", "\n".join(random.choices(WORDS, k=30)).encode()
    for text in DATES:
        yield "dates", text.encode()
    for _ in range(20):
        yield "grid", random.randbytes(40) + "④見守り".encode() + random.randbytes(40)
    for place in ("tests/two-forms", "tests/rows", "tests/merger", "systems/showa", "systems/kawanishi", "systems/functions"):
        files = sorted((ROOT / place).rglob("*.toml"))
        yield "definitions", b"".join(part(str(file.relative_to(ROOT / place)), file.read_bytes()) for file in files)
    for path in sorted((ROOT / "tests/workbooks/blanks").glob("*.xlsx")):
        yield "draft", of_zip(path.read_bytes())
    for path in workbooks(".xlsx", ".xlsm", ".zip", ".xls", ".ods", ".xlsb"):
        data = path.read_bytes()
        if path.suffix in (".xls", ".ods", ".xlsb"):
            yield "binary", of_zip(data) if zipfile.is_zipfile(path) and path.suffix != ".xls" else data
        else:
            yield "package", data
            if zipfile.is_zipfile(path):
                yield "workbook", of_zip(data)
        yield "page", b"+" + part(path.name, data)
    yield from folders(program, folder)


def folders(program, folder):
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "in").mkdir()
        shutil.copy(ROOT / "samples/r7-real-life/271225_西成区.xlsx", work / "in")
        subprocess.run([program, "compile", "in", "--out", "out", "--quiet", "--parquet"], cwd=work, check=False, stdout=subprocess.DEVNULL)
        files = {name: (work / "out" / name).read_bytes() for name in ("manifest.json", "facts.csv", "figures.csv", "narrative.csv", "findings.json")}
        for rows in (5, 40):
            small = {name: cut(data, rows) if name.endswith(".csv") else data for name, data in files.items()}
            yield "folder", "1-2/2025/市\n".encode() + b"".join(part(name, data) for name, data in small.items())
            yield "tables", b"".join(part(name, small[name]) for name in ("facts.csv", "narrative.csv", "manifest.json", "findings.json"))
            yield "tables", part("facts.csv", small["facts.csv"])
        for path in sorted((work / "out/data/parquet").rglob("*.parquet")):
            if path.stat().st_size < MOST_SEED:
                yield "tables", path.read_bytes()


def keep(grown):
    for folder in sorted(pathlib.Path(grown).iterdir()):
        kept, place = 0, HERE / "corpus" / folder.name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        found = sorted(folder.iterdir(), key=lambda path: (path.stat().st_size, path.name))
        for path in found[:: max(1, len(found) // MOST_FILES)]:
            if kept + path.stat().st_size > MOST_KEPT:
                break
            kept += path.stat().st_size
            shutil.copy(path, place / path.name[:12])


def main():
    if sys.argv[1] == "keep":
        return keep(sys.argv[2])
    program, out = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    random.seed(19)
    for target, data in seeds(program, out):
        if len(data) > MOST_SEED:
            continue
        place = out / target
        place.mkdir(parents=True, exist_ok=True)
        (place / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    for place in sorted(out.iterdir()):
        print(f"{place.name}: {len(list(place.iterdir()))} seeds")


if __name__ == "__main__":
    main()
