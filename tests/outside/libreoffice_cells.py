#!/usr/bin/python3
"""What LibreOffice sees in workbooks, for `differential.py`, and the same workbooks saved by it in other formats.

    libreoffice_cells.py PROFILE_FOLDER < ORDERS > CELLS

An order is a line of JSON: {"path": FILE, "save": {FORMAT: FILE}}. Each is answered by a line: {"path": FILE, "cells":
{SHEET!CELL: [KIND, VALUE]}}, or with "refused" instead of "cells". A kind is number, text or error; a date is a number, counted
from 1899-12-30. One office serves all orders; where it dies of one, that is the last answer, and the exit code 3. Needs Debian's python3-uno, therefore the system's own Python.
"""
import datetime
import json
import os
import signal
import subprocess
import sys

from office import prop, started

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xlsm": "Calc MS Excel 2007 VBA XML", "xls": "MS Excel 97", "ods": "calc8"}
TYPED, CALCULATED, FAILED = 1 | 2 | 4, 1 | 2, 4  # CellFlags.VALUE, DATETIME, STRING; FormulaResult.VALUE, STRING; ERROR
DIED = 3
COUNTED_FROM = datetime.date(1899, 12, 30)


def letters(column):
    name = ""
    while column >= 0:
        name, column = chr(65 + column % 26) + name, column // 26 - 1
    return name


def cells(document):
    null = document.NullDate
    shift = (datetime.date(null.Year, null.Month, null.Day) - COUNTED_FROM).days
    found = {}
    for sheet in document.Sheets:
        # An array with an error in it does not come through the pipe.
        plain = (*sheet.queryContentCells(TYPED).RangeAddresses, *sheet.queryFormulaCells(CALCULATED).RangeAddresses)
        for at in plain:
            area = sheet.getCellRangeByPosition(at.StartColumn, at.StartRow, at.EndColumn, at.EndRow)
            for row, line in enumerate(area.getDataArray(), at.StartRow):
                for column, value in enumerate(line, at.StartColumn):
                    if isinstance(value, float):
                        found[f"{sheet.Name}!{letters(column)}{row + 1}"] = ["number", value]
                    elif value:
                        found[f"{sheet.Name}!{letters(column)}{row + 1}"] = ["text", value]
        for at in sheet.queryFormulaCells(FAILED).RangeAddresses:
            for row in range(at.StartRow, at.EndRow + 1):
                for column in range(at.StartColumn, at.EndColumn + 1):
                    cell = sheet.getCellByPosition(column, row)
                    found[f"{sheet.Name}!{letters(column)}{row + 1}"] = ["error", cell.String]
    return {"cells": found, "shift": shift}


def serve(desktop, order):
    options = (prop("Hidden", True), prop("ReadOnly", True), prop("MacroExecutionMode", 0))
    try:
        document = desktop.loadComponentFromURL(f"file://{order['path']}", "_blank", 0, options)
    except Exception as error:
        return {"refused": str(error)[:200]}
    if document is None:
        return {"refused": "not opened"}
    try:
        if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            return {"refused": "no spreadsheet"}
        answer = cells(document)
        for kind, path in order.get("save", {}).items():
            document.storeToURL(f"file://{path}", (prop("FilterName", FILTERS[kind]),))
        return answer
    finally:
        document.close(True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    office, desktop_of = started(
        sys.argv[1], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        desktop = desktop_of()
        for line in sys.stdin:
            order = json.loads(line)
            try:
                answer = serve(desktop, order)
            except Exception:
                print(json.dumps({"path": order["path"], "refused": "LibreOffice died of it"}), flush=True)
                sys.exit(DIED)
            print(json.dumps({"path": order["path"], **answer}, ensure_ascii=False), flush=True)
        desktop.terminate()
        office.wait(60)
    finally:
        if office.poll() is None:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()


main()
