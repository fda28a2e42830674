"""What the hall's pages show, gathered from every room."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.urls import reverse, translate_url
from django.utils.functional import Promise

from reperes.home.shell import DOORS, Door
from reperes.search.documents import SOURCES
from reperes.search.queries import Hit, find

FIRST_OF_A_KIND = 4  # hits of each kind on the page that shows all kinds
SUGGESTIONS = 7
SHORTEST_ASKED = 2  # letters from which suggestions are worth a search
MOST_ADDRESSES = 25_000  # a site map holds 50,000 addresses; each page has two


@dataclass(frozen=True)
class HomePage:
    """The home page of a stranger or of a person."""


@dataclass(frozen=True)
class DoorPage:
    """What is behind one door today."""

    door: Door


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
    total: int
    kinds: list[Kind]
    chosen: str
    page: int
    pages: int
    is_approximate: bool


def home_page(person: Any) -> HomePage:
    return HomePage()


def door_page(door: Door) -> DoorPage:
    return DoorPage(door)


def search_page(words: str, kind: str, page: str) -> SearchPage:
    """All kinds with their first hits, or one kind in full when it is named."""
    words = words.strip()[:200]
    chosen = kind if kind in SOURCES else ""
    if not words:
        return SearchPage("", 0, [], chosen, 1, 1, is_approximate=False)
    everything = find(words, facets=("kind",), size=1)
    counts = everything.counts.get("kind", {})
    kinds, here = [], everything
    for key, source in SOURCES.items():
        if not counts.get(key):
            continue
        if key == chosen:
            here = find(words, kinds=(key,), page=int(page) if page.isdecimal() else 1)
            kinds.append(Kind(key, source.name, counts[key], here.hits))
        else:
            hits = [] if chosen else find(words, kinds=(key,), size=FIRST_OF_A_KIND).hits
            kinds.append(Kind(key, source.name, counts[key], hits))
    return SearchPage(words, everything.total, kinds, chosen, here.page, here.pages, everything.is_approximate)


def suggested(words: str) -> list[tuple[str | Promise, Hit]]:
    """The first hits, each with the name of its kind."""
    words = words.strip()[:200]
    if len(words) < SHORTEST_ASKED:
        return []
    return [(SOURCES[hit.kind].name, hit) for hit in find(words, size=SUGGESTIONS).hits if hit.kind in SOURCES]


def public_addresses() -> list[tuple[str, str]]:
    """Every public page: its French address and its English twin."""
    pages = [reverse(f"home:{name}") for name in ("home", *(door.key for door in DOORS), "about", "accessibility")]
    french = chain(pages, _addresses_of_things())
    return [(address, translate_url(address, "en")) for address, _n in zip(french, range(MOST_ADDRESSES), strict=False)]


def _addresses_of_things() -> Iterator[str]:
    for source in SOURCES.values():
        for document in source.documents(source.public()):
            yield document.address
