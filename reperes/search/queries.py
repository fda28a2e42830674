"""Find public things: hits, how many, and how many each facet would leave."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from django.urls import translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from tantivy import Occur, Query

from reperes.search import index as shelf
from reperes.search.snippets import marked
from reperes.search.words import Word, words_of

BOOSTS = {"title": 4.0, "labels": 2.0, "summary": 1.5, "body": 1.0}
SORTS = {"title": "by_title", "year": "by_year", "arrival": "by_arrival"}
MOST_WORDS = 24  # of a query; the rest of a pasted page is left out
SHORTEST_BEGINNING = 3  # letters of the last word from which its beginning is enough
SHORTEST_SLIP = 4  # letters from which one slip of the keyboard is forgiven
DEEPEST = 10_000  # hits one may page through
TIES = 50  # hits read beyond the page, to put equals in a stable order


@dataclass(frozen=True)
class Hit:
    """One thing found. `summary` is safe HTML with <mark>."""

    address: str
    kind: str
    title: str
    summary: SafeString
    key: str
    year: int | None
    language: str
    facets: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Results:
    """A page of hits. `is_approximate`: nothing matched; these match with one letter changed."""

    total: int
    hits: list[Hit]
    counts: dict[str, dict[str, int]]
    page: int
    pages: int
    is_approximate: bool = False


def find(  # noqa: PLR0913 (the one door of the room: everything but the words is optional)
    words: str,
    *,
    kinds: Sequence[str] = (),
    filters: Mapping[str, Sequence[str]] | None = None,
    facets: Sequence[str] = (),
    page: int = 1,
    size: int = 20,
    sort: str = "relevance",
) -> Results:
    """Public things that hold all the words and pass the filters: OR within a facet, AND between facets.

    No words: everything, by title. The counts of a facet ignore its own filter.
    `sort`: relevance, title, year, arrival.
    """
    index = shelf.fresh()
    searcher = index.searcher()
    asked = list(words_of(words))[:MOST_WORDS]
    limits = {name: list(values) for name, values in {**(filters or {}), "kind": kinds}.items() if values}
    wanted = _every(asked) if asked else (Query.empty_query() if words.strip() else Query.all_query())
    total = _count(searcher, _within(wanted, limits))
    is_approximate = bool(asked) and total == 0
    if is_approximate:
        wanted = _nearly(asked)
        total = _count(searcher, _within(wanted, limits))
    pages = max(1, -(-min(total, DEEPEST) // size))
    page = min(max(page, 1), pages)
    found = _page(searcher, _within(wanted, limits), page, size, SORTS.get(sort, "" if asked else "by_title"))
    shows = _showing(asked)
    return Results(
        total=total,
        hits=[_hit(shown, shows) for shown in found],
        counts=_counts(searcher, wanted, limits, facets),
        page=page,
        pages=pages,
        is_approximate=is_approximate and total > 0,
    )


# --- What is asked ------------------------------------------------------------------------------------


def _every(asked: list[Word]) -> Query:
    """All the words, the last one possibly unfinished; side by side in the title is better still."""
    last = asked[-1]
    parts = [(Occur.Must, _word(word, is_last=word is last)) for word in asked]
    if len(asked) > 1:
        in_order = Query.phrase_query(shelf.SCHEMA, "title", [word.stem for word in asked], slop=1)
        parts.append((Occur.Should, Query.boost_query(in_order, BOOSTS["title"])))
    return Query.boolean_query(parts)


def _word(word: Word, *, is_last: bool = False) -> Query:
    fields = [_in_fields(word.stem)]
    if word.is_acronym and word.form != word.stem:
        fields.append(_in_fields(word.form))
    if is_last and len(word.form) >= SHORTEST_BEGINNING:
        fields.append(_begins_with(word.form))
    return Query.disjunction_max_query(fields)


def _in_fields(term: str) -> Query:
    terms = [Query.boost_query(Query.term_query(shelf.SCHEMA, field, term), boost) for field, boost in BOOSTS.items()]
    return Query.disjunction_max_query(terms, tie_breaker=0.2)


def _begins_with(form: str) -> Query:
    return Query.const_score_query(Query.regex_query(shelf.SCHEMA, "forms", re.escape(form) + ".*"), 0.5)


def _nearly(asked: list[Word]) -> Query:
    """Every word, each with one letter wrong at most."""
    parts = []
    for word in asked:
        ways = [_word(word, is_last=word is asked[-1])]
        if len(word.form) >= SHORTEST_SLIP:
            slip = Query.fuzzy_term_query(shelf.SCHEMA, "forms", word.form, distance=1)
            ways.append(Query.const_score_query(slip, 0.5))
        parts.append((Occur.Must, Query.disjunction_max_query(ways)))
    return Query.boolean_query(parts)


def _within(wanted: Query, limits: Mapping[str, Sequence[str]], *, but: str = "") -> Query:
    parts = [(Occur.Must, wanted)]
    for facet, values in limits.items():
        if facet != but:
            any_of = Query.term_set_query(shelf.SCHEMA, "facets", [f"{facet}={value}" for value in values])
            parts.append((Occur.Must, Query.const_score_query(any_of, 0.0)))
    return Query.boolean_query(parts)


# --- What is answered ---------------------------------------------------------------------------------


def _count(searcher: tantivy.Searcher, query: Query) -> int:
    total: int = searcher.search(query, 1).count  # type: ignore[attr-defined]  # the stub forgot it
    return total


def _page(searcher: tantivy.Searcher, query: Query, page: int, size: int, sort: str) -> list[dict[str, Any]]:
    """The hits of a page in an order that does not depend on how the index is cut into segments."""
    start = (page - 1) * size
    if sort:
        hits = searcher.search(query, size, offset=start, order_by_field=sort, order=tantivy.Order.Asc).hits
        return [_shown(searcher, address) for _value, address in hits]
    hits = searcher.search(query, start + size + TIES).hits
    # Equals at the edge of the page: whole runs of equal scores are put in order, the rest is left where it is.
    scored = [(-round(score, 4), address) for score, address in hits]
    edge = (scored[min(start, len(scored) - 1)][0], scored[min(start + size, len(scored)) - 1][0]) if scored else (0, 0)
    before = sum(1 for score, _address in scored if score < edge[0])
    run = [(score, _shown(searcher, address)) for score, address in scored if edge[0] <= score <= edge[1]]
    run.sort(key=lambda pair: (pair[0], pair[1]["title"], pair[1]["key"]))
    return [shown for _score, shown in run[start - before : start - before + size]]


def _shown(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(bytes(searcher.doc(address)["shown"][0]))
    return shown


def _showing(asked: list[Word]) -> Callable[[Word], bool]:
    """Does a word of a text answer one of those asked?"""
    stems = {word.stem for word in asked} | {word.form for word in asked if word.is_acronym}
    beginning = asked[-1].form if asked and len(asked[-1].form) >= SHORTEST_BEGINNING else None
    return lambda word: word.stem in stems or (beginning is not None and word.form.startswith(beginning))


def _hit(shown: dict[str, Any], shows: Callable[[Word], bool]) -> Hit:
    language = get_language() or "fr"
    is_english = language == "en"
    title = (is_english and shown["title_en"]) or shown["title"]
    summary = (is_english and shown["summary_en"]) or shown["summary"]
    return Hit(
        address=_twin(shown["address"]) if is_english else shown["address"],
        kind=shown["kind"],
        title=title,
        summary=marked([summary, shown["body"]], shows),
        key=shown["key"],
        year=shown["year"],
        language="en" if is_english and shown["title_en"] else shown["language"],
        facets={name: tuple(values) for name, values in shown["facets"].items()},
    )


def _twin(address: str) -> str:
    """The English address of the same page; addresses are kept in French, and resolved as such."""
    with override("fr"):
        return translate_url(address, "en")


def _counts(
    searcher: tantivy.Searcher, wanted: Query, limits: Mapping[str, Sequence[str]], facets: Sequence[str]
) -> dict[str, dict[str, int]]:
    """One pass for the facets without a filter, one more for each that has one."""
    counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    free = [facet for facet in facets if facet not in limits]
    passes = [("", free)] if free else []
    passes += [(facet, [facet]) for facet in facets if facet in limits]
    for but, names in passes:
        for value, count in _tally(searcher, _within(wanted, limits, but=but)):
            facet, _equals, code = value.partition("=")
            if facet in names:
                counts[facet][code] = count
    return counts


def _tally(searcher: tantivy.Searcher, query: Query) -> list[tuple[str, int]]:
    answer = searcher.aggregate(query, {"values": {"terms": {"field": "facets", "size": 5_000}}})
    return [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]
