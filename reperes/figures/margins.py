"""Margins of error carried through sums, shares, ratios and products.

Source: US Census Bureau, "Understanding and Using American Community Survey Data: What All Data Users Need to Know",
chapter 8 (2018, 2020). Margins are at 90 % unless told otherwise; estimates are taken as independent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from reperes.figures.intervals import Interval

# The Bureau's own rounded multipliers, so that its published margins come back to the unit.
MULTIPLIERS = {90: 1.645, 95: 1.960, 99: 2.576}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A published figure and its margin of error, in one unit; `level` is 90, 95 or 99."""

    value: float
    margin: float
    level: int = 90

    @classmethod
    def between(cls, value: float, limits: Interval) -> "Estimate":
        """From the 95 % limits a producer published, Statistics Canada's for one: half their width is the margin."""
        return cls(value, (limits.high - limits.low) / 2, 95)

    @property
    def standard_error(self) -> float:
        """Margin over the multiplier of its level."""
        return self.margin / MULTIPLIERS[self.level]

    @property
    def interval(self) -> Interval:
        """Limits at 95 %, whatever the level published."""
        reach = self.at(95).margin
        return Interval(self.value - reach, self.value + reach)

    def at(self, level: int) -> "Estimate":
        """The same estimate with its margin at another level."""
        return Estimate(self.value, self.standard_error * MULTIPLIERS[level], level)


def added(estimates: Sequence[Estimate], weights: Sequence[float] | None = None) -> Estimate:
    """Σ w·value ± √Σ (w·margin)², the weights being 1 unless given. Raises ValueError for none or mixed levels.

    Of the estimates that are zero only the widest margin counts, as the Bureau advises: theirs say the same ignorance.
    """
    level = _level(*estimates)
    shares = [1.0] * len(estimates) if weights is None else weights
    parts = [(each.value * w, each.margin * w) for each, w in zip(estimates, shares, strict=True)]
    squares = sum(margin**2 for value, margin in parts if value)
    idle = max((margin for value, margin in parts if not value), default=0.0, key=abs)
    return Estimate(sum(value for value, _ in parts), sqrt(squares + idle**2), level)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """one − other ± √(margin² + margin²). A residual (a county less its cities) has the same rule."""
    return Estimate(one.value - other.value, sqrt(one.margin**2 + other.margin**2), _level(one, other))


def proportion(part: Estimate, whole: Estimate) -> Estimate:
    """p = part/whole ± √(a² − p²b²)/whole where the part lies in the whole; from 0 to 1.

    Where the radicand is negative the Bureau asks for the rule of ratios (a plus sign). Raises ValueError for a whole
    of zero, or a part above its whole.
    """
    share = _quotient(part, whole)
    if abs(share) > 1:
        raise ValueError(f"{part.value} is not part of {whole.value}: use ratio()")
    radicand = part.margin**2 - share**2 * whole.margin**2
    if radicand < 0:
        return ratio(part, whole)
    return Estimate(share, sqrt(radicand) / whole.value, _level(part, whole))


def ratio(one: Estimate, other: Estimate) -> Estimate:
    """R = one/other ± √(a² + R²b²)/other where one is no part of the other. Raises ValueError for an other of zero."""
    quotient = _quotient(one, other)
    margin = sqrt(one.margin**2 + quotient**2 * other.margin**2) / abs(other.value)
    return Estimate(quotient, margin, _level(one, other))


def product(one: Estimate, other: Estimate) -> Estimate:
    """one × other ± √(A²b² + B²a²): a number from a total and a published share."""
    margin = sqrt(one.value**2 * other.margin**2 + other.value**2 * one.margin**2)
    return Estimate(one.value * other.value, margin, _level(one, other))


def relative_change(earlier: Estimate, later: Estimate) -> Estimate:
    """(later − earlier)/earlier: 0.1 is 10 % more. Margin: the rule of ratios on later/earlier."""
    found = ratio(later, earlier)
    return Estimate(found.value - 1, found.margin, found.level)


def _quotient(one: Estimate, other: Estimate) -> float:
    if not other.value:
        raise ValueError("nothing can be divided by an estimate of zero")
    return one.value / other.value


def _level(*estimates: Estimate) -> int:
    levels = {each.level for each in estimates}
    if len(levels) != 1:
        raise ValueError("margins must share one level: bring them together with at()")
    return levels.pop()
