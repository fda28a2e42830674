"""A locality's page: who it is, its figures beside the region's, what it is made of."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reperes.atlas.cells import Cell
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status
from reperes.people.models import Collective
from reperes.places import weights
from reperes.places.models import Locality, Parentage, Weights

NAMES = {"1": "Amont", "2": "Aval", "3": "Bourg"}


@pytest.fixture
def amont(db):
    """Amont lies for 60 % in the town; it is made of two sectors, one of them by half."""
    quartiers = a_version("quartiers", NAMES)
    town, region = (
        a_version("villes", {"A": "Ville"}, level="administrative"),
        a_version("rmr", {"R": "Région"}, level="region"),
    )
    place = Locality.objects.get(version=quartiers, name="Amont")
    Parentage.objects.create(child=place, parent=town.localities.get(), share=0.6)
    Parentage.objects.create(child=place, parent=region.localities.get(), share=1)
    a_population()
    for order, (code, direction) in enumerate({"a": "neutral", "b": "lower", "c": "higher"}.items()):
        an_indicator(code, direction=direction, order=10 + order)
    an_edition(
        {(quartiers, code): cells_of("2021", {"1": here, "2": 0.1, "3": 0.4}) for code, here in
         {"a": 0.21, "b": 0.4, "c": 0.3}.items()}
        | {(region, code): cells_of("2021", {"R": 0.2}) for code in "abc"}
        | {(town, code): cells_of("2021", {"A": 0.35}) for code in "abc"}
        | {(quartiers, "population"): cells_of("2021", {"1": 1234, "2": 5, "3": 6})}
    )  # fmt: skip
    return place


def page(client, place, **asked):
    return client.get(reverse("atlas:locality", args=[place.public_code]), asked)


def test_everyone_reads_its_figures_beside_the_region(client, amont):
    answer = page(client, amont)
    assert answer.status_code == 200
    lines = {line.indicator.code: line for line in answer.context["page"].lines}
    assert (lines["a"].text, lines["a"].beside) == ("21,0\u00a0%", ("35,0\u00a0%", "20,0\u00a0%"))
    assert [lines[code].says for code in "abc"] == [
        "semblable (+1,0 point)",
        "plus (+20,0 points)",
        "plus (+10,0 points)",
    ]


def test_strengths_come_first_and_hardships_last(client, amont):
    assert [line.indicator.code for line in page(client, amont).context["page"].lines] == ["c", "a", "b"]


def test_another_territory_may_be_the_reference(client, amont):
    town = Locality.objects.get(name="Ville")
    answer = page(client, amont, region=town.public_code)
    assert answer.context["page"].reference == town
    assert "moins (−14,0 points)" in answer.content.decode()


def test_counts_are_said_but_not_compared(client, amont):
    found = page(client, amont).context["page"]
    assert [(line.text, line.says) for line in found.counts] == [("1\u202f234", "")]


def test_it_says_how_much_of_it_lies_in_a_wider_territory(client, amont):
    assert "60\u00a0% de sa population" in page(client, amont).content.decode()


def test_a_missing_value_here_or_there_is_not_compared(client, amont):
    region = Locality.objects.get(name="Région")
    cells = [Cell("1", "2021", None, Status.SUPPRESSED), Cell("2", "2021", 0.2, Status.OK)]
    an_edition({(amont.version, "a"): cells, (region.version, "a"): cells_of("2021", {"R": 0.2})})
    line = page(client, amont).context["page"].lines[0]
    assert (line.text, line.says, line.strip) == ("x", "comparaison impossible", None)


def test_the_sectors_that_compose_it_are_listed_with_their_people(client, amont):
    sectors = a_version("secteurs", {"10": "0010", "11": "0011"}, level="small_area")
    given = Weights.objects.create(source=sectors, target=amont.version, method="point")
    weights.write([weights.Weight("10", "1", 1.0), weights.Weight("11", "1", 0.5)], given.file)
    an_edition({(sectors, "population"): cells_of("2021", {"10": 700, "11": Status.SUPPRESSED})})
    parts = page(client, amont).context["page"].parts
    assert [(part.code, part.share, part.people) for part in parts] == [("10", 1.0, "700"), ("11", 0.5, "x")]


def test_the_table_de_quartier_is_linked(client, amont):
    amont.collective = Collective.objects.create(name="Table d’Amont", is_public=True)
    amont.save()
    assert "Table d’Amont" in page(client, amont).content.decode()


def test_a_private_collective_is_not_named_to_strangers(client, amont, cleo):
    amont.collective = Collective.objects.create(name="Cercle discret", is_public=False)
    amont.save()
    client.force_login(cleo)
    assert "Cercle discret" not in page(client, amont).content.decode()


def test_without_a_figure_the_page_teaches(client, db):
    version = a_version("quartiers", NAMES)
    answer = page(client, version.localities.first())
    assert answer.status_code == 200
    assert "Aucun chiffre n’est encore publié pour ce territoire" in answer.content.decode()


def test_an_unknown_place_is_404(client, db):
    assert client.get(reverse("atlas:locality", args=["zzzzzzzz"])).status_code == 404


def test_few_questions_are_asked(client, amont, django_assert_max_num_queries):
    page(client, amont)
    with django_assert_max_num_queries(10):
        page(client, amont)


def test_the_sheet_prints_on_two_tagged_pages_at_most(client, amont):
    answer = client.get(reverse("atlas:locality_pdf", args=[amont.public_code]))
    paper = PdfReader(io.BytesIO(answer.content))
    assert len(paper.pages) <= 2
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "semblable" in paper.pages[0].extract_text()


def test_the_sheet_of_a_place_without_figures_prints_too(client, db):
    version = a_version("quartiers", NAMES)
    place = version.localities.first()
    assert client.get(reverse("atlas:locality_pdf", args=[place.public_code])).status_code == 200


def counted(period, numerator, denominator, low, high):
    value = numerator / denominator
    return Cell("1", period, value, Status.OK, numerator, denominator, low, high)


@pytest.mark.django_db
@pytest.mark.parametrize(("here", "whole", "said"), [
    ((81, 263), (2000, 10_000), "plus (+10,8 points)"),  # of one in four asked: 81 of 263 still stands out
    ((60, 263), (2000, 10_000), "ne se distingue pas (+2,8 points)"),
    ((8, 263), (2000, 10_000), "moins (−17,0 points)"),
])  # fmt: skip
def test_a_difference_within_chance_is_not_told_as_one(client, here, whole, said):
    quartiers, region = a_version("quartiers", NAMES), a_version("rmr", {"1": "Région"}, level="region")
    place = Locality.objects.get(version=quartiers, name="Amont")
    Parentage.objects.create(child=place, parent=region.localities.get(), share=1)
    an_indicator("a", form="25")
    an_edition(
        {(quartiers, "a"): [counted("2021", *here, 0.1, 0.4)], (region, "a"): [counted("2021", *whole, 0.19, 0.21)]}
    )
    answer = page(client, place)
    assert answer.context["page"].lines[0].says == said
    assert "de 10,0\u00a0% à 40,0\u00a0%" in answer.content.decode()


def test_where_its_figure_is_hidden_its_statistical_community_s_is_said(client, amont):
    wide = a_version("communautes-statistiques", {"S": "Les deux rives"})
    Locality.objects.filter(pk=amont.pk).update(fallback=Locality.objects.get(version=wide))
    an_edition(
        {(amont.version, "a"): cells_of("2021", {"1": Status.SUPPRESSED, "2": 0.1, "3": 0.4}),
         (wide, "a"): cells_of("2021", {"S": 0.25})}
    )  # fmt: skip
    said = page(client, amont).content.decode().replace("\u00a0", " ")
    assert "avec ses voisines, Les deux rives : 25,0 %" in said
