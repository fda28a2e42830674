"""What the public is given about each territory, and what a careful reader makes of it.

A share shown to one decimal, or the bounds of an interval, say something of the counts behind them even where the
counts are not given: they are read backwards here, for the attack.
"""

from dataclasses import dataclass

import numpy as np

from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.rules import Floats

Z = 1.959964  # 95 %
MOST_PEOPLE = 1e7


@dataclass(frozen=True)
class Table:
    """One grouping as published, one value a territory; NaN where nothing is shown.

    `overlap` holds only what is truly summed (careful: leave out areas whose figure is missing). `share`, `low`, `high`
    are proportions, shown to the nearest `step`; counts to the nearest `count_step` (0: exact). A class of a map is a
    share known between two breaks: give its middle as `share` and its breadth as `step`. Coverage is a matter of who
    is in the sum, which the attacker is supposed to know; medians are no sums.
    """

    overlap: Overlap
    numerator: Floats | None = None
    denominator: Floats | None = None
    share: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    step: float = 0.001
    count_step: float = 0.0


@dataclass(frozen=True)
class Bounds:
    """Between what and what each territory's numerator, universe and share lie."""

    least: Floats
    most: Floats
    least_universe: Floats
    most_universe: Floats
    least_share: Floats
    most_share: Floats


def read(table: Table) -> Bounds:
    """What the table says of each territory, as bounds; infinite where it says nothing, shares from 0 to 1."""
    n = table.overlap.n_targets
    least, most = _around(table.numerator, table.count_step / 2, n)
    least_universe, most_universe = _around(table.denominator, table.count_step / 2, n)
    share = _around(table.share, table.step / 2, n)
    if table.low is not None and table.high is not None and table.share is not None:
        fewest, greatest = universe_behind(table.share, table.low, table.high, table.step)
        least_universe, most_universe = np.fmax(least_universe, fewest), np.fmin(most_universe, greatest)
    least_share, most_share = np.maximum(share[0], 0), np.minimum(share[1], 1)
    return Bounds(least, most, least_universe, most_universe, least_share, most_share)


def universe_behind(share: Floats, low: Floats, high: Floats, step: float) -> tuple[Floats, Floats]:
    """Fewest and most people a Wilson interval shown to the nearest `step` can rest on; NaN where none is shown."""
    breadth = high - low
    corners = [(np.clip(share + side * step / 2, 0, 1), breadth + more * step) for side in (-1, 1) for more in (-1, 1)]
    found = np.array([_people_for(each, wide) for each, wide in corners])
    return np.floor(found.min(axis=0)), np.ceil(found.max(axis=0))


def _people_for(share: Floats, breadth: Floats) -> Floats:
    """The universe whose Wilson interval at `share` is that broad: broader means fewer people (bisection)."""
    few, many = np.zeros(len(share)), np.full(len(share), np.log(MOST_PEOPLE))
    for _half in range(40):
        middle = (few + many) / 2
        too_broad = _breadth(share, np.exp(middle)) > breadth
        few, many = np.where(too_broad, middle, few), np.where(too_broad, many, middle)
    return np.where(np.isfinite(share + breadth), np.exp(many), np.nan)


def _breadth(share: Floats, people: Floats) -> Floats:
    return 2 * Z / (1 + Z**2 / people) * np.sqrt(share * (1 - share) / people + Z**2 / (4 * people**2))


def _around(amounts: Floats | None, half: float, n: int) -> tuple[Floats, Floats]:
    given = np.full(n, np.nan) if amounts is None else amounts
    shown = np.isfinite(given)
    return np.where(shown, given - half, -np.inf), np.where(shown, given + half, np.inf)
