"""The card of one indicator: what it counts, how, from which files, where it is mapped."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from reperes.atlas import formulas, indices, layouts, telling, warehouse
from reperes.atlas.cells import WORDS
from reperes.atlas.models import Composite, Dataset, Edition, Formula, Indicator, Series, Source
from reperes.atlas.queries import characteristics
from reperes.atlas.queries.editions import current_edition
from reperes.core.text import spoken
from reperes.figures.statuses import Status
from reperes.places.models import PartitionVersion

NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many areas of a partition have the figure, and why the others have not."""

    version: PartitionVersion
    period: str
    known: int
    missing: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One part of a formula: as it is written, and in words."""

    text: str
    words: str
    is_english: bool = False  # some of its names were found in English only


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a grouped median; no upper end for the open one."""

    low: float
    high: float | None
    count: Written


@dataclass(frozen=True)
class FormulaSaid:
    """How the indicator is made of the characteristics of one layout."""

    layout: str
    numerator: Written | None
    denominator: Written | None
    classes: list[Class]


@dataclass(frozen=True)
class Origin:
    """The file a period comes from, and the limits it was brought for."""

    period: str
    source: Source
    dataset: Dataset | None
    versions: list[PartitionVersion] = field(default_factory=list)


@dataclass(frozen=True)
class IndicatorPage:
    """One card, whole."""

    indicator: Indicator
    edition: Edition | None
    coverage: list[Coverage]
    formulas: list[FormulaSaid]
    origins: list[Origin]
    breaks: list[str]
    variants: list[Indicator]
    neighbours: list[Indicator]
    sources_to_bring: list[Source]  # where to ask, while there is no figure
    composite: Composite | None  # the index that gives it

    @property
    def periods(self) -> str:
        return ", ".join(sorted({line.period for line in self.coverage}))

    @property
    def has_english_names(self) -> bool:
        """To be told to who reads in French."""
        return get_language() != "en" and any(
            part and part.is_english
            for one in self.formulas
            for part in [one.numerator, one.denominator, *(each.count for each in one.classes)]
        )


def find(code: str) -> Indicator | None:
    found = Indicator.objects.filter(code=code).select_related("source", "variant_of")
    return found.prefetch_related("source__superseded_by", "formulas", "variants").first()


def indicator_page(indicator: Indicator) -> IndicatorPage:
    edition = current_edition()
    coverage = _coverage(edition, indicator) if edition else []
    origins = _origins(edition, indicator) if edition else []
    written = list(indicator.formulas.all())
    if origins:  # the file of the latest period, rather than the publisher's record
        indicator.source = origins[0].source
    given = [(one.period, spoken(one.source.publisher, one.source.publisher_en)) for one in origins]
    return IndicatorPage(
        indicator,
        edition,
        coverage,
        formulas_said(written),
        origins,
        telling.breaks(indicator, given),
        list(indicator.variants.all()),
        _neighbours(indicator),
        [] if coverage else _to_bring(indicator, written),
        None if written else composite_of(indicator),
    )


def composite_of(indicator: Indicator) -> Composite | None:
    """The index that gives this indicator: its recipe defines it, nobody else does."""
    for composite in Composite.objects.all():
        if indicator.code in indices.read(composite.recipe).outputs(composite.code):
            return composite
    return None


def _coverage(edition: Edition, indicator: Indicator) -> list[Coverage]:
    counted = warehouse.statuses(edition, indicator.code)
    found: dict[tuple[int, str], dict[str, int]] = {}
    for row in counted:
        found.setdefault((row["version"], row["period"]), {})[row["status"]] = row["n"]
    versions = PartitionVersion.objects.select_related("partition").in_bulk({version for version, _period in found})
    lines = [
        Coverage(
            versions[version],
            period,
            counts.get(Status.OK, 0) + counts.get(Status.PARTIAL, 0),
            tuple((str(WORDS[Status(s)]), n) for s, n in counts.items() if s not in {Status.OK, Status.PARTIAL}),
        )
        for (version, period), counts in found.items()
        if version in versions
    ]
    return sorted(lines, key=lambda line: (-line.version.n_areas, line.version.partition.name, line.period))


def formulas_said(written: Sequence[Formula]) -> list[FormulaSaid]:
    """Each formula as it is written and in words, the newest layout first."""
    known = layouts.known()
    datasets = characteristics.newest(one.layout for one in written) if written else {}
    said = []
    for formula in sorted(written, key=lambda one: one.layout, reverse=True):
        names = _Names.of(formula.layout, datasets.get(formula.layout))
        title = str(layouts.layout(formula.layout)) if formula.layout in known else formula.layout
        said.append(
            FormulaSaid(
                title,
                _written(formula.numerator, names),
                _written(formula.denominator, names),
                [Class(low, high, _in_words(text, names)) for low, high, text in formula.classes],
            )
        )
    return said


@dataclass(frozen=True)
class _Names:
    said: dict[int, str]
    english: set[int]

    @classmethod
    def of(cls, layout: str, dataset: Dataset | None) -> "_Names":
        return cls(characteristics.names(layout, dataset), characteristics.unverified(layout, dataset))


def _written(text: str, names: _Names) -> Written | None:
    return _in_words(text, names) if text else None


def _in_words(text: str, names: _Names) -> Written:
    """What was kept reads: it was parsed before. Still, a card never breaks for a formula an old version let in."""
    try:
        form = formulas.parse(text)
    except formulas.BadFormula:
        return Written(text, "")
    return Written(text, formulas.said(form, names.said), any(number in names.english for number, _column in form))


def _origins(edition: Edition, indicator: Indicator) -> list[Origin]:
    """The latest period first; the same file told once, with every partition it reaches."""
    found: dict[tuple[str, int, int | None], Origin] = {}
    series = Series.objects.filter(edition=edition, indicator=indicator).select_related(
        "source", "dataset", "version__partition"
    )
    for one in series.prefetch_related("source__superseded_by").order_by("-period", "pk"):
        key = (one.period, one.source_id, one.dataset_id)
        found.setdefault(key, Origin(one.period, one.source, one.dataset)).versions.append(one.version)
    return list(found.values())


def _neighbours(indicator: Indicator) -> list[Indicator]:
    """Those nearest to it in its theme, by the order of the catalogue."""
    if not indicator.theme:
        return []
    others = Indicator.objects.filter(theme=indicator.theme, variant_of=None).exclude(
        pk__in=[indicator.pk, indicator.variant_of_id]
    )
    nearest = sorted(others, key=lambda one: (abs(one.order - indicator.order), one.name))[:NEIGHBOURS]
    return sorted(nearest, key=lambda one: (one.order, one.name))


def _to_bring(indicator: Indicator, written: Sequence[Formula]) -> list[Source]:
    """The publisher's record of each layout it is written for; else the source of its own table."""
    known = layouts.known()
    names = sorted({one.layout for one in written if one.layout in known}, reverse=True)
    if not names:
        return [indicator.source]
    return [Source(**layouts.layout(name).source) for name in names]
