"""Cut values into classes for a choropleth. Ties are never split; a class is counted by what falls into it.

Bounds are upper bounds, included. Comparisons allow a sliver of tolerance: an interpolated quantile of
12.000000000000034 must not send the value 12 into another class.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9  # of the span of the values


@dataclass(frozen=True, slots=True)
class Class:
    """From `lower` to `upper`, both included as read, with the number of values found inside."""

    lower: float
    upper: float
    count: int


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes from the lowest to the highest; none where there was no value at all."""

    classes: tuple[Class, ...]
    tolerance: float

    def of(self, value: float) -> int:
        """The rank of the class that holds this value; beyond either end, the class at that end."""
        for rank, each in enumerate(self.classes):
            if value <= each.upper + self.tolerance:
                return rank
        return len(self.classes) - 1


def quantiles(values: Sequence[float], k: int = 5, *, weights: Sequence[float] | None = None) -> Classes:
    """As many values in each class as ties allow; with weights (people), as many people.

    Bounds are values that were observed, so a class reads from its smallest to its largest member.
    """
    found = _finite(values)
    if not found.size:
        return Classes((), 0.0)
    tolerance = _tolerance(found)
    if len(_distinct(found, tolerance)) <= k:
        cuts = _distinct(found, tolerance)
    elif weights is None:
        cuts = np.quantile(found, np.arange(1, k + 1) / k)
    else:
        cuts = _weighted_cuts(np.asarray(values, float), np.asarray(weights, float), k)
    return _observed(np.sort(found), cuts, tolerance)


def equal_intervals(values: Sequence[float], k: int = 5, *, digits: int = 12) -> Classes:
    """Classes of the same width, bounds rounded to `digits`; some may be empty."""
    found = _finite(values)
    if not found.size:
        return Classes((), 0.0)
    tolerance = _tolerance(found)
    low, high = float(found.min()), float(found.max())
    if high - low <= tolerance:
        return Classes((Class(low, high, found.size),), tolerance)
    inner = {round(low + (high - low) * rank / k, digits) for rank in range(1, k)}
    uppers = [*sorted(cut for cut in inner if low <= cut < high - tolerance), high]
    below = [int((found <= upper + tolerance).sum()) for upper in uppers]
    return Classes(
        tuple(
            Class(lower, upper, n - before)
            for lower, upper, n, before in zip([low, *uppers], uppers, below, [0, *below], strict=False)
        ),
        tolerance,
    )


def _finite(values: Sequence[float]) -> NDArray[np.float64]:
    found = np.asarray(values, float)
    return found[np.isfinite(found)]


def _tolerance(found: NDArray[np.float64]) -> float:
    return float(found.max() - found.min()) * TOLERANCE


def _distinct(found: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """Values that differ by more than the tolerance; of a run of near-equals, the largest."""
    ordered = np.unique(found)
    return ordered[np.append(np.diff(ordered) > tolerance, True)]


def _weighted_cuts(values: NDArray[np.float64], weights: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """The smallest values at or under which at least 1/k, 2/k… of the weight lies."""
    kept = np.isfinite(values) & np.isfinite(weights) & (weights > 0)
    order = np.argsort(values[kept], kind="stable")
    ordered, carried = values[kept][order], np.cumsum(weights[kept][order])
    if not carried.size:
        return np.quantile(values[np.isfinite(values)], np.arange(1, k + 1) / k)
    share = carried / carried[-1]
    ranks = np.searchsorted(share, np.arange(1, k + 1) / k - TOLERANCE)
    return ordered[np.minimum(ranks, ordered.size - 1)]


def _observed(ordered: NDArray[np.float64], cuts: NDArray[np.float64], tolerance: float) -> Classes:
    """Snap each cut down to the largest value it holds, drop cuts that hold nothing new."""
    ends = np.searchsorted(ordered, cuts + tolerance, side="right")
    ends[-1] = ordered.size
    ends = np.unique(ends[ends > 0])
    starts = np.concatenate([[0], ends[:-1]])
    classes = tuple(
        Class(float(ordered[start]), float(ordered[end - 1]), int(end - start))
        for start, end in zip(starts, ends, strict=True)
    )
    return Classes(classes, tolerance)
