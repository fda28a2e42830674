"""One search over every room."""

import pytest
from django.core.management import call_command
from django.urls import reverse

pytestmark = pytest.mark.slow  # plants the starter content and indexes it

SEARCH, SUGGESTIONS = reverse("home:search"), reverse("home:suggestions")


@pytest.fixture
def planted(db):
    """The repertoire's starter content: 13 resources and a selection."""
    call_command("plant_catalogue", verbosity=0)


def found(client, query: str) -> str:
    return client.get(f"{SEARCH}?{query}").content.decode()


def test_results_come_by_kind_with_their_counts(client, planted):
    page = found(client, "q=communauté+de+pratique")
    assert page.index("Ressources") < page.index("Sélections")
    assert "<mark>" in page
    assert "La communauté de pratique un outil pertinent" in page


def test_the_page_says_which_words_it_kept(client, planted):
    assert "<strong>évaluation · effets</strong>" in found(client, "q=l’évaluation+des+effets")


def test_one_kind_is_paged_alone(client, planted):
    page = found(client, "q=communautés&nature=selection")
    assert "Treize repères" in page
    assert "Tableau de bord des communautés" not in page


def test_a_slip_of_the_keyboard_is_forgiven_and_said(client, planted):
    page = found(client, "q=observatiore+tableu")
    assert "Rien pour" in page or "à une lettre près" in page
    assert "à une lettre près" in found(client, "q=observatoir3")


def test_nothing_found_teaches(client, planted):
    page = found(client, "q=xylophone")
    assert "Rien pour «\u00a0xylophone\u00a0»" in page
    assert f'href="{reverse("catalogue:browse")}"' in page


def test_an_odd_question_is_answered(client, planted):
    for query in [
        "",
        "q=",
        "q=%22%20AND%20(",
        "q=de+la",
        "q=a&nature=rien&page=-3",
        "q=a&nature=resource&page=" + "9" * 5000,
    ]:
        assert client.get(f"{SEARCH}?{query}").status_code == 200


def test_suggestions_come_while_typing(client, planted):
    page = client.get(f"{SUGGESTIONS}?q=observ").content.decode()
    assert "L’observatoire" in page
    assert "<html" not in page
    assert client.get(f"{SUGGESTIONS}?q=o").content.decode().strip() == ""


def test_searches_stay_out_of_other_indexes(client, db):
    assert 'name="robots" content="noindex' in found(client, "q=logement")


def test_the_site_map_names_what_can_be_found(client, planted):
    assert client.get("/sitemap.xml").content.decode().count("<loc>") >= 2 * (13 + 1 + 8)


def test_each_door_shows_the_tools_for_what_one_does_there(client, planted):
    assert "Outil d’appréciation des effets" in client.get(reverse("home:apprecier")).content.decode()
    assert "Les compétences essentielles" in client.get(reverse("home:agir")).content.decode()


def test_the_home_page_shows_the_selection_in_order(client, planted):
    page = client.get(reverse("home:home")).content.decode()
    sections = ["Outils pratiques", "Illustrations concrètes", "Référence de base", "Pour aller plus loin"]
    assert sorted(sections, key=page.index) == sections
