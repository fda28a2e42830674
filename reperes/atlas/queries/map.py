"""One map: every area of a partition coloured by one indicator, and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.atlas import shapes, speech, warehouse
from reperes.atlas.cells import WORDS, Cell
from reperes.atlas.models import Indicator
from reperes.atlas.queries.choices import Choice
from reperes.atlas.queries.editions import POPULATION
from reperes.core.text import fold
from reperes.figures import classes
from reperes.figures.statuses import Status
from reperes.places.areas import overlap
from reperes.places.models import Locality, Partition, PartitionVersion

N_CLASSES = 5
MOST_MARKS = 60  # beyond, numbers on the drawing would hide it
EMPTY = "is-empty"
SUPPRESSED = "is-suppressed"
MISSING = "is-missing"
WIDER = {
    Partition.Level.SMALL_AREA: [Partition.Level.LOCALITY, Partition.Level.ADMINISTRATIVE],
    Partition.Level.LOCALITY: [Partition.Level.ADMINISTRATIVE],
}


@dataclass(frozen=True, slots=True)
class Row:
    """One area: a row of the table, a shape of the map, a line of the file."""

    code: str
    name: str
    address: str
    text: str  # « 24,3 % », or the symbol of its absence
    words: str  # what the status means
    look: str  # CSS class: class-0…class-4, is-suppressed, is-missing, is-empty
    cell: Cell
    value: float | None
    mark: int = 0  # the number that finds it on a drawing without names: 1 is the highest value

    @property
    def is_partial(self) -> bool:
        return self.cell.status == Status.PARTIAL

    @property
    def is_missing(self) -> bool:
        return self.value is None

    @property
    def reading(self) -> str:
        """The words a person hears at this area."""
        if self.look == EMPTY:
            return _("%(name)s : personne n’y vit") % {"name": self.name}
        if self.is_missing or self.is_partial:
            return _("%(name)s : %(text)s, %(words)s") % {"name": self.name, "text": self.text, "words": self.words}
        return _("%(name)s : %(text)s") % {"name": self.name, "text": self.text}


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One swatch of the legend."""

    look: str
    label: str
    count: int


@dataclass(frozen=True)
class Map:
    """Everything the page, the file and the PDF show of one map."""

    choice: Choice
    rows: list[Row]  # in the order asked
    legend: list[LegendClass]
    absences: list[LegendClass]
    says: str
    drawing: shapes.Drawing
    wider: PartitionVersion | None
    outline: shapes.Drawing | None

    @cached_property
    def by_code(self) -> dict[str, Row]:
        return {row.code: row for row in self.rows}

    @cached_property
    def drawn(self) -> list[tuple[shapes.Shape, Row]]:
        return [(shape, self.by_code[code]) for code, shape in self.drawing.shapes.items() if code in self.by_code]

    @property
    def is_numbered(self) -> bool:
        return len(self.drawing.shapes) <= MOST_MARKS

    @property
    def has_parts(self) -> bool:
        return self.choice.indicator.aggregation == Indicator.Aggregation.RATIO

    @property
    def ramp(self) -> str:
        """Which ramp of colours: by what the high end means."""
        return {"higher": "better", "lower": "worse"}.get(self.choice.indicator.direction, "neutral")

    @property
    def end_words(self) -> str:
        """Which end of the scale is the favourable one, if either."""
        return {
            "better": _("Le haut de l’échelle est plus favorable."),
            "worse": _("Le haut de l’échelle est moins favorable."),
            "neutral": _("Ni bien ni mal : l’échelle dit seulement moins ou plus."),
        }[self.ramp]

    @property
    def title(self) -> str:
        return f"{self.choice.indicator}, {self.choice.period}"


def map_page(choice: Choice) -> Map:
    """Two reads of the warehouse at most, whatever the number of areas."""
    found = warehouse.map_cells(
        choice.edition,
        choice.version.pk,
        {(choice.indicator.code, choice.period), (POPULATION, choice.period)},
    )
    cells, people = found[choice.indicator.code], found[POPULATION]
    drawing = shapes.drawing(choice.version)
    found_grades = grades(choice, cells, people)
    rows = _rows(choice, cells, people, drawing, found_grades)
    if len(drawing.shapes) <= MOST_MARKS:
        rows = _marked(rows)
    wider = _wider(choice)
    return Map(
        choice=choice,
        rows=sorted(rows, key=lambda row: fold(row.name)),
        legend=_legend(found_grades, choice.indicator),
        absences=_absences(rows),
        says=says(rows, choice.indicator),
        drawing=drawing,
        wider=wider,
        outline=shapes.overlay(wider, drawing.frame) if wider else None,
    )


def ordered(page: Map, order: str, words: str = "") -> Map:
    """The same map, its table sorted (`valeur`, `-valeur`, `nom`, `-nom`) and narrowed to names holding `words`."""
    rows = [row for row in page.rows if fold(words) in fold(f"{row.name} {row.code}")] if words else page.rows
    backwards = order.startswith("-")
    if order.removeprefix("-") == "valeur":
        known = sorted((row for row in rows if not row.is_missing), key=lambda row: row.value or 0.0, reverse=backwards)
        rows = known + [row for row in rows if row.is_missing]
    elif backwards:
        rows = rows[::-1]
    return replace(page, rows=rows)


def is_empty(cell: Cell | None, people: Cell | None) -> bool:
    """Nobody lives there: not the same as not knowing."""
    return people is not None and people.value == 0 and (cell is None or not cell.value)


def shown_digits(indicator: Indicator) -> int:
    """How many decimals of the stored value a reader sees: a share is stored from 0 to 1 and read in %."""
    return indicator.decimals + {Indicator.Unit.SHARE: 2, Indicator.Unit.PER_1000: 3}.get(
        Indicator.Unit(indicator.unit), 0
    )


def as_shown(value: float, indicator: Indicator) -> float:
    """The value as a reader sees it: two that read the same must fall in the same class."""
    return round(value, shown_digits(indicator))


def grades(choice: Choice, cells: dict[str, Cell], people: dict[str, Cell]) -> classes.Classes:
    """The classes of a map, by the method asked; areas where nobody lives do not count."""
    shown = [
        (as_shown(cell.value, choice.indicator), getattr(people.get(code), "value", None) or 0.0)
        for code, cell in cells.items()
        if cell.value is not None and not is_empty(cell, people.get(code))
    ]
    values = [value for value, _people in shown]
    if choice.method == "intervalles":
        return classes.equal_intervals(values, N_CLASSES, digits=shown_digits(choice.indicator))
    weights = [weight for _value, weight in shown] if choice.method == "population" else None
    return classes.quantiles(values, N_CLASSES, weights=weights)


def _rows(
    choice: Choice,
    cells: dict[str, Cell],
    people: dict[str, Cell],
    drawing: shapes.Drawing,
    grades: classes.Classes,
) -> list[Row]:
    pages = dict(Locality.objects.filter(version=choice.version).values_list("code", "public_code"))
    # Any address of this version, with a place to put each code: resolving a thousand of them is slow.
    secteur = reverse("atlas:area", args=[choice.version.pk, "CODE"])
    is_small = choice.version.partition.level == Partition.Level.SMALL_AREA
    said: dict[Status, str] = {status: str(words) for status, words in WORDS.items()}
    del said[Status.PARTIAL]  # it says how much
    rows = []
    for code in dict.fromkeys([*drawing.shapes, *cells]):
        cell = cells.get(code) or Cell(code, choice.period, None, Status.UNAVAILABLE)
        name = speech.area_name(drawing.shapes[code].name if code in drawing.shapes else code, is_small=is_small)
        look = _look(cell, people.get(code), choice.indicator, grades)
        page = reverse("atlas:locality", args=[pages[code]]) if code in pages else secteur.replace("CODE", quote(code))
        words = _("inhabité") if look == EMPTY else said.get(cell.status) or speech.status_words(cell)
        text = speech.cell_text(cell, choice.indicator)
        rows.append(Row(code, name, page, text, words, look, cell, cell.value))
    return rows


def _marked(rows: Sequence[Row]) -> list[Row]:
    highest = sorted(rows, key=lambda row: (row.value is None, -(row.value or 0.0), fold(row.name)))
    return [replace(row, mark=number) for number, row in enumerate(highest, start=1)]


def _look(cell: Cell, people: Cell | None, indicator: Indicator, grades: classes.Classes) -> str:
    if is_empty(cell, people):
        return EMPTY
    if cell.value is None:
        return SUPPRESSED if cell.status == Status.SUPPRESSED else MISSING
    return f"class-{grades.of(as_shown(cell.value, indicator))}"


def _legend(grades: classes.Classes, indicator: Indicator) -> list[LegendClass]:
    def label(each: classes.Class) -> str:
        low, high = speech.figure(each.lower, indicator), speech.figure(each.upper, indicator)
        return low if low == high else _("%(low)s à %(high)s") % {"low": low, "high": high}

    return [LegendClass(f"class-{rank}", label(each), each.count) for rank, each in enumerate(grades.classes)]


def _absences(rows: Sequence[Row]) -> list[LegendClass]:
    said = {SUPPRESSED: _("Confidentiel (x)"), MISSING: _("Sans donnée"), EMPTY: _("Personne n’y vit")}
    counts = {look: sum(row.look == look for row in rows) for look in said}
    return [LegendClass(look, said[look], n) for look, n in counts.items() if n]


def says(rows: Sequence[Row], indicator: Indicator) -> str:
    """« Ce que ça dit »: the range, the middle, and what is not known, in one breath."""
    known = sorted((row for row in rows if row.value is not None and row.look != EMPTY), key=lambda row: row.value or 0)
    parts = [_range(known, indicator), _sum(known, indicator), _hidden(rows)]
    return " ".join(part for part in parts if part)


def _range(known: Sequence[Row], indicator: Indicator) -> str:
    if not known:
        return _("Aucun chiffre n’est connu pour ces territoires.")
    low, high = known[0], known[-1]
    if low.text == high.text:
        return _("Partout où le chiffre est connu, il vaut %(text)s.") % {"text": low.text}
    half = speech.figure_with_unit(median(row.value for row in known if row.value is not None), indicator)
    return _(
        "De %(low)s (%(low_name)s) à %(high)s (%(high_name)s); "
        "la moitié des %(n)s territoires sont à %(half)s ou moins."
    ) % {
        "low": low.text,
        "low_name": _bearer([row for row in known if row.text == low.text]),
        "high": high.text,
        "high_name": _bearer([row for row in known if row.text == high.text]),
        "n": speech.number(len(known)),
        "half": half,
    }


def _sum(known: Sequence[Row], indicator: Indicator) -> str:
    """What a count adds up to: the first thing an analyst compares with the published total."""
    if indicator.aggregation != Indicator.Aggregation.SUM or len(known) < 2:
        return ""
    total = sum(row.value or 0.0 for row in known)
    return _("Ensemble : %(total)s.") % {"total": speech.figure_with_unit(total, indicator)}


def _bearer(rows: Sequence[Row]) -> str:
    """Who has this value: a name, or how many share it."""
    if len(rows) == 1:
        return rows[0].name
    return ngettext("%(n)s territoire", "%(n)s territoires", len(rows)) % {"n": speech.number(len(rows))}


def _hidden(rows: Sequence[Row]) -> str:
    counts = {look: sum(row.look == look for row in rows) for look in (SUPPRESSED, MISSING, EMPTY)}
    said = [
        ngettext("%(n)s est confidentiel", "%(n)s sont confidentiels", counts[SUPPRESSED])
        if counts[SUPPRESSED]
        else "",
        ngettext("%(n)s est sans donnée", "%(n)s sont sans donnée", counts[MISSING]) if counts[MISSING] else "",
        ngettext("%(n)s est inhabité", "%(n)s sont inhabités", counts[EMPTY]) if counts[EMPTY] else "",
    ]
    written = [sentence % {"n": count} for sentence, count in zip(said, counts.values(), strict=True) if sentence]
    return _("Parmi les autres, %(listed)s.") % {"listed": speech.listed(written)} if written else ""


def _wider(choice: Choice) -> PartitionVersion | None:
    """The partition whose limits help to find one's way on this one."""
    levels = WIDER.get(Partition.Level(choice.version.partition.level), [])
    for level in levels:
        for version in choice.versions:
            if version.partition.level == level and overlap(version.bounds, choice.version.bounds):
                return version
    return None
