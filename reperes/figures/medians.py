"""Medians of grouped counts: a median cannot be averaged, but its classes can be added."""

from collections.abc import Sequence
from itertools import accumulate

from reperes.figures.intervals import Interval, wilson


def grouped_median(edges: Sequence[float], counts: Sequence[float]) -> float | None:
    """L + (N/2 − F)/f · h, in the unit of the edges; `edges` has one more entry than `counts`.

    None where nobody was counted, or where the median falls in an open last class (its last edge is infinite).
    Raises ValueError where edges and counts do not fit together.
    """
    return grouped_quantile(edges, counts, 0.5)


def grouped_quantile(edges: Sequence[float], counts: Sequence[float], share: float) -> float | None:
    """The value under which `share` (0 to 1) of the people lie, as `grouped_median` finds it for a half."""
    if len(edges) != len(counts) + 1:
        raise ValueError("a class needs two edges: give one edge more than counts")
    if not sum(counts):
        return None
    sought = sum(counts) * share
    reached = list(accumulate(counts))
    inhabited = [place for place, count in enumerate(counts) if count]
    place = next((place for place in inhabited if reached[place] >= sought), inhabited[-1])
    low, high, here = edges[place], edges[place + 1], counts[place]
    if low == -float("inf") or high == float("inf"):
        return None
    return low + min(1.0, (sought - (reached[place] - here)) / here) * (high - low)


def median_interval(edges: Sequence[float], counts: Sequence[float], *, sampled: float = 1.0) -> Interval | None:
    """95 % limits of the grouped median: Wilson's limits of one half, read back on the classes (Woodruff 1952).

    `sampled` is the share of people who were asked. A limit that falls in an open class is told as infinite; None where
    there is no median.
    """
    if grouped_median(edges, counts) is None:
        return None
    n = sum(counts)
    half = wilson(n / 2, n, sampled=sampled)
    low, high = (grouped_quantile(edges, counts, share) for share in (half.low, half.high))
    return Interval(-float("inf") if low is None else low, float("inf") if high is None else high)
