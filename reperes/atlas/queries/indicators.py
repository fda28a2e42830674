"""The catalogue: every indicator the house knows, with or without figures here."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import slugify

from reperes.atlas import indices
from reperes.atlas.models import Edition, Formula, Indicator
from reperes.atlas.queries.editions import current_edition, holdings
from reperes.core.text import fold, spoken

HERE, COMPUTED, TO_BRING = "ici", "a-calculer", "a-apporter"
STANDINGS = (HERE, COMPUTED, TO_BRING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the catalogue; what names nothing is not heard."""

    words: str = ""
    theme: str = ""
    standing: str = ""
    origin: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        standing, origin = given.get("chiffres", ""), given.get("provenance", "")
        return cls(
            given.get("q", "").strip()[:100],
            given.get("theme", "")[:60],
            standing if standing in STANDINGS else "",
            origin if origin in Indicator.Origin.values else "",
        )

    @property
    def is_bare(self) -> bool:
        return self == Asked()

    @property
    def query(self) -> str:
        said = {"q": self.words, "theme": self.theme, "chiffres": self.standing, "provenance": self.origin}
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator: its figures are here, or could be computed from a profile, or must be brought."""

    indicator: Indicator
    variants: tuple[Indicator, ...]
    standing: str
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Theme:
    code: str
    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class CataloguePage:
    """What answers, by theme; and how many there are in all."""

    asked: Asked
    themes: list[Theme]
    every_theme: list[tuple[str, str]]
    n_found: int
    n_all: int
    n_here: int  # of each standing, whatever is asked
    n_computed: int
    n_to_bring: int


def catalogue(asked: Asked) -> CataloguePage:
    """Three questions to the database, whatever the number of indicators."""
    entries = _entries(current_edition())
    found = [each for each in entries if _answers(each, asked)]
    counts = [sum(each.standing == standing for each in entries) for standing in STANDINGS]
    every_theme = [(theme.code, theme.name) for theme in _by_theme(entries)]
    return CataloguePage(asked, _by_theme(found), every_theme, len(found), len(entries), *counts)


def _entries(edition: Edition | None) -> list[Entry]:
    every = list(Indicator.objects.select_related("source").order_by("order", "name"))
    variants: dict[int, list[Indicator]] = {}
    for each in every:
        if each.variant_of_id:
            variants.setdefault(each.variant_of_id, []).append(each)
    computed = set(Formula.objects.values_list("indicator", flat=True))
    periods = _periods(edition)
    return [
        Entry(
            each,
            tuple(variants.get(each.pk, ())),
            HERE if each.code in periods else COMPUTED if each.pk in computed else TO_BRING,
            tuple(sorted(periods.get(each.code, ()))),
        )
        for each in every
        if not each.variant_of_id and (each.theme != indices.THEME or each.code in periods)
    ]


def _periods(edition: Edition | None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    if edition and edition.cells_file.exists():
        for held in holdings(edition).periods.values():
            for code, periods in held.items():
                found.setdefault(code, set()).update(periods)
    return found


def _answers(entry: Entry, asked: Asked) -> bool:
    return (
        (not asked.standing or entry.standing == asked.standing)
        and (not asked.origin or entry.indicator.origin == asked.origin)
        and (not asked.theme or slugify(entry.indicator.theme) == asked.theme)
        and all(word in _heard(entry) for word in fold(asked.words).split())
    )


def _heard(entry: Entry) -> str:
    """In both languages: one reads in one and searches in the other."""
    names = ["name", "definition", "numerator", "universe", "theme"]
    every = [entry.indicator, *entry.variants]
    said = [getattr(one, f"{name}{suffix}") for one in every[:1] for name in names for suffix in ("", "_en")]
    said += [spoken(one.name, one.name_en) for one in every] + [one.code for one in every]
    return fold(" ".join([*said, entry.indicator.source.publisher]))


def _by_theme(entries: list[Entry]) -> list[Theme]:
    """Themes in the order of their first indicator."""
    found: dict[str, Theme] = {}
    for each in entries:
        code = slugify(each.indicator.theme)
        name = spoken(each.indicator.theme, each.indicator.theme_en)
        found.setdefault(code, Theme(code, name, [])).entries.append(each)
    return list(found.values())
