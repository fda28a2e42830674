"""Try a formula on figures at hand, before it is kept: nothing is written, nothing is shown to readers."""

from dataclasses import dataclass

import numpy as np

from reperes.atlas import layouts
from reperes.atlas.building import cells, measures, parts
from reperes.atlas.building.cells import Block
from reperes.atlas.engines import choosing
from reperes.atlas.models import Dataset, Formula, Indicator
from reperes.figures.statuses import STATUSES, Status
from reperes.reading.store import Store

COUNTED = {Indicator.Form.ADMINISTRATIVE, Indicator.Form.SURVEY}  # files in which no producer hid small counts


@dataclass(frozen=True)
class Trial:
    """What the small areas of one dataset would show, before small numbers are hidden."""

    dataset: Dataset
    indicator: Indicator  # to write its figures
    n_areas: int
    n_known: int
    n_few: int  # of those known: under the indicator's own thresholds
    low: float | None
    middle: float | None  # the median of the areas
    high: float | None
    missing: tuple[tuple[Status, int], ...]


def attempt(formula: Formula, dataset: Dataset) -> Trial:
    """BadFormula when it names what the dataset does not have."""
    store = Store.open(dataset.folder)
    known = {one.id: one.name for one in store.characteristics}
    made = measures.of_formula(formula, known, store.columns, land=layouts.layout(formula.layout).land)
    overlap, _codes = parts.Target(dataset.version, None).overlap(store.areas)
    with choosing.chosen() as engine:
        sums = engine.sums(store, [made.quantity], overlap, measures.people(dataset, store))
    return _trial(formula.indicator, dataset, cells.decide([made], sums, are_small_areas=True))


def _trial(indicator: Indicator, dataset: Dataset, block: Block) -> Trial:
    values = block.value[0]
    known = values[np.isfinite(values)]
    absent = block.status[0][~np.isfinite(values)]
    counts = [(status, int((absent == place).sum())) for place, status in enumerate(STATUSES)]
    low, middle, high = (
        (float(known.min()), float(np.median(known)), float(known.max())) if len(known) else (None, None, None)
    )
    return Trial(
        dataset, indicator, len(values), len(known), _few(indicator, block), low, middle, high,
        tuple((status, n) for status, n in counts if n),
    )  # fmt: skip


def _few(indicator: Indicator, block: Block) -> int:
    numerator, denominator = block.numerator[0], block.denominator[0]
    with np.errstate(invalid="ignore"):
        few = denominator < indicator.least_denominator
        if indicator.form in COUNTED:
            few |= (numerator > 0) & (numerator < indicator.small_count)
    return int(few.sum())
