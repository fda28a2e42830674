"""How unequally something is spread, from the plainest to the most summary.

Sources: Gini (1912); Theil (1967); Kakwani, Wagstaff and van Doorslaer (1997); Wagstaff (2005); Erreygers (2009); Kunst
and Mackenbach (1994).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from reperes.figures.intervals import Z_95, Interval, difference_of_shares


def gini(values: Sequence[float]) -> float:
    """Gini coefficient, 0 (all equal) to 1 − 1/n; no small-sample correction. NaN where everything is zero."""
    ordered = np.sort(np.asarray(values, dtype=float))
    n, total = len(ordered), ordered.sum()
    if n == 0 or total == 0:
        return float("nan")
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * total) - (n + 1) / n)


def theil(values: Sequence[float]) -> float:
    """Theil's T, mean of (x/μ) ln(x/μ), 0 (all equal) to ln n; a zero weighs nothing. NaN where everything is zero.

    Raises ValueError for a negative value.
    """
    found = np.asarray(values, dtype=float)
    if (found < 0).any():
        raise ValueError("Theil's index has no meaning for negative values")
    if not found.sum():
        return float("nan")
    share = found[found > 0] / found.mean()
    return float((share * np.log(share)).sum() / len(found))


@dataclass(frozen=True, slots=True)
class Gradient:
    """Along groups ordered from the most to the least deprived."""

    mean: float
    concentration: float  # −1 to 1; below 0: more among the deprived
    slope: float  # slope index of inequality (SII), in the unit of the rates; below 0: more among the deprived
    relative_slope: float  # slope over mean

    @property
    def relative_index(self) -> float:
        """RII: the rate the slope gives the most deprived end over the least deprived; NaN where it falls to zero."""
        top = self.mean + self.slope / 2
        return (self.mean - self.slope / 2) / top if top > 0 else float("nan")

    def erreygers(self, low: float, high: float) -> float:
        """4μC/(b − a), for a rate bounded by low and high: the same whichever way the rate is told (ill or well)."""
        return 4 * self.mean * self.concentration / _width(low, high)

    def wagstaff(self, low: float, high: float) -> float:
        """(b − a)μC/((b − μ)(μ − a)), from −1 to 1 whatever the mean; NaN where the mean is at a bound."""
        room = (high - self.mean) * (self.mean - low)
        return _width(low, high) * self.mean * self.concentration / room if room > 0 else float("nan")


def gradient(people: Sequence[float], rates: Sequence[float]) -> Gradient:
    """Concentration index and slope index of rates over groups listed from the most to the least deprived.

    The slope is a regression on mid-ranks weighted by people. What has no meaning is NaN: all of it where every rate is
    zero. Raises ValueError where lengths differ, or where fewer than two groups have people.
    """
    if len(people) != len(rates):
        raise ValueError("people and rates need one entry for each group")
    if sum(1 for group in people if group > 0) < 2:
        raise ValueError("a gradient needs people in at least two groups")
    share = np.asarray(people, dtype=float) / sum(people)
    rate = np.asarray(rates, dtype=float)
    rank = np.cumsum(share) - share / 2
    mean = float(share @ rate)
    concentration = float(2 / mean * (share * rate) @ rank - 1) if mean else float("nan")
    centred = rank - share @ rank
    slope = float((share * centred) @ rate / ((share * centred) @ centred))
    return Gradient(mean, concentration, slope, slope / mean if mean else float("nan"))


@dataclass(frozen=True, slots=True)
class Extremes:
    """The most deprived fifth beside the least: what to show first to anyone."""

    gap: float  # share less share, −1 to 1
    gap_interval: Interval
    ratio: float | None  # share over share; None where the least deprived have no case
    ratio_interval: Interval | None  # None where either has no case


def extremes(cases: float, people: float, least_cases: float, least_people: float) -> Extremes:
    """Gap (Newcombe) and ratio (Katz, on the log scale) between the most deprived fifth (Q5) and the least (Q1).

    Raises ValueError for an impossible share.
    """
    interval = difference_of_shares(cases, people, least_cases, least_people)
    most, least = cases / people, least_cases / least_people
    if not least_cases:
        return Extremes(most - least, interval, None, None)
    if not cases:
        return Extremes(most - least, interval, 0.0, None)
    reach = Z_95 * sqrt(1 / cases - 1 / people + 1 / least_cases - 1 / least_people)
    middle = log(most / least)
    return Extremes(most - least, interval, most / least, Interval(exp(middle - reach), exp(middle + reach)))


def _width(low: float, high: float) -> float:
    if not high > low:
        raise ValueError("the upper bound lies above the lower one")
    return high - low
