"""Reads of places. Files are kept in memory a few at a time: a version never changes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
import shapely
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from reperes.core.errors import DomainError
from reperes.core.text import fold
from reperes.places import areas as store
from reperes.places import hooks, people_counts, tiles, weights
from reperes.places.areas import Area
from reperes.places.checking import Ground, Neighbours
from reperes.places.models import Comparability, Correspondence, Locality, Partition, PartitionVersion, Weights

TOUCHING = 0.0003  # degrees, about 30 m


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


def people_of(version: PartitionVersion) -> Mapping[str, float]:
    """People of each small area: the newest table supplied, else what an upper room knows; unknown ones absent."""
    newest = version.headcounts.order_by("-pk").first()
    if newest and newest.file.exists():
        return _people(newest.file, newest.file.stat().st_mtime_ns)
    return next((found for counter in hooks.COUNTERS if (found := counter(version))), {})


@lru_cache(maxsize=6)
def _people(file: Path, changed: int) -> Mapping[str, float]:
    return people_counts.kept(file)


def ground(version: PartitionVersion) -> Ground:
    """The small areas of a version as a person who draws needs them."""
    found = areas(version)
    codes = [area.code for area in found]
    return Ground(
        codes,
        [area.name for area in found],
        [area.land_km2 for area in found],
        people_of(version),
        neighbours(version),
        {code: place for place, code in enumerate(codes)},
    )


def neighbours(version: PartitionVersion) -> Neighbours:
    """Pairs of areas that touch, or that two drawings of one border hold a hair apart; positions in `areas`."""
    file = version.areas_file
    return _neighbours(file, file.stat().st_mtime_ns) if file.exists() else np.zeros((0, 2), dtype=np.intp)


@lru_cache(maxsize=6)
def _neighbours(file: Path, changed: int) -> Neighbours:
    shapes = np.array([area.geometry for area in _areas(file, changed)], dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCHING).T
    return pairs[pairs[:, 0] < pairs[:, 1]]


def holders(child: PartitionVersion, parent: PartitionVersion) -> dict[str, dict[str, float]]:
    """{place of `child`: {place of `parent`: part of its people, or of its land where nobody is counted}}."""
    down, up = through_one_source(child, parent)
    below, above = weights_of(down), weights_of(up)
    by_people = weights.shares(below, above, dict(people_of(down.source)))
    by_land = weights.shares(below, above, {area.code: area.land_km2 for area in areas(down.source)})
    peopled = {code for code, _parent in by_people}
    found: dict[str, dict[str, float]] = {}
    for (place, holder), share in (
        by_people | {pair: share for pair, share in by_land.items() if pair[0] not in peopled}
    ).items():
        found.setdefault(place, {})[holder] = share
    return found


def through_one_source(child: PartitionVersion, parent: PartitionVersion) -> tuple[Weights, Weights]:
    """The weights of both from the finest small areas they share."""
    for down in child.weights_in.select_related("source").order_by("-source__n_areas"):
        if up := parent.weights_in.filter(source=down.source).select_related("source").first():
            return down, up
    raise DomainError(
        _("« %(child)s » et « %(parent)s » ne sont pas faits des mêmes petits secteurs : calculez d’abord leurs poids.")
        % {"child": child, "parent": parent}
    )


def fallback_of(locality: Locality) -> Locality | None:
    """The statistical locality whose figure may be shown where this one's is hidden, if one was named."""
    return Locality.objects.select_related("version__partition").filter(stands_for=locality).first()


def fallbacks(version: PartitionVersion) -> dict[str, Locality]:
    """The same for every place of a version that has one, by code."""
    found = version.localities.filter(fallback__isnull=False).select_related("fallback__version__partition")
    return {place.code: place.fallback for place in found if place.fallback}


def comparabilities(version: PartitionVersion, older: PartitionVersion) -> dict[str, Comparability]:
    """What was judged of every place of a version beside older limits, by code; a place nobody judged is absent."""
    found = Comparability.objects.filter(locality__version=version, older=older).select_related("locality")
    return {one.locality.code: one for one in found}


def comparability(
    locality: Locality, from_version: PartitionVersion, to_version: PartitionVersion
) -> Comparability | None:
    """May figures of a place (of `to_version`) be set beside those of `from_version`? None: nobody looked yet."""
    return Comparability.objects.filter(
        locality__version=to_version, locality__code=locality.code, older=from_version
    ).first()


def reason(said: Comparability) -> str:
    """Why figures compare, or do not, in words for whoever reads a chart."""
    if said.cause == Comparability.Cause.JUDGED:
        return said.words
    if said.cause == Comparability.Cause.NEW:
        return _("nouvelle communauté : rien de semblable avant")
    if said.cause == Comparability.Cause.SPLIT:
        return _("des secteurs ont été scindés entre les deux millésimes")
    if not said.changed:
        return _("mêmes limites")
    part = percent(said.changed)
    if said.by_people:
        return _("%(part)s des personnes ont changé de communauté") % {"part": part}
    return _("%(part)s de la superficie a changé de communauté") % {"part": part}


def percent(share: float) -> str:
    """0.6 → 60 %; 0.0385 → 3,85 % in French."""
    return number_format(f"{share * 100:.3g}") + "\u00a0%"


def becomes(between: Correspondence) -> tuple[weights.Weight, ...]:
    """What each older small area became."""
    return _weights(between.file, between.file.stat().st_mtime_ns)


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
