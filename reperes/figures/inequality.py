"""How unequally something is spread. Sources: Gini (1912); Kakwani, Wagstaff and van Doorslaer (1997)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


def gini(values: Sequence[float]) -> float:
    """Gini coefficient, 0 (all equal) to 1 − 1/n; no small-sample correction. NaN where everything is zero."""
    ordered = np.sort(np.asarray(values, dtype=float))
    n, total = len(ordered), ordered.sum()
    if n == 0 or total == 0:
        return float("nan")
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * total) - (n + 1) / n)


@dataclass(frozen=True, slots=True)
class Gradient:
    """Along groups ordered from the most to the least deprived."""

    mean: float
    concentration: float  # −1 to 1; below 0: more among the deprived
    slope: float  # slope index of inequality, in the unit of the rates
    relative_slope: float  # slope over mean


def gradient(people: Sequence[float], rates: Sequence[float]) -> Gradient:
    """Concentration index and slope index of rates over groups listed from the most to the least deprived.

    The slope is a regression on mid-ranks weighted by people. Raises ValueError where lengths differ.
    """
    if len(people) != len(rates):
        raise ValueError("people and rates need one entry for each group")
    share = np.asarray(people, dtype=float) / sum(people)
    rate = np.asarray(rates, dtype=float)
    rank = np.cumsum(share) - share / 2
    mean = float(share @ rate)
    concentration = float(2 / mean * (share * rate) @ rank - 1)
    centred = rank - share @ rank
    slope = float((share * centred) @ rate / ((share * centred) @ centred))
    return Gradient(mean, concentration, slope, slope / mean)
