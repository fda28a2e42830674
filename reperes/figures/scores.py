"""Ways to score a column of figures, one entry an area, so that columns of different units can be put together.

NaN is missing and stays missing: it takes part in no mean, rank or sum. Each function says which index uses it.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Column = NDArray[np.float64]


class Transform(StrEnum):
    """What is done to a column before it is scored, so that a few extreme areas do not weigh on all."""

    NONE = "none"
    LOG = "log"  # ln x: incomes; nothing for zero and below
    LOG1P = "log1p"  # ln (x + 1): percentages that may be zero, as Townsend's
    ARCSINE_ROOT = "arcsine_root"  # arcsin √x: shares from 0 to 1, as Pampalon's


def transformed(values: ArrayLike, transform: Transform) -> Column:
    """The column after its transform; NaN where the transform has no meaning."""
    column = np.asarray(values, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        if transform is Transform.LOG:
            return np.where(column > 0, np.log(column), np.nan)
        if transform is Transform.LOG1P:
            return np.where(column > -1, np.log1p(column), np.nan)
        if transform is Transform.ARCSINE_ROOT:
            return np.where((column >= 0) & (column <= 1), np.arcsin(np.sqrt(column)), np.nan)
    return column


def z_scores(values: ArrayLike) -> Column:
    """(x − mean) / sd, sample standard deviation (n − 1). Used by Townsend (1988) and its 2011 update.

    NaN everywhere where values do not vary.
    """
    column = np.asarray(values, dtype=float)
    known = column[~np.isnan(column)]
    spread = known.std(ddof=1) if len(known) > 1 and np.ptp(known) else np.nan
    return (column - (known.mean() if len(known) else np.nan)) / spread


def robust_z_scores(values: ArrayLike) -> Column:
    """0.6745 (x − median) / MAD (Iglewicz and Hoaglin 1993). Used by ISQ's indice de vitalité économique.

    NaN everywhere where half of the areas share one value (MAD is then 0).
    """
    column = np.asarray(values, dtype=float)
    known = column[~np.isnan(column)]
    if not len(known):
        return np.full_like(column, np.nan)
    distance = column - np.median(known)
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


def ranks_from_the_highest(values: ArrayLike) -> tuple[Column, int]:
    """1 for the highest value, ties sharing the lowest number, and how many areas have a value."""
    column = np.asarray(values, dtype=float)
    known = np.sort(column[~np.isnan(column)])
    above = len(known) - np.searchsorted(known, column, side="right")
    return np.where(np.isnan(column), np.nan, above + 1.0), len(known)


def exponential_ranks(ranks: ArrayLike, n: int) -> Column:
    """−23 ln(1 − R (1 − e^(−100/23))) with R = (n − rank + 1) / n; rank 1 is the most deprived; 0 to 100.

    Used by the English and Welsh Indices of Multiple Deprivation: a good domain cannot hide a very bad one.
    """
    share = (n - np.asarray(ranks, dtype=float) + 1) / n
    return -23 * np.log(1 - share * (1 - np.exp(-100 / 23)))
