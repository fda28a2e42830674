"""What a delivery speaks of, and how well its parts fit together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.core.files.storage import default_storage

from reperes.atlas import gathering, matching, measuring
from reperes.atlas.gathering import Areas, Gathered
from reperes.atlas.matching import Match
from reperes.atlas.measuring import Base
from reperes.atlas.models import Delivery, Formula, Indicator
from reperes.atlas.recipe import Measure, Recipe, from_json
from reperes.atlas.storage import on_disk
from reperes.figures.statuses import Status
from reperes.places.areas import overlap
from reperes.places.models import Partition, PartitionVersion
from reperes.reading import table
from reperes.reading.table import Reading, TableSample

SHOWN = [Status.OK, Status.SUPPRESSED, Status.UNRELIABLE, Status.UNAVAILABLE, Status.NOT_APPLICABLE]
ROWS_MATCHED = 200_000  # rows looked at to tell how well a column fits


def reading(delivery: Delivery) -> Reading:
    return Reading(**delivery.choices["reading"])


def sample(delivery: Delivery) -> TableSample:
    """The first rows, as the person corrected them."""
    with on_disk(delivery.table) as file:
        found = table.sample(file, delivery.table_name, reading(delivery))
    return replace(found, evidence=delivery.choices.get("evidence", {}))


def is_profile(delivery: Delivery) -> bool:
    """The table is a census profile: its columns need no explanation."""
    return bool(delivery.table) and "profile" in delivery.choices


def recipe(delivery: Delivery) -> Recipe | None:
    return from_json(delivery.choices["recipe"]) if "recipe" in delivery.choices else None


def areas(delivery: Delivery) -> Areas:
    """The areas the table is to be laid on: of a version that is here, or of limits being brought."""
    if delivery.version:
        return gathering.areas(delivery.version)
    if "areas" not in delivery.choices:
        return Areas([], [], np.array([]))
    with default_storage.open(delivery.choices["areas"]) as file:
        kept = json.load(file)
    return Areas(kept["codes"], kept["names"], np.array(kept["land_km2"], float))


@dataclass(frozen=True)
class Fit:
    """The column and the way that match best."""

    column: str
    matches: list[Match]  # of that column, the best first
    known: list[str]  # some of the areas' own codes, to compare by eye

    @property
    def best(self) -> Match:
        return self.matches[0]


def fit(delivery: Delivery, column: str = "") -> Fit | None:
    """How a column's texts match the areas; without a column, the one that matches best."""
    found = areas(delivery)
    if not delivery.table or is_profile(delivery) or not len(found):
        return None
    shown, rows = sample(delivery), _texts(delivery)
    names = [one.name for one in shown.columns]
    wanted = [names.index(column)] if column in names else range(len(names))
    tried = [
        Fit(names[i], matching.matches([row[i] for row in rows], found.codes, found.names), found.codes[:5])
        for i in wanted
    ]
    return max(tried, key=lambda one: one.best.n_matched)


def _texts(delivery: Delivery) -> list[list[str]]:
    """The cells of the rows that are as wide as the table, as text."""
    width = len(sample(delivery).columns)
    texts: list[list[str]] = []
    with on_disk(delivery.table) as file:
        for row in table.rows(file, delivery.table_name, reading(delivery)):
            if len(row.cells) == width and row.n_filled > 1:
                texts.append([table.as_text(cell) for cell in row.cells])
            if len(texts) >= ROWS_MATCHED:
                break
    return texts


def n_formulas(delivery: Delivery) -> int:
    """How many indicators the catalogue can make of a profile."""
    return Formula.objects.filter(layout=delivery.choices["profile"], indicator__variant_of=None).count()


@dataclass(frozen=True)
class Rehearsal:
    """What the delivery would give, without writing anything."""

    gathered: Gathered
    bases: list[Base]


def rehearsal(delivery: Delivery) -> Rehearsal | None:
    """Lay the whole table on the areas; None for a delivery of limits alone."""
    meant = recipe(delivery)
    if meant is None or not delivery.table:
        return None
    with on_disk(delivery.table) as file:
        gathered = gathering.gather(file, delivery.table_name, reading(delivery), meant, found=areas(delivery))
    return Rehearsal(gathered, measuring.bases(gathered, meant))


def measures(delivery: Delivery) -> list[tuple[Measure, str]]:
    """What the columns make, each with the name it is shown under."""
    meant = recipe(delivery)
    known = {one.code: str(one) for one in Indicator.objects.all()} if meant else {}
    return (
        [(one, one.definition.get("name") or known.get(one.code, one.code)) for one in meant.measures] if meant else []
    )


@dataclass(frozen=True)
class Line:
    """One indicator of a rehearsal: how many areas have a figure, and why the others have none."""

    name: str
    columns: list[str]
    counts: list[int]  # in the order of SHOWN
    total: float | None


def lines(delivery: Delivery, tried: Rehearsal) -> list[Line]:
    """The table of the last step."""
    names = [name for _measure, name in measures(delivery)]
    totals = dict(measuring.sums(tried.bases))
    return [
        Line(
            name,
            base.measure.columns,
            [int((base.status == gathering.PLACE[status]).sum()) for status in SHOWN],
            totals.get(base.measure.code),
        )
        for name, base in zip(names, tried.bases, strict=True)
    ]


def sums(delivery: Delivery) -> list[tuple[str, str, float]]:
    """(partition, indicator, sum) of a delivery that arrived, under the names people know."""
    totals = delivery.report.get("figures", {}).get("totals", {})
    partitions = {one.code: str(one) for one in Partition.objects.filter(code__in=totals)}
    codes = {code for of_partition in totals.values() for code in of_partition}
    names = {one.code: str(one) for one in Indicator.objects.filter(code__in=codes)}
    return [
        (partitions.get(partition, partition), names.get(code, code), total)
        for partition, of_partition in totals.items()
        for code, total in of_partition.items()
    ]


CANADA = (-141.1, 41.6, -52.5, 83.2)  # west, south, east, north


def is_turned_over(bounds: Sequence[float]) -> bool:
    """As written they lie nowhere we know; with latitude and longitude exchanged, they do."""
    known = [CANADA, *PartitionVersion.objects.values_list("bounds", flat=True)]
    south, west, north, east = bounds
    return not any(overlap(bounds, one) for one in known) and any(
        overlap((west, south, east, north), one) for one in known
    )


def groupings(delivery: Delivery) -> list[PartitionVersion]:
    """Wider partitions its areas may be summed to: the newest version of each that has ground in common."""
    version = delivery.version
    bounds = version.bounds if version else delivery.choices.get("bounds", [])
    newest: dict[int, PartitionVersion] = {}
    for one in PartitionVersion.objects.select_related("partition").order_by("pk"):
        is_wider = one.partition.level != one.partition.Level.SMALL_AREA and one != version
        if is_wider and (not bounds or overlap(bounds, one.bounds)):
            newest[one.partition_id] = one
    return sorted(newest.values(), key=lambda one: str(one.partition))
