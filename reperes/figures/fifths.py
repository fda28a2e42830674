"""Cut areas into fifths (or tenths, or thirds) of their people, by a stated rule. Part 1 has the lowest scores.

Areas with one score share one part, so that neither the order of rows nor a name decides.
"""

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


def cut(
    scores: ArrayLike,
    people: ArrayLike,
    rule: Cut = Cut.MID_RANK,
    *,
    parts: int = 5,
    reference: ArrayLike | None = None,
) -> Parts:
    """The part, 1 (lowest score) to `parts`, of each area; 0 where it has no score, or no people when people count.

    `reference` is a mask of the areas whose people are cut (all, unless told): another reference gives other parts, and
    areas outside it go where their score falls. Raises ValueError for tiles with a reference, since ranks have none.
    """
    score, weight = np.asarray(scores, dtype=float), np.asarray(people, dtype=float)
    if rule is Cut.TILES and reference is not None:
        raise ValueError("tiles are of all areas: they take no reference")
    if rule in (Cut.QUANTILES, Cut.TILES):
        return _of_areas(score, rule, parts, reference)
    places = placed(score, weight, rule, reference=reference)
    found = np.clip(np.ceil(places * parts - SLIVER * parts), 1, parts)
    return np.where(np.isnan(places) | ~(weight >= 0), 0, found).astype(np.int64)


def placed(
    scores: ArrayLike, people: ArrayLike, rule: Cut = Cut.MID_RANK, *, reference: ArrayLike | None = None
) -> NDArray[np.float64]:
    """From 0 to 1, the share of the reference's people at which each area stands, from the lowest score up.

    An area outside the reference stands between its neighbours in score. NaN without a score, or where nobody of the
    reference has one. Raises ValueError for a rule that cuts areas rather than people.
    """
    if rule not in (Cut.MID_RANK, Cut.CUMULATIVE):
        raise ValueError(f"{rule} cuts areas, not people")
    score, weight = np.asarray(scores, dtype=float), np.asarray(people, dtype=float)
    inside = np.ones(len(score), bool) if reference is None else np.asarray(reference, bool)
    known = inside & ~np.isnan(score) & (weight >= 0)
    if not weight[known].sum():
        return np.full(len(score), np.nan)
    levels, place = np.unique(score[known], return_inverse=True)
    by_level = np.bincount(place, weights=weight[known], minlength=len(levels))
    below = np.cumsum(by_level) - (by_level / 2 if rule is Cut.MID_RANK else 0)
    return np.where(np.isnan(score), np.nan, np.interp(score, levels, below / by_level.sum()))


def shares(parts: ArrayLike, people: ArrayLike, *, n_parts: int = 5) -> NDArray[np.float64]:
    """Share of people in each part, among people who are in one: about 20 % each on the reference region (control)."""
    part, weight = np.asarray(parts, np.int64), np.asarray(people, float)
    placed = (part > 0) & (weight >= 0)
    found = np.bincount(part[placed], weights=weight[placed], minlength=n_parts + 1)[1:]
    return np.asarray(found / found.sum()) if found.sum() else np.full(n_parts, np.nan)


def _of_areas(score: NDArray[np.float64], rule: Cut, parts: int, reference: ArrayLike | None) -> Parts:
    known, answer = ~np.isnan(score), np.zeros(len(score), dtype=np.int64)
    inside = known if reference is None else known & np.asarray(reference, bool)
    if inside.any():
        answer[known] = (
            _tiles(score[known], parts) if rule is Cut.TILES else _quantiles(score[known], score[inside], parts)
        )
    return answer


def _quantiles(score: NDArray[np.float64], among: NDArray[np.float64], parts: int) -> Parts:
    bounds = np.quantile(among, np.arange(1, parts) / parts)
    return 1 + np.searchsorted(bounds + np.ptp(among) * SLIVER, score)


def _tiles(score: NDArray[np.float64], parts: int) -> Parts:
    """Ranked from the highest; the first n mod parts tiles hold one area more."""
    small, more = divmod(len(score), parts)
    ends = np.cumsum([small + (tile < more) for tile in range(parts)])
    before = len(score) - np.searchsorted(np.sort(score), score, side="right")
    return parts - np.searchsorted(ends, before, side="right")
