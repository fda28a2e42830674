"""Reads of places. Files are kept in memory a few at a time: a version never changes."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reperes.core.text import fold
from reperes.places import areas as store
from reperes.places import tiles, weights
from reperes.places.areas import Area
from reperes.places.models import Locality, Partition, PartitionVersion, Weights


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


@dataclass(frozen=True)
class Listed:
    """One partition as it stands today, and those of its places that were asked for, from A to Z."""

    partition: Partition
    version: PartitionVersion
    letters: list[tuple[str, list[Locality]]]
    n_found: int
    overlaps: list[tuple[int, str]]  # small areas two of its territories claim: how many, and who claims them

    @property
    def is_small_areas(self) -> bool:
        return self.partition.level == Partition.Level.SMALL_AREA

    @property
    def is_alone(self) -> bool:
        """A partition of one territory: a city, a region."""
        return self.version.n_areas == 1

    @property
    def has_letters(self) -> bool:
        """A dozen names are read at a glance; more want landmarks."""
        return self.n_found > FEW


FEW = 12
LEVELS = [Partition.Level.LOCALITY, Partition.Level.ADMINISTRATIVE, Partition.Level.REGION, Partition.Level.SMALL_AREA]


def index(words: str = "") -> list[Listed]:
    """Every partition in its newest version, the nearest to people first, with the places whose name has the words."""
    newest = _newest()
    overlaps = _overlaps(newest)
    places: dict[int, list[Locality]] = {version.pk: [] for version in newest}
    for place in Locality.objects.current().select_related("collective"):
        if fold(words) in fold(f"{place.name} {place.table_name}"):
            places[place.version_id].append(place)
    return [
        Listed(
            version.partition,
            version,
            _by_letter(places[version.pk]),
            len(places[version.pk]),
            overlaps.get(version.pk, []),
        )
        for version in newest
    ]


def _overlaps(versions: list[PartitionVersion]) -> dict[int, list[tuple[int, str]]]:
    """What weights had to settle, by version."""
    found: dict[int, Counter[str]] = {}
    for between in Weights.objects.filter(target__in=versions, method=Weights.Method.POINT):
        for one in between.report.get("shared", []):
            found.setdefault(between.target_id, Counter())[", ".join(one["names"])] += 1
    return {version: [(n, names) for names, n in counted.items()] for version, counted in found.items()}


def _newest() -> list[PartitionVersion]:
    found: dict[int, PartitionVersion] = {}
    for version in PartitionVersion.objects.select_related("partition").order_by("-id"):
        found.setdefault(version.partition_id, version)
    order = {level: rank for rank, level in enumerate(LEVELS)}
    return sorted(found.values(), key=lambda version: (order[Partition.Level(version.partition.level)], version.pk))


def _by_letter(places: list[Locality]) -> list[tuple[str, list[Locality]]]:
    ordered = sorted(places, key=lambda place: fold(place.name))
    return [(letter, list(some)) for letter, some in groupby(ordered, key=lambda place: fold(place.name)[:1].upper())]
