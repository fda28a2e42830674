"""Which edition is served, and what it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import prefetch_related_objects

from reperes.atlas import warehouse
from reperes.atlas.models import Edition, Indicator
from reperes.places.models import PartitionVersion, Weights

POPULATION = "population"  # the indicator that says where nobody lives


def current_edition() -> Edition | None:
    """The edition published last."""
    return Edition.objects.filter(publication__isnull=False).order_by("-publication__published_at", "-pk").first()


@dataclass(frozen=True)
class Holdings:
    """What an edition holds: for each partition version, its indicators and their periods, the latest first."""

    periods: dict[int, dict[str, tuple[str, ...]]]

    def latest(self, version: int, indicator: str) -> str | None:
        return next(iter(self.periods.get(version, {}).get(indicator, ())), None)


def holdings(edition: Edition) -> Holdings:
    """Read once a process: an edition never changes."""
    return _holdings(edition.code, str(edition.cells_file))


def credit(edition: Edition, version: int, shown: Iterable[tuple[Indicator, str]]) -> None:
    """Each indicator speaks of the source this edition took its period from: a later delivery may have another.

    And of the file that has replaced that one since, if any.
    """
    said = edition.series.filter(version=version).select_related("source")
    sources = {(each.indicator_id, each.period): each.source for each in said}
    spoken_of = list(shown)
    for indicator, period in spoken_of:
        if found := sources.get((indicator.pk, period)):
            indicator.source = found
    prefetch_related_objects([indicator.source for indicator, _period in spoken_of], "superseded_by")


@lru_cache(maxsize=8)
def _holdings(code: str, _file: str) -> Holdings:
    periods: dict[int, dict[str, list[str]]] = {}
    for version, indicator, period in sorted(warehouse.offered(Edition(code=code)), reverse=True):
        periods.setdefault(version, {}).setdefault(indicator, []).append(period)
    return Holdings({v: {i: tuple(ps) for i, ps in each.items()} for v, each in periods.items()})


def is_served(sha256: str, indicators: Iterable[tuple[str, bool]], period: str, version: PartitionVersion) -> bool:
    """Does the edition before readers hold this very file over every territory it reaches? (indicator, is summed)"""
    edition = current_edition()
    if edition is None or not edition.cells_file.exists():
        return False
    reached = {version.pk, *Weights.objects.filter(source=version).values_list("target", flat=True)}
    held = edition.series.filter(source__file_sha256=sha256, period=period)
    wanted = {(code, one) for code, is_summed in indicators for one in (reached if is_summed else {version.pk})}
    return wanted <= set(held.values_list("indicator__code", "version"))
