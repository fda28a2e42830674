"""Long tables laid in columns: one line a territory, one column a characteristic, so that the wizard reads them."""

import tempfile
from codecs import BOM_UTF8
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.figures.statuses import OK, STATUSES, SYMBOLS, Codes
from reperes.publishing.tables import csv_file
from reperes.reading import long
from reperes.reading.recognising import Recognised
from reperes.reading.table import MOST_COLUMNS
from reperes.reading.told import Told

WRITTEN = {status: symbol for symbol, status in SYMBOLS.items()}


def in_columns(path: Path, name: str, found: Recognised) -> tuple[bytes, list[Told]]:
    """The table as CSV, and what is to be said of it. BadFile where it has too many columns to be one."""
    if found.shape is None or found.sample is None:
        raise ValueError("only a long table is laid in columns")
    with tempfile.TemporaryDirectory() as folder:
        loaded = long.read(path, name, found.sample.reading, found.shape, Path(folder) / "lu")
        store = loaded.store
        pairs = [(one, column) for one in store.characteristics for column in store.columns]
        if len(pairs) >= MOST_COLUMNS:
            raise BadFile(
                _("« %(file)s » fait %(n)s colonnes une fois déplié : gardez-y moins de caractéristiques.")
                % {"file": name, "n": len(pairs)}
            )
        columns = [_column(*store.column(one.id, column)) for one, column in pairs]
        header = ["code", *(one.name if len(store.columns) == 1 else f"{one.name} · {c}" for one, c in pairs)]
        rows = [[area, *(column[place] for column in columns)] for place, area in enumerate(store.areas)]
    return csv_file(header, rows).removeprefix(BOM_UTF8), loaded.told


def _column(values: np.ndarray, statuses: Codes) -> list[str]:
    return [_cell(value, code) for value, code in zip(values.tolist(), statuses.tolist(), strict=True)]


def _cell(value: float, code: int) -> str:
    if code == OK:
        return f"{value:.15g}"
    return WRITTEN.get(STATUSES[code], "..")
