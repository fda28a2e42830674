"""Rates made comparable between populations of different ages.

Sources: Public Health England, technical guide on directly standardised rates; Dobson et al. (1991) and Fay and Feuer
(1997) for the limits; Marshall (1991) for smoothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures.intervals import Interval, byar, poisson
from reperes.figures.intervals import standardised_ratio as limits_of_ratio


class Limits(StrEnum):
    """How the limits of a directly standardised rate are had."""

    BYAR = "byar"  # Dobson's, on Byar's limits of the total count
    EXACT = "exact"  # Dobson's, on exact Poisson limits
    GAMMA = "gamma"  # Fay and Feuer's, wider where weights are uneven


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """A directly standardised rate, its 95 % limits and its variance, all per `per` people."""

    rate: float
    interval: Interval
    variance: float = float("nan")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio (1 is « as in the reference ») and its 95 % limits."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Rates drawn toward their mean; `distinguishable` is false where nothing but chance parts the areas."""

    rates: NDArray[np.float64]
    mean: float
    between: float  # variance between areas; 0 when there is none to tell from chance

    @property
    def distinguishable(self) -> bool:
        return self.between > 0


def direct(
    cases: Sequence[int],
    people: Sequence[float],
    standard: Sequence[float],
    *,
    per: float = 100_000,
    limits: Limits = Limits.BYAR,
) -> StandardisedRate:
    """Σ w·x/n with w the shares of the standard population; one entry an age group, same order in all three.

    Raises ValueError where lengths differ, where a group has no people, or where nobody was counted at all (the limits
    then have no meaning).
    """
    if not len(cases) == len(people) == len(standard):
        raise ValueError("cases, people and standard need one entry for each age group")
    total = sum(cases)
    if min(people) <= 0 or total == 0:
        raise ValueError("every age group needs people, and at least one case must be counted")
    weights = [share / sum(standard) / n for share, n in zip(standard, people, strict=True)]
    rate = sum(w * x for w, x in zip(weights, cases, strict=True))
    variance = sum(w**2 * x for w, x in zip(weights, cases, strict=True))
    if limits is Limits.GAMMA:
        interval = _gamma(rate, variance, max(weights))
    else:
        interval = _dobson(rate, variance, total, byar if limits is Limits.BYAR else poisson)
    return StandardisedRate(rate * per, interval.times(per), variance * per**2)


def _dobson(rate: float, variance: float, total: float, bounds: Callable[[float], Interval]) -> Interval:
    found, stretch = bounds(total), sqrt(variance / total)
    return Interval(rate + stretch * (found.low - total), rate + stretch * (found.high - total))


def _gamma(rate: float, variance: float, widest: float) -> Interval:
    """Quantiles of gamma laws; the upper one allows for one more case in the group of the heaviest weight."""
    from scipy.special import gammaincinv  # noqa: PLC0415  a third of a second at start that only these limits need

    upper, spread = rate + widest, variance + widest**2
    return Interval(
        variance / rate * float(gammaincinv(rate**2 / variance, 0.025)),
        spread / upper * float(gammaincinv(upper**2 / spread, 0.975)),
    )


def indirect(cases: float, people: Sequence[float], reference_rates: Sequence[float]) -> Ratio:
    """Observed over expected (SMR, « ICM »): cases had, over those that the reference's rates would give these people.

    Compares an area with its reference, never two areas. Raises ValueError where nothing is expected.
    """
    expected = sum(n * rate for n, rate in zip(people, reference_rates, strict=True))
    return observed_over_expected(cases, expected)


def observed_over_expected(observed: float, expected: float) -> Ratio:
    """The same from the two numbers, with Byar's limits over the expected one."""
    if not expected > 0:
        raise ValueError("a ratio needs something expected")
    return Ratio(observed / expected, limits_of_ratio(observed, expected))


def ratio_of_rates(one: StandardisedRate, other: StandardisedRate) -> Ratio:
    """Rate over rate, both directly standardised on one population (« rapport de taux standardisés », RTS).

    Limits on the log scale, var(ln R) = v/r² + v/r²: what compares two areas. Both rates are above zero, since
    `direct` refuses areas without any case.
    """
    value = one.rate / other.rate
    reach = 1.959964 * sqrt(one.variance / one.rate**2 + other.variance / other.rate**2)
    return Ratio(value, Interval(exp(log(value) - reach), exp(log(value) + reach)))


def adjusted_shares(cases: ArrayLike, people: ArrayLike) -> NDArray[np.float64]:
    """Each area's share as if it had the ages and sexes of all areas together; (areas × strata) to (areas,).

    Indirect: observed over expected, times the overall share, so that an area with an empty stratum keeps a value. With
    incomes for cases it gives adjusted averages. NaN where a count is missing, or where nothing is expected.
    """
    x, n = np.asarray(cases, float), np.asarray(people, float)
    known = np.isfinite(x).all(axis=1) & np.isfinite(n).all(axis=1)
    if not n[known].sum():
        return np.full(len(x), np.nan)
    in_strata, overall = n[known].sum(axis=0), x[known].sum() / n[known].sum()
    rates = np.divide(x[known].sum(axis=0), in_strata, out=np.zeros_like(in_strata), where=in_strata > 0)
    expected = np.where(known, n @ rates, np.nan)
    return np.divide(x.sum(axis=1), expected, out=np.full(len(x), np.nan), where=known & (expected > 0)) * overall


def smoothed(cases: ArrayLike, people: ArrayLike) -> Smoothed:
    """Marshall's global empirical Bayes: m + A/(A + m/n) (r − m), A the variance between areas less what chance brings.

    Where A is not above zero every area takes the mean, and the map must say that no variation can be told from chance.
    Areas without people, or missing, stay NaN. Raises ValueError where nobody lives anywhere.
    """
    x, n = np.asarray(cases, float), np.asarray(people, float)
    known = np.isfinite(x) & (n > 0)
    if not known.any():
        raise ValueError("smoothing needs at least one area with people")
    mean = float(x[known].sum() / n[known].sum())
    rates = np.divide(x, n, out=np.full(x.shape, np.nan), where=known)
    observed = float((n[known] * (rates[known] - mean) ** 2).sum() / n[known].sum())
    between = max(0.0, observed - mean / float(n[known].mean()))
    trust = between / (between + mean / np.where(known, n, 1.0)) if between else np.zeros_like(rates)
    return Smoothed(np.where(known, mean + trust * (np.where(known, rates, mean) - mean), np.nan), mean, between)
