"""What the pages about limits show: where they come from, for when they hold, what they are made of. Never writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from reperes.places.models import (
    Comparability,
    Correspondence,
    Headcount,
    Locality,
    Parentage,
    Partition,
    PartitionVersion,
    StandingChange,
    Weights,
)

Level = Partition.Level


@dataclass(frozen=True)
class VersionPage:
    """One version of a partition."""

    version: PartitionVersion
    older: PartitionVersion | None
    newer: PartitionVersion | None
    localities: Sequence[Locality]
    weights: Sequence[Weights]
    parents: Sequence[tuple[PartitionVersion, int]]  # and how many places are attached to it
    comparabilities: Sequence[Comparability]
    correspondences: Sequence[Correspondence]
    headcounts: Sequence[Headcount]

    @property
    def is_small_areas(self) -> bool:
        return self.version.partition.level == Level.SMALL_AREA

    @property
    def fallbacks(self) -> Sequence[Locality]:
        return [one for one in self.localities if one.fallback_id]


def version_page(version: PartitionVersion) -> VersionPage:
    attached = (
        Parentage.objects.filter(child__version=version)
        .values_list("parent__version")
        .annotate(n=Count("child", distinct=True))
    )
    counts: dict[int, int] = dict(attached)
    parents = PartitionVersion.objects.filter(pk__in=counts).select_related("partition")
    return VersionPage(
        version,
        version.older,
        version.newer,
        list(version.localities.select_related("fallback__version__partition").order_by("name")),
        list(version.weights_in.select_related("source__partition", "given_by").order_by("-pk")),
        [(one, counts[one.pk]) for one in parents],
        list(
            Comparability.objects.filter(locality__version=version)
            .select_related("locality", "older__partition", "judged_by")
            .order_by("older", "locality__name")
        ),
        list(version.comes_from.select_related("older__partition", "given_by")),
        list(version.headcounts.select_related("given_by").order_by("-pk")),
    )


def wider_than(version: PartitionVersion) -> QuerySet[PartitionVersion]:
    """Those a place may lie in: several of one family may hold it (two school boards on the same ground)."""
    return _of_places(version).exclude(pk=version.pk)


def groupings_of(version: PartitionVersion) -> QuerySet[PartitionVersion]:
    """Those whose localities are statistical."""
    found = _of_places(version).filter(localities__level=Locality.Level.STATISTICAL)
    return found.exclude(pk=version.pk).distinct()


def others_than(version: PartitionVersion) -> QuerySet[PartitionVersion]:
    """Earlier limits of the same partition first; then whatever came before."""
    return _of_places(version).filter(pk__lt=version.pk, partition__level=version.partition.level)


def _of_places(version: PartitionVersion) -> QuerySet[PartitionVersion]:
    found = PartitionVersion.objects.exclude(partition__level=Level.SMALL_AREA)
    return found.select_related("partition").order_by("partition__name", "-pk")


@dataclass(frozen=True)
class LocalityPage:
    """One place's limits: how they were discussed, what replaces them, whether they compare."""

    locality: Locality
    newer: PartitionVersion | None
    successor: Locality | None  # the place of the same code in the newer limits
    changes: Sequence[StandingChange]
    comparabilities: Sequence[Comparability]
    stands_for: Sequence[Locality]


def locality_page(locality: Locality) -> LocalityPage:
    newer = locality.version.newer
    return LocalityPage(
        locality,
        newer,
        newer.localities.filter(code=locality.code).first() if newer else None,
        list(locality.standing_changes.select_related("said_by")),
        list(locality.comparabilities.select_related("older__partition", "judged_by").order_by("-older")),
        list(locality.stands_for.all()),
    )


def about(locality: Locality) -> dict[str, Any]:
    """The few lines shown on the page of a place."""
    newer = locality.version.newer
    return {
        "locality": locality,
        "newer": newer,
        "successor": newer.localities.filter(code=locality.code).first() if newer else None,
        "fallback": locality.fallback,
    }
