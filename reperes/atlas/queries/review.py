"""What a person reads of an edition before putting it before readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from reperes.atlas import speech
from reperes.atlas.models import Composite, Dataset, Edition, EditionPublication, Indicator
from reperes.atlas.queries.editions import current_edition
from reperes.places.models import Locality, Partition, PartitionVersion


@dataclass(frozen=True, slots=True)
class Moved:
    """One cell that moved much."""

    place: str
    indicator: str
    period: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Check:
    """One total held against what it must be."""

    kind: str
    is_right: bool
    indicator: str
    where: str
    period: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Limits:
    """A partition that came with new limits: which territories are new, gone or made otherwise."""

    partition: str
    before: str
    after: str
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def n(self) -> int:
        return len(self.new) + len(self.gone) + len(self.changed)


@dataclass(frozen=True)
class Review:
    """The edition, what it holds, what moved, what is doubtful, and whether it may be published now."""

    edition: Edition
    datasets: tuple[Dataset, ...]
    publication: EditionPublication | None
    is_served: bool
    is_behind: bool  # another edition was published since it was built
    n_indicators: int
    partitions: tuple[str, ...]
    changes: Mapping[str, int]
    versions: tuple[tuple[str, Mapping[str, int]], ...]
    moved: tuple[Moved, ...]
    limits: tuple[Limits, ...]
    checks: tuple[Check, ...]
    told: tuple[str, ...]
    hidden: Mapping[str, int]
    map_query: str  # the map of what it brings first
    composites: tuple[Composite, ...]
    not_composed: tuple[str, ...]

    @property
    def n_limits(self) -> int:
        return sum(one.n for one in self.limits)

    @property
    def doubts(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_right)


def review(edition: Edition) -> Review:
    report, now = edition.report, current_edition()
    changes: dict[str, Any] = report.get("changes", {})
    publication = EditionPublication.objects.select_related("published_by").filter(edition=edition).first()
    versions = PartitionVersion.objects.select_related("partition").in_bulk(
        {*edition.series.values_list("version", flat=True), *(row["version"] for row in changes.get("versions", []))}
    )
    indicators = Indicator.objects.in_bulk(field_name="code")
    partitions = {one.code: str(one) for one in Partition.objects.all()}
    return Review(
        edition,
        tuple(edition.datasets.select_related("source", "version__partition").order_by("-pk")),
        publication,
        is_served=edition == now,
        is_behind=bool(now and now != edition and edition.base_id != now.pk),
        n_indicators=edition.series.values("indicator").distinct().count(),
        partitions=tuple(sorted({str(one) for one in versions.values()})),
        changes={name: count for name, count in changes.items() if isinstance(count, int)},
        versions=tuple(
            (str(versions[row["version"]]), row) for row in changes.get("versions", []) if row["version"] in versions
        ),
        moved=tuple(_moved(row, versions, indicators) for row in changes.get("most_moved", [])),
        limits=tuple(_limits(row, partitions) for row in changes.get("limits", [])),
        checks=tuple(_check(row, indicators, partitions) for row in report.get("checks", [])),
        told=tuple(report.get("told", [])),
        hidden=report.get("hidden", {}),
        map_query=_map_query(edition),
        composites=_composites(report),
        not_composed=tuple(report.get("not_composed", [])),
    )


def _map_query(edition: Edition) -> str:
    """The first indicator of the newest dataset, on its own areas."""
    newest = edition.series.exclude(dataset=None).select_related("indicator", "version__partition")
    first = newest.filter(version=F("dataset__version")).order_by("-dataset", "indicator__order", "pk").first()
    return f"?indicateur={first.indicator.code}&decoupage={first.version.partition.code}" if first else ""


def _composites(report: Mapping[str, Any]) -> tuple[Composite, ...]:
    codes = {entry["composite"] for entry in report.get("composites", [])}
    return tuple(Composite.objects.filter(code__in=codes)) if codes else ()


def _moved(row: dict[str, Any], versions: dict[int, PartitionVersion], indicators: dict[str, Indicator]) -> Moved:
    indicator, version = indicators[row["indicator"]], versions.get(row["version"])
    named = Locality.objects.filter(version=row["version"], code=row["area"]).values_list("name", flat=True).first()
    place = f"{named or row['area']} — {version.partition}" if version else row["area"]
    before, after = (speech.figure_with_unit(row[name], indicator) for name in ("before", "value"))
    return Moved(place, str(indicator), row["period"], before, after)


def _limits(row: dict[str, Any], partitions: Mapping[str, str]) -> Limits:
    lists = (tuple(row[name]) for name in ("new", "gone", "changed"))
    return Limits(partitions.get(row["partition"], row["partition"]), row["from"], row["to"], *lists)


def _check(row: dict[str, Any], indicators: Mapping[str, Indicator], partitions: Mapping[str, str]) -> Check:
    indicator = indicators.get(row["indicator"])
    found, expected = (
        speech.figure_with_unit(row[name], indicator) if indicator else f"{row[name]:g}"
        for name in ("found", "expected")
    )
    return Check(
        row["kind"], row["is_right"], str(indicator or row["indicator"]), partitions.get(row["where"], row["where"]),
        row["period"], found, expected,
    )  # fmt: skip
