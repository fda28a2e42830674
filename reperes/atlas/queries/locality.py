"""One locality: who it is, its figures beside those of the wider territories it lies in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from reperes.atlas import comparing, indices, shapes, speech, warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition, Indicator
from reperes.atlas.queries.editions import POPULATION, credit, current_edition, holdings
from reperes.atlas.queries.standing import Standing, standing
from reperes.people.models import Collective
from reperes.places import queries as places
from reperes.places.models import Locality, Parentage, Partition, PartitionVersion, Weights
from reperes.places.queries import weights_of

MOST_PARENTS = 4
WIDTH = 120.0  # of the little strip drawn beside each figure


@dataclass(frozen=True, slots=True)
class Strip:
    """Where this locality stands among its siblings, on a line from the lowest to the highest; positions in units."""

    siblings: tuple[float, ...]
    here: float
    reference: float | None
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: here, in each wider territory, and the difference in words."""

    indicator: Indicator
    cell: Cell
    text: str
    words: str
    limits: str  # the interval, in words
    beside: tuple[str, ...]
    says: str
    verdict: str  # more | less | similar | ""
    has_chance: bool  # the verdict reckons with chance
    instead: str  # the figure of the statistical community it falls back to, where its own is hidden
    strip: Strip | None

    @property
    def is_missing(self) -> bool:
        return self.cell.value is None

    @property
    def rank(self) -> int:
        """Strengths first, then what is neither good nor bad, then what is harder."""
        wanted = {Indicator.Direction.HIGHER_IS_BETTER: "more", Indicator.Direction.LOWER_IS_BETTER: "less"}
        direction = Indicator.Direction(self.indicator.direction)
        if direction not in wanted or self.verdict not in {"more", "less"}:
            return 1
        return 0 if wanted[direction] == self.verdict else 2


@dataclass(frozen=True, slots=True)
class Part:
    """A small area that composes the locality, with the people who live in it."""

    code: str
    version: int
    share: float
    people: str


@dataclass(frozen=True)
class LocalityPage:
    """Everything the page, its print and its PDF show of one locality."""

    locality: Locality
    collective: Collective | None  # the table de quartier, if the reader may know of it
    edition: Edition | None
    parents: list[Parentage]
    compared: list[Locality]  # the columns of the table
    reference: Locality | None  # the one the words compare with
    counts: list[Line]
    lines: list[Line]
    parts: list[Part]
    parts_weights: Weights | None
    drawing: shapes.Drawing
    standing: list[Standing]  # what composite indices say of it
    fallback: Locality | None = None  # the statistical community it falls back to

    @property
    def is_fictional(self) -> bool:
        return self.locality.version.partition.is_fictional

    @property
    def map_address(self) -> str:
        return f"decoupage={self.locality.version.partition.code}&ici={self.locality.code}"

    @property
    def indicators(self) -> list[Line]:
        return [*self.counts, *self.lines]


def find(public_code: str) -> Locality | None:
    found = Locality.objects.select_related("version__partition", "collective").filter(public_code=public_code)
    return found.first()


def locality_page(locality: Locality, *, reader: Any, reference: str = "") -> LocalityPage:
    """Two reads of the warehouse; `reference` is the public code of the wider territory to compare with."""
    edition = current_edition()
    parents = list(
        Parentage.objects.filter(child=locality).select_related("parent__version__partition").order_by("-share")
    )
    compared = _compared(parents)
    chosen = next((each for each in compared if each.public_code == reference), None) or _nearest_region(compared)
    drawing = shapes.drawing(locality.version)
    fallback = places.fallback_of(locality)
    lines = _lines(edition, locality, compared, chosen, fallback) if edition else []
    weights, parts = _parts(edition, locality)
    return LocalityPage(
        locality, _collective(locality, reader), edition, parents, compared, chosen,
        counts=[line for line in lines if line.indicator.aggregation == Indicator.Aggregation.SUM],
        lines=sorted(
            (line for line in lines if line.indicator.aggregation != Indicator.Aggregation.SUM),
            key=lambda line: (line.rank, line.indicator.order),
        ),
        parts=parts, parts_weights=weights, drawing=drawing,
        standing=standing(edition, locality.version_id, locality.code), fallback=fallback,
    )  # fmt: skip


def _collective(locality: Locality, reader: Any) -> Collective | None:
    found = locality.collective
    if found is None or found.is_public:
        return found
    return Collective.objects.visible_to(reader).filter(pk=found.pk).first()


def _compared(parents: Iterable[Parentage]) -> list[Locality]:
    """The administrative territory that holds most of it, then the regions, from the smallest to the widest."""
    close = [each.parent for each in parents if each.parent.version.partition.level == Partition.Level.ADMINISTRATIVE]
    regions = [each.parent for each in parents if each.parent.version.partition.level == Partition.Level.REGION]
    ordered = sorted(regions, key=lambda each: _size(each.version))
    return [*close[: MOST_PARENTS - min(len(ordered), MOST_PARENTS - 1)], *ordered][:MOST_PARENTS]


def _size(version: PartitionVersion) -> float:
    if len(version.bounds) != 4:
        return 0.0
    west, south, east, north = version.bounds
    return (east - west) * (north - south)


def _nearest_region(compared: list[Locality]) -> Locality | None:
    regions = [each for each in compared if each.version.partition.level == Partition.Level.REGION]
    return next(iter([*regions, *compared]), None)


def _lines(
    edition: Edition,
    locality: Locality,
    compared: list[Locality],
    chosen: Locality | None,
    fallback: Locality | None,
) -> list[Line]:
    asked = [*compared, *([fallback] if fallback else [])]
    held = warehouse.whole_versions(edition, {locality.version_id, *(each.version_id for each in asked)})
    of_version = held.get(locality.version_id, {})
    indicators = Indicator.objects.select_related("source").filter(code__in=of_version)
    lines = []
    for indicator in indicators:
        cells = _latest(of_version.get(indicator.code, {}))
        is_detail = indicator.variant_of_id and indices.DETAIL.search(indicator.code)
        if not is_detail and (cell := cells.get(locality.code)):
            beside = [_beside(held, each, indicator.code, cell.period) for each in compared]
            at = beside[compared.index(chosen)] if chosen else None
            line = _line(indicator, cell, cells, beside, at)
            instead = _beside(held, fallback, indicator.code, cell.period) if fallback and line.is_missing else None
            lines.append(replace(line, instead=speech.cell_text(instead, indicator)) if instead else line)
    credit(edition, locality.version_id, [(line.indicator, line.cell.period) for line in lines])
    return lines


def _latest(areas: dict[str, list[Cell]]) -> dict[str, Cell]:
    """The cells of the latest period that has any."""
    period = max((cells[-1].period for cells in areas.values()), default="")
    return {code: cell for code, cells in areas.items() for cell in cells if cell.period == period}


def _beside(
    held: dict[int, dict[str, dict[str, list[Cell]]]], parent: Locality, indicator: str, period: str
) -> Cell | None:
    cells = held.get(parent.version_id, {}).get(indicator, {}).get(parent.code, [])
    return next((cell for cell in cells if cell.period == period), None)


def _line(
    indicator: Indicator, cell: Cell, cells: dict[str, Cell], beside: list[Cell | None], reference: Cell | None
) -> Line:
    told = comparing.said(indicator, cell, reference)
    return Line(
        indicator, cell, speech.cell_text(cell, indicator), speech.status_words(cell),
        comparing.limits_in_words(cell, indicator),
        tuple(speech.cell_text(each, indicator) for each in beside), told.words, told.verdict, told.has_chance, "",
        _strip(indicator, cell, cells, reference),
    )  # fmt: skip


def _strip(indicator: Indicator, cell: Cell, cells: dict[str, Cell], reference: Cell | None) -> Strip | None:
    values = [each.value for each in cells.values() if each.value is not None]
    compared = reference.value if reference and indicator.aggregation != Indicator.Aggregation.SUM else None
    if cell.value is None or len(values) < 2:
        return None
    low, high = min(values), max(values)
    left, right = min(low, compared or low), max(high, compared or high)
    if right <= left:
        return None

    def place(value: float) -> float:
        return round(4 + (value - left) / (right - left) * (WIDTH - 8), 1)

    return Strip(
        tuple(place(value) for value in sorted(values)),
        place(cell.value),
        None if compared is None else place(compared),
        speech.figure(low, indicator),
        speech.figure(high, indicator),
    )


def _parts(edition: Edition | None, locality: Locality) -> tuple[Weights | None, list[Part]]:
    """The small areas of the newest weights into this version."""
    found = Weights.objects.filter(target=locality.version, source__partition__level=Partition.Level.SMALL_AREA)
    weights = found.select_related("source__partition").order_by("-pk").first()
    if weights is None or not weights.file.exists():
        return None, []
    mine = [each for each in weights_of(weights) if each.target == locality.code]
    people = (
        warehouse.map_cells(edition, weights.source_id, _population_of(edition, weights.source_id)) if edition else {}
    )
    cells = people.get(POPULATION, {})
    return weights, [
        Part(each.source, weights.source_id, each.weight, _people(cells.get(each.source))) for each in mine
    ]


def _population_of(edition: Edition, version: int) -> list[tuple[str, str]]:
    latest = holdings(edition).latest(version, POPULATION)
    return [(POPULATION, latest)] if latest else []


def _people(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return speech.SYMBOLS.get(cell.status, "..") if cell else ".."
    return speech.number(cell.value)
