"""What random rounding adds. A census that rounds every count at random to a multiple of 5 leaves a known chance.

A count n with a remainder r = n mod 5 goes up with probability r/5: the rounded count is right on average and its
variance is r(5 − r). Source: Statistics Canada, Guide to the Census of Population, "Random rounding"; Fellegi (1975).
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures.intervals import Z_95, Interval

BASE = 5
VARIANCE = (BASE**2 - 1) / 6  # 4 people²: mean of r(5 − r) over the five remainders


def rounded(counts: ArrayLike, chance: np.random.Generator, *, base: int = BASE) -> NDArray[np.int64]:
    """Counts (any shape) as such a census would publish them: unbiased, each rounded on its own."""
    whole = np.asarray(counts, np.int64)
    rest = whole % base
    return whole - rest + base * (chance.random(whole.shape) * base < rest)


def spread_of_known(counts: Sequence[int], *, base: int = BASE) -> float:
    """Standard deviation of the rounded sum where the true counts are known: √Σ r(b − r), in people."""
    rest = np.asarray(counts, np.int64) % base
    return float(np.sqrt((rest * (base - rest)).sum()))


def spread_of_sum(weights: Sequence[float] | int, *, base: int = BASE) -> float:
    """Standard deviation of a sum of published counts, whose remainders nobody knows, in people.

    Over all remainders the variance is (b² − 1)/6 a count: 2² where b = 5, so 2√k for k counts. Give how many
    counts were added, or the weight of each: 2√Σw².
    """
    squares = float(weights) if isinstance(weights, int) else sum(weight**2 for weight in weights)
    return sqrt((base**2 - 1) / 6 * squares)


def share(
    cases: float, people: float, n_cases: Sequence[float] | int = 1, n_people: Sequence[float] | int = 1
) -> tuple[float, Interval]:
    """Standard deviation and 95 % limits, from 0 to 1, that rounding alone leaves to cases/people.

    `n_cases` and `n_people` say how many rounded counts each side adds (or their weights), as in `spread_of_sum`.
    Both sides are rounded on their own: var = (s² + p² t²)/people². Raises ValueError where there are no people.
    """
    if not people > 0:
        raise ValueError(f"a share needs people, not {people}")
    part = cases / people
    spread = sqrt(spread_of_sum(n_cases) ** 2 + part**2 * spread_of_sum(n_people) ** 2) / people
    return spread, Interval(max(0.0, part - Z_95 * spread), min(1.0, part + Z_95 * spread))


def widened(value: float, limits: Interval, spread: float, *, z: float = Z_95) -> Interval:
    """Limits of a share once rounding joins another chance, independent of it: each side grows by √(d² + (z·sd)²)."""
    return Interval(
        max(0.0, value - sqrt((value - limits.low) ** 2 + (z * spread) ** 2)),
        min(1.0, value + sqrt((limits.high - value) ** 2 + (z * spread) ** 2)),
    )
