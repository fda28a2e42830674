"""Principal components of a table of areas, and their rotation. Sources: Hotelling (1933); Kaiser (1958).

Signs and order of components are arbitrary, and nothing says that a component is « material » or « social »: read the
loadings before naming one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Table = NDArray[np.float64]


class Rotation(StrEnum):
    """How components are turned so that each indicator weighs on few of them."""

    NONE = "none"
    VARIMAX = "varimax"
    KAISER = "varimax_kaiser"  # every indicator has the same say whatever its communality


@dataclass(frozen=True)
class Components:
    """What a table of n areas × k indicators says in m components."""

    loadings: Table  # k × m: correlation of each indicator with each component
    coefficients: Table  # k × m: scores are standardised indicators times these
    scores: Table  # n × m: mean 0, sd 1

    @property
    def communalities(self) -> Table:
        """Share of each indicator's variance that the components hold."""
        return np.asarray((self.loadings**2).sum(axis=1))

    @property
    def explained(self) -> Table:
        """Share of all the variance that each component holds."""
        return np.asarray((self.loadings**2).mean(axis=0))

    def turned(self, order: Sequence[int], signs: Sequence[int]) -> "Components":
        """Columns in another order, and some of them the other way up."""
        places, way = list(order), np.asarray(signs, float)
        return Components(
            self.loadings[:, places] * way, self.coefficients[:, places] * way, self.scores[:, places] * way
        )


def extract(columns: ArrayLike, n: int, rotation: Rotation = Rotation.NONE) -> Components:
    """The n largest components of the correlation matrix, rotated; by share of variance, largest first.

    `columns` is areas × indicators without missing values. Raises ValueError for a missing or a constant column, or
    for fewer areas than indicators.
    """
    table = np.asarray(columns, dtype=float)
    if len(table) <= table.shape[1]:
        raise ValueError("components need more areas than indicators")
    spread = table.std(axis=0, ddof=1)
    if not np.isfinite(table).all() or (np.ptp(table, axis=0) == 0).any():
        raise ValueError("components need columns that vary and have no missing value")
    standard = (table - table.mean(axis=0)) / spread
    _, stretch, axes = np.linalg.svd(standard, full_matrices=False)
    size = np.sqrt(len(table) - 1)
    loadings, coefficients = axes[:n].T * (stretch[:n] / size), axes[:n].T / (stretch[:n] / size)
    turn = np.eye(loadings.shape[1]) if rotation is Rotation.NONE else _turn(loadings, rotation is Rotation.KAISER)
    found = Components(loadings @ turn, coefficients @ turn, standard @ coefficients @ turn)
    return found.turned(np.argsort(-found.explained, kind="stable").tolist(), [1] * loadings.shape[1])


def varimax(loadings: ArrayLike, *, kaiser: bool = True) -> Table:
    """Rotate loadings (indicators × components) to the varimax criterion. Signs and order of columns are arbitrary."""
    matrix = np.asarray(loadings, dtype=float)
    return np.asarray(matrix @ _turn(matrix, kaiser))


def _turn(matrix: Table, kaiser: bool, turns: int = 200, tolerance: float = 1e-12) -> Table:
    """The rotation itself, by singular value decomposition, until the criterion no longer grows."""
    lengths = np.sqrt((matrix**2).sum(axis=1, keepdims=True)) if kaiser else np.ones((len(matrix), 1))
    scaled = np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0)
    rotation, reached = np.eye(matrix.shape[1]), 0.0
    for _ in range(turns):
        turned = scaled @ rotation
        left, stretch, right = np.linalg.svd(scaled.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        rotation = left @ right
        if stretch.sum() <= reached * (1 + tolerance):
            break
        reached = stretch.sum()
    return rotation
