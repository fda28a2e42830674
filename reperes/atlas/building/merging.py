"""Which cells make an edition: of two datasets that speak of the same series, the newest is heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reperes.atlas.building import measures, parts
from reperes.atlas.building.measures import Made
from reperes.atlas.building.parts import Target, Work
from reperes.atlas.engines.quantities import Engine
from reperes.atlas.models import Dataset, Edition, Indicator, Series
from reperes.places.models import PartitionVersion
from reperes.reading.store import Store

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
class Merged:
    """The cells, version after version, with their series and what could not be made."""

    tables: list[pa.Table] = field(default_factory=list)
    series: dict[Key, Held] = field(default_factory=dict)
    datasets: list[Dataset] = field(default_factory=list)  # those heard
    made: dict[int, list[Made]] = field(default_factory=dict)  # dataset → its indicators
    versions: dict[int, PartitionVersion] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

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
        version = target.version
        new = [one for one in made if _is_new(merged, dataset, target, one)]
        if new:
            merged.tables.append(work.part(new, target))
            merged.versions[version.pk] = version
            merged.made[dataset.pk] = made
            held = [Held(version.pk, one.indicator, dataset.period, dataset.source_id, dataset.pk) for one in new]
            merged.series |= {one.key: one for one in held}
    if dataset.pk in merged.made:
        merged.datasets.append(dataset)


def _is_new(merged: Merged, dataset: Dataset, target: Target, one: Made) -> bool:
    is_given = one.is_summed or target.weights is None
    return is_given and (target.version.pk, one.indicator.code, dataset.period) not in merged.series


def _carry_over(merged: Merged, base: Edition) -> None:
    """Series that no dataset gives stay as the edition before readers has them."""
    old = base.series.filter(dataset=None).select_related("indicator")
    kept = [Held(one.version_id, one.indicator, one.period, one.source_id, None) for one in old]
    kept = [one for one in kept if one.key not in merged.series]
    if not kept or not base.cells_file.exists():
        return
    merged.tables.append(_of_series(pq.read_table(base.cells_file), kept))
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
