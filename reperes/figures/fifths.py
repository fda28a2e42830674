"""Cut areas into fifths (or tenths, or thirds) of their people, by a stated rule. Part 1 has the lowest scores.

Areas with one score share one part, so that neither the order of rows nor a name decides.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Parts = NDArray[np.int64]
SLIVER = 1e-12  # forgives the rounding of a division: an area exactly on a cut belongs below it


class Cut(StrEnum):
    """Where an area astride a cut goes. Rules differ on real data: the one used is part of the result."""

    MID_RANK = "mid_rank"  # where the middle of its people falls; splitting an area in two changes nothing
    CUMULATIVE = "cumulative"  # the last part its people reach: at or under a cut, all areas before it included
    QUANTILES = "quantiles"  # areas, not people: interpolated quantiles (type 7), upper bounds included, as Townsend
    TILES = "tiles"  # areas, not people: equal numbers, one more for the highest scores first, as the Welsh index


def cut(scores: ArrayLike, people: ArrayLike, rule: Cut = Cut.MID_RANK, *, parts: int = 5) -> Parts:
    """The part, 1 (lowest score) to `parts`, of each area; 0 where it has no score, or no people when people count."""
    score, weight = np.asarray(scores, dtype=float), np.asarray(people, dtype=float)
    answer = np.zeros(len(score), dtype=np.int64)
    if rule in (Cut.QUANTILES, Cut.TILES):
        known = ~np.isnan(score)
        if known.any():
            answer[known] = (_quantiles if rule is Cut.QUANTILES else _tiles)(score[known], parts)
        return answer
    known = ~np.isnan(score) & (weight >= 0)
    if not weight[known].sum():
        return answer
    places = reached(score[known], weight[known], rule)
    answer[known] = np.clip(np.ceil(places * parts - SLIVER * parts), 1, parts).astype(np.int64)
    return answer


def reached(scores: ArrayLike, people: ArrayLike, rule: Cut = Cut.MID_RANK) -> NDArray[np.float64]:
    """From 0 to 1, the share of people at which each area is placed, from the lowest score up; no value is missing."""
    levels, place = np.unique(np.asarray(scores, float), return_inverse=True)
    by_level = np.bincount(place, weights=np.asarray(people, float), minlength=len(levels))
    below = np.cumsum(by_level) - (by_level / 2 if rule is Cut.MID_RANK else 0)
    return np.asarray((below / by_level.sum())[place])


def cut_at(scores: ArrayLike, people: ArrayLike, shares: Sequence[float], rule: Cut = Cut.MID_RANK) -> Parts:
    """As `cut` by people, at chosen shares (0.3 and 0.7, say) rather than at equal ones."""
    score, weight = np.asarray(scores, dtype=float), np.asarray(people, dtype=float)
    known = ~np.isnan(score) & (weight >= 0)
    answer = np.zeros(len(score), dtype=np.int64)
    if weight[known].sum():
        answer[known] = 1 + np.searchsorted(np.asarray(shares) + SLIVER, reached(score[known], weight[known], rule))
    return answer


def shares(parts: ArrayLike, people: ArrayLike, *, n_parts: int = 5) -> NDArray[np.float64]:
    """Share of people in each part, among people who are in one: about 20 % each on the reference region (control)."""
    part, weight = np.asarray(parts, np.int64), np.asarray(people, float)
    placed = (part > 0) & (weight >= 0)
    found = np.bincount(part[placed], weights=weight[placed], minlength=n_parts + 1)[1:]
    return np.asarray(found / found.sum()) if found.sum() else np.full(n_parts, np.nan)


def _quantiles(score: NDArray[np.float64], parts: int) -> Parts:
    bounds = np.quantile(score, np.arange(1, parts) / parts)
    return 1 + np.searchsorted(bounds + np.ptp(score) * SLIVER, score)


def _tiles(score: NDArray[np.float64], parts: int) -> Parts:
    """Ranked from the highest; the first n mod parts tiles hold one area more."""
    small, more = divmod(len(score), parts)
    ends = np.cumsum([small + (tile < more) for tile in range(parts)])
    before = len(score) - np.searchsorted(np.sort(score), score, side="right")
    return parts - np.searchsorted(ends, before, side="right")
