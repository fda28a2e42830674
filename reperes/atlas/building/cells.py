"""What a sum becomes: a value, its status, its interval, its coverage. Decided here once, whichever engine summed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reperes.atlas import warehouse
from reperes.atlas.building.measures import Aggregation, Made
from reperes.atlas.engines.quantities import REASONS, Sums
from reperes.atlas.models import Indicator
from reperes.figures import aggregation, chance
from reperes.figures.aggregation import Floats
from reperes.figures.medians import grouped_median, median_interval
from reperes.figures.statuses import PLACE, STATUSES, Codes, Status


@dataclass
class Block:
    """The cells of some indicators over the areas of one version, one row an indicator. NaN where there is none."""

    value: Floats
    numerator: Floats
    denominator: Floats
    ci_lo: Floats
    ci_hi: Floats
    coverage: Floats
    status: Codes


def decide(made: Sequence[Made], sums: Sums, *, are_small_areas: bool) -> Block:
    """Shape of every array: (indicators, areas). Small areas have no coverage: they are there or they are not."""
    missing = dict(zip(REASONS, sums.reasons, strict=True))
    status = aggregation.statuses(_coverage(sums), sums.n_known, sums.n_reached, missing)
    shown = aggregation.is_shown(status)
    numerator = np.where(shown, sums.numerator, np.nan)
    is_ratio = np.array([one.quantity.denominator is not None for one in made], bool)[:, None]
    denominator = np.where(shown & is_ratio, sums.denominator, np.nan)
    quotient = np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=shown & is_ratio)
    nothing = np.full_like(numerator, np.nan)
    block = Block(
        value=np.where(is_ratio, quotient, numerator),
        numerator=numerator,
        denominator=denominator,
        ci_lo=nothing.copy(),
        ci_hi=nothing.copy(),
        coverage=nothing if are_small_areas else _coverage(sums),
        status=status,
    )
    for row, one in enumerate(made):
        if one.way == Aggregation.MEDIAN:
            _median(block, row, one, sums.classes[row])
        else:
            _interval(block, row, one, sums.n_known[row])
    return block


def _coverage(sums: Sums) -> Floats:
    return np.divide(sums.covered, sums.everyone, out=np.full_like(sums.covered, np.nan), where=sums.everyone > 0)


def _median(block: Block, row: int, made: Made, counts: Floats) -> None:
    """A median is never averaged: it is read in the summed classes; none where it would fall in the open one."""
    block.denominator[row] = np.nan
    for area in np.flatnonzero(np.isfinite(block.value[row])):
        found = grouped_median(made.edges, counts[:, area].tolist())
        block.value[row, area] = np.nan if found is None else found
        if found is not None and (asked := made.indicator.asked):
            block.ci_lo[row, area], block.ci_hi[row, area] = _limits(made.edges, counts[:, area].tolist(), asked)
        if found is None:
            block.status[row, area] = PLACE[Status.NOT_APPLICABLE if not counts[:, area].sum() else Status.UNAVAILABLE]
            block.numerator[row, area] = np.nan


def _limits(edges: Sequence[float], counts: Sequence[float], asked: float) -> tuple[float, float]:
    """NaN where a limit falls in the open class: no number says how far it goes."""
    found = median_interval(edges, counts, sampled=asked)
    if found is None or not (np.isfinite(found.low) and np.isfinite(found.high)):
        return np.nan, np.nan
    return found.low, found.high


def _interval(block: Block, row: int, made: Made, n_areas: NDArray[np.float64]) -> None:
    """Where chance or rounding is known; see docs/methods/chance.md."""
    numerator, denominator = block.numerator[row], block.denominator[row]
    form = made.indicator.form
    if made.quantity.denominator is None:
        if form == Indicator.Form.FULL:
            block.ci_lo[row], block.ci_hi[row] = chance.rounded_count(numerator, n_areas)
        elif form == Indicator.Form.ADMINISTRATIVE:
            block.ci_lo[row], block.ci_hi[row] = chance.counted(numerator)
        return
    if made.indicator.unit == Indicator.Unit.SHARE:
        block.ci_lo[row], block.ci_hi[row] = _share(made.indicator, numerator, denominator, n_areas)
    elif made.indicator.unit == Indicator.Unit.PER_1000:
        low, high = chance.counted(numerator)
        with np.errstate(invalid="ignore", divide="ignore"):
            block.ci_lo[row], block.ci_hi[row] = low / denominator, high / denominator


def _share(indicator: Indicator, numerator: Floats, denominator: Floats, n_areas: Floats) -> tuple[Floats, Floats]:
    asked = indicator.asked
    if indicator.form == Indicator.Form.FULL:
        return chance.rounded_share(numerator, denominator, n_areas)
    if asked:
        return chance.sampled_share(numerator, denominator, fraction=asked)
    return np.full_like(numerator, np.nan), np.full_like(numerator, np.nan)


def table(block: Block, made: Sequence[Made], *, version: int, period: str, areas: Sequence[str]) -> pa.Table:
    """The block in the warehouse's layout, indicator after indicator."""
    n, k = len(areas), len(made)
    words = np.array([status.value for status in STATUSES])
    columns = {
        "version": np.full(n * k, version, np.int64),
        "indicator": np.repeat([one.indicator.code for one in made], n),
        "period": np.full(n * k, period),
        "area": np.tile(np.array(areas, object), k),
        "status": words[block.status.ravel()],
    } | {
        name: pa.array(getattr(block, name).ravel(), from_pandas=True)
        for name in ("value", "numerator", "denominator", "ci_lo", "ci_hi", "coverage")
    }
    return pa.table({name: columns[name] for name in warehouse.SCHEMA.names}, schema=warehouse.SCHEMA)
