"""What the hall's pages show, gathered from every room."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from reperes.atlas.queries.choices import Choice, choose
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.queries.map import Map, map_page
from reperes.catalogue.models.resources import READABLE, Resource
from reperes.catalogue.models.selections import Item, Section, Selection
from reperes.home.shell import DOORS, Door
from reperes.journal.models import Deed
from reperes.journal.verbs import VERBS
from reperes.people.models import Collective, Mandate, Participation
from reperes.search.documents import SOURCES
from reperes.search.queries import Hit, find
from reperes.search.words import words_of

FIRST_OF_A_KIND = 4  # hits of each kind on the page that shows all kinds
SUGGESTIONS = 7
SHORTEST_ASKED = 2  # letters from which suggestions are worth a search
MOST_ADDRESSES = 25_000  # a site map holds 50,000 addresses; each page has two
FEW = 5
TOOLS_OF_A_DOOR = 9
PUBLIC_PAGES = [
    "home:home",
    "home:about",
    "home:accessibility",
    "places:territories",
    "atlas:map",
    "atlas:indicators",
    "catalogue:browse",
    "catalogue:selections",
    "people:privacy",
    "people:rights",
]


# --- The home page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """Something this person did: « a proposé la ressource », its name, when."""

    sentence: str | Promise
    name: str
    happened_at: Any


@dataclass(frozen=True)
class Mine:
    """What a person comes back for."""

    proposals: list[Resource]
    collectives: list[Collective]
    deeds: list[Done]
    n_waiting: int | None  # proposals that wait for a curator; None for whoever is not one


@dataclass(frozen=True)
class HomePage:
    """The home page of a stranger, or of a person when `mine` is there."""

    territory: Map | None
    selection: Selection | None
    mine: Mine | None


def home_page(person: Any) -> HomePage:
    edition = current_edition()
    return HomePage(
        territory=_territory(edition.code, get_language() or "fr") if edition else None,
        selection=_selection(),
        mine=_mine(person) if person.is_authenticated else None,
    )


@lru_cache(maxsize=4)
def _territory(edition: str, language: str) -> Map | None:
    """The first map of an edition, drawn once a process: an edition never changes."""
    choice = choose({})
    return map_page(choice) if isinstance(choice, Choice) else None


def _selection() -> Selection | None:
    """The selection published last, with what it holds in order."""
    items = Prefetch("items", Item.objects.kept().filter(resource__status__in=READABLE).select_related("resource"))
    return (
        Selection.objects.public()
        .order_by("-publication__published_at", "pk")
        .prefetch_related(Prefetch("sections", Section.objects.prefetch_related(items)))
        .first()
    )


def _mine(person: Any) -> Mine:
    is_curator = person.has_mandate(Mandate.Kind.CURATOR)
    taking_part = Participation.objects.current().filter(person=person).select_related("collective")
    deeds = Deed.objects.filter(actor=person).order_by("-id")[:FEW]
    return Mine(
        proposals=list(Resource.objects.filter(depositor=person).order_by("-changed_at")[:FEW]),
        collectives=[each.collective for each in taking_part.order_by("collective__name")],
        deeds=[Done(VERBS.get(deed.verb, deed.verb), deed.thing_name, deed.happened_at) for deed in deeds],
        n_waiting=Resource.objects.waiting().count() if is_curator else None,
    )


# --- The doors ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DoorPage:
    """What is behind one door today, and the tools of the repertoire for what one does there."""

    door: Door
    following: Door  # in the loop
    tools: list[Resource]
    more: str  # the query that finds them all in the repertoire


def door_page(door: Door) -> DoorPage:
    chosen = Resource.objects.public().filter(
        indexings__concept__scheme__code="famille", indexings__concept__code__in=door.families
    )
    tools = Resource.objects.filter(pk__in=chosen.values("pk")).order_by("-issued", "title")[:TOOLS_OF_A_DOOR]
    query = "&".join(f"famille={family}" for family in door.families)
    following = DOORS[(DOORS.index(door) + 1) % len(DOORS)]
    return DoorPage(door, following, list(tools), query)


# --- The search ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """The hits of one kind: how many in all, and those shown."""

    key: str
    name: str | Promise
    total: int
    hits: list[Hit]


@dataclass(frozen=True)
class SearchPage:
    """Results grouped by kind; or one kind, page by page."""

    words: str
    understood: list[str]
    total: int
    kinds: list[Kind]
    chosen: str
    page: int
    pages: int
    is_approximate: bool


def search_page(words: str, kind: str, page: str) -> SearchPage:
    """All kinds with their first hits, or one kind in full when it is named."""
    words = words.strip()[:200]
    chosen = kind if kind in SOURCES else ""
    if not words:
        return SearchPage("", [], 0, [], "", 1, 1, is_approximate=False)
    everything = find(words, facets=("kind",), size=1)
    counts = everything.counts.get("kind", {})
    here = find(words, kinds=(chosen,), page=int(page[:6]) if page.isdecimal() else 1) if chosen else everything
    kinds = [
        Kind(key, source.name, counts[key], here.hits if key == chosen else _first(words, key, chosen))
        for key, source in SOURCES.items()
        if counts.get(key)
    ]
    return SearchPage(
        words=words,
        understood=[words[word.start : word.end] for word in words_of(words)],
        total=everything.total,
        kinds=kinds,
        chosen=chosen,
        page=here.page if chosen else 1,
        pages=here.pages if chosen else 1,
        is_approximate=everything.is_approximate,
    )


def _first(words: str, kind: str, chosen: str) -> list[Hit]:
    return [] if chosen else find(words, kinds=(kind,), size=FIRST_OF_A_KIND).hits


def suggested(words: str) -> list[tuple[str | Promise, Hit]]:
    """The first hits, each with the name of its kind."""
    words = words.strip()[:200]
    if len(words) < SHORTEST_ASKED:
        return []
    return [(SOURCES[hit.kind].name, hit) for hit in find(words, size=SUGGESTIONS).hits if hit.kind in SOURCES]


# --- The site map -------------------------------------------------------------------------------------


def public_addresses() -> list[tuple[str, str]]:
    """Every public page: its French address and its English twin."""
    doors = [f"home:{door.key}" for door in DOORS]
    with override("fr"):
        french = chain(map(reverse, [*doors, *PUBLIC_PAGES]), _addresses_of_things())
        return [(address, translate_url(address, "en")) for address in islice(french, MOST_ADDRESSES)]


def _addresses_of_things() -> Iterator[str]:
    for source in SOURCES.values():
        for document in source.documents(source.public()):
            yield document.address
