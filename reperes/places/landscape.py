"""The ground of an invented county: an outline, a river and its streams, cells that follow them. Pure, in kilometres.

Thousands of small Voronoi cells are drawn first, in pairs along each watercourse so that their edges run down its
middle; territories are unions of cells, so that neighbours share their borders point for point.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

Point = tuple[float, float]
WIDTH, HEIGHT = 31.0, 22.0  # half axes
BANK = 0.22  # from the middle of a watercourse to the first cell's centre
PACE = 0.42  # along it
OTHER_BANK = 7.0  # a neighbour across the water feels that much farther
SMOOTHING = 0.16
SMALLEST = 1e-9

# (source, mouth, swing): the river crosses the whole; each stream comes from the edge to a bend of the river
RIVER = ((17.0, 27.0), (-13.0, -27.0), 3.6)
MOUTHS = (0.30, 0.52, 0.74)  # where along the river each stream arrives
SPRINGS = ((-24.0, 17.0), (33.0, -1.5), (-33.0, -9.0))
STREAM_SWING = 2.2
WAVES = (2, 3, 4, 5, 7, 9, 13, 19, 27, 38, 53)  # undulations of the outline in one turn
BENDS = (1, 2, 3, 5, 8, 13, 21)  # and of a watercourse between its ends


@dataclass(frozen=True)
class Seed:
    """Where a territory begins to grow, and how far it reaches compared with others: country goes farther than town."""

    x: float
    y: float
    reach: float = 1.0


def outline(dice: random.Random) -> Any:
    """An ellipse that erosion and surveyors disagreed about."""
    waves = [(k, dice.uniform(0.4, 1.0) * 0.12 / k**0.75, dice.uniform(0, 2 * math.pi)) for k in WAVES]
    points = []
    for step in range(720):
        angle = math.radians(step / 2)
        reach = 1 + sum(size * math.cos(k * angle + phase) for k, size, phase in waves)
        points.append((WIDTH * reach * math.cos(angle), HEIGHT * reach * math.sin(angle)))
    return shapely.Polygon(points)


def meander(start: Point, end: Point, swing: float, dice: random.Random) -> Any:
    """A line that wanders, and comes back to both its ends."""
    length = math.dist(start, end)
    across = ((end[1] - start[1]) / length, -(end[0] - start[0]) / length)
    waves = [(k, dice.uniform(0.5, 1.0) / k**0.8, dice.choice((-1, 1))) for k in BENDS]
    points = []
    for step in range(int(length / 0.25) + 1):
        t = step / int(length / 0.25)
        aside = swing * sum(sign * size * math.sin(k * math.pi * t) for k, size, sign in waves)
        points.append(
            (
                start[0] + t * (end[0] - start[0]) + aside * across[0],
                start[1] + t * (end[1] - start[1]) + aside * across[1],
            )
        )
    return shapely.LineString(points)


def watercourses(dice: random.Random) -> list[Any]:
    """The river, then its three streams."""
    river = meander(*RIVER, dice)
    lines = [river]
    for spring, along in zip(SPRINGS, MOUTHS, strict=True):
        mouth = shapely.line_interpolate_point(river, along, normalized=True)
        lines.append(meander(spring, (mouth.x, mouth.y), STREAM_SWING, dice))
    return lines


def _banks(lines: Sequence[Any]) -> list[Point]:
    """A cell's centre on each side, at every pace."""
    centres: list[Point] = []
    for line in lines:
        for along in np.arange(PACE, line.length, PACE):
            here, ahead = line.interpolate(along), line.interpolate(along + 0.02)
            length = math.dist((here.x, here.y), (ahead.x, ahead.y)) or 1.0
            across = ((ahead.y - here.y) / length * BANK, -(ahead.x - here.x) / length * BANK)
            centres += [(here.x + across[0], here.y + across[1]), (here.x - across[0], here.y - across[1])]
    return centres


def _scattered(dice: random.Random, towns: Sequence[tuple[Point, float, int]], wild: int) -> list[Point]:
    """Cells everywhere, finer where people live: (centre, reach, how many) for each town."""
    points = [
        (dice.uniform(-1.35 * WIDTH, 1.35 * WIDTH), dice.uniform(-1.35 * HEIGHT, 1.35 * HEIGHT)) for _n in range(wild)
    ]
    for (x, y), reach, many in towns:
        points += [(dice.gauss(x, reach), dice.gauss(y, reach)) for _n in range(many)]
    return points


def grown(
    seeds: Sequence[Seed], towns: Sequence[tuple[Point, float, int]], dice: random.Random, wild: int = 4200
) -> list[Any]:
    """One polygon a seed, in their order: together they fill the outline, without overlap or gap."""
    edge, waters = outline(dice), watercourses(dice)
    wet = shapely.union_all(waters)
    loose = [point for point in _scattered(dice, towns, wild) if shapely.Point(point).distance(wet) > 1.7 * BANK]
    centres = np.array(_apart(_banks(waters) + loose))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(centres), ordered=True))
    inside = shapely.intersects(edge, cells)
    centres, cells = centres[inside], cells[inside]
    basins = _basins(edge, waters)
    owners = _owners(centres, seeds, basins)
    owners = _in_one_piece(cells, owners, len(seeds))
    shapes = [shapely.intersection(shapely.union_all(cells[owners == n]), edge) for n in range(len(seeds))]
    return list(shapely.coverage_simplify(np.array(shapes, dtype=object), SMOOTHING, simplify_boundary=False))


def _apart(points: Sequence[Point]) -> list[Point]:
    """No two centres within a stone's throw: their cells would be slivers. The first come stay."""
    kept: dict[tuple[int, int], Point] = {}
    for point in points:
        kept.setdefault((round(point[0] / 0.14), round(point[1] / 0.14)), point)
    return list(kept.values())


def _basins(edge: Any, waters: Sequence[Any]) -> Any:
    lines = shapely.union_all([edge.exterior, *waters])
    return np.array(shapely.get_parts(shapely.polygonize([*shapely.get_parts(lines)])), dtype=object)


def _owners(centres: Any, seeds: Sequence[Seed], basins: Any) -> Any:
    """Each cell goes to the nearest seed; one on the other bank is farther than it looks."""
    where = np.array([(seed.x, seed.y) for seed in seeds])
    distances = np.hypot(centres[:, None, 0] - where[None, :, 0], centres[:, None, 1] - where[None, :, 1])
    distances = distances / np.array([seed.reach for seed in seeds])
    mine, theirs = _within(basins, centres), _within(basins, where)
    return np.argmin(distances + OTHER_BANK * (mine[:, None] != theirs[None, :]), axis=1)


def _within(basins: Any, points: Any) -> Any:
    """The number of the basin nearest to each point."""
    return shapely.STRtree(basins).nearest(shapely.points(points))


def _in_one_piece(cells: Any, owners: Any, n_seeds: int) -> Any:
    """A territory cut in two by its neighbours gives them its smaller pieces."""
    owners = owners.copy()
    for _round in range(6):
        strays = [stray for n in range(n_seeds) for stray in _strays(cells, owners, n)]
        if not strays:
            break
        for stray in strays:
            borders = shapely.length(shapely.intersection(shapely.boundary(cells[stray]), shapely.boundary(cells)))
            borders[stray] = 0
            borders[owners == owners[stray]] = 0
            if borders.max() > SMALLEST:
                owners[stray] = owners[int(np.argmax(borders))]
    return owners


def _strays(cells: Any, owners: Any, n: int) -> list[int]:
    mine = np.flatnonzero(owners == n)
    pieces = shapely.get_parts(shapely.union_all(cells[mine]))
    if len(pieces) < 2:
        return []
    largest = max(pieces, key=lambda piece: piece.area)
    return [int(cell) for cell in mine if not largest.contains(cells[cell].representative_point())]
