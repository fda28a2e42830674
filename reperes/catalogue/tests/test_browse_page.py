"""The repertoire: search, facets, addresses, file."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reperes.catalogue.access import Catalogue
from reperes.catalogue.testing import a_resource, a_term, the_starter
from reperes.core.access import may

PAGE = "/repertoire/"


@pytest.fixture(autouse=True)
def _starter(db):
    the_starter()


def titles(client, query=""):
    return [line.title for line in client.get(PAGE + query).context["browse"].lines]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("communautés de pratique", "La communauté de pratique un outil pertinent"),
        ("CdP", "La communauté de pratique un outil pertinent"),
        ("récits", "Émilie Dufour"),
        ("recit de pratique", "Émilie Dufour"),
        ("l'évaluation", "Outil d’appréciation"),
        ("evaluation", "Outil d’appréciation"),
        ("tables de quartier", "Outil d’appréciation"),
        ("intervenantes collectives", "Émilie Dufour"),
        ("tableau de bord", "Tableau de bord des communautés"),
        ("OVSS", "Le nouveau contexte municipal"),
        ("inspq", "La communauté de pratique un outil pertinent"),
        ("municipaux", "Le nouveau contexte municipal"),
        ("Laurentides", "Des projets collectifs"),
        ("dashboard", "Tableau de bord des communautés"),
        ("compétence", "Les compétences essentielles"),
    ],
)
def test_words_of_the_field_find_the_tool(client, words, first):
    assert titles(client, f"?q={words}")[0].startswith(first)


def test_facets_combine_and_within_one_facet_either_will_do(client):
    both = "?famille=diagnostic&famille=evaluation"
    assert len(titles(client, both)) == 5
    assert titles(client, f"{both}&region=05") == ["Tableau de bord des communautés"]


def test_a_facet_counts_what_ticking_it_would_leave(client):
    browse = client.get(f"{PAGE}?famille=diagnostic").context["browse"]
    counts = {facet.code: {c.code: c.count for c in facet.choices} for facet in browse.facets}
    assert counts["famille"] == {
        "diagnostic": 4,
        "mobilisation": 1,
        "gestion-suivi": 1,
        "evaluation": 1,
        "transfert": 6,
        "formation": 5,
    }
    assert counts["region"] == {"04": 1, "05": 1, "07": 1, "17": 1, "QC": 1}


def test_a_filter_in_force_is_a_chip_whose_address_lacks_it(client):
    chips = client.get(f"{PAGE}?q=outil&famille=evaluation&region=QC").context["browse"].chips
    assert [chip.address for chip in chips] == [
        "?famille=evaluation&region=QC",
        "?q=outil&region=QC",
        "?q=outil&famille=evaluation",
    ]


def test_adaptable_tools_are_found_by_what_their_licence_allows(client):
    a_resource("Guide libre", licence=a_term("licence:cc-by-4-0"))
    assert titles(client, "?droit=adapter") == ["Guide libre"]


def test_only_the_bare_repertoire_is_for_robots(client):
    assert "X-Robots-Tag" not in client.get(PAGE)
    assert client.get(f"{PAGE}?famille=evaluation")["X-Robots-Tag"] == "noindex, nofollow"
    assert b'<meta name="robots" content="noindex, nofollow">' in client.get(f"{PAGE}?q=x").content
    assert b'rel="nofollow"' in client.get(f"{PAGE}?famille=evaluation").content


def test_nothing_found_teaches_and_a_slip_is_forgiven(client):
    assert "Rien ne répond à tout cela à la fois" in client.get(f"{PAGE}?q=zzzzzz").content.decode()
    assert "à une lettre près" in client.get(f"{PAGE}?q=obsevatoire").content.decode()


def test_what_is_waiting_or_withdrawn_is_not_found(client):
    a_resource("Chapeau pointu", status="proposed")
    assert titles(client, "?q=chapeau") == []


def test_the_page_asks_few_questions_of_the_database(client, django_assert_max_num_queries):
    client.get(PAGE)
    with django_assert_max_num_queries(6):
        client.get(f"{PAGE}?q=communauté&famille=transfert")


def test_the_file_holds_the_same_results_in_the_same_order(client):
    answer = client.get(reverse("catalogue:browse_file") + "?famille=formation")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["titre"] for row in rows] == titles(client, "?famille=formation")
    assert rows[0]["adresse"].endswith("/r/acc0mpf5/")
    assert rows[0]["année"] == ""


def test_a_fragment_is_answered_to_a_script_and_a_page_to_a_browser(client):
    fragment = client.get(f"{PAGE}?q=atlas", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert fragment["HX-Push-Url"] == "/repertoire/?q=atlas"


def test_the_file_heads_its_columns_in_english_too(client):
    answer = client.get("/en/repertoire/repertoire.csv")
    heading = answer.content.decode("utf-8-sig").partition("\r\n")[0]
    assert heading.split(",")[1:6] == ["title", "subtitle", "authors", "year", "label"]


def test_english_readers_get_english_words(client):
    page = client.get("/en/repertoire/?famille=evaluation").content.decode()
    assert "Evaluation" in page
    assert "/en/r/effets19/" in page


@pytest.mark.usefixtures("_starter")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(st.sampled_from(["q", "famille", "region", "tri", "page", "langue"]), st.text(), max_size=4)
)
def test_any_address_is_answered(query):
    assert Client().get(PAGE, query).status_code == 200


def test_anyone_may_browse_but_only_members_propose(ben, client):
    assert client.get(reverse("catalogue:proposal")).status_code == 302
    assert may(ben, Catalogue.PROPOSE)
