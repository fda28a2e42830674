"""How a territory differs from a reference, or from itself earlier, and what one may say of it.

Sources: Newcombe (1998), Statistics in Medicine 17, for two shares; Zou and Donner (2008), Statistics in Medicine 27,
for any two intervals.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isnan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures.intervals import Interval, difference_of_limits, difference_of_shares, wilson_limits

Floats = NDArray[np.float64]
SLACK = 15  # people: what random rounding to base 5 may leave between a part and its whole


class Verdict(StrEnum):
    """« Se distingue », above or below; « ne se distingue pas »; or nothing to compare."""

    ABOVE = "above"
    BELOW = "below"
    NOT_DISTINGUISHED = "not_distinguished"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Value less reference, in the unit of both; nothing but a verdict where they cannot be compared."""

    difference: float | None
    interval: Interval | None
    verdict: Verdict


NOT_COMPARABLE = Comparison(None, None, Verdict.NOT_COMPARABLE)


def of_difference(difference: float, interval: Interval) -> Comparison:
    """The verdict that a difference and its 95 % limits allow."""
    if not interval.excludes(0):
        return Comparison(difference, interval, Verdict.NOT_DISTINGUISHED)
    return Comparison(difference, interval, Verdict.ABOVE if difference > 0 else Verdict.BELOW)


def shares(cases: float, people: float, other_cases: float, other_people: float, *, sampled: float = 1.0) -> Comparison:
    """Two territories that share nobody, by their counts (Newcombe). Not comparable where either has no people."""
    if not (people > 0 and other_people > 0):
        return NOT_COMPARABLE
    limits = difference_of_shares(cases, people, other_cases, other_people, sampled=sampled)
    return of_difference(cases / people - other_cases / other_people, limits)


def with_whole(
    cases: float, people: float, whole_cases: float, whole_people: float, *, sampled: float = 1.0
) -> Comparison:
    """A territory with the reference it lies in: its people are in both, so Newcombe's rule does not hold as it is.

    The reference less the territory shares nobody with it, and share − whole = (1 − f)(share − rest) exactly, f being
    the territory's part of the reference's people: the limits against the rest, times 1 − f. Not comparable where the
    territory is the whole reference. Raises ValueError where the counts do not fit inside the reference.
    """
    map_ = map_with_whole([cases], [people], whole_cases, whole_people, sampled=sampled)
    if map_.verdicts[0] is Verdict.NOT_COMPARABLE:
        return NOT_COMPARABLE
    limits = Interval(float(map_.low[0]), float(map_.high[0]))
    return Comparison(float(map_.difference[0]), limits, map_.verdicts[0])


@dataclass(frozen=True)
class MapComparison:
    """As Comparison, one entry a territory; NaN where nothing compares."""

    difference: Floats
    low: Floats
    high: Floats
    verdicts: tuple[Verdict, ...]


def map_with_whole(
    cases: ArrayLike, people: ArrayLike, whole_cases: float, whole_people: float, *, sampled: float = 1.0
) -> MapComparison:
    """As `with_whole`, for all territories of a map at once against the one reference that holds them.

    Counts rounded at random may step outside the reference by a few people: up to SLACK they are brought back to it.
    """
    x, n = np.asarray(cases, float), np.asarray(people, float)
    rest, rest_cases = whole_people - n, whole_cases - x
    with np.errstate(invalid="ignore"):
        outside = (rest < -SLACK) | (rest_cases < -SLACK) | (rest_cases > rest + SLACK)
    if outside.any():
        place = int(np.flatnonzero(outside)[0])
        raise ValueError(f"{x[place]:g} of {n[place]:g} do not lie inside {whole_cases:g} of {whole_people:g}")
    rest = np.maximum(rest, 0)
    rest_cases = np.clip(rest_cases, 0, rest)
    share, low, high = _bounded(x, n, sampled)
    other, other_low, other_high = _bounded(rest_cases, rest, sampled)
    gap, beyond = share - other, rest / whole_people if whole_people > 0 else np.full(n.shape, np.nan)
    below = gap - np.sqrt((share - low) ** 2 + (other_high - other) ** 2)
    above = gap + np.sqrt((high - share) ** 2 + (other - other_low) ** 2)
    verdicts = tuple(_verdict(*each) for each in zip(below.tolist(), above.tolist(), strict=True))
    return MapComparison(gap * beyond, below * beyond, above * beyond, verdicts)


def _bounded(cases: Floats, people: Floats, sampled: float) -> tuple[Floats, Floats, Floats]:
    low, high = wilson_limits(cases, people, sampled=sampled)
    share = np.divide(cases, people, out=np.full(cases.shape, np.nan), where=np.isfinite(low))
    return share, low, high


def _verdict(low: float, high: float) -> Verdict:
    if isnan(low):
        return Verdict.NOT_COMPARABLE
    return Verdict.ABOVE if low > 0 else Verdict.BELOW if high < 0 else Verdict.NOT_DISTINGUISHED


def with_fixed(value: float, limits: Interval, reference: float) -> Comparison:
    """With a figure that carries no chance of its own: a target, a threshold, a law."""
    return of_difference(value - reference, Interval(limits.low - reference, limits.high - reference))


def values(
    value: float | None, limits: Interval | None, other: float | None, other_limits: Interval | None
) -> Comparison:
    """Any two figures known by their limits (rates, medians, margins of error) that do not depend on one another."""
    if value is None or limits is None or other is None or other_limits is None:
        return NOT_COMPARABLE
    return of_difference(value - other, difference_of_limits(value, limits, other, other_limits))


def change(
    earlier: tuple[float, float], later: tuple[float, float], *, comparable: bool, sampled: float = 1.0
) -> Comparison:
    """Later less earlier, each (cases, people) of the same limits and definition; `comparable` says they are.

    A difference between two dates is an « écart »: see trends.word for when one may say « tendance ».
    """
    return shares(*later, *earlier, sampled=sampled) if comparable else NOT_COMPARABLE
