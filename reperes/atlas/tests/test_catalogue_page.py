"""The catalogue: every indicator the house knows, searched and sifted without a script."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reperes.atlas.actions import indicators
from reperes.atlas.models import Indicator
from reperes.atlas.queries.indicators import Asked
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped():
    indicators.define_shipped(by=None)


@pytest.fixture
def catalogue(client):
    def asked(**said):
        answer = client.get(reverse("atlas:indicators"), said)
        assert answer.status_code == 200
        return answer

    return asked


def _codes(answer):
    return [entry.indicator.code for theme in answer.context["page"].themes for entry in theme.entries]


def test_it_names_every_indicator_by_theme(catalogue):
    an_indicator("part", theme="déplacements", order=20)
    a_population(theme="population")
    answer = catalogue()
    assert _codes(answer) == ["population", "part"]
    assert [theme.name for theme in answer.context["page"].themes] == ["population", "déplacements"]


def test_an_empty_one_teaches(catalogue):
    assert "Aucun indicateur n’est encore défini" in catalogue().content.decode()


def test_it_asks_the_database_little_however_many_there_are(catalogue, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        answer = catalogue()
    page = answer.context["page"]
    assert page.n_all == Indicator.objects.filter(variant_of=None).count() >= 145
    assert page.n_here == 0


def test_women_and_men_apart_are_told_on_the_line_of_the_whole(catalogue, shipped):
    answer = catalogue(q="emploi-femmes")
    assert _codes(answer) == ["emploi", "sans_emploi"]
    assert reverse("atlas:indicator", args=["emploi-femmes"]) in answer.content.decode()


@pytest.mark.parametrize("words", ["faible poids", "FAIBLE poids", "low-weight births", "faible_poids"])
def test_words_find_in_either_language_and_without_accents(catalogue, shipped, words):
    assert "faible_poids" in _codes(catalogue(q=words))


def test_those_with_figures_here_are_told_from_the_others(catalogue, shipped):
    quartiers = a_version("quartiers", {"1": "Amont"})
    an_edition({(quartiers, "emploi"): cells_of("2021", {"1": 0.6})})
    here = catalogue(chiffres="ici")
    assert _codes(here) == ["emploi"]
    assert here.context["page"].themes[0].entries[0].periods == ("2021",)
    assert "emploi" not in _codes(catalogue(chiffres="a-calculer"))


def test_those_to_bring_say_where_to_ask(catalogue, shipped):
    answer = catalogue(chiffres="a-apporter")
    assert "assistance_sociale" in _codes(answer)
    assert "emploi" not in _codes(answer)
    assert "Ministère de l’Emploi et de la Solidarité sociale" in answer.content.decode()


def test_local_definitions_are_sifted(catalogue, shipped):
    an_indicator("chez_nous", theme="logement")
    assert _codes(catalogue(provenance="local")) == ["chez_nous"]
    assert _codes(catalogue(provenance="local", theme="revenu")) == []


def test_nothing_found_says_so_and_offers_a_way_out(catalogue, shipped):
    answer = catalogue(q="licornes")
    assert "Rien ne répond à tout cela à la fois" in answer.content.decode()
    assert answer.context["page"].n_found == 0


@given(
    st.dictionaries(
        st.sampled_from(["q", "theme", "chiffres", "provenance"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    )
)
def test_no_address_is_too_odd(given_words):
    asked = Asked.of(given_words)
    assert len(asked.words) <= 100
    assert asked.standing in {"", "ici", "a-calculer", "a-apporter"}
