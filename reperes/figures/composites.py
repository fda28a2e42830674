"""Parts of composite indices: ways to score a column, to rotate components, to cut people into fifths.

Arrays are one-dimensional, one entry an area; NaN is missing and stays missing: it takes part in no mean, rank or sum.
Each function says which published index uses it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Column = NDArray[np.float64]


def z_scores(values: ArrayLike) -> Column:
    """(x − mean) / sd, sample standard deviation (n − 1). Used by Townsend (1988) and its 2011 update."""
    column = np.asarray(values, dtype=float)
    return (column - np.nanmean(column)) / np.nanstd(column, ddof=1)


def robust_z_scores(values: ArrayLike) -> Column:
    """0.6745 (x − median) / MAD (Iglewicz and Hoaglin 1993). Used by ISQ's indice de vitalité économique.

    NaN everywhere where half of the areas share one value (MAD is then 0).
    """
    column = np.asarray(values, dtype=float)
    distance = column - np.nanmedian(column)
    spread = np.nanmedian(np.abs(distance))
    return np.full_like(column, np.nan) if spread == 0 else 0.6745 * distance / spread


def percentile_ranks(values: ArrayLike) -> Column:
    """(lowest rank − 1) / (n − 1), 0 to 1, ties share the lowest. Used by the US Social Vulnerability Index.

    NaN where fewer than two areas have a value.
    """
    column = np.asarray(values, dtype=float)
    known = np.sort(column[~np.isnan(column)])
    if len(known) < 2:
        return np.full_like(column, np.nan)
    ranks = np.searchsorted(known, column, side="left") / (len(known) - 1)
    return np.where(np.isnan(column), np.nan, ranks)


def exponential_ranks(ranks: ArrayLike, n: int) -> Column:
    """−23 ln(1 − R (1 − e^(−100/23))) with R = (n − rank + 1) / n; rank 1 is the most deprived; 0 to 100.

    Used by the English and Welsh Indices of Multiple Deprivation: a good domain cannot hide a very bad one.
    """
    share = (n - np.asarray(ranks, dtype=float) + 1) / n
    return -23 * np.log(1 - share * (1 - np.exp(-100 / 23)))


def weighted_sum(columns: Sequence[ArrayLike], weights: Sequence[float]) -> Column:
    """Σ weight · column; an area that lacks one column has no sum. Raises ValueError where lengths differ."""
    if len(columns) != len(weights):
        raise ValueError("a weighted sum needs one weight for each column")
    return np.sum([weight * np.asarray(column, float) for column, weight in zip(columns, weights, strict=True)], axis=0)


def varimax(loadings: ArrayLike, *, kaiser: bool = True, turns: int = 200, tolerance: float = 1e-12) -> NDArray:
    """Rotate loadings (rows: indicators, columns: components) to the varimax criterion (Kaiser 1958).

    `kaiser` gives every indicator the same say whatever its communality. Signs and order of columns are arbitrary.
    """
    matrix = np.asarray(loadings, dtype=float)
    lengths = np.sqrt((matrix**2).sum(axis=1, keepdims=True)) if kaiser else np.ones((len(matrix), 1))
    scaled, rotation, reached = matrix / lengths, np.eye(matrix.shape[1]), 0.0
    for _ in range(turns):
        turned = scaled @ rotation
        left, stretch, right = np.linalg.svd(scaled.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        rotation = left @ right
        if stretch.sum() <= reached * (1 + tolerance):
            break
        reached = stretch.sum()
    return scaled @ rotation * lengths


def principal_components(columns: ArrayLike, n: int) -> tuple[NDArray, NDArray]:
    """Loadings (indicators × n) and scores (areas × n, mean 0, sd 1) on the correlation matrix; largest first.

    `columns` is areas × indicators without missing values. Raises ValueError for a missing or a constant column.
    """
    table = np.asarray(columns, dtype=float)
    spread = table.std(axis=0, ddof=1)
    if np.isnan(table).any() or (spread == 0).any():
        raise ValueError("components need columns that vary and have no missing value")
    standard = (table - table.mean(axis=0)) / spread
    _, stretch, axes = np.linalg.svd(standard, full_matrices=False)
    size = np.sqrt(len(table) - 1)
    loadings = axes[:n].T * (stretch[:n] / size)
    return loadings, standard @ (axes[:n].T / (stretch[:n] / size))


def population_fifths(scores: ArrayLike, people: ArrayLike, *, parts: int = 5) -> NDArray[np.int64]:
    """The part, 1 (lowest score) to `parts`, of each area when the population is cut in equal parts; 0 where no score.

    Rule: an area belongs where the middle of its people falls (mid-rank); areas with one score share one part, so that
    neither the order of rows nor the way an area is split changes anything.
    """
    score, weight = np.asarray(scores, dtype=float), np.asarray(people, dtype=float)
    known = ~np.isnan(score) & (weight >= 0)
    if not weight[known].sum():
        return np.zeros(len(score), dtype=np.int64)
    levels, place = np.unique(score[known], return_inverse=True)
    by_level = np.bincount(place, weights=weight[known], minlength=len(levels))
    middle = (np.cumsum(by_level) - by_level / 2) / by_level.sum()
    # An area exactly on a cut belongs below it; 1e-12 forgives the rounding of the division.
    part = np.clip(np.ceil(middle * parts - 1e-12), 1, parts).astype(np.int64)
    answer = np.zeros(len(score), dtype=np.int64)
    answer[known] = part[place]
    return answer
