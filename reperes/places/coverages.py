"""A coverage: areas that share their borders exactly, without gap or overlap. Is it one, where is it broken, and
what do groups of its areas make? Pure: shapely and NumPy only.

GEOS joins a coverage by dropping the edges that two areas share, far faster than a general union, but says nothing
of areas that do not fit: it would give wrong limits in silence. So the fit is checked first. Only ground near an edge
that no neighbour draws can be broken (elsewhere each edge left is an edge entered), so GEOS examines that part alone.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]  # positions in a list of shapes

HAIRLINE = 0.0005  # degrees, about 50 m: two drawings of one border, not a disagreement on who has the ground
TRUE_CLAIM = 0.05  # part of an area drawn twice beyond which it is no matter of drawing
MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd constants: they spread bits
ONE, HALF = np.uint64(1), np.uint64(32)
LOT = 50  # groups joined at a time: a thread that takes them one by one waits more than it works
SIEVE = np.uint64(0xFFFF)


@dataclass(frozen=True)
class Breach:
    """Two areas (their positions) whose limits do not fit, and how much ground both claim, as part of the smaller."""

    one: int
    other: int
    overlap: float


class BrokenCoverage(ValueError):
    """The areas at fault, worst first."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__(f"{len(breaches)} pairs of areas do not fit")
        self.breaches = list(breaches)


def dissolve(shapes: Shapes, groups: Places, n_groups: int) -> Shapes:
    """The union of each group, in their order: `groups[i]` is the group of `shapes[i]`, 0 to `n_groups` − 1.

    BrokenCoverage unless the shapes fit. A group without shapes gives an empty collection.
    """
    order = np.argsort(groups, kind="stable")
    cuts = np.searchsorted(groups[order], np.arange(1, n_groups))
    members = np.split(shapes[order], cuts)
    with ThreadPoolExecutor(2) as workers:  # GEOS and sorting let go of the interpreter
        fits = workers.submit(unfit, shapes)
        lots = [members[start : start + LOT] for start in range(0, len(members), LOT)]
        made = [union for lot in workers.map(_unions, lots) for union in lot]
    if len(fits.result()):
        raise BrokenCoverage(breaches(shapes, fits.result()))
    found = np.empty(n_groups, dtype=object)
    found[:] = made
    return found


def _unions(lot: Sequence[Shapes]) -> list[Any]:
    return [shapely.coverage_union_all(members) for members in lot]


def unfit(shapes: Shapes) -> Places:
    """Positions of the areas with an edge that a neighbour draws otherwise; none for a coverage."""
    near = _beside(shapes, lonely(shapes))
    if not len(near):
        return near
    edges = shapely.coverage_invalid_edges(shapes[near])
    return near[~shapely.is_empty(edges)]


def lonely(shapes: Shapes) -> Places:
    """Positions of the areas with an edge that no other area draws in the opposite direction.

    Such edges are the outline of the whole, or of a breach: the number of areas over a point changes only there.
    """
    parts, owners = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    points, part_of = shapely.get_coordinates(parts, return_index=True)
    rings = _ring_of_each_point(parts)
    starts = np.flatnonzero(rings[1:] == rings[:-1])
    marks = _marks(points)
    ends = marks[starts], marks[starts + 1]
    forward = (ends[0] < ends[1]).astype(np.uint64)
    keys = ((ends[0] + ends[1]) << ONE) | forward
    return np.unique(owners[part_of[starts[~_paired(keys)]]]).astype(np.intp)


def _ring_of_each_point(polygons: Shapes) -> npt.NDArray[np.intp]:
    """In the order of get_coordinates: a ring ends where the next begins, and no edge joins them."""
    rings = shapely.get_rings(polygons)
    return np.repeat(np.arange(len(rings)), shapely.get_num_coordinates(rings))


def _marks(points: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
    """A number for each point, the same for the same coordinates to the last bit, scattered over 64 bits."""
    bits = np.ascontiguousarray(points + 0.0).view(np.uint64)  # −0 is 0
    east: npt.NDArray[np.uint64] = bits[:, 0] * MIX[0]
    north: npt.NDArray[np.uint64] = bits[:, 1] * MIX[1]
    mixed: Any = (east ^ (east >> HALF)) * MIX[1] + (north ^ (north >> HALF)) * MIX[0]
    return mixed ^ (mixed >> HALF)


def _paired(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which edges are drawn exactly twice, once in each direction (the last bit)."""
    ordered = np.sort(keys)
    edge = ordered >> ONE
    changes = np.flatnonzero(edge[1:] != edge[:-1]) + 1
    first = np.concatenate([[0], changes])
    times = np.diff(first, append=len(edge))
    paired = (times == 2) & (ordered[first] != ordered[first + times - 1])
    return ~_among(keys >> ONE, edge[first[~paired]])


def _among(keys: npt.NDArray[np.uint64], few: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """np.isin for a few among very many: a sieve of their last bits leaves little to compare."""
    sieve = np.zeros(int(SIEVE) + 1, dtype=bool)
    sieve[few & SIEVE] = True
    found = sieve[keys & SIEVE]
    maybe = np.flatnonzero(found)
    found[maybe] = np.isin(keys[maybe], few)
    return found


def _beside(shapes: Shapes, some: Places) -> Places:
    """Those and whatever lies near them."""
    if not len(some):
        return some
    pairs = shapely.STRtree(shapes).query(shapes[some])
    return np.unique(np.concatenate([some, pairs[1]])).astype(np.intp)


def breaches(shapes: Shapes, at_fault: Places) -> list[Breach]:
    """Pairs of areas that do not fit, the widest overlap first; an area no pair explains stands with itself."""
    found: list[Breach] = []
    chosen = shapes[at_fault]
    sound = np.where(shapely.is_valid(chosen), chosen, shapely.make_valid(chosen))
    one, other = shapely.STRtree(sound).query(sound, predicate="intersects")
    ahead = one < other
    one, other = one[ahead], other[ahead]
    common = shapely.area(shapely.intersection(sound[one], sound[other]))
    part = common / np.maximum(np.minimum(shapely.area(sound[one]), shapely.area(sound[other])), 1e-30)
    for left, right, share in zip(one, other, part, strict=True):
        found.append(Breach(int(at_fault[left]), int(at_fault[right]), float(share)))
    told = {place for breach in found for place in (breach.one, breach.other)}
    found += [Breach(int(place), int(place), 0.0) for place in at_fault if int(place) not in told]
    return sorted(found, key=lambda breach: (-breach.overlap, breach.one, breach.other))


@dataclass(frozen=True)
class Fitted:
    """Shapes brought to share their borders, and which ones had to move (positions)."""

    shapes: Shapes
    moved: Places


def fitted(shapes: Shapes) -> Fitted:
    """Neighbours that draw one border in two ways, at most a hairline apart, brought to one border.

    Ground that two areas truly claim is no matter of drawing: BrokenCoverage names who claims it.
    """
    at_fault = unfit(shapes)
    if not len(at_fault):
        return Fitted(shapes, at_fault)
    if claims := [one for one in breaches(shapes, at_fault) if one.overlap > TRUE_CLAIM]:
        raise BrokenCoverage(claims)
    clean = shapely.coverage_clean(shapes, gap_width=HAIRLINE)
    if lost := [Breach(int(place), int(place), 1.0) for place in np.flatnonzero(shapely.is_empty(clean))]:
        raise BrokenCoverage(lost)
    return Fitted(clean, at_fault)


def union(shapes: Sequence[Any]) -> Any:
    """One shape of several that may overlap."""
    return shapely.union_all(np.array(list(shapes), dtype=object))
