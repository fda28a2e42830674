"""Intervals of proportions and counts. Every limit is at 95 % unless `z` says otherwise.

Sources: Wilson (1927) and Newcombe (1998) for proportions; Byar's approximation (Breslow and Day 1987) for counts, as
in the technical guides of Public Health England.
"""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """A lower and an upper limit, in the unit of what they bound."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Only then may one write « se distingue »."""
        return value < self.low or value > self.high


def wilson(cases: float, people: float, *, z: float = Z_95) -> Interval:
    """Limits of cases/people, from 0 to 1 (Wilson score, no continuity correction).

    Raises ValueError unless 0 ≤ cases ≤ people and people > 0.
    """
    if people <= 0 or not 0 <= cases <= people:
        raise ValueError(f"a share needs 0 ≤ cases ≤ people and people > 0, not {cases} of {people}")
    share, spread = cases / people, z**2 / people
    middle = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / people + spread / (4 * people)) / (1 + spread)
    # Rounding may leave 1e-17 where the limit is exactly 0 or 1.
    return Interval(0.0 if cases == 0 else middle - reach, 1.0 if cases == people else middle + reach)


def difference_of_shares(cases: float, people: float, other_cases: float, other_people: float) -> Interval:
    """Limits of cases/people − other_cases/other_people, from −1 to 1 (Newcombe's hybrid score, method 10)."""
    share, other = cases / people, other_cases / other_people
    mine, theirs = wilson(cases, people), wilson(other_cases, other_people)
    gap = share - other
    return Interval(
        gap - sqrt((share - mine.low) ** 2 + (theirs.high - other) ** 2),
        gap + sqrt((mine.high - share) ** 2 + (other - theirs.low) ** 2),
    )


def byar(count: int, *, z: float = Z_95) -> Interval:
    """Limits of a Poisson count (Byar's approximation). Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    above = count + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    return Interval(low, high)


def standardised_ratio(observed: int, expected: float) -> Interval:
    """Limits of observed/expected (indirect standardisation): Byar's limits over the expected count."""
    limits = byar(observed)
    return Interval(limits.low / expected, limits.high / expected)
