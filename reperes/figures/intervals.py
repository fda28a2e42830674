"""Intervals of shares, counts and differences. Every limit is at 95 % unless `z` says otherwise.

Sources: Wilson (1927) and Newcombe (1998) for shares; Garwood (1936), exact, and Byar (Breslow and Day 1987) for
counts, as in the technical guides of Public Health England.
"""

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z_95 = 1.959964
EXACT_BELOW = 10  # counts under which Byar's approximation gives way to the exact limits
LONG_FORM = 0.25  # share of households that answered the long form of the Canadian census


@dataclass(frozen=True, slots=True)
class Interval:
    """A lower and an upper limit, in the unit of what they bound."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Only then may one write « se distingue »."""
        return value < self.low or value > self.high

    def times(self, factor: float) -> "Interval":
        """The same limits in another unit; `factor` is positive."""
        return Interval(self.low * factor, self.high * factor)


def wilson(cases: float, people: float, *, sampled: float = 1.0, z: float = Z_95) -> Interval:
    """Limits of cases/people, from 0 to 1 (Wilson score, no continuity correction).

    `sampled` is the share of people who were asked: a figure of the long form, weighted up from a quarter of
    households, carries the chance of people × LONG_FORM answers (simple random sampling; the true design may differ).
    Raises ValueError unless 0 ≤ cases ≤ people and people > 0, or unless 0 < sampled ≤ 1.
    """
    if people <= 0 or not 0 <= cases <= people:
        raise ValueError(f"a share needs 0 ≤ cases ≤ people and people > 0, not {cases} of {people}")
    low, high = wilson_limits([cases], [people], sampled=sampled, z=z)
    return Interval(float(low[0]), float(high[0]))


def wilson_limits(
    cases: ArrayLike, people: ArrayLike, *, sampled: float = 1.0, z: float = Z_95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """As `wilson`, for arrays of one shape: lower and upper limits, NaN where a share has no meaning."""
    if not 0 < sampled <= 1:
        raise ValueError(f"the share of people who were asked lies above 0 and up to 1, not {sampled}")
    x, n = np.asarray(cases, float), np.asarray(people, float)
    with np.errstate(invalid="ignore"):
        sound = (n > 0) & (x >= 0) & (x <= n)
    share = np.divide(x, n, out=np.full(x.shape, np.nan), where=sound)
    asked = np.where(sound, n, 1.0) * sampled
    spread = z**2 / asked
    middle = (share + spread / 2) / (1 + spread)
    reach = z * np.sqrt(share * (1 - share) / asked + spread / (4 * asked)) / (1 + spread)
    # Rounding may leave 1e-17 where the limit is exactly 0 or 1.
    return np.where(share == 0, 0.0, middle - reach), np.where(share == 1, 1.0, middle + reach)


def difference_of_shares(
    cases: float, people: float, other_cases: float, other_people: float, *, sampled: float = 1.0
) -> Interval:
    """Limits of cases/people − other_cases/other_people, from −1 to 1 (Newcombe's hybrid score, method 10).

    The two groups share nobody. Raises ValueError for an impossible share.
    """
    mine = wilson(cases, people, sampled=sampled)
    theirs = wilson(other_cases, other_people, sampled=sampled)
    return difference_of_limits(cases / people, mine, other_cases / other_people, theirs)


def difference_of_limits(value: float, limits: Interval, other: float, other_limits: Interval) -> Interval:
    """Limits of value − other from the limits of each, independent of one another (Zou and Donner 2008)."""
    gap = value - other
    return Interval(
        gap - sqrt((value - limits.low) ** 2 + (other_limits.high - other) ** 2),
        gap + sqrt((limits.high - value) ** 2 + (other - other_limits.low) ** 2),
    )


def byar(count: float, *, z: float = Z_95) -> Interval:
    """Limits of a Poisson count (Byar's approximation). Raises ValueError for a negative count."""
    if not count >= 0:
        raise ValueError(f"a count is not negative: {count}")
    low, high = byar_limits([count], z=z)
    return Interval(float(low[0]), float(high[0]))


def byar_limits(counts: ArrayLike, *, z: float = Z_95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """As `byar`, for an array of counts: lower and upper limits, NaN where there is no count, or less than none."""
    count = np.asarray(counts, float)
    count = np.where(count >= 0, count, np.nan)
    above = count + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    # Under a third of a case (weights may split people) the cube would climb back below zero.
    some = np.where(count > 0.1, count, 0.1)
    low = count * np.maximum(0.0, 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    return low, high


def poisson(count: float, *, z: float = Z_95) -> Interval:
    """Exact limits of a Poisson count (Garwood): half the quantiles of χ² with 2O and 2O + 2 degrees of freedom."""
    from scipy.special import gammaincinv  # noqa: PLC0415  a third of a second and 15 MB that only exact limits need

    if not count >= 0:
        raise ValueError(f"a count is not negative: {count}")
    tail = erfc(z / sqrt(2)) / 2
    # Weights may leave 1e-300 of a case, where the quantile is not a number.
    low = float(gammaincinv(count, tail)) if count > 1e-9 else 0.0
    return Interval(low, float(gammaincinv(count + 1, 1 - tail)))


def limits_of_count(count: float, *, z: float = Z_95) -> Interval:
    """Exact under ten, Byar from ten on: the rule of Public Health England."""
    return poisson(count, z=z) if count < EXACT_BELOW else byar(count, z=z)


def standardised_ratio(observed: float, expected: float) -> Interval:
    """Limits of observed/expected (indirect standardisation): Byar's limits over the expected count."""
    return byar(observed).times(1 / expected)
