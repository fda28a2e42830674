"""The published cells of one version laid out by area, and who lives there: what a composite index is made from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reperes.atlas import gathering
from reperes.atlas.building.parts import Target
from reperes.atlas.queries.editions import POPULATION
from reperes.figures.aggregation import Flags, Floats
from reperes.figures.statuses import STATUSES, Codes, Status
from reperes.places.models import Locality, PartitionVersion, Weights


@dataclass(frozen=True)
class Column:
    """One indicator, one entry an area; NaN where there is none."""

    values: Floats
    numerators: Floats
    denominators: Floats
    statuses: Codes


@dataclass
class Grid:
    """One version's cells as readers see them: what is hidden is not here."""

    version: PartitionVersion
    cells: pa.Table
    areas: list[str] = field(init=False)
    held: set[tuple[str, str]] = field(init=False)  # (indicator, period)
    _columns: dict[tuple[str, str], Column] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.areas = gathering.areas(self.version).codes
        keys = self.cells.select(["indicator", "period"]).group_by(["indicator", "period"]).aggregate([])
        self.held = {(row["indicator"], row["period"]) for row in keys.to_pylist()}

    def periods(self, codes: Iterable[str]) -> list[str]:
        """Those all these indicators have, the oldest first."""
        found = [{period for code, period in self.held if code == wanted} for wanted in codes]
        return sorted(set.intersection(*found)) if found else []

    def column(self, code: str, period: str) -> Column:
        """An area the cells do not name is unavailable."""
        if (code, period) not in self._columns:
            self._columns[code, period] = self._read(code, period)
        return self._columns[code, period]

    def _read(self, code: str, period: str) -> Column:
        mine = pc.and_(pc.equal(self.cells["indicator"], code), pc.equal(self.cells["period"], period))
        found = self.cells.filter(mine)
        place = pc.index_in(found["area"], value_set=pa.array(self.areas, pa.string())).to_numpy()
        words = pc.index_in(found["status"], value_set=pa.array([one.value for one in STATUSES]))
        statuses = np.full(len(self.areas), STATUSES.index(Status.UNAVAILABLE), np.int8)
        statuses[place] = words.to_numpy()

        def laid(name: str) -> Floats:
            values = np.full(len(self.areas), np.nan)
            values[place] = found[name].to_numpy().astype(float)
            return values

        return Column(laid("value"), laid("numerator"), laid("denominator"), statuses)


@dataclass(frozen=True)
class Spot:
    """Areas of one version at one period."""

    version: PartitionVersion
    period: str
    areas: Sequence[str]


@dataclass(frozen=True)
class Ground:
    """Where and when an index is made: the cells, the people, and the areas of the reference."""

    grid: Grid
    period: str
    inside: Flags

    @property
    def spot(self) -> Spot:
        return Spot(self.grid.version, self.period, self.grid.areas)

    @property
    def counts_people(self) -> bool:
        return (POPULATION, self.period) in self.grid.held

    @property
    def people(self) -> Floats:
        """Published population; where none is, each area counts as one."""
        if not self.counts_people:
            return np.ones(len(self.grid.areas))
        return self.grid.column(POPULATION, self.period).values


def inside(version: PartitionVersion, areas: list[str], reference: Locality | None) -> Flags | None:
    """The areas whose weights reach the reference territory, all without one; None if no weights link them."""
    if reference is None:
        return np.ones(len(areas), bool)
    weights = Weights.objects.filter(source=version, target=reference.version_id).select_related("target").first()
    if weights is None:
        return None
    overlap, codes = Target(weights.target, weights).overlap(areas)
    if reference.code not in codes:
        return None
    reached = np.zeros(len(areas), bool)
    reached[overlap.source[(overlap.target == codes.index(reference.code)) & (overlap.weight > 0)]] = True
    return reached if reached.any() else None
