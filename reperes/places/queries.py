"""Reads of places. Files are kept in memory a few at a time: a version never changes."""

from functools import lru_cache
from pathlib import Path

from reperes.places import areas as store
from reperes.places import tiles, weights
from reperes.places.areas import Area
from reperes.places.models import PartitionVersion, Weights


def areas(version: PartitionVersion) -> tuple[Area, ...]:
    """Every area of the version, in the order of codes; none if its file is not there yet."""
    file = version.areas_file
    return _areas(file, file.stat().st_mtime_ns) if file.exists() else ()


@lru_cache(maxsize=6)
def _areas(file: Path, changed: int) -> tuple[Area, ...]:
    return store.read(file)


def weights_of(between: Weights) -> tuple[weights.Weight, ...]:
    """Every weight from the source's areas to the target's."""
    return _weights(between.file, between.file.stat().st_mtime_ns)


@lru_cache(maxsize=12)
def _weights(file: Path, changed: int) -> tuple[weights.Weight, ...]:
    return tuple(weights.read(file))


def tiles_zooms(version: PartitionVersion) -> tuple[int, int] | None:
    """The shallowest and deepest zoom that have tiles."""
    return tiles.zoom_range(version.tiles_file) if version.tiles_file.exists() else None


def tiles_address(version: PartitionVersion) -> str:
    """The address of the tiles with {z}, {x}, {y} to fill; its fingerprint lets browsers keep them for good."""
    return f"/tuiles/{version.pk}/{{z}}/{{x}}/{{y}}.mvt?v={version.file_sha256[:12]}"
