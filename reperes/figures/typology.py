"""Nine classes from two scores, and how firmly each area is in its own.

Three thirds of the people of a reference on each score, crossed: (1, 1) has the lowest of both, (3, 3) the highest. The
two corners where the scores disagree are flagged: they are where a group should talk.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures.fifths import SLIVER, Cut, placed

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

THIRDS = (1 / 3, 2 / 3)
SHIFT = 0.05  # share of the people by which each cut is moved in the trial


@dataclass(frozen=True)
class Typology:
    """One entry an area; 0 where an area lacks a score."""

    first: Whole  # 1 to 3 on the first score
    second: Whole
    classes: Whole  # 1 to 9: 3 (first − 1) + second
    disagrees: NDArray[np.bool_]  # (1, 3) or (3, 1)


@dataclass(frozen=True)
class Sensitivity:
    """What moving the cuts changes; one entry an area."""

    stability: Floats  # share of the trials in which the area keeps its class; NaN where it has none
    reached: tuple[tuple[int, ...], ...]  # the classes it takes in the trials, its own included
    n_trials: int
    shift: float


def typology(
    first: ArrayLike,
    second: ArrayLike,
    people: ArrayLike,
    *,
    reference: ArrayLike | None = None,
    rule: Cut = Cut.MID_RANK,
) -> Typology:
    """Cross two scores at the thirds of the people of the reference (all areas unless a mask says which).

    Areas outside the reference are placed where their score falls among the reference's. NaN is missing. Raises
    ValueError where nobody of the reference has a score, or where the rule cuts areas rather than people.
    """
    axes = [_placed(score, people, reference, rule) for score in (first, second)]
    return _crossed(*(_thirds(place, THIRDS) for place in axes))


def sensitivity(  # noqa: PLR0913 (the five things that make a typology, and how far to move it)
    first: ArrayLike,
    second: ArrayLike,
    people: ArrayLike,
    *,
    reference: ArrayLike | None = None,
    rule: Cut = Cut.MID_RANK,
    shift: float = SHIFT,
) -> Sensitivity:
    """Which class if each of the four cuts moved by −shift, 0 or +shift (share of people): all 81 combinations.

    Raises ValueError as `typology`, or for a shift that would make cuts cross.
    """
    if not 0 < shift < 1 / 6:
        raise ValueError(f"cuts may move by more than 0 and less than a sixth of the people, not {shift}")
    ways = (-shift, 0.0, shift)
    moved = [(THIRDS[0] + low, THIRDS[1] + high) for low, high in product(ways, ways)]
    axes = [_placed(score, people, reference, rule) for score in (first, second)]
    by_axis = [[_thirds(place, cuts) for cuts in moved] for place in axes]
    own = _crossed(*(_thirds(place, THIRDS) for place in axes)).classes
    trials = np.array([_crossed(one, other).classes for one, other in product(*by_axis)])
    seen = tuple(tuple(int(c) for c in np.unique(column) if c) for column in trials.T)
    stability = np.where(own > 0, (trials == own).mean(axis=0), np.nan)
    return Sensitivity(stability, seen, len(trials), shift)


def _placed(score: ArrayLike, people: ArrayLike, reference: ArrayLike | None, rule: Cut) -> Floats:
    places = placed(score, people, rule, reference=reference)
    if np.isnan(places).all():
        raise ValueError("nobody of the reference has a score")
    return places


def _thirds(places: Floats, cuts: tuple[float, ...]) -> Whole:
    found = 1 + np.searchsorted(np.asarray(cuts) + SLIVER, places)
    return np.where(np.isnan(places), 0, found).astype(np.int64)


def _crossed(first: Whole, second: Whole) -> Typology:
    both = (first > 0) & (second > 0)
    classes = np.where(both, 3 * (first - 1) + second, 0)
    return Typology(np.where(both, first, 0), np.where(both, second, 0), classes, both & (abs(first - second) == 2))
