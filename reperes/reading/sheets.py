"""Rows of a spreadsheet. Checked by guards.py first: the reader holds one sheet in memory."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from reperes.core.errors import BadFile
from reperes.reading.guards import damaged
from reperes.reading.numbers import Raw


def names(path: Path, name: str) -> list[str]:
    """The visible sheets, in order."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            found = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
    except (CalamineError, OSError) as error:
        raise damaged(name) from error
    if not found:
        raise BadFile(_("« %(file)s » n’a aucune feuille visible.") % {"file": name})
    return found


def rows(path: Path, name: str, sheet: str) -> Iterator[tuple[int, list[Raw]]]:
    """(row number as the spreadsheet shows it, its cells); numbers stay numbers, the rest is text."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            found = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise damaged(name) from error
    for number, row in enumerate(found, start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> Raw:
    if isinstance(value, bool):
        return _("vrai") if value else _("faux")
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
