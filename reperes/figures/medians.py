"""Medians of grouped counts: a median cannot be averaged, but its classes can be added."""

from collections.abc import Sequence
from itertools import accumulate


def grouped_median(edges: Sequence[float], counts: Sequence[float]) -> float | None:
    """L + (N/2 − F)/f · h, in the unit of the edges; `edges` has one more entry than `counts`.

    None where nobody was counted, or where the median falls in an open last class (its last edge is infinite).
    Raises ValueError where edges and counts do not fit together.
    """
    if len(edges) != len(counts) + 1:
        raise ValueError("a class needs two edges: give one edge more than counts")
    half = sum(counts) / 2
    if half == 0:
        return None
    for place, reached in enumerate(accumulate(counts)):
        if reached >= half:
            low, high, here = edges[place], edges[place + 1], counts[place]
            return None if high == float("inf") else low + (half - (reached - here)) / here * (high - low)
    raise AssertionError("unreachable: the last class reaches the whole")
