"""What somebody with polars would do: every sheet of every workbook into one table, then sums. SCRIPT FOLDER

Only reading and summing: nothing is checked, nothing is written but the sums of the fields that job.py names.
"""

import sys
from pathlib import Path

import polars

import job


def table(path):
    """The cells of all sheets as rows of sheet, row, column, value (text)."""
    sheets = polars.read_excel(path, sheet_id=0, engine="calamine", has_header=False, drop_empty_rows=False,
                               drop_empty_cols=False, raise_if_empty=False, infer_schema_length=0)
    for name, frame in sheets.items():
        columns = {old: chr(65 + at) for at, old in enumerate(frame.columns)}
        rows = frame.rename(columns).with_row_index("row", offset=1)
        long = rows.unpivot(index="row", variable_name="column", value_name="value").drop_nulls("value")
        yield long.with_columns(polars.lit(path.name).alias("file"), polars.lit(name).alias("sheet"))


def main():
    files = sorted(Path(sys.argv[1]).rglob("*.xlsx"))
    cells = polars.concat([part for path in files for part in table(path)])
    fields = polars.DataFrame(
        [(sheet, row, job.NUMBER[year], indicator, year)
         for sheet, row, indicator, _, _ in job.FIELDS if indicator not in job.RATES for year in job.YEARS],
        schema={"sheet": str, "row": polars.UInt32, "column": str, "indicator": str, "year": int}, orient="row",
    )
    sums = (
        cells.join(fields, on=["sheet", "row", "column"])
        .with_columns(polars.col("value").cast(float, strict=False))
        .group_by("indicator", "year").agg(polars.col("value").sum(), polars.col("value").count().alias("units"))
        .sort("indicator", "year")
    )
    for indicator, year, value, units in sums.rows():
        if units:
            print(f"{indicator}\t{year}\t{value:g}\t{units}")
    print(f"{cells.height} cells", file=sys.stderr)


if __name__ == "__main__":
    main()
