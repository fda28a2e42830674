"""How a territory differs from a reference, or from itself earlier, and what one may say of it.

Sources: Newcombe (1998), Statistics in Medicine 17, for two shares; Zou and Donner (2008), Statistics in Medicine 27,
for any two intervals.
"""

from dataclasses import dataclass
from enum import StrEnum

from reperes.figures.intervals import Interval, difference_of_limits, difference_of_shares


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
    rest_cases, rest = whole_cases - cases, whole_people - people
    if not people > 0 or not whole_people > 0 or rest == 0:
        return NOT_COMPARABLE
    if rest < 0 or not 0 <= rest_cases <= rest:
        raise ValueError(f"{cases} of {people} do not lie inside {whole_cases} of {whole_people}")
    against_rest = shares(cases, people, rest_cases, rest, sampled=sampled)
    outside = rest / whole_people
    limits = difference_of_shares(cases, people, rest_cases, rest, sampled=sampled).times(outside)
    return Comparison(cases / people - whole_cases / whole_people, limits, against_rest.verdict)


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
