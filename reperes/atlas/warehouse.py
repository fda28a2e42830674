"""The only door to the columnar engine: cells in Parquet, asked through Ibis, answered by DuckDB inside this process.

An edition's file is written once, whole, then never changed; connections are in memory and only read it.
"""

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reperes.atlas import bucket
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition
from reperes.figures.statuses import Status

SCHEMA = pa.schema(
    [
        ("version", pa.int64()),  # places.PartitionVersion.pk
        ("indicator", pa.string()),
        ("period", pa.string()),
        ("area", pa.string()),
        ("value", pa.float64()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        ("ci_lo", pa.float64()),
        ("ci_hi", pa.float64()),
        ("status", pa.string()),
        ("coverage", pa.float64()),
    ]
)
ORDER = [("version", "ascending"), ("indicator", "ascending"), ("period", "ascending"), ("area", "ascending")]
SHOWN = {Status.OK, Status.PARTIAL}
FEW = 50  # codes named one by one in a question; more are picked out of its answer, which is quicker
NUMBERS = {"value", "numerator", "denominator", "ci_lo", "ci_hi"}
_local = threading.local()


def write(edition: Edition, tables: Iterable[pa.Table]) -> int:
    """Write an edition's cells, sorted; a reader sees all of them or none. Returns the number of rows."""
    cells = pa.concat_tables(table.cast(SCHEMA) for table in tables).sort_by(ORDER)
    edition.folder.mkdir(parents=True, exist_ok=True)
    unfinished = edition.cells_file.with_suffix(".part")
    pq.write_table(cells, unfinished, compression="zstd", row_group_size=50_000)
    os.replace(unfinished, edition.cells_file)
    bucket.send(edition.cells_file)
    return cells.num_rows


def read(edition: Edition) -> ibis.Table:
    """The edition's cells as an Ibis table, on this thread's own in-memory connection."""
    return _table(edition.cells_file)


def _table(file: Path) -> ibis.Table:
    if not hasattr(_local, "tables"):
        _local.engine, _local.tables = ibis.duckdb.connect(threads=1), {}
    if file not in _local.tables:
        _local.tables[file] = _local.engine.read_parquet(file)
    return _local.tables[file]


def cells(edition: Edition, version: int, indicator: str, period: str) -> list[Cell]:
    """Every area of a partition version for one indicator and one period, in the order of codes."""
    table = read(edition)
    found = table.filter(table.version == version, table.indicator == indicator, table.period == period)
    return [_cell(row) for row in _rows(found.order_by("area"))]


def profile(edition: Edition, version: int, area: str) -> dict[str, list[Cell]]:
    """Every indicator of one area, its periods in order."""
    table = read(edition)
    found = table.filter(table.version == version, table.area == area).order_by(["indicator", "period"])
    answer: dict[str, list[Cell]] = {}
    for row in _rows(found):
        answer.setdefault(row["indicator"], []).append(_cell(row))
    return answer


def map_cells(edition: Edition, version: int, wanted: Iterable[tuple[str, str]]) -> dict[str, dict[str, Cell]]:
    """Several (indicator, period) over every area of a version, in one read: {indicator: {area: cell}}."""
    table, pairs = read(edition), set(wanted)
    found = table.filter(table.version == version, table.indicator.isin(sorted({code for code, _period in pairs})))
    answer: dict[str, dict[str, Cell]] = {code: {} for code, _period in pairs}
    for row in _rows(found.order_by(["indicator", "period", "area"])):
        if (row["indicator"], row["period"]) in pairs:
            answer[row["indicator"]][row["area"]] = _cell(row)
    return answer


def whole_versions(edition: Edition, versions: Iterable[int]) -> dict[int, dict[str, dict[str, list[Cell]]]]:
    """Every cell of a few versions of few areas, in one read: {version: {indicator: {area: [periods in order]}}}."""
    table = read(edition)
    found = table.filter(table.version.isin(sorted(set(versions)))).order_by(["version", "indicator", "area", "period"])
    answer: dict[int, dict[str, dict[str, list[Cell]]]] = {}
    for row in _rows(found):
        of_indicator = answer.setdefault(row["version"], {}).setdefault(row["indicator"], {})
        of_indicator.setdefault(row["area"], []).append(_cell(row))
    return answer


def sheet(
    edition: Edition,
    *,
    version: int | None = None,
    indicators: Iterable[str] | None = None,
    period: str | None = None,
    areas: Iterable[str] | None = None,
) -> pa.Table:
    """The cells asked for, in the layout and order of the file; what is not shown holds no number at all."""
    table = read(edition)
    if version is not None:
        table = table.filter(table.version == version)
    if indicators is not None:
        table = table.filter(table.indicator.isin(sorted(set(indicators))))
    if period is not None:
        table = table.filter(table.period == period)
    codes = None if areas is None else sorted(set(areas))
    if codes is not None and len(codes) <= FEW:
        table = table.filter(table.area.isin(codes))
    found = _arrow(table.select(*SCHEMA.names).order_by([name for name, _way in ORDER]))
    if codes is not None and len(codes) > FEW:
        found = found.filter(pc.is_in(found["area"], value_set=pa.array(codes)))
    return without_hidden(found.cast(SCHEMA))


def without_hidden(cells: pa.Table) -> pa.Table:
    """No number, not even a numerator, where the status says that the value is not shown."""
    shown = pc.is_in(cells["status"], value_set=pa.array(sorted(SHOWN)))
    for place, name in enumerate(cells.column_names):
        if name in NUMBERS:
            seen = pc.and_(shown, pc.fill_null(pc.is_finite(cells[name]), False))
            cells = cells.set_column(place, SCHEMA.field(name), pc.if_else(seen, cells[name], None))
    return cells


def count(edition: Edition) -> int:
    """How many cells the edition holds."""
    return int(_rows(read(edition).aggregate(n=ibis._.count()))[0]["n"])


def statuses(edition: Edition, indicator: str) -> list[dict[str, Any]]:
    """How many areas have which status for an indicator, by version and period."""
    table = read(edition)
    found = table.filter(table.indicator == indicator)
    counted = found.group_by(["version", "period", "status"]).aggregate(n=found.count())
    return _rows(counted.order_by(["version", "period", "status"]))


def offered(edition: Edition) -> set[tuple[int, str, str]]:
    """Which (version, indicator, period) have cells."""
    found = _rows(read(edition).select("version", "indicator", "period").distinct())
    return {(row["version"], row["indicator"], row["period"]) for row in found}


MOVED = 0.05  # of the former value: under that, a figure is said to be the same


def changes(edition: Edition, base: Edition) -> list[dict[str, Any]]:
    """For each version: how many cells are new, gone, hidden, shown, changed, and moved by more than MOVED."""
    keys = ["version", "indicator", "period", "area"]
    new, old = read(edition), read(base)
    pairs = new.select(*keys, "value").outer_join(
        old.select(*keys, before=old.value, was=ibis.literal(True)), keys
    )  # fmt: skip
    is_here, was_here = pairs.version.notnull(), pairs.was.notnull()
    both = is_here & was_here & pairs.value.notnull() & pairs.before.notnull()
    gap = (pairs.value - pairs.before).abs()
    told = pairs.select(
        version=ibis.coalesce(pairs.version, pairs.version_right),
        new=is_here & ~was_here,
        gone=was_here & ~is_here,
        hidden=is_here & was_here & pairs.value.isnull() & pairs.before.notnull(),
        shown=is_here & was_here & pairs.value.notnull() & pairs.before.isnull(),
        changed=both & (gap > 0),
        moved=both & (gap > MOVED * pairs.before.abs()),
        same=is_here & was_here & (both & (gap == 0) | (pairs.value.isnull() & pairs.before.isnull())),
    )
    counts = {name: told[name].sum() for name in told.columns if name != "version"}
    found = _rows(told.group_by("version").aggregate(**counts).order_by("version"))
    return [{name: int(number or 0) for name, number in row.items()} for row in found]  # sums come as decimals


def most_moved(edition: Edition, base: Edition, *, limit: int = 12) -> list[dict[str, Any]]:
    """The cells whose value moved most, for their size: {version, indicator, period, area, value, before}."""
    keys = ["version", "indicator", "period", "area"]
    new, old = read(edition), read(base)
    pairs = new.select(*keys, "value").join(old.select(*keys, before=old.value), keys)
    moved = pairs.mutate(move=(pairs.value - pairs.before).abs() / pairs.before.abs().nullif(0.0))
    return _rows(moved.filter(moved.move > MOVED).order_by([ibis.desc("move"), *keys]).limit(limit))


def _rows(question: ibis.Table) -> list[dict[str, Any]]:
    """Ibis writes the question, the engine answers in Arrow.

    Ibis' own `to_pyarrow` imports pyarrow_hotfix, a guard for PyArrow under 14 that we do not ship.
    """
    return _arrow(question).to_pylist()


def _arrow(question: ibis.Table) -> pa.Table:
    return _local.engine.raw_sql(_local.engine.compile(question)).to_arrow_table()


def _cell(row: dict[str, object]) -> Cell:
    fields = {name: row[name] for name in Cell.__slots__} | {"status": Status(str(row["status"]))}
    if fields["status"] not in SHOWN:
        fields |= dict.fromkeys(NUMBERS)  # as in `without_hidden`
    return Cell(**fields)  # type: ignore[arg-type]
