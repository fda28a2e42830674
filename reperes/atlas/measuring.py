"""Columns → figures: what each measure of a table is worth in each small area."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from reperes.atlas.gathering import Figures, Gathered
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.figures.aggregation import Floats
from reperes.figures.statuses import OK, PLACE, Codes, Status, gravest


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
    status = gravest([column.statuses, of.statuses])
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


def sums(measures: list[Base]) -> Iterator[tuple[str, float]]:
    """What each count adds up to over the small areas."""
    for base in measures:
        if base.measure.role is Role.COUNT:
            yield base.measure.code, float(np.nansum(base.value))
