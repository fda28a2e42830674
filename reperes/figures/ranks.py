"""How sure a rank is: of many territories, few are surely among the first or the last.

Source: Goldstein and Spiegelhalter (1996), League tables and their limitations, JRSS A 159.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures.intervals import Z_95

TURNS = 2_000
SEED = 20_210_511
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ranks:
    """One entry a territory, 1 for the highest value; NaN where there is no value or no limits."""

    rank: Floats  # ties share the best
    best: Floats  # 95 % limits of the rank
    worst: Floats
    n_ranked: int
    turns: int
    seed: int

    def surely_among_the_highest(self, k: int) -> NDArray[np.bool_]:
        """Only then may one write « parmi les k plus élevés »."""
        return np.asarray(self.worst <= k)

    def surely_among_the_lowest(self, k: int) -> NDArray[np.bool_]:
        """Only then may one write « parmi les k plus faibles »."""
        return np.asarray(self.best > self.n_ranked - k)


def ranks(values: ArrayLike, lows: ArrayLike, highs: ArrayLike, *, turns: int = TURNS, seed: int = SEED) -> Ranks:
    """Ranks and their 95 % limits: each value is drawn `turns` times from a normal law as wide as its own limits.

    Arrays of one shape, in one unit; limits are at 95 %. Values are taken as independent.
    """
    value, low, high = (np.asarray(each, float) for each in (values, lows, highs))
    known = np.isfinite(value) & np.isfinite(low) & np.isfinite(high)
    n = int(known.sum())
    answer = np.full((3, len(value)), np.nan)
    if n:
        spread = (high[known] - low[known]) / (2 * Z_95)
        chance = np.random.default_rng(seed)
        drawn = value[known] + spread * chance.standard_normal((turns, n))
        places = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1, kind="stable") + 1
        above = n - np.searchsorted(np.sort(value[known]), value[known], side="right")
        answer[:, known] = [
            above + 1,
            np.quantile(places, 0.025, axis=0, method="lower"),
            np.quantile(places, 0.975, axis=0, method="higher"),
        ]
    return Ranks(answer[0], answer[1], answer[2], n, turns, seed)
