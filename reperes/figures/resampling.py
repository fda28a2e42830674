"""Bootstrap over the small areas of a territory, for what has no formula: medians, Gini, composite scores.

Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, percentile limits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures.intervals import Interval

TURNS = 1_000
SEED = 20_210_511  # the day of the 2021 census: any fixed number would do, this one is easily found again
FEWEST_AREAS = 5  # under which drawing areas again says nothing
FEWEST_TURNS = 0.9  # share of turns that must give a value


@dataclass(frozen=True, slots=True)
class Resampled:
    """A value, its 95 % limits, and how they were had. No interval under FEWEST_AREAS, or where turns gave no value."""

    value: float
    interval: Interval | None
    turns: int
    seed: int
    n_areas: int


def resample(
    areas: ArrayLike,
    statistic: Callable[[NDArray[np.float64]], float | None],
    *,
    turns: int = TURNS,
    seed: int = SEED,
) -> Resampled:
    """Draw as many areas as there are, with replacement, `turns` times, and read the middle 95 % of the statistic.

    `areas` has one row an area (n, or n × k); `statistic` takes such rows and answers a number, or None or NaN when
    it has none. The seed is fixed so that an edition made twice says the same.
    """
    rows = np.asarray(areas, float)
    value = _number(statistic(rows))
    if len(rows) < FEWEST_AREAS or np.isnan(value):
        return Resampled(value, None, 0, seed, len(rows))
    chance = np.random.default_rng(seed)
    drawn = np.array([_number(statistic(rows[chance.integers(len(rows), size=len(rows))])) for _ in range(turns)])
    known = drawn[~np.isnan(drawn)]
    if len(known) < turns * FEWEST_TURNS:
        return Resampled(value, None, turns, seed, len(rows))
    low, high = np.quantile(known, [0.025, 0.975])
    return Resampled(value, Interval(float(low), float(high)), turns, seed, len(rows))


def _number(answer: float | None) -> float:
    return float("nan") if answer is None else float(answer)
