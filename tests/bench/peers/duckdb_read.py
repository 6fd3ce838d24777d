"""What somebody with DuckDB would do: the three sheets of every workbook with read_xlsx, then sums. SCRIPT FOLDER

read_xlsx takes one file and one sheet at a time, so the union is written out by the script. Its extension is loaded from
the package duckdb-ext-excel; where that is missing the script ends with exit code 3 and says so, and downloads nothing.
"""

import sys
from pathlib import Path

import duckdb

import job

RANGES = {"基本目標1": "A1:M30", "基本目標2": "A1:M30", "参加支援": "A1:M20"}


def connected():
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        # A namespace without code: the extension lies in a folder below it.
        import duckdb_ext
        connection.execute("SET extension_directory = ?", [str(Path(list(duckdb_ext.__path__)[0]) / "extensions")])
        connection.execute("LOAD excel")
    except (ImportError, duckdb.Error) as error:
        print(f"the excel extension is not there: {error}", file=sys.stderr)
        raise SystemExit(3)
    return connection


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def main():
    connection = connected()
    files = sorted(Path(sys.argv[1]).rglob("*.xlsx"))
    fields = [
        (sheet, row, job.NUMBER[year], indicator, year)
        for sheet, row, indicator, _, _ in job.FIELDS if indicator not in job.RATES for year in job.YEARS
    ]
    connection.execute("CREATE TABLE cells (file VARCHAR, sheet VARCHAR, cell_row INT, cell_column VARCHAR, cell VARCHAR)")
    for path in files:
        for sheet, cells in RANGES.items():
            connection.execute(f"""
                INSERT INTO cells
                SELECT {quoted(path.name)}, {quoted(sheet)}, cell_row, cell_column, cell FROM (
                    UNPIVOT (
                        SELECT row_number() OVER () AS cell_row, *
                        FROM read_xlsx({quoted(path)}, sheet = {quoted(sheet)}, range = {quoted(cells)},
                                       header = false, all_varchar = true, stop_at_empty = false)
                    ) ON COLUMNS(* EXCLUDE cell_row) INTO NAME cell_column VALUE cell
                )""")
    connection.execute("CREATE TABLE fields (sheet VARCHAR, cell_row INT, cell_column VARCHAR, indicator VARCHAR, year INT)")
    connection.executemany("INSERT INTO fields VALUES (?, ?, ?, ?, ?)", fields)
    sums = connection.execute("""
        SELECT indicator, year, sum(TRY_CAST(cell AS DOUBLE)), count(TRY_CAST(cell AS DOUBLE))
        FROM cells JOIN fields USING (sheet, cell_row, cell_column) GROUP BY ALL ORDER BY ALL""").fetchall()
    for indicator, year, value, units in sums:
        if units:
            print(f"{indicator}\t{year}\t{value:g}\t{units}")
    print(f"{connection.execute('SELECT count(*) FROM cells').fetchone()[0]} cells", file=sys.stderr)


if __name__ == "__main__":
    main()
