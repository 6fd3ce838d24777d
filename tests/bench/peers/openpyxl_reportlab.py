"""The job with openpyxl and reportlab: SCRIPT FOLDER OUT [--read-only]

By default as it is usually written: the workbook is loaded and cells are asked for by name. With --read-only, openpyxl's
faster mode, in which only the sheets that are needed are read, row by row.
"""

import sys

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

import job


def loaded(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return lambda sheet, reference: book[sheet][reference].value


def streamed(path):
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    cells = {}
    for sheet in job.SHEETS:
        for row, values in enumerate(book[sheet].iter_rows(max_row=30, values_only=True), 1):
            for column, value in enumerate(values):
                if value is not None:
                    cells[sheet, f"{chr(65 + column)}{row}"] = value
    book.close()
    return lambda sheet, reference: cells.get((sheet, reference))


def write(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    bold, wrap = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for title, widths, rows in sheets:
        sheet = book.create_sheet(title)
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = bold
        if title == "自由記述":
            for (cell,) in sheet.iter_rows(min_row=2, min_col=7, max_col=7):
                cell.alignment = wrap
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


if __name__ == "__main__":
    job.run(streamed if "--read-only" in sys.argv else loaded, write)
