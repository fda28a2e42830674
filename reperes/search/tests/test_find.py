"""Find public things, in French, with facets."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reperes.people.models import Collective
from reperes.search import index
from reperes.search.queries import find
from reperes.search.testing import a_source, touch

NAMES = {
    "Table de quartier Villeray": "Concertation des organismes du quartier",
    "Tables de quartier de Montréal": "Réseau des tables",
    "Communauté de pratique en évaluation": "Apprendre l’évaluation participative entre intervenant·e·s",
    "Comité logement": "Droit au logement, aujourd’hui et demain, dans la MRC",
    "Récits de pratique": "Des vies racontées",
}


@pytest.fixture
def things(db, monkeypatch):
    monkeypatch.setattr("reperes.search.index.SOURCES", {"thing": a_source(Collective)})
    return [Collective.objects.create(name=name, purpose=why, is_public=True) for name, why in NAMES.items()]


def titles(words, **asked):
    return [hit.title for hit in find(words, **asked).hits]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("tables de quartier", "Tables de quartier de Montréal"),
        ("communautés de pratique", "Communauté de pratique en évaluation"),
        ("l'évaluation", "Communauté de pratique en évaluation"),
        ("evaluation", "Communauté de pratique en évaluation"),
        ("intervenantes", "Communauté de pratique en évaluation"),
        ("aujourd'hui", "Comité logement"),
        ("mrc", "Comité logement"),
        ("LE LOGEMENT", "Comité logement"),
        ("récit", "Récits de pratique"),
        ("concertation villeray", "Table de quartier Villeray"),
    ],
)
def test_french_words_find_what_they_mean(things, words, first):
    assert titles(words)[0] == first


def test_all_the_words_are_wanted(things):
    assert titles("logement villeray") == []


def test_the_beginning_of_the_last_word_is_enough(things):
    assert titles("comité loge") == ["Comité logement"]


def test_a_slip_is_forgiven_only_when_nothing_else_matches(things):
    results = find("vileray")
    assert not find("villeray").is_approximate
    assert (results.is_approximate, [hit.title for hit in results.hits]) == (True, ["Table de quartier Villeray"])


def test_no_words_show_everything_by_title(things):
    assert titles("") == [
        "Comité logement",
        "Communauté de pratique en évaluation",
        "Récits de pratique",
        "Table de quartier Villeray",
        "Tables de quartier de Montréal",
    ]


def test_counts_of_a_facet_ignore_its_own_filter(things):
    results = find("", filters={"letter": ["t", "r"], "length": ["long"]}, facets=["letter", "length"])
    assert results.total == 2
    assert results.counts == {"letter": {"t": 2, "c": 1}, "length": {"long": 2, "short": 1}}


def test_pages_follow_one_another_without_gap_or_repeat(things):
    pages = [titles("", page=number, size=2) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({title for page in pages for title in page}) == 5
    assert find("", page=99, size=2).page == 3


def test_equal_hits_keep_their_order_from_page_to_page(db, things):
    for number in range(30):
        touch(Collective.objects.create(name=f"Alpha {number:02}", is_public=True))
    found = [title for page in range(1, 5) for title in titles("alpha", page=page, size=8)]
    assert found == [f"Alpha {number:02}" for number in range(30)]


def test_the_summary_is_escaped_and_the_match_marked(things):
    touch(Collective.objects.create(name="Piège", purpose="<b>un</b> piège & demi", is_public=True))
    assert find("piège").hits[0].summary == "&lt;b&gt;un&lt;/b&gt; <mark>piège</mark> &amp; demi"


@pytest.mark.parametrize(
    "odd", ['« AND ( " »', "*:*", "title:", "+-!", "a" * 5000, "(((", "de la", "\x00", "NOT", "[* TO *]"]
)
def test_an_odd_query_is_answered(things, odd):
    assert find(odd).total == 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(), page=st.integers(-5, 50), sort=st.sampled_from(["relevance", "title", "year", "arrival", "?"]))
def test_any_string_is_answered(things, words, page, sort):
    results = find(words, page=page, sort=sort, facets=["letter"], filters={"letter": [words]})
    assert 1 <= results.page <= results.pages


def test_the_index_remembers_which_sources_it_holds(things):
    assert index.read_state() is None
    find("")
    assert index.read_state().kinds == ["thing"]
