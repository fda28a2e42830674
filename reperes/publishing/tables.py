"""Rows become a file a spreadsheet opens right: CSV or XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

BOM = "\ufeff"  # without it, Excel reads UTF-8 as Windows-1252
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[-+]?\d[\d.,\u00a0\u202f ]*")  # « -12,5 » is no formula; « -1+1 » is one


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ",") -> bytes:
    """UTF-8 with BOM, RFC 4180. Missing (None) is an empty cell, never a zero; numbers keep the decimal point."""
    page = io.StringIO()
    page.write(BOM)
    writer = csv.writer(page, delimiter=separator, lineterminator="\r\n")
    writer.writerow([inert(cell) for cell in header])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return page.getvalue().encode("utf-8")


def xlsx_file(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """One sheet for each (name, header, rows); text stays text, so that "4620725.10" keeps its zero."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"constant_memory": True, "strings_to_formulas": False}) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, header, rows in sheets:
            sheet = workbook.add_worksheet(name[:31])
            sheet.write_row(0, 0, header, bold)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    write = sheet.write_string if isinstance(cell, str) else sheet.write
                    write(number, column, cell)
    return book.getvalue()


def inert(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula is shown as text (OWASP, CSV injection)."""
    if isinstance(cell, str) and cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return "" if cell is None else cell
