"""Codes stay as they were written: one typed 4620725.10 is not allowed to become 4620725.1 on the way."""

import json
import math
from pathlib import Path
from typing import Any

import pyarrow as pa

from reperes.places.uploads import Kind, Opened

SURE_DIGITS = 16  # a double holds 15 figures, and a point: beyond, the last ones are noise


def column(source: Opened, table: pa.Table, name: str) -> list[str]:
    """The column as the text its author typed, as far as the format kept it."""
    values = table.column(name)
    if not pa.types.is_floating(values.type):
        return ["" if value is None else str(value).strip() for value in values.to_pylist()]
    if source.kind is Kind.GEOJSON:
        return _in_json(source.path, name)
    decimals = _decimals(source, name, values)
    return [_as_text(value, decimals) for value in values.to_pylist()]


def may_have_lost_zeros(source: Opened, table: pa.Table, name: str) -> bool:
    """A number in a GeoPackage, or in a shapefile that declares more decimals than it holds, forgets its last zeros."""
    values = table.column(name)
    if not pa.types.is_floating(values.type) or source.kind is Kind.GEOJSON:
        return False
    return _decimals(source, name, values) is None


def _decimals(source: Opened, column: str, values: pa.ChunkedArray) -> int | None:
    """As many as the file declares, if a double can hold them."""
    declared = _dbf_decimals(source.path, column) if source.kind is Kind.SHAPEFILE else None
    if declared is None:
        return None
    longest = max((len(_as_text(value, declared)) for value in values.to_pylist()), default=0)
    return declared if longest <= SURE_DIGITS else None


def _as_text(value: float | None, decimals: int | None) -> str:
    if value is None or math.isnan(value):
        return ""
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return f"{value:.0f}" if value == int(value) else repr(value)


def _in_json(file: Path, column: str) -> list[str]:
    """Read the numbers of one property as the characters they are."""

    def lighten(thing: dict[str, Any]) -> dict[str, Any] | None:
        return None if "coordinates" in thing or "geometries" in thing else thing

    whole = json.loads(file.read_bytes(), parse_float=str, parse_int=str, object_hook=lighten)
    found = [(feature.get("properties") or {}).get(column) for feature in whole["features"]]
    return ["" if value is None else str(value).strip() for value in found]


def _dbf_decimals(shapes: Path, column: str) -> int | None:
    """dBase keeps numbers as text with the decimals its header tells: 32 bytes a field, from byte 32."""
    header = shapes.with_suffix(".dbf").read_bytes()[:32_768]
    for start in range(32, len(header), 32):
        one = header[start : start + 32]
        if len(one) < 32 or one[:1] == b"\r":
            break
        if one[:11].split(b"\0")[0].decode("latin-1") == column and one[11:12] in b"NF":
            return one[17]
    return None


def numbers(table: pa.Table, name: str) -> list[float | None]:
    found: list[float | None] = []
    for value in table.column(name).to_pylist():
        try:
            number = float(str(value).strip().replace(",", "."))
        except ValueError:
            number = math.nan
        found.append(number if math.isfinite(number) and number >= 0 else None)
    return found
