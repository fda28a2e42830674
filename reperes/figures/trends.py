"""When a series may be called a trend, and its slope. Under five comparable points one says « écart »."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reperes.figures.comparison import Verdict, of_difference
from reperes.figures.intervals import Interval

FEWEST_POINTS = 5


class Word(StrEnum):
    """What a series allows one to say."""

    NOTHING = "nothing"  # fewer than two points that compare
    DIFFERENCE = "difference"  # « écart »
    TREND = "trend"  # « tendance »


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last run of periods without a break, and the word it allows."""

    periods: tuple[float, ...]
    word: Word


@dataclass(frozen=True, slots=True)
class Slope:
    """Change a period (unit of the values over unit of the periods), its 95 % limits and the verdict against none."""

    per_period: float
    interval: Interval
    verdict: Verdict
    n_points: int


def word(periods: Iterable[float], breaks: Iterable[float] = ()) -> Stretch:
    """The periods from the last break on, and what may be said of them.

    A break is the first period of a new definition, source or limits: nothing before it compares with what follows.
    Give only periods that have a value.
    """
    known = sorted(set(periods))
    since = max((start for start in breaks if known and start <= known[-1]), default=-float("inf"))
    last = tuple(period for period in known if period >= since)
    if len(last) < 2:
        return Stretch(last, Word.NOTHING)
    return Stretch(last, Word.TREND if len(last) >= FEWEST_POINTS else Word.DIFFERENCE)


def slope(periods: Sequence[float], values: Sequence[float]) -> Slope:
    """Least squares through at least five comparable points, with Student's limits; independent errors are assumed.

    Raises ValueError under five distinct periods or where lengths differ.
    """
    from scipy.special import stdtrit  # noqa: PLC0415  a third of a second at start that only slopes need

    if len(periods) != len(values):
        raise ValueError("a slope needs one value for each period")
    if len(set(periods)) < FEWEST_POINTS:
        raise ValueError(f"under {FEWEST_POINTS} periods there is a difference, not a trend")
    x, y = np.asarray(periods, float), np.asarray(values, float)
    centred = x - x.mean()
    per_period = float(centred @ y / (centred @ centred))
    left = y - y.mean() - per_period * centred
    error = float(np.sqrt(left @ left / (len(x) - 2) / (centred @ centred)))
    reach = float(stdtrit(len(x) - 2, 0.975)) * error
    found = of_difference(per_period, Interval(per_period - reach, per_period + reach))
    return Slope(per_period, Interval(per_period - reach, per_period + reach), found.verdict, len(x))
