"""Each step of a build is kept under the hash of all it depends on: a killed build takes up where it stopped, and a
figure whose inputs did not change is not computed again."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from reperes.atlas import gathering
from reperes.atlas.building import cells
from reperes.atlas.building.measures import Made
from reperes.atlas.engines.quantities import Engine
from reperes.atlas.models import Dataset
from reperes.core.files import sha256_of
from reperes.figures.aggregation import Floats, Overlap
from reperes.places.models import PartitionVersion, Weights
from reperes.reading.store import Store

ARITHMETIC = "1"  # changed when cells.py or an engine would answer otherwise: kept parts are then computed anew
KEPT_FOR = 60 * 86_400  # seconds a part nobody asks for is kept


@dataclass(frozen=True)
class Target:
    """One version whose cells a dataset gives: its own small areas, or wider territories through weights."""

    version: PartitionVersion
    weights: Weights | None  # None: the small areas themselves

    def overlap(self, areas: Sequence[str]) -> tuple[Overlap, list[str]]:
        """Positions in `areas` and in the version's own codes; and those codes."""
        if self.weights is None:
            place = np.arange(len(areas))
            return Overlap(place, place, np.ones(len(areas)), len(areas)), list(areas)
        rows, codes = pq.read_table(self.weights.file), gathering.areas(self.version).codes
        place_of = {code: place for place, code in enumerate(areas)}
        target_of = {code: place for place, code in enumerate(codes)}
        overlap = Overlap(
            source=np.array([place_of[code] for code in rows["source"].to_pylist()], np.int64),
            target=np.array([target_of[code] for code in rows["target"].to_pylist()], np.int64),
            weight=rows["weight"].to_numpy(),
            n_targets=len(codes),
        )
        return overlap, codes


def targets(version: PartitionVersion) -> list[Target]:
    """The version itself, then every version it has weights into."""
    onward = Weights.objects.filter(source=version).select_related("target__partition").order_by("target_id")
    return [Target(version, None), *(Target(weights.target, weights) for weights in onward)]


@dataclass(frozen=True)
class Work:
    """One dataset at hand, and who sums."""

    dataset: Dataset
    store: Store
    people: Floats
    engine: Engine

    def part(self, made: Sequence[Made], target: Target) -> pa.Table:
        """The cells it gives for one version: read back where they were kept, computed and kept elsewhere."""
        return kept(_key(self.dataset, made, target), lambda: self._computed(made, target))

    def _computed(self, made: Sequence[Made], target: Target) -> pa.Table:
        overlap, codes = target.overlap(self.store.areas)
        sums = self.engine.sums(self.store, [one.quantity for one in made], overlap, self.people)
        block = cells.decide(made, sums, are_small_areas=target.weights is None)
        return cells.table(block, made, version=target.version.pk, period=self.dataset.period, areas=codes)


def kept(key: str, make: Callable[[], pa.Table]) -> pa.Table:
    """The step of this key: read back if it was done, done and kept otherwise."""
    file = _folder() / f"{key}.parquet"
    if not file.exists():
        _keep(make(), file)
    os.utime(file)
    return pq.read_table(file)


def _key(dataset: Dataset, made: Sequence[Made], target: Target) -> str:
    measures = [
        [one.indicator.code, one.way, one.indicator.unit, one.indicator.form, repr(one.quantity), repr(one.edges)]
        for one in made
    ]
    weights = sha256_of(target.weights.file) if target.weights else ""
    figures = [dataset.fingerprint, dataset.period, dataset.recipe.get("people")]
    said = [ARITHMETIC, figures, target.version.pk, weights, measures]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _folder() -> Path:
    folder = Path(settings.WAREHOUSE) / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(table: pa.Table, file: Path) -> None:
    unfinished = file.with_suffix(".part")
    pq.write_table(table, unfinished, compression="zstd")
    os.replace(unfinished, file)


def sweep() -> None:
    """Parts that no build asked for in a long while go; they can be computed again."""
    for file in _folder().iterdir():
        if time.time() - file.stat().st_mtime > KEPT_FOR:
            file.unlink(missing_ok=True)
