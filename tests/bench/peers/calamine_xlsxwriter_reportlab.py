"""The job with python-calamine, XlsxWriter and reportlab: SCRIPT FOLDER OUT"""

import re

import xlsxwriter
from python_calamine import CalamineWorkbook

import job

REFERENCE = re.compile(r"([A-Z])(\d+)")


def loaded(path):
    book = CalamineWorkbook.from_path(str(path))
    grids = {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in job.SHEETS}

    def cell(sheet, reference):
        column, row = REFERENCE.fullmatch(reference).groups()
        value = grids[sheet][int(row) - 1][ord(column) - 65]
        return None if value == "" else value

    return cell


def write(path, sheets):
    book = xlsxwriter.Workbook(str(path))
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for title, widths, rows in sheets:
        sheet = book.add_worksheet(title)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, wrap if title == "自由記述" and column == 6 else None)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row, bold if at == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows) - 1, len(widths) - 1)
    book.close()


if __name__ == "__main__":
    job.run(loaded, write)
