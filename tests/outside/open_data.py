#!/usr/bin/env python3
"""open_data.py OUT...: the open-data bundle of a run, read by other people's programs.

The tables are read through `data/csv-metadata.json` by the package `csvw` (W3C's CSV on the Web), which refuses a cell that is not
what the dictionary says of its column; each line of the JSON Lines must then be the row that it read, number for number.
"""

import decimal
import json
import pathlib
import sys
import warnings

from csvw import TableGroup

from words import unguarded


def main(folders: list[str]) -> int:
    if not folders:
        print(__doc__)
        return 2
    warnings.simplefilter("error")
    for folder in map(pathlib.Path, folders):
        data = folder / "data"
        group = TableGroup.from_file(data / "csv-metadata.json")
        for table in group.tables:
            lines = (data / table.common_props["dc:hasFormat"]["@id"]).read_text("utf-8").splitlines()
            told = [json.loads(line, parse_float=decimal.Decimal, parse_int=decimal.Decimal) for line in lines]
            read = list(table.iterdicts(strict=True))
            if len(read) != len(told) or not read:
                print(f"{folder}: {table.url}: {len(read)} rows, {len(told)} lines")
                return 1
            for row, line in zip(read, told):
                same = {key: plain(shown(value)) for key, value in row.items()} == {key: shown(value) for key, value in line.items()}
                if not same:
                    print(f"{folder}: {table.url}: {row} is not {line}")
                    return 1
            table.check_primary_key()
            print(f"{folder}: {table.url}: {len(read)} rows, key {table.tableSchema.primaryKey}")
    return 0


def shown(value: object) -> object:
    """As the lines write it: dates by their digits."""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, int):
        return decimal.Decimal(value)
    return value


def plain(value: object) -> object:
    return unguarded(value) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
