"""Columns → cells: what each measure is worth in each small area, then in each wider one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from reperes.atlas import warehouse
from reperes.atlas.gathering import Figures, Gathered
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.figures import aggregation
from reperes.figures.aggregation import Floats, Overlap
from reperes.figures.statuses import PLACE, STATUSES, Status

# When two columns are missing for different reasons, the cell says the one a reader most needs to know.
GRAVEST = [Status.SUPPRESSED, Status.UNRELIABLE, Status.NOT_APPLICABLE, Status.UNAVAILABLE]
Codes = NDArray[np.int8]
OK = PLACE[Status.OK]


@dataclass(frozen=True)
class Base:
    """One measure over the small areas. NaN where there is none; the status says why."""

    measure: Measure
    value: Floats
    numerator: Floats
    denominator: Floats
    status: Codes

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.status == OK


def bases(gathered: Gathered, recipe: Recipe) -> list[Base]:
    """Every measure of the recipe; a figure that cannot be (a share of 140 %) is refused and told."""
    return [_base(gathered, recipe, measure) for measure in recipe.measures]


def people(gathered: Gathered, recipe: Recipe) -> Floats:
    """How many people each small area holds, NaN where nobody says; without such a column, areas count equally."""
    return gathered.columns[recipe.people].values if recipe.people else np.ones(len(gathered.areas))


def _base(gathered: Gathered, recipe: Recipe, measure: Measure) -> Base:
    column = gathered.columns[measure.column]
    _refuse_the_impossible(gathered, measure, column)
    nothing = np.full(len(gathered.areas), np.nan)
    if measure.role is Role.AS_IS:
        return Base(measure, column.values, nothing, nothing, column.statuses.copy())
    if measure.role is Role.COUNT:
        return Base(measure, column.values, column.values, nothing, column.statuses.copy())
    if measure.role is Role.DENSITY:
        return _quotient(measure, column.values, gathered.areas.land_km2, column.statuses.copy())
    of = gathered.columns[measure.of]
    status = _either(column.statuses, of.statuses)
    status = _why_blank(status, column.blank, gathered, recipe)
    if measure.role is Role.QUOTIENT:
        return _quotient(measure, column.values, of.values, status)
    share = np.where(column.percent | (measure.role is Role.SHARE), column.values, column.values / 100)
    made = _quotient(measure, share * of.values, of.values, status)
    return Base(measure, np.where(made.known, share, np.nan), made.numerator, made.denominator, made.status)


def _quotient(measure: Measure, numerator: Floats, denominator: Floats, status: Codes) -> Base:
    status[(status == OK) & ~(denominator > 0)] = PLACE[Status.NOT_APPLICABLE]
    known = status == OK
    value = np.divide(numerator, denominator, out=np.full(len(status), np.nan), where=known)
    return Base(measure, value, np.where(known, numerator, np.nan), np.where(known, denominator, np.nan), status)


def _either(one: Codes, other: Codes) -> Codes:
    """OK when both are; otherwise the gravest reason of the two."""
    status = np.full(len(one), OK, np.int8)
    for reason in reversed(GRAVEST):
        status[(one == PLACE[reason]) | (other == PLACE[reason])] = PLACE[reason]
    return status


def _why_blank(status: Codes, blank: NDArray[np.bool_], gathered: Gathered, recipe: Recipe) -> Codes:
    """A blank share: nobody lives there → not applicable; the population is hidden → so is it; else unavailable."""
    if not recipe.people:
        return status
    inhabitants = gathered.columns[recipe.people]
    unsaid = blank & (status == PLACE[Status.UNAVAILABLE]) & (gathered.lines > 0)
    status[unsaid & (inhabitants.values == 0)] = PLACE[Status.NOT_APPLICABLE]
    status[unsaid & (inhabitants.statuses == PLACE[Status.SUPPRESSED])] = PLACE[Status.SUPPRESSED]
    return status


def _refuse_the_impossible(gathered: Gathered, measure: Measure, column: Figures) -> None:
    most = {Role.SHARE: 1.0, Role.PERCENT: 100.0}.get(measure.role, np.inf)
    least = -np.inf if measure.role is Role.AS_IS else 0.0
    with np.errstate(invalid="ignore"):
        value = np.where(column.percent, column.values * (100 if measure.role is Role.PERCENT else 1), column.values)
        impossible = (value < least) | (value > most * (1 + 1e-9))
    for area in np.flatnonzero(impossible):
        is_part = most < np.inf
        reason = _("une part va de 0 à %(most)g") if is_part else _("effectif négatif")
        gathered.refuse(
            int(gathered.lines[area]), gathered.areas.codes[area], reason % {"most": most},
            column=measure.column, text=f"{value[area]:g}",
        )  # fmt: skip
        column.values[area], column.statuses[area] = np.nan, PLACE[Status.UNAVAILABLE]


@dataclass(frozen=True)
class Wider:
    """One measure over the areas of a wider partition."""

    value: Floats
    numerator: Floats
    denominator: Floats
    coverage: Floats
    status: Codes


def wider(base: Base, overlap: Overlap, inhabitants: Floats) -> Wider:
    """Sums, or sums over sums; under half of the people covered, no value; under four fifths, a partial one."""
    is_count = base.measure.role is Role.COUNT
    sums = aggregation.totals(
        overlap, base.numerator, np.ones(len(base.value)) if is_count else base.denominator, base.known, inhabitants
    )
    status = np.full(overlap.n_targets, OK, np.int8)
    with np.errstate(invalid="ignore"):
        status[sums.coverage < aggregation.PARTIAL_BELOW] = PLACE[Status.PARTIAL]
        status[~(sums.coverage >= aggregation.HIDDEN_BELOW)] = PLACE[Status.UNAVAILABLE]
    nothing = ~sums.has_any
    status[nothing] = _common_reason(base, overlap)[nothing]
    shown = (status == OK) | (status == PLACE[Status.PARTIAL])
    numerator, nan = np.where(shown, sums.numerator, np.nan), np.full(overlap.n_targets, np.nan)
    denominator = nan if is_count else np.where(shown, sums.denominator, np.nan)
    value = numerator if is_count else np.divide(numerator, denominator, out=nan.copy(), where=shown)
    return Wider(value, numerator, denominator, sums.coverage, status)


def _common_reason(base: Base, overlap: Overlap) -> Codes:
    """The reason every small area gives, if they agree; “unavailable” otherwise."""
    answer = np.full(overlap.n_targets, PLACE[Status.UNAVAILABLE], np.int8)
    reached = np.bincount(overlap.target, minlength=overlap.n_targets)
    for reason in (Status.SUPPRESSED, Status.UNRELIABLE, Status.NOT_APPLICABLE):
        agreeing = (base.status[overlap.source] == PLACE[reason]).astype(float)
        n = np.bincount(overlap.target, agreeing, minlength=overlap.n_targets)
        answer[(reached > 0) & (n == reached)] = PLACE[reason]
    return answer


def table(version: int, period: str, areas: list[str], base: Base, over: Wider | None = None) -> pa.Table:
    """Cells of one measure over one version, in the warehouse's layout."""
    found = over or base
    n = len(areas)
    nothing = pa.nulls(n, pa.float64())
    columns = {
        "version": np.full(n, version, np.int64),
        "indicator": [base.measure.code] * n,
        "period": [period] * n,
        "area": areas,
        "value": _nullable(found.value),
        "numerator": _nullable(found.numerator),
        "denominator": _nullable(found.denominator),
        "ci_lo": nothing,
        "ci_hi": nothing,
        "status": [STATUSES[code].value for code in found.status],
        "coverage": _nullable(over.coverage) if over else nothing,
    }
    return pa.table(columns, schema=warehouse.SCHEMA)


def _nullable(numbers: Floats) -> pa.Array:
    return pa.array(numbers, from_pandas=True)


def sums(measures: list[Base]) -> Iterator[tuple[str, float]]:
    """What each count adds up to over the small areas."""
    for base in measures:
        if base.measure.role is Role.COUNT:
            yield base.measure.code, float(np.nansum(base.value))
