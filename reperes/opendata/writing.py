"""Cells become a file for analysts: CSV, Parquet, XLSX, GeoPackage. Every one keeps the status beside the value."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pyogrio.raw
import shapely

from reperes.atlas.models import Indicator
from reperes.atlas.speech import SYMBOLS
from reperes.figures.statuses import STATUSES, Status
from reperes.places.areas import Area
from reperes.publishing import tables

BOM = b"\xef\xbb\xbf"  # without it, Excel reads UTF-8 as Windows-1252
MOST_ROWS = 1_048_575  # of a sheet of XLSX, under its heading
MOST_COLUMNS = 1_900  # SQLite, and so GeoPackage, holds 2,000
COLUMNS = (
    "area", "name", "indicator", "period", "value", "symbol", "status", "numerator", "denominator", "ci_lo", "ci_hi",
    "coverage",
)  # fmt: skip
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def readable(cells: pa.Table, names: dict[str, str]) -> pa.Table:
    """The cells of one version with the name of each area and the symbol of each absence, in the order of COLUMNS."""
    areas = cells["area"].combine_chunks().dictionary_encode()
    called = pa.array([names.get(code, "") for code in areas.dictionary.to_pylist()], pa.string())
    symbols = pa.array([SYMBOLS.get(status, "") for status in STATUSES], pa.string())
    statuses = pa.array([status.value for status in STATUSES])
    found = {
        **{name: cells[name] for name in cells.column_names},
        "name": called.take(areas.indices),
        "symbol": symbols.take(pa.compute.index_in(cells["status"].combine_chunks(), value_set=statuses)),
    }
    return pa.table({name: found[name] for name in COLUMNS})


def plain_csv(cells: pa.Table) -> bytes:
    """RFC 4180, UTF-8, one heading; missing is empty. Codes and names that a spreadsheet would run are made inert."""
    sink = io.BytesIO()
    options = pa.csv.WriteOptions(quoting_style="needed", quoting_header="needed")
    pa.csv.write_csv(_inert(cells), sink, options)
    return sink.getvalue()


def _inert(cells: pa.Table) -> pa.Table:
    for place, column in enumerate(cells.schema):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            coded = cells[column.name].combine_chunks().dictionary_encode()
            safe = pa.array([tables.inert(word) for word in coded.dictionary.to_pylist()], pa.string())
            cells = cells.set_column(place, column.name, safe.take(coded.indices))
    return cells


def csv(cells: pa.Table, note: Iterable[str], file: Path) -> None:
    """The note above the table, each line begun with « # »: what it is, from whom, under which licence."""
    said = "".join(f"# {line}\r\n" for line in note)
    file.write_bytes(BOM + said.encode() + plain_csv(cells))


def parquet(cells: pa.Table, note: Iterable[tuple[str, str]], file: Path) -> None:
    """The note is in the file's own metadata."""
    said = dict(note)
    pq.write_table(cells.replace_schema_metadata(said), file, compression="zstd")


def xlsx(cells: pa.Table, before: Sequence[Sheet], after: Sequence[Sheet], name: str, file: Path) -> None:
    """The cells on as many sheets as they need, between the sheets that explain them."""
    parts = [cells.slice(start, MOST_ROWS) for start in range(0, max(1, cells.num_rows), MOST_ROWS)]
    held: list[Sheet] = [
        (name if n == 1 else f"{name} {n}", cells.column_names, _rows(part)) for n, part in enumerate(parts, start=1)
    ]
    file.write_bytes(tables.xlsx_file([*before, *held, *after]))


def _rows(cells: pa.Table) -> Iterable[Sequence[Any]]:
    for batch in cells.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def wide(
    cells: pa.Table, areas: Sequence[Area], indicators: Sequence[Indicator], periods: dict[str, tuple[str, ...]]
) -> dict[str, list[Any]]:
    """One row an area, two columns a series: `indicator_period` and `indicator_period_status`."""
    place = {area.code: n for n, area in enumerate(areas)}
    series = [(each.code, period) for each in indicators for period in periods.get(each.code, ())]
    if 2 * len(series) > MOST_COLUMNS:  # too many for a table: the latest of each
        series = [(code, period) for code, period in series if period == periods[code][0]][: MOST_COLUMNS // 2]
    found: dict[str, list[Any]] = {}
    for code, period in series:
        found[column_name(code, period)] = [None] * len(areas)
        found[f"{column_name(code, period)}_status"] = [Status.UNAVAILABLE.value] * len(areas)
    picked = (cells[name].to_pylist() for name in ("indicator", "period", "area", "value", "status"))
    for code, period, area, value, status in zip(*picked, strict=True):
        name = column_name(code, period)
        if name in found and area in place:
            found[name][place[area]], found[f"{name}_status"][place[area]] = value, status
    return found


def column_name(indicator: str, period: str) -> str:
    return f"{indicator}_{period}".replace("-", "_")


def geopackage(areas: Sequence[Area], columns: dict[str, list[Any]], note: Iterable[str], file: Path) -> None:
    """Limits with their values and statuses, one layer « areas », EPSG:4326; the note is the layer's description."""
    known: dict[str, list[Any]] = {
        "code": [area.code for area in areas],
        "name": [area.name for area in areas],
        "land_km2": [area.land_km2 for area in areas],
    }
    shapes = [shapely.MultiPolygon(shapely.get_parts(area.geometry).tolist()) for area in areas]
    pyogrio.raw.write(
        file,
        geometry=np.array(shapely.to_wkb(shapes), dtype=object),
        field_data=[_column(values) for values in (known | columns).values()],
        fields=list(known | columns),
        layer="areas",
        crs="EPSG:4326",
        geometry_type="MultiPolygon",
        driver="GPKG",
        layer_options={"DESCRIPTION": "\n".join(note)[:4_000]},
    )


def _column(values: list[Any]) -> np.ndarray:
    """Numbers as doubles, where a missing one becomes NULL; the rest as text."""
    is_text = any(isinstance(value, str) for value in values)
    return cast(np.ndarray, np.array(values, dtype=object if is_text else np.float64))
