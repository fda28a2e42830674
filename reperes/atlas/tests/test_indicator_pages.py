"""The cards of indicators, and the page of a small area."""

import pytest
from django.urls import reverse

from reperes.atlas import finding
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status
from reperes.places import weights
from reperes.places.models import Weights


@pytest.fixture
def sectors(db):
    version = a_version("secteurs", {"4620725.10": "0725.10", "2": "0002.00"}, level="small_area")
    an_indicator("part", theme="déplacements", definition="Part de ceux qui marchent.")
    a_population()
    an_edition({(version, "part"): cells_of("2021", {"4620725.10": 0.2, "2": Status.SUPPRESSED})})
    return version


def test_the_list_names_every_indicator(client, sectors):
    answer = client.get(reverse("atlas:indicators"))
    assert [each.code for each in answer.context["indicators"]] == ["population", "part"]


def test_an_empty_list_teaches(client, db):
    assert "Aucun indicateur n’est encore défini" in client.get(reverse("atlas:indicators")).content.decode()


def test_a_card_says_everything_and_where_it_is_known(client, sectors, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        answer = client.get(reverse("atlas:indicator", args=["part"]))
    words = answer.content.decode()
    for said in ["Part de ceux qui marchent.", "Statistique Canada", "Licence ouverte", "tout le monde"]:
        assert said in words
    assert [(line.known, line.missing) for line in answer.context["page"].coverage] == [
        (1, (("confidentielle (x)", 1),))
    ]


def test_a_card_nobody_wrote_is_404(client, sectors):
    assert client.get(reverse("atlas:indicator", args=["licornes"])).status_code == 404


def test_a_small_area_has_its_page_under_its_text_code(client, sectors):
    quartiers = a_version("quartiers", {"1": "Amont"})
    given = Weights.objects.create(source=sectors, target=quartiers, method="point")
    weights.write([weights.Weight("4620725.10", "1", 1.0)], given.file)
    answer = client.get(reverse("atlas:area", args=[sectors.pk, "4620725.10"]))
    assert [figure.text for figure in answer.context["page"].figures] == ["20,0\u00a0%"]
    assert "Secteur 0725.10" in answer.content.decode()
    assert "Amont" in answer.content.decode()


def test_a_suppressed_area_shows_its_symbol_and_its_reason(client, sectors):
    words = client.get(reverse("atlas:area", args=[sectors.pk, "2"])).content.decode()
    assert "confidentielle (x)" in words


@pytest.mark.parametrize("code", ["4620725.1", "nulle-part"])
def test_a_code_that_lost_its_zero_is_404(client, sectors, code):
    assert client.get(reverse("atlas:area", args=[sectors.pk, code])).status_code == 404


def test_indicators_can_be_found(sectors):
    found = {document.title: document for document in finding.documents(finding.source().public())}
    assert found["Part"].address == reverse("atlas:indicator", args=["part"])
    assert "Statistique Canada" in found["Part"].body
