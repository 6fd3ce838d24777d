"""dump_workbook.py FILE.xlsx: every cell of every sheet as text, one row per line; formulas with their stored value."""
import sys

import openpyxl


def main(path):
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    for sheet in formulas.worksheets:
        print(f"## {sheet.title}")
        stored = values[sheet.title]
        for row in sheet.iter_rows():
            cells = []
            for cell in row:
                if cell.value is None:
                    continue
                text = str(cell.value).replace("\n", "⏎")
                if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f":
                    text = f"{text} → {stored[cell.coordinate].value}"
                cells.append(f"{cell.column_letter} {text}")
            if cells:
                print(f"{row[0].row}: " + " | ".join(cells))


main(sys.argv[1])
