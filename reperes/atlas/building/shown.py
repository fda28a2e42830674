"""What the edition before readers shows and hides: neither can be taken back by the next one."""

from functools import cached_property

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from reperes.atlas.models import Edition, Series
from reperes.figures.statuses import Status
from reperes.places.models import PartitionVersion


class Shown:
    """The base of a build; empty when there is none."""

    def __init__(self, base: Edition | None) -> None:
        self.base = base
        kept = Series.objects.filter(edition=base).exclude(dataset=None) if base else Series.objects.none()
        self.series = set(kept.values_list("version", "indicator__code", "period", "dataset"))

    def has(self, version: PartitionVersion, indicator: str, period: str, dataset: int) -> bool:
        """The same figures, from the same dataset, are before readers."""
        return (version.pk, indicator, period, dataset) in self.series

    def hidden(self, version: PartitionVersion, indicator: str, period: str, areas: list[str]) -> NDArray[np.bool_]:
        """Which of these areas it hides, in their order."""
        found = self._hidden.get((version.pk, indicator, period), frozenset())
        return np.array([area in found for area in areas], bool) if found else np.zeros(len(areas), bool)

    @cached_property
    def _hidden(self) -> dict[tuple[int, str, str], frozenset[str]]:
        if self.base is None or not self.base.cells_file.exists():
            return {}
        cells = pq.read_table(self.base.cells_file, columns=["version", "indicator", "period", "area", "status"])
        cells = cells.filter(pc.equal(cells["status"], Status.SUPPRESSED.value))
        grouped = cells.group_by(["version", "indicator", "period"]).aggregate([("area", "list")])
        return {
            (row["version"], row["indicator"], row["period"]): frozenset(row["area_list"])
            for row in grouped.to_pylist()
        }
