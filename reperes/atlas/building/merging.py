"""Which cells make an edition: of two datasets that speak of the same series, the newest is heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from reperes.atlas.building import measures, parts
from reperes.atlas.building.measures import Made
from reperes.atlas.building.parts import Target, Work
from reperes.atlas.engines.quantities import Engine
from reperes.atlas.models import Dataset, Edition, Indicator, Series
from reperes.figures.aggregation import Floats, Overlap
from reperes.figures.statuses import STATUSES, Codes, Status
from reperes.places.models import PartitionVersion
from reperes.reading.store import Store

EMPTIED = ("value", "numerator", "denominator", "ci_lo", "ci_hi", "coverage")
Key = tuple[int, str, str]  # version, indicator, period


@dataclass(frozen=True)
class Held:
    """One series of the edition, and where it comes from."""

    version: int
    indicator: Indicator
    period: str
    source: int
    dataset: int | None

    @property
    def key(self) -> Key:
        return self.version, self.indicator.code, self.period

    def row(self, edition: Edition) -> Series:
        return Series(
            edition=edition, indicator=self.indicator, version_id=self.version, period=self.period,
            source_id=self.source, dataset_id=self.dataset,
        )  # fmt: skip


@dataclass
class Piece:
    """The cells one dataset gives for one version: a block of areas for each indicator, in the order of `codes`."""

    table: pa.Table
    version: PartitionVersion
    codes: list[str]
    areas: list[str]
    overlap: Overlap
    dataset: int | None = None
    target: Target | None = None
    hidden: NDArray[np.bool_] | None = None  # (indicators, areas), once something is
    is_published: bool = True  # False: only there so that what is summed from it can be protected

    def row(self, made: Made) -> int:
        return self.codes.index(made.indicator.code)

    def of(self, row: int, column: str) -> Floats:
        """One indicator's column, (areas,); NaN where there is no number."""
        return self._slice(row, column).to_numpy().astype(float)

    def statuses(self, row: int) -> Codes:
        """One indicator's statuses, (areas,), as codes of statuses.PLACE."""
        words = pc.index_in(self._slice(row, "status"), pa.array([status.value for status in STATUSES]))
        return words.to_numpy().astype(np.int8)

    def _slice(self, row: int, column: str) -> pa.ChunkedArray:
        return self.table[column].slice(row * len(self.areas), len(self.areas))

    def total(self, amounts: Floats) -> Floats:
        """What the small areas' amounts sum to in each area; NaN where one of them is unknown to all."""
        known = np.isfinite(amounts)
        summed = self.overlap.total(np.where(known, amounts, 0.0))
        return np.where(self.overlap.total(known.astype(float)) > 0, summed, np.nan)

    def hide(self, row: int, hidden: NDArray[np.bool_]) -> None:
        """Some cells of one indicator are not to be shown; `empty` does it for all at once."""
        if self.hidden is None:
            self.hidden = np.zeros((len(self.codes), len(self.areas)), bool)
        self.hidden[row] |= hidden

    def empty(self) -> None:
        """Take the numbers out of the hidden cells, and say that they are confidential."""
        if self.hidden is None or not self.hidden.any():
            return
        flat = pa.array(self.hidden.ravel())
        for name in EMPTIED:
            self._set(name, pc.if_else(flat, pa.scalar(None, pa.float64()), self.table[name]))
        self._set("status", pc.if_else(flat, pa.scalar(Status.SUPPRESSED.value), self.table["status"]))

    def _set(self, name: str, column: pa.ChunkedArray) -> None:
        self.table = self.table.set_column(self.table.schema.get_field_index(name), name, column)


@dataclass
class Merged:
    """The cells, version after version, with their series and what could not be made."""

    pieces: list[Piece] = field(default_factory=list)
    carried: list[pa.Table] = field(default_factory=list)  # from the edition before, as they are
    composed: list[pa.Table] = field(default_factory=list)  # what composites made of the rest, once it was protected
    series: dict[Key, Held] = field(default_factory=dict)
    datasets: list[Dataset] = field(default_factory=list)  # those heard
    made: dict[int, list[Made]] = field(default_factory=dict)  # dataset → its indicators
    people: dict[int, Floats] = field(default_factory=dict)  # dataset → who lives in each of its small areas
    versions: dict[int, PartitionVersion] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def tables(self) -> list[pa.Table]:
        return [*(piece.table for piece in self.pieces if piece.is_published), *self.carried, *self.composed]

    @property
    def n_cells(self) -> int:
        return sum(table.num_rows for table in self.tables)


def merge(merged: Merged, datasets: Sequence[Dataset], engine: Engine, base: Edition | None) -> Iterator[int]:
    """Fill `merged`, the newest dataset first; yields how many are done, so that someone may watch."""
    for done, dataset in enumerate(sorted(datasets, key=lambda one: -one.pk), start=1):
        _add(merged, dataset, engine)
        yield done
    if base:
        _carry_over(merged, base)


def _add(merged: Merged, dataset: Dataset, engine: Engine) -> None:
    store = Store.open(dataset.folder)
    made, told = measures.of_dataset(dataset, store)
    merged.told += told
    work = Work(dataset, store, measures.people(dataset, store), engine)
    for target in parts.targets(dataset.version):
        new = [one for one in made if _is_new(merged, dataset, target, one)]
        _add_piece(merged, work, target, new)
        if new:
            merged.versions[target.version.pk] = target.version
            merged.made[dataset.pk], merged.people[dataset.pk] = made, work.people
            merged.series |= {held.key: held for held in (_held(target, one, dataset) for one in new)}
        if target.weights is None:
            inner = [one for one in made if one.is_summed and not one.is_for(small_areas=True)]
            _add_piece(merged, work, target, inner, is_published=False)
    if dataset.pk in merged.made:
        merged.datasets.append(dataset)


def _add_piece(merged: Merged, work: Work, target: Target, made: list[Made], *, is_published: bool = True) -> None:
    if made:
        overlap, areas = target.overlap(work.store.areas)
        codes = [one.indicator.code for one in made]
        table = work.part(made, target)
        merged.pieces.append(
            Piece(table, target.version, codes, areas, overlap, work.dataset.pk, target, is_published=is_published)
        )


def _held(target: Target, one: Made, dataset: Dataset) -> Held:
    return Held(target.version.pk, one.indicator, dataset.period, dataset.source_id, dataset.pk)


def _is_new(merged: Merged, dataset: Dataset, target: Target, one: Made) -> bool:
    is_given = one.is_for(small_areas=target.weights is None)
    return is_given and (target.version.pk, one.indicator.code, dataset.period) not in merged.series


def _carry_over(merged: Merged, base: Edition) -> None:
    """Series that no dataset gives stay as the edition before readers has them."""
    old = base.series.filter(dataset=None).select_related("indicator")
    kept = [Held(one.version_id, one.indicator, one.period, one.source_id, None) for one in old]
    kept = [one for one in kept if one.key not in merged.series]
    if not kept or not base.cells_file.exists():
        return
    merged.carried.append(_of_series(pq.read_table(base.cells_file), kept))
    merged.series |= {one.key: one for one in kept}


def _of_series(cells: pa.Table, wanted: Sequence[Held]) -> pa.Table:
    keys: dict[str, list[Any]] = {
        "version": [one.version for one in wanted],
        "indicator": [one.indicator.code for one in wanted],
        "period": [one.period for one in wanted],
    }
    schema = pa.schema([cells.schema.field(name) for name in keys])
    return cells.join(pa.table(keys, schema=schema), keys=list(keys), join_type="left semi").select(cells.schema.names)


def sums_of(table: pa.Table, indicator: str) -> float:
    """What one count adds up to in a table of cells."""
    return float(pc.sum(table.filter(pc.equal(table["indicator"], indicator))["value"]).as_py() or 0.0)
