"""Cut values into classes for a choropleth. Ties are never split; a class is counted by what falls into it.

Bounds are upper bounds, included. Comparisons allow a sliver of tolerance: an interpolated quantile of
12.000000000000034 must not send the value 12 into another class.

Sources: Fisher (1958) and Jenks (1977) through mapclassify; Jiang (2013), head/tail; Slocum et al. for the others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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

    def recounted(self, values: Sequence[float]) -> "Classes":
        """The same bounds for another map or another year; the classes at either end stretch to hold every value."""
        found = _finite(values)
        if not found.size or not self.classes:
            return replace(self, classes=tuple(replace(each, count=0) for each in self.classes))
        uppers = [each.upper for each in self.classes]
        uppers[-1] = max(uppers[-1], float(found.max()))
        lowers = [each.lower for each in self.classes]
        lowers[0] = min(lowers[0], float(found.min()))
        return _stated(found, lowers, uppers, self.tolerance)


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
    return _stated(found, [low, *uppers[:-1]], uppers, tolerance)


def fisher_jenks(values: Sequence[float], k: int = 5) -> Classes:
    """Natural breaks: of all ways to cut in k, the one whose classes are the most alike inside (least squares).

    Half a second for 14,000 values; the time grows with the square of their number.
    """
    return _by_cuts(values, k, _natural_cuts)


def head_tail(values: Sequence[float]) -> Classes:
    """For a long tail: cut at the mean, then the head at its own mean, and so on; the number of classes is found."""
    return _by_cuts(values, 1, _head_tail_cuts)


def standard_deviations(values: Sequence[float], multiples: Sequence[float] = (-2, -1, 1, 2)) -> Classes:
    """Bounds at the mean plus so many standard deviations (n − 1); those beyond the values are dropped."""
    found = _finite(values)
    if found.size < 2:
        return equal_intervals(values, 1)
    cuts = found.mean() + np.asarray(multiples, float) * found.std(ddof=1)
    return manual(values, [float(cut) for cut in cuts if found.min() < cut < found.max()])


def manual(values: Sequence[float], cuts: Iterable[float]) -> Classes:
    """Bounds someone chose, between the lowest and the highest class; a class may be empty."""
    found = _finite(values)
    if not found.size:
        return Classes((), 0.0)
    inner = sorted(set(cuts))
    low = min([float(found.min()), *inner])
    high = max([float(found.max()), *inner])
    return _stated(found, [low, *inner], [*inner, high], _tolerance(found))


def shared(maps: Sequence[Sequence[float]], make: Callable[[Sequence[float]], Classes]) -> list[Classes]:
    """One set of bounds for several maps or years, made on all their values together, counted on each."""
    together = make(np.concatenate([_finite(values) for values in maps]).tolist() if maps else [])
    return [together.recounted(values) for values in maps]


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


def _stated(found: NDArray[np.float64], lowers: Sequence[float], uppers: Sequence[float], tolerance: float) -> Classes:
    """Classes with the bounds given, empty ones too; the first bound is a lower one, the others are upper ones."""
    below = [int((found <= upper + tolerance).sum()) for upper in uppers]
    classes = tuple(
        Class(lower, upper, n - before)
        for lower, upper, n, before in zip(lowers, uppers, below, [0, *below], strict=False)
    )
    return Classes(classes, tolerance)


def _by_cuts(
    values: Sequence[float], k: int, cuts: Callable[[NDArray[np.float64], int], NDArray[np.float64]]
) -> Classes:
    """Observed classes from a method that wants more distinct values than classes."""
    found = _finite(values)
    if not found.size:
        return Classes((), 0.0)
    tolerance = _tolerance(found)
    distinct = _distinct(found, tolerance)
    return _observed(np.sort(found), distinct if len(distinct) <= k else cuts(found, k), tolerance)


def _natural_cuts(found: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    from mapclassify import FisherJenks  # noqa: PLC0415  five seconds and pandas, which the start must not pay

    # It reckons in 32-bit floats: incomes of 80,000 would lose the digits that part them unless centred and scaled.
    ordered = np.sort(found)
    scaled = (ordered - np.median(ordered)) / (ordered[-1] - ordered[0])
    ends = np.searchsorted(scaled, np.asarray(FisherJenks(scaled, k).bins) + TOLERANCE, side="right") - 1
    return ordered[ends]


def _head_tail_cuts(found: NDArray[np.float64], _: int) -> NDArray[np.float64]:
    from mapclassify.classifiers import head_tail_breaks  # noqa: PLC0415  as above

    return np.asarray(head_tail_breaks(found, []), float)
