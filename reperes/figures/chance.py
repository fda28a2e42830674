"""Intervals of whole arrays of cells at once: chance of the draw, chance of the count, base-5 rounding.

Sources: Wilson (1927); Byar in Breslow and Day (1987); unbiased random rounding to base 5, as Statistics Canada does:
each published count has a variance of r(5 − r), r its unknown remainder, 4 on average over remainders (sd 2).
"""

import numpy as np

from reperes.figures import intervals, rounding
from reperes.figures.aggregation import Floats
from reperes.figures.intervals import Z_95

LONG_FORM = intervals.LONG_FORM
ROUNDING_VARIANCE = rounding.VARIANCE


def sampled_share(numerator: Floats, denominator: Floats, *, fraction: float = 1.0) -> tuple[Floats, Floats]:
    """Wilson's 95 % limits of numerator/denominator, 0 to 1, any shape; NaN where either is or nobody is counted.

    `fraction`: part of the people who were asked (0.25 for the long form): the draw is of fraction × denominator.
    Independent rounding may leave a numerator above its denominator: the share is then taken as 1.
    """
    return intervals.wilson_limits(np.clip(numerator, 0.0, denominator), denominator, sampled=fraction)


def counted(count: Floats) -> tuple[Floats, Floats]:
    """Byar's 95 % limits of Poisson counts, in counts, any shape; NaN where the count is."""
    return intervals.byar_limits(count)


def rounded_count(count: Floats, n_counts: Floats) -> tuple[Floats, Floats]:
    """What rounding alone allows at 95 % around a sum of `n_counts` counts, each rounded to base 5; never under 0."""
    reach = Z_95 * np.sqrt(ROUNDING_VARIANCE * n_counts)
    return np.maximum(count - reach, np.minimum(count, 0.0)), count + reach


def rounded_share(numerator: Floats, denominator: Floats, n_counts: Floats) -> tuple[Floats, Floats]:
    """The same for a share of two such sums, rounded apart; 0 to 1 (first-order variance of a ratio)."""
    size = np.where(denominator > 0, denominator, np.nan)
    share = np.clip(numerator / size, 0.0, 1.0)
    reach = Z_95 * np.sqrt(ROUNDING_VARIANCE * n_counts * (1 + share**2)) / size
    return np.maximum(share - reach, 0.0), np.minimum(share + reach, 1.0)
