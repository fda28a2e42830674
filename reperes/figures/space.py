"""Whether neighbours are alike: who is whose neighbour, Moran's and Geary's indices, local clusters.

Sources: Moran (1950), Geary (1954), Cliff and Ord (1981), Anselin (1995), through libpysal and esda; Benjamini and
Hochberg (1995). libpysal and esda load pandas, geopandas and numba (five seconds): nothing here loads them before a
page or a job asks. Words on a map stay descriptive: nearness is no cause.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from libpysal.graph import Graph
    from shapely.geometry.base import BaseGeometry

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

TURNS = 999
SEED = 20_210_511
FEW_UNITS = 30  # under which a map should say that the index is fragile
ALPHA = 0.05  # false discovery rate of the clusters told
BATCH = 100  # permutations at once: 11 MB for 14,000 units
QUADRANTS = ("", "HH", "LH", "LL", "HL")  # esda's numbers


@dataclass(frozen=True)
class Neighbours:
    """Pairs by position among `n` units: unit `of[i]` has `are[i]` for neighbour."""

    n: int
    of: Whole
    are: Whole

    @property
    def islands(self) -> tuple[int, ...]:
        """Units without any neighbour."""
        return tuple(np.setdiff1d(np.arange(self.n), self.of).tolist())

    def among(self, kept: Whole) -> "Neighbours":
        """Only these units, renumbered in their order."""
        place = np.full(self.n, -1)
        place[kept] = np.arange(len(kept))
        of, are = place[self.of], place[self.are]
        both = (of >= 0) & (are >= 0)
        return Neighbours(len(kept), of[both], are[both])


@dataclass(frozen=True, slots=True)
class Global:
    """One index for the whole map. Every probability is two-sided.

    `p_permuted` is twice (k + 1)/(turns + 1), k being the shuffled maps as far out on the value's side, at most 1.
    """

    value: float
    expected: float
    z_normal: float
    p_normal: float
    z_random: float
    p_random: float
    p_permuted: float
    turns: int
    seed: int
    n_units: int
    excluded: tuple[int, ...]  # without a value, or without a neighbour that has one

    @property
    def is_fragile(self) -> bool:
        """Too few units for a firm word."""
        return self.n_units < FEW_UNITS


@dataclass(frozen=True)
class Local:
    """One entry a unit, excluded ones included: they have NaN, no quadrant, and stand out of nothing."""

    values: Floats  # their mean, over the units kept, times n/(n − 1) is the global index
    quadrants: tuple[str, ...]  # HH, LL: like its neighbours; LH, HL: unlike; "" excluded
    p: Floats  # permuted and two-sided, as in Global
    stands_out: NDArray[np.bool_]  # after control of the false discovery rate
    turns: int
    seed: int
    alpha: float
    excluded: tuple[int, ...]


def contiguity(shapes: Sequence["BaseGeometry | None"], kind: Literal["queen", "rook"] = "queen") -> Neighbours:
    """Neighbours by a shared vertex (queen) or a shared edge (rook); boundaries must share their vertices.

    A missing or empty shape has no neighbour.
    """
    import geopandas  # noqa: PLC0415  heavy, see the top
    from libpysal.graph import Graph  # noqa: PLC0415

    drawn = np.array([i for i, shape in enumerate(shapes) if shape is not None and not shape.is_empty], np.int64)
    if len(drawn) < 2:
        return from_pairs(len(shapes), [])
    graph = Graph.build_contiguity(geopandas.GeoSeries([shapes[i] for i in drawn]), rook=kind == "rook")
    return _from_graph(graph, drawn, len(shapes))


def nearest(points: ArrayLike, k: int) -> Neighbours:
    """The k nearest by straight line between points (n × 2, in metres); not mutual. Raises ValueError unless k < n."""
    from libpysal.weights import KNN  # noqa: PLC0415  heavy, see the top; unlike Graph it bears points that coincide

    where = np.asarray(points, float)
    if not 0 < k < len(where):
        raise ValueError(f"{len(where)} units cannot have {k} neighbours each")
    near = KNN.from_array(where, k=k, silence_warnings=True).neighbors
    are = np.array([near[i] for i in range(len(where))], np.int64).ravel()
    return Neighbours(len(where), np.repeat(np.arange(len(where)), k), are)


def from_pairs(n: int, pairs: Iterable[tuple[int, int]]) -> Neighbours:
    """Neighbours someone listed, each pair once: both ways are understood."""
    both = sorted({pair for i, j in pairs if i != j for pair in ((i, j), (j, i))})
    table = np.array(both, np.int64).reshape(-1, 2)
    return Neighbours(n, table[:, 0], table[:, 1])


def _from_graph(graph: "Graph", positions: Whole, n: int) -> Neighbours:
    pairs = graph.adjacency[graph.adjacency > 0].index
    of, are = (pairs.get_level_values(level).to_numpy().astype(np.int64) for level in (0, 1))
    return Neighbours(n, positions[of], positions[are])


def moran(values: ArrayLike, neighbours: Neighbours, *, turns: int = TURNS, seed: int = SEED) -> Global:
    """Moran's I, weights summing to one around each unit: above its expected value, neighbours are alike.

    NaN is missing. Raises ValueError under three units with a neighbour, or where values do not vary.
    """
    from esda import Moran  # noqa: PLC0415  heavy, see the top

    y, near, kept = _kept(values, neighbours)
    found = Moran(y, _graph(near), transformation="r", permutations=0)
    weights = _weights(near)

    def index(z: Floats) -> Floats:
        return (z[:, near.of] * z[:, near.are]) @ weights / (z[0] @ z[0])  # n/S0 is 1: rows sum to one

    p = _permuted(float(found.I), y - y.mean(), index, turns, seed)
    return Global(
        float(found.I),
        float(found.EI),
        float(found.z_norm),
        float(found.p_norm),
        float(found.z_rand),
        float(found.p_rand),
        p,
        turns,
        seed,
        len(kept),
        _left(neighbours.n, kept),
    )


def geary(values: ArrayLike, neighbours: Neighbours, *, turns: int = TURNS, seed: int = SEED) -> Global:
    """Geary's C, expected at 1: under it, neighbours are alike.

    NaN is missing. Raises ValueError under three units with a neighbour, or where values do not vary.
    """
    from esda import Geary  # noqa: PLC0415  heavy, see the top

    y, near, kept = _kept(values, neighbours)
    found = Geary(y, _graph(near), transformation="r", permutations=0)
    weights = _weights(near) * (len(y) - 1) / (2 * len(y))

    def index(z: Floats) -> Floats:
        return (z[:, near.of] - z[:, near.are]) ** 2 @ weights / (z[0] @ z[0])

    p = _permuted(float(found.C), y - y.mean(), index, turns, seed)
    return Global(
        float(found.C),
        float(found.EC),
        float(found.z_norm),
        2 * float(found.p_norm),
        float(found.z_rand),
        2 * float(found.p_rand),
        p,
        turns,
        seed,
        len(kept),
        _left(neighbours.n, kept),
    )


def local_moran(
    values: ArrayLike, neighbours: Neighbours, *, turns: int = TURNS, seed: int = SEED, alpha: float = ALPHA
) -> Local:
    """Which units are like or unlike their neighbours, beyond what drawing neighbours at random would give.

    Benjamini and Hochberg's control: among the units told, about `alpha` are so by chance. NaN is missing. Raises
    ValueError under three units with a neighbour, or where values do not vary.
    """
    from esda import Moran_Local  # noqa: PLC0415  heavy, see the top
    from scipy.stats import false_discovery_control  # noqa: PLC0415  a second, for this alone

    y, near, kept = _kept(values, neighbours)
    found = Moran_Local(y, _graph(near), transformation="r", permutations=0)
    every, p = np.full(neighbours.n, np.nan), np.full(neighbours.n, np.nan)
    every[kept], p[kept] = found.Is, _drawn_around(y - y.mean(), near, turns, seed)
    quadrant, out = np.zeros(neighbours.n, np.int64), np.zeros(neighbours.n, bool)
    quadrant[kept], out[kept] = found.q, false_discovery_control(p[kept]) <= alpha
    names = tuple(QUADRANTS[code] for code in quadrant)
    return Local(every, names, p, out, turns, seed, alpha, _left(neighbours.n, kept))


def _kept(values: ArrayLike, neighbours: Neighbours) -> tuple[Floats, Neighbours, Whole]:
    """Units with a value and a neighbour that has one; leaving some out may leave others alone, so until none is."""
    y = np.asarray(values, float)
    if len(y) != neighbours.n:
        raise ValueError(f"{len(y)} values for {neighbours.n} units")
    kept = np.flatnonzero(np.isfinite(y))
    near = neighbours.among(kept)
    while near.islands:
        kept = np.delete(kept, near.islands)
        near = neighbours.among(kept)
    if len(kept) < 3 or np.ptp(y[kept]) == 0:
        raise ValueError("an index of space needs three units with neighbours, and values that vary")
    return y[kept], near, kept


def _graph(near: Neighbours) -> "Graph":
    from libpysal.graph import Graph  # noqa: PLC0415  heavy, see the top

    order = np.lexsort((near.are, near.of))
    return Graph.from_arrays(near.of[order], near.are[order], np.ones(len(order)))


def _weights(near: Neighbours) -> Floats:
    """One over the number of neighbours, a pair each."""
    return 1 / np.bincount(near.of, minlength=near.n)[near.of]


def _left(n: int, kept: Whole) -> tuple[int, ...]:
    return tuple(np.setdiff1d(np.arange(n), kept).tolist())


def _permuted(value: float, z: Floats, index: Callable[[Floats], Floats], turns: int, seed: int) -> float:
    """Values dealt anew over the map: esda would draw from the process's one generator, which threads share."""
    chance = np.random.default_rng(seed)
    above = 0
    for start in range(0, turns, BATCH):
        dealt = chance.permuted(np.tile(z, (min(BATCH, turns - start), 1)), axis=1)
        above += int((index(dealt) >= value).sum())
    return _two_sided(above, turns)


def _drawn_around(z: Floats, near: Neighbours, turns: int, seed: int) -> Floats:
    """For each unit, neighbours drawn among all others: how far out its true neighbours stand.

    As esda draws them, but without the twenty seconds in which each process would compile its code anew.
    """
    order = np.lexsort((near.are, near.of))
    starts = np.searchsorted(near.of[order], np.arange(near.n + 1))
    most = int(np.diff(starts).max())
    chance = np.random.default_rng(seed)
    draws = np.array([chance.choice(near.n - 1, most, replace=False) for _ in range(turns)])
    p = np.empty(near.n)
    for unit, (start, end) in enumerate(pairwise(starts)):
        others = draws[:, : end - start]
        drawn = z[others + (others >= unit)].sum(axis=1)  # never itself
        true = z[near.are[order[start:end]]].sum()
        above = int((z[unit] * drawn >= z[unit] * true - 1e-12 * abs(z[unit])).sum())
        p[unit] = _two_sided(above, turns)
    return p


def _two_sided(above: int, turns: int) -> float:
    return min(1.0, 2 * (min(above, turns - above) + 1) / (turns + 1))
