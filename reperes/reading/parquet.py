"""Rows of a Parquet file, its columns' names first."""

import datetime
import decimal
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.reading.numbers import Raw

EXACT = 2**53  # integers past this are codes, not numbers


def check(path: Path, name: str) -> None:
    """Refuse what is not a flat table."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise BadFile(_("« %(file)s » ne s’ouvre pas : le fichier Parquet est abîmé.") % {"file": name}) from error
    nested = [field.name for field in schema if pa.types.is_nested(field.type)]
    if nested:
        raise BadFile(
            _("« %(file)s » : la colonne « %(column)s » contient des listes; il faut une valeur par cellule.")
            % {"file": name, "column": nested[0]}
        )


def rows(path: Path, name: str) -> Iterator[tuple[int, list[Raw]]]:
    """(row number, the names counting for the first; its cells). Numbers stay numbers, the rest is text."""
    try:
        with pq.ParquetFile(path) as file:
            yield 1, list(file.schema_arrow.names)
            number = 1
            for batch in file.iter_batches(batch_size=10_000):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, [_cell(value) for value in cells]
    except (pa.ArrowException, OSError) as error:
        raise BadFile(_("« %(file)s » ne s’ouvre pas : le fichier Parquet est abîmé.") % {"file": name}) from error


def _cell(value: object) -> Raw:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("vrai") if value else _("faux")
    if isinstance(value, (float, decimal.Decimal)):
        return float(value)
    if isinstance(value, int):
        return float(value) if abs(value) < EXACT else str(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
