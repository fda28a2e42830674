"""Read back what was written, and hold it against what must be true: a doubt is told, a contradiction stops."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from reperes.atlas.building.merging import Merged
from reperes.atlas.models import Dataset, Edition, Indicator
from reperes.core.errors import DomainError
from reperes.figures.statuses import Status

ROUNDING_SD = 2.0  # of each count rounded to base 5; see docs/methods/chance.md
DEPRIVED_SHARE, DEPRIVED_SLACK = 0.40, 0.02  # the two most deprived fifths hold two fifths of the people


@dataclass(frozen=True)
class Control:
    """A composite's fifths, to be held against the fifths of people they must be."""

    version: int
    where: str  # partition code
    fifth: str  # indicator that holds each area's fifth
    told_as: str  # indicator named in the check
    period: str
    areas: Sequence[str]
    crowd: np.ndarray  # people of the reference in each area, NaN outside
    by_areas: bool = False  # a rule that cuts areas, not people: nothing is promised of people


@dataclass(frozen=True)
class Check:
    """One thing held against the edition; numbers only, put into words by the page."""

    kind: str  # published_total | reconciled | two_fifths
    is_right: bool
    indicator: str
    where: str  # partition code
    period: str
    found: float
    expected: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_back(edition: Edition, merged: Merged) -> pa.Table:
    """The edition's cells as written; DomainError if they are not those that were meant."""
    cells = pq.read_table(edition.cells_file)
    if cells.num_rows != merged.n_cells:
        raise DomainError(
            _("L’édition relue a %(found)s cases au lieu de %(meant)s : rien n’a été gardé. Recommencez.")
            % {"found": cells.num_rows, "meant": merged.n_cells}
        )
    keys = cells.select(["version", "indicator", "period", "area"]).group_by(["version", "indicator", "period", "area"])
    if keys.aggregate([]).num_rows != cells.num_rows:
        raise DomainError(_("L’édition relue donne deux fois la même case : rien n’a été gardé. Recommencez."))
    missing_with_value = pc.and_(
        pc.is_valid(cells["value"]), pc.invert(pc.is_in(cells["status"], pa.array([Status.OK, Status.PARTIAL])))
    )
    if pc.any(missing_with_value).as_py():
        raise DomainError(_("Une case cachée garde sa valeur : rien n’a été gardé. Recommencez."))
    return cells


def checks(cells: pa.Table, merged: Merged) -> list[Check]:
    """Totals against those their publisher gives, and wider territories against their small areas."""
    found: list[Check] = []
    for dataset in merged.datasets:
        found += _published(cells, merged, dataset)
        found += _reconciled(cells, merged, dataset)
    return found


def fifths(cells: pa.Table, controls: Sequence[Control]) -> list[Check]:
    """T1: the fifths of each composite hold the people they must, unless its rule cuts areas."""
    return [_two_fifths(cells, control) for control in controls if not control.by_areas]


def _published(cells: pa.Table, merged: Merged, dataset: Dataset) -> list[Check]:
    """`dataset.recipe["published"]`: {indicator: the total its publisher gives for the whole}."""
    said = []
    for code, expected in dataset.recipe.get("published", {}).items():
        if (dataset.version_id, code, dataset.period) in merged.series:
            values = _values(cells, dataset.version_id, code, dataset.period)
            total, slack = float(np.nansum(values)), 3 * ROUNDING_SD * np.sqrt(len(values))
            is_right, where = bool(abs(total - expected) <= slack), dataset.version.partition.code
            said.append(Check("published_total", is_right, code, where, dataset.period, total, expected))
    return said


def _reconciled(cells: pa.Table, merged: Merged, dataset: Dataset) -> list[Check]:
    """Territories drawn from small areas never hold more than these do together."""
    said = []
    counts = [one.indicator.code for one in merged.made[dataset.pk] if one.way == Indicator.Aggregation.SUM]
    for code in counts[:3]:  # the totals people know: three are enough to see a mistake of weights
        small = _of(cells, dataset.version_id, code, dataset.period)
        if pc.any(pc.equal(small["status"], Status.SUPPRESSED.value)).as_py():
            continue  # what is hidden is in the wider sums
        whole = float(pc.sum(small["value"]).as_py() or 0.0)
        for version in merged.versions.values():
            held = merged.series.get((version.pk, code, dataset.period))
            if held and held.dataset == dataset.pk and version.pk != dataset.version_id:
                total = float(np.nansum(_values(cells, version.pk, code, dataset.period)))
                is_right = bool(total <= whole * (1 + 1e-9) + 1e-6)
                said.append(Check("reconciled", is_right, code, version.partition.code, dataset.period, total, whole))
    return said


def _two_fifths(cells: pa.Table, control: Control) -> Check:
    """In the reference, the two highest fifths hold two fifths of the people, give or take one whole area."""
    mine = _of(cells, control.version, control.fifth, control.period)
    fifth_of = dict(zip(mine["area"].to_pylist(), mine["value"].to_pylist(), strict=True))
    fifth = np.array([fifth_of.get(area) or 0 for area in control.areas])
    placed = (fifth > 0) & (control.crowd > 0)
    crowd = np.where(placed, control.crowd, 0.0)
    share = float(crowd[fifth >= 4].sum() / crowd.sum()) if crowd.any() else 0.0
    slack = max(DEPRIVED_SLACK, float(crowd.max() / crowd.sum()) if crowd.any() else 0.0)
    is_right = abs(share - DEPRIVED_SHARE) <= slack
    return Check("two_fifths", is_right, control.told_as, control.where, control.period, share, DEPRIVED_SHARE)


def _of(cells: pa.Table, version: int, indicator: str, period: str) -> pa.Table:
    mine = pc.and_(
        pc.and_(pc.equal(cells["version"], version), pc.equal(cells["indicator"], indicator)),
        pc.equal(cells["period"], period),
    )
    return cells.filter(mine)


def _values(cells: pa.Table, version: int, indicator: str, period: str) -> np.ndarray:
    return _of(cells, version, indicator, period)["value"].to_numpy().astype(float)


def wrong(found: Sequence[Check]) -> list[Check]:
    return [check for check in found if not check.is_right]
