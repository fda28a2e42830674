"""Areas become SVG paths: projected (Web Mercator, as the interactive map), simplified together so that shared borders
stay shared, rounded to the grid of the drawing. Kept per process: boundaries never change once imported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asinh, radians, tan
from pathlib import Path

import numpy as np
import shapely

from reperes.places import areas, queries
from reperes.places.models import PartitionVersion

WIDTH = 1000.0  # of the drawing, in its own units
TALLEST = 1400.0
COARSENESS = 0.9  # simplification, in the same units: under a pixel of a large screen


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on the globe the drawing lies, and its scale."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, bounds: tuple[float, ...], width: float = WIDTH, margin: float = 6.0) -> "Frame":
        west, south, east, north = bounds
        left, right, bottom, top = radians(west), radians(east), _mercator(south), _mercator(north)
        reach = max(right - left, (top - bottom) * width / TALLEST, 1e-9)
        scale = (width - 2 * margin) / reach
        return cls(
            left - margin / scale, top + margin / scale, scale, (right - left) * scale + 2 * margin,
            (top - bottom) * scale + 2 * margin,
        )  # fmt: skip

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:.0f} {self.height:.0f}"

    def project(self, points: np.ndarray) -> np.ndarray:
        x = (np.radians(points[:, 0]) - self.left) * self.scale
        y = (self.top - np.arcsinh(np.tan(np.radians(points[:, 1])))) * self.scale
        return np.column_stack([x, y])


@dataclass(frozen=True, slots=True)
class Shape:
    """One area, ready to draw; `x`, `y` is a point surely inside it."""

    code: str
    name: str
    path: str
    x: float
    y: float
    longitude: float
    latitude: float
    land_km2: float | None


@dataclass(frozen=True)
class Drawing:
    """The areas of one version, in the order of their file, by code."""

    frame: Frame
    shapes: dict[str, Shape]


def drawing(version: PartitionVersion, *, width: float = WIDTH) -> Drawing:
    """Every area of a version, in a frame that just holds them."""
    return _drawing(version.areas_file, _stamp(version), None, width)


def overlay(version: PartitionVersion, frame: Frame) -> Drawing:
    """A version's areas in another one's frame."""
    return _drawing(version.areas_file, _stamp(version), frame, frame.width)


def around(version: PartitionVersion, code: str, *, reach: float = 1.5) -> Drawing:
    """An area and those near it: on a map of a thousand it would be a dot."""
    found = {area.code: area for area in queries.areas(version)}
    if code not in found:
        return drawing(version)
    west, south, east, north = found[code].geometry.bounds
    margin = reach * max(east - west, (north - south) * 1.4)
    frame = Frame.around((west - margin, south - margin / 1.4, east + margin, north + margin / 1.4), WIDTH / 2)
    window = shapely.box(west - margin, south - margin, east + margin, north + margin)
    near = [area for area in found.values() if area.geometry.intersects(window)]
    return _drawn(near, frame)


def _stamp(version: PartitionVersion) -> int:
    """When the limits were written; 0 while they are not there."""
    return version.areas_file.stat().st_mtime_ns if version.areas_file.exists() else 0


@lru_cache(maxsize=32)
def _drawing(file: Path, changed: int, frame: Frame | None, width: float) -> Drawing:
    if not changed:
        return Drawing(frame or Frame(0, 0, 1, width, width / 2), {})
    found = areas.read(file)
    bounds = tuple(shapely.total_bounds([area.geometry for area in found]))
    return _drawn(found, frame or Frame.around(bounds, width))


def _drawn(found: Sequence[areas.Area], frame: Frame) -> Drawing:
    geometries = np.array([area.geometry for area in found], dtype=object)
    flat = simplified(shapely.transform(geometries, frame.project))
    marks = frame.project(np.array([(area.longitude, area.latitude) for area in found]))
    return Drawing(
        frame,
        {area.code: _shape(area, path_of(shape), mark) for area, shape, mark in zip(found, flat, marks, strict=True)},
    )


def _shape(area: areas.Area, path: str, mark: np.ndarray) -> Shape:
    x, y = (round(float(step), 1) for step in mark)
    return Shape(area.code, area.name or area.code, path, x, y, area.longitude, area.latitude, area.land_km2)


def simplified(geometries: np.ndarray) -> np.ndarray:
    """Simplified as a coverage, so that neighbours keep one border; edges of areas that overlap stay as they are."""
    return shapely.coverage_simplify(np.array([_polygons(each) for each in shapely.make_valid(geometries)]), COARSENESS)


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Repairing a ring may leave lines and points beside the polygons: they have no surface to colour."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def path_of(shape: shapely.Geometry) -> str:
    """SVG path data on a grid of a tenth of a unit; relative steps make it a third shorter."""
    rings = [
        ring
        for polygon in shapely.get_parts(shape)
        if polygon.geom_type == "Polygon"
        for ring in [polygon.exterior, *polygon.interiors]
    ]
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def _ring(points: np.ndarray) -> str:
    grid = np.rint(points[:-1] * 10).astype(int)
    steps = np.diff(grid, axis=0)
    kept = steps[np.any(steps != 0, axis=1)]
    if len(kept) < 2:
        return ""
    start = f"M{_tenths(grid[0, 0])} {_tenths(grid[0, 1])}l"
    return start + " ".join(f"{_tenths(x)} {_tenths(y)}" for x, y in kept) + "z"


def _tenths(value: int) -> str:
    whole, tenth = divmod(abs(int(value)), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def _mercator(latitude: float) -> float:
    return asinh(tan(radians(max(min(latitude, 85.0), -85.0))))
