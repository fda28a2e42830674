"""The repertoire: what was asked, what was found, and what each facet would leave."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reperes.catalogue.asked import Asked
from reperes.catalogue.models import Concept, Contribution, Resource, Scheme
from reperes.search.queries import Hit, Results, find

SIZE = 20
OPEN_FACETS = ("famille", "type", "etape", "theme")  # the others start closed
MOST_ROWS = 10_000  # of a file
MAKERS = ("auteur", "coauteur", "narrateur", "edition")


@dataclass(frozen=True)
class Choice:
    """A box one may tick, and how many resources it would leave."""

    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    code: str
    name: str
    choices: list[Choice]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    facet: str
    name: str
    address: str


@dataclass(frozen=True)
class Line:
    """One resource found, ready to read."""

    address: str
    title: str
    language: str
    label: str
    makers: list[str]
    date: str
    summary: SafeString
    types: list[str]
    is_to_check: bool


@dataclass(frozen=True)
class Browse:
    """The whole page."""

    asked: Asked
    total: int
    lines: list[Line]
    facets: list[Facet]
    chips: list[Chip]
    page: int
    pages: int
    is_approximate: bool


class Words:
    """The vocabularies that are facets, read once a page."""

    def __init__(self) -> None:
        concepts = Concept.objects.filter(scheme__facet_rank__isnull=False).select_related("scheme")
        self.by_facet: dict[str, dict[str, str]] = {}
        self.names: dict[str, str] = {}
        for concept in concepts.order_by("scheme__facet_rank", "order"):
            self.by_facet.setdefault(concept.scheme.code, {})[concept.code] = str(concept)
            self.names[concept.scheme.code] = str(concept.scheme)

    @property
    def facets(self) -> list[str]:
        return list(self.by_facet)

    def name(self, facet: str, code: str) -> str:
        return self.by_facet.get(facet, {}).get(code, code)


def facet_codes() -> list[str]:
    return list(Scheme.objects.filter(facet_rank__isnull=False).order_by("facet_rank").values_list("code", flat=True))


def browse(asked: Asked, words: Words) -> Browse:
    found = find(
        asked.words,
        kinds=["resource"],
        filters=asked.filters,
        facets=words.facets,
        page=asked.page,
        size=SIZE,
        sort=asked.sort or "relevance",
    )
    return Browse(
        asked=asked,
        total=found.total,
        lines=list(_lines(found.hits, words)),
        facets=list(_facets(found, asked, words)),
        chips=list(_chips(asked, words)),
        page=found.page,
        pages=found.pages,
        is_approximate=found.is_approximate,
    )


def _facets(found: Results, asked: Asked, words: Words) -> Iterator[Facet]:
    """Facets that would sort something; a ticked box stays in sight, even at zero."""
    for facet, names in words.by_facet.items():
        counts, chosen = found.counts[facet], asked.filters.get(facet, ())
        choices = [
            Choice(code, name, counts.get(code, 0), code in chosen)
            for code, name in names.items()
            if counts.get(code) or code in chosen
        ]
        sorts_nothing = len(choices) == 1 and not chosen and choices[0].count == found.total
        if choices and not sorts_nothing:
            yield Facet(facet, words.names[facet], choices, facet in OPEN_FACETS[:2] or bool(chosen))


def _chips(asked: Asked, words: Words) -> Iterator[Chip]:
    if asked.words:
        yield Chip(_("Mots"), _("« %(words)s »") % {"words": asked.words}, asked.without_words().query or "?")
    for facet, codes in asked.filters.items():
        for code in codes:
            yield Chip(words.names[facet], words.name(facet, code), asked.without(facet, code).query or "?")


def _lines(hits: Iterable[Hit], words: Words) -> Iterator[Line]:
    """Hits in their order, completed from the database; one withdrawn a second ago is left out."""
    hits = list(hits)
    rows = Resource.objects.public().prefetch_related("contributions__agent", "contributions__role")
    known = rows.in_bulk([int(hit.key.partition(":")[2]) for hit in hits])
    for hit in hits:
        resource = known.get(int(hit.key.partition(":")[2]))
        if resource is not None:
            yield Line(
                address=hit.address,
                title=hit.title,
                language=resource.language,
                label=resource.printed_label,
                makers=makers(resource.contributions.all()),
                date=resource.said_date,
                summary=hit.summary,
                types=[words.name("type", code) for code in hit.facets.get("type", ())],
                is_to_check=resource.status == "to-check",
            )


def makers(contributions: Iterable[Contribution]) -> list[str]:
    """Who signs the work: its authors, else whoever published it."""
    signed = [c for c in contributions if c.role.code in MAKERS]
    authors = [c for c in signed if c.role.code != "edition"]
    return [str(contribution) for contribution in authors or signed]


# --- The same, as a file ------------------------------------------------------------------------------


def heading() -> list[str]:
    """Names of the columns, in the reader’s language."""
    return [
        _("code"),
        _("titre"),
        _("sous-titre"),
        _("auteurs"),
        _("année"),
        _("libellé"),
        _("types"),
        _("familles"),
        _("thèmes"),
        _("régions"),
        _("langue"),
        _("licence"),
        _("adresse"),
        _("lien"),
    ]


def rows(asked: Asked, words: Words, site: str) -> Iterator[list[str | int | None]]:
    """One row a resource, in the order of the page."""
    found = find(asked.words, kinds=["resource"], filters=asked.filters, size=MOST_ROWS, sort=asked.sort or "relevance")
    keys = [int(hit.key.partition(":")[2]) for hit in found.hits]
    known = Resource.objects.public().described().in_bulk(keys)
    for hit, key in zip(found.hits, keys, strict=True):
        if key in known:
            yield _row(known[key], hit, words, site)


def _row(resource: Resource, hit: Hit, words: Words, site: str) -> list[str | int | None]:
    def names(facet: str) -> str:
        return " | ".join(words.name(facet, code) for code in hit.facets.get(facet, ()))

    link = next(iter(resource.links.all()), None)
    return [
        resource.code,
        resource.title,
        resource.subtitle,
        " | ".join(makers(resource.contributions.all())),
        resource.year,
        resource.printed_label,
        *(names(facet) for facet in ("type", "famille", "theme", "region", "langue")),
        str(resource.licence),
        site + hit.address,
        link.url if link else "",
    ]
