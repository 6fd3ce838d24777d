"""What the oracle needs beyond workbooks of the distributed form: other containers, the bureau's own layout, the areas' sheet.

Written apart from the program: containers are opened by zipfile and LibreOffice, cells by openpyxl, and a value is found by
walking right from its label to the column under its year. Whatever is not understood here ends the comparison as a failure.
"""
import datetime
import io
import re
import subprocess
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import openpyxl

OLE = bytes([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])


def plain(text):
    """A text without width, blanks and line breaks, for comparing labels; ① stays ①."""
    folded = "".join(c if "①" <= c <= "⑳" else unicodedata.normalize("NFKC", c) for c in str(text))
    return re.sub(r"\s", "", folded)


# ---- containers

def opened(folder, areas):
    """Every workbook below a folder, as (name, bytes of an .xlsx, bytes as they came); None for one that cannot be opened."""
    for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        if name.rsplit("/", 1)[-1].startswith("~$"):
            continue
        if data[:8] == OLE and path.suffix == ".xls":
            yield name, converted(data, ".xls"), data
        elif data[:8] == OLE and path.suffix == ".xlsx":
            yield name, None, data  # encrypted
        elif data[:2] == b"PK":
            archive = zipfile.ZipFile(io.BytesIO(data))
            members = archive.namelist()
            if "xl/workbook.xml" in members:
                yield name, data, data
            elif "content.xml" in members:
                yield name, converted(data, ".ods"), data
            else:
                for entry in archive.infolist():
                    inner = entry.filename
                    if not entry.flag_bits & 0x800:
                        inner = inner.encode("cp437").decode("cp932")
                    content = archive.read(entry)
                    yield f"{name}/{inner}", content, content


def converted(data, ending):
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / f"in{ending}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{work}/profile"
        command = ["soffice", "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", work, str(source)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return (Path(work) / "in.xlsx").read_bytes()


def saved(data):
    """The moment that the file says it was saved; nothing for a converted one."""
    try:
        core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    except (KeyError, zipfile.BadZipFile):
        return ""
    found = re.search(r"<dcterms:modified[^>]*>([^<]*)", core)
    return found.group(1) if found else ""


# ---- the bureau's own layout

def by_labels(book, form, indicators, wards, name):
    """The same dictionary as from the defined names, found by what stands on the sheets."""
    found = {}
    units = {i["id"]: i["unit"] for i in indicators}
    for definition in form["sheet"]:
        theme = plain(definition["theme"]).split("(第")[0]
        sheets = [s for s in book if any(theme in plain(c.value) for row in s.iter_rows() for c in row if c.value is not None)]
        if len(sheets) != 1:
            raise ValueError(f"{name}: {len(sheets)} sheets for {definition['name']}")
        on_sheet(found, sheets[0], definition, form, units)
    texts = [plain(c.value) for s in book for row in s.iter_rows() for c in row if isinstance(c.value, str)]
    dates = {m.groups() for t in texts for m in re.finditer(r"令和(\d+)年(\d+)月末時点", t)}
    ((year, month),) = dates
    first_of_next = datetime.date(2018 + int(year) + int(month) // 12, int(month) % 12 + 1, 1)
    day = first_of_next - datetime.timedelta(days=1)
    found["TM_as_of"] = ("", "", datetime.datetime.combine(day, datetime.time()), False)
    names = sorted(wards, key=len, reverse=True)
    own = [w for w in names if w in name] or [w for w in names if w in texts]
    found["TM_code"] = ("", "", wards[own[0]], False)
    return found


def on_sheet(found, sheet, definition, form, units):
    cells = {(c.row, c.column): c for row in sheet.iter_rows() for c in row if c.value is not None}
    columns = {}
    for (row, col), cell in cells.items():
        for year in form["year"]:
            if plain(cell.value) == plain(year["header"]):
                columns[year["year"]] = (row, col)
    width = min(b[1] - a[1] for a, b in zip(list(columns.values()), list(columns.values())[1:]))
    first = min(col for _, col in columns.values())
    labels = {}
    for block in definition["block"]:
        for field in block.get("field", []):
            wanted = plain(field["label"])
            rows = [r for (r, c), cell in cells.items() if c < first and plain(cell.value).endswith(wanted)]
            if len(rows) == 1:
                labels[rows[0]] = field
    for row, field in labels.items():
        for year, (_, col) in columns.items():
            own = [(r, c) for r in (row, row + 1) for c in range(col, col + width)
                   if (r == row or r not in labels) and (r, c) in cells and (r == row or "rate" in field)]
            put_field(found, sheet, cells, field, year, own, (row, col), units)


def put_field(found, sheet, cells, field, year, own, corner, units):
    name = lambda id_: f"TM_{id_.replace('-', '_')}_{year}"
    at = lambda key: sheet.cell(*key).coordinate
    of_areas = field.get("layout", "count").startswith("of-areas")
    if not of_areas:
        key = own[0] if own else corner
        value = cells[key].value if own else None
        found[name(field["indicator"])] = (sheet.title, at(key), value, own and "%" in cells[key].number_format)
        return
    whole = {key: unicodedata.normalize("NFKC", str(cells[key].value)) for key in own}
    for key, text in whole.items():
        if "/" in text:
            found[name(field["indicator"])] = (sheet.title, at(key), text.split("/")[0].strip() or None, False)
        if "rate" in field:
            percent = re.search(r"\(([^()]*)%\s*\)", text)
            if percent:
                found[name(field["rate"])] = (sheet.title, at(key), percent.group(1).strip() or None, False)


# ---- the areas below a ward

def areas_definition(form):
    """The rows of the form of which there is one per area."""
    return next(rows for rows in form["rows"] if rows["rows"] == "one-per-part")


def areas(grid, sheet, form):
    """[(row, name, {(year, indicator): (cell, value)})] of the optional sheet; only columns in which anything stands."""
    definition = areas_definition(form)
    heads = {plain(c["header"]): c for c in definition["column"]}
    (name_row, name_col), = [k for k, v in grid.items() if v is not None and plain(v) == plain(definition["key-header"])]
    years, year = {}, None
    last_col = max(c for _, c in grid)
    for col in range(name_col + 1, last_col + 1):
        header = grid.get((name_row, col))
        year = next((y["year"] for y in form["year"] if header and plain(y["header"]) == plain(header)), year)
        years[col] = year
    head_row = next(r for r, c in sorted(grid) if r > name_row and grid[r, c] is not None and plain(grid[r, c]) in heads)
    columns = {c: heads[plain(grid[head_row, c])] for c in years if plain(grid.get((head_row, c)) or "") in heads}
    end = next(r for r in range(head_row + 1, 10_000)
               if any(plain(grid.get((r, c)) or "") == plain(definition["total-label"]) for c in range(1, name_col + 1)))
    rows = range(head_row + 1, end)
    filled = {c for c in columns for r in rows if grid.get((r, c)) not in (None, "")}
    found = []
    for row in rows:
        name = str(grid.get((row, name_col)) or "").strip()
        values = {(years[c], columns[c]["indicator"]): (row, c, grid.get((row, c))) for c in sorted(filled)}
        if name or any(v not in (None, "") for _, _, v in values.values()):
            found.append((name, values))
    return found


def area_said(column, definition, value):
    """(state, number) of a cell on the areas' sheet."""
    if value is None or value == "":
        return ("記入", 0) if column["kind"] == "mark" else ("未記入", None)
    if column["kind"] == "mark":
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        if text in definition["yes"]:
            return "記入", 1
        if text in definition["no"]:
            return "記入", 0
    elif isinstance(value, (int, float)) and value >= 0 and float(value).is_integer():
        return "記入", int(value)
    if value in ("該当なし", "対象外"):
        return "該当なし", None
    if value in ("未集計", "集計中", "調査中", "不明") or (isinstance(value, str) and not value.strip("-ー－─")):
        return "未集計", None
    return "読取不能", None


def placed(rows, names, suffixes):
    """[(number, name)] for the rows: as registered, else after the registered ones in the order of the sheet."""
    def key(name):
        bare = re.sub(r"\s", "", name)
        return next((bare[: -len(s)] for s in suffixes if bare.endswith(s) and bare != s), bare)
    known, seen, result, following = [key(n) for n in names], {}, [], len(names)
    for name, _ in rows:
        own = key(name)
        if own and own in seen:
            following += 1
            seen[own][1] += 1
            result.append((following, f"{seen[own][0]}（{seen[own][1]}）", None))
        elif own in known:
            at = known.index(own)
            result.append((at + 1, names[at], at))
            seen[own] = [names[at], 1]
        else:
            following += 1
            shown = name or f"第{following}地域"
            result.append((following, shown, None))
            if own:
                seen[own] = [shown, 1]
    return result
