"""Rates made comparable between populations of different ages.

Source: Public Health England, technical guide on directly standardised rates; Dobson et al. (1991) for the limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from reperes.figures.intervals import Interval, byar


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """A directly standardised rate and its 95 % limits, both per `per` people."""

    rate: float
    interval: Interval


def direct(
    cases: Sequence[int], people: Sequence[float], standard: Sequence[float], *, per: float = 100_000
) -> StandardisedRate:
    """Σ w·x/n with w the shares of the standard population; one entry an age group, same order in all three.

    Limits: Dobson, on Byar's limits of the total count. Raises ValueError where lengths differ, where a group has no
    people, or where nobody was counted at all (the limits then have no meaning).
    """
    if not len(cases) == len(people) == len(standard):
        raise ValueError("cases, people and standard need one entry for each age group")
    total = sum(cases)
    if min(people) <= 0 or total == 0:
        raise ValueError("every age group needs people, and at least one case must be counted")
    weights = [share / sum(standard) for share in standard]
    rate = sum(w * x / n for w, x, n in zip(weights, cases, people, strict=True))
    variance = sum(w**2 * x / n**2 for w, x, n in zip(weights, cases, people, strict=True))
    limits, stretch = byar(total), sqrt(variance / total)
    low, high = rate + stretch * (limits.low - total), rate + stretch * (limits.high - total)
    return StandardisedRate(rate * per, Interval(low * per, high * per))
