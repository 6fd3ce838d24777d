#!/usr/bin/env python3
"""Types mistakes of people into the workbook of a definition, as openpyxl saves it.

    make.py WORKBOOK OUT.xlsx

WORKBOOK is what `torimatome form convert` makes of tests/two-forms.
"""
import sys

import openpyxl


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    book = openpyxl.load_workbook(sys.argv[1])
    indicators = book["指標"]
    columns = {cell.value: cell.column for cell in indicators[3]}
    indicators.cell(5, columns["単位"]).value = None
    indicators.cell(6, columns["まとめ方"]).value = "平均"
    fields = book["欄"]
    columns = {cell.value: cell.column for cell in fields[3]}
    fields.cell(5, columns["指標"]).value = "hall"
    fields.cell(6, columns["まとまり"]).value = "ない"
    book["階層"].cell(3, 3).value = "数の呼名"
    book["検査"].title = "点検"
    book.save(sys.argv[2])


if __name__ == "__main__":
    main()
