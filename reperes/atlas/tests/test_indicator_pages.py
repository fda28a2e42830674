"""The cards of indicators, and the page of a small area."""

import pytest
from django.urls import reverse
from django.utils import translation

from reperes.atlas import finding
from reperes.atlas.actions import indicators
from reperes.atlas.models import Edition, Indicator, Series, Source
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status
from reperes.places import weights
from reperes.places.models import Locality, PartitionVersion, Weights


@pytest.fixture
def sectors(db):
    version = a_version("secteurs", {"4620725.10": "0725.10", "2": "0002.00"}, level="small_area")
    an_indicator("part", theme="déplacements", definition="Part de ceux qui marchent.")
    a_population()
    an_edition({(version, "part"): cells_of("2021", {"4620725.10": 0.2, "2": Status.SUPPRESSED})})
    return version


def test_a_card_says_everything_and_where_it_is_known(client, sectors, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        answer = client.get(reverse("atlas:indicator", args=["part"]))
    words = answer.content.decode()
    for said in ["Part de ceux qui marchent.", "Statistique Canada", "Licence ouverte", "tout le monde"]:
        assert said in words
    assert [(line.known, line.missing) for line in answer.context["page"].coverage] == [
        (1, (("confidentielle (x)", 1),))
    ]


def test_a_card_nobody_wrote_is_404(client, sectors):
    assert client.get(reverse("atlas:indicator", args=["licornes"])).status_code == 404


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("revenu_median", ["on lit la médiane dedans", "Rien n’est publié sous 250 personnes", "toute la population"]),
        ("effort30", ["limites de Wilson", "un ménage sur quatre", "c1467", "jamais une moyenne"]),
        ("population", ["arrondi aléatoire à 5", "On additionne les effectifs"]),
        ("assistance_sociale", ["À qui demander", "Ministère de l’Emploi", "Un effectif de 1 à 4 est caché"]),
    ],
)
def test_a_card_says_how_its_figure_is_made(client, db, code, said):
    indicators.define_shipped(by=None)
    words = client.get(reverse("atlas:indicator", args=[code])).content.decode().replace("\u00a0", " ")
    for each in said:
        assert each in words


@pytest.mark.parametrize("language", ["fr", "en"])
def test_cards_of_every_kind_open_without_any_figure(client, db, language):
    indicators.define_shipped(by=None)
    whole = Indicator.objects.filter(variant_of=None)
    kinds = {(one.aggregation, one.unit, one.form): one.code for one in whole}
    with translation.override(language):
        for code in kinds.values():
            words = client.get(reverse("atlas:indicator", args=[code])).content.decode()
            assert 'class="notice is-info"' in words, code


def test_a_formula_is_told_in_words_and_as_it_is_written(client, db):
    indicators.define_shipped(by=None)
    page = client.get(reverse("atlas:indicator", args=["emploi-femmes"])).context["page"]
    newest = page.formulas[0]
    assert (newest.layout, newest.numerator.text) == ("Profil du recensement de 2021", "c2225.women")
    assert newest.numerator.words.endswith("(femmes)")
    assert "c2225" not in newest.numerator.words


def test_a_name_found_in_english_only_says_so(client, db):
    indicators.define_shipped(by=None)
    address = reverse("atlas:indicator", args=["navette-active"])
    words = client.get(address).content.decode()
    assert '<span lang="en">Walked + Bicycle</span>' in words
    assert "le français n’a pas été vérifié" in words
    with translation.override("en"):
        assert "French was not verified" not in client.get(reverse("atlas:indicator", args=["emploi"])).content.decode()


def test_a_card_goes_from_women_to_everyone_and_back(client, db):
    indicators.define_shipped(by=None)
    whole = client.get(reverse("atlas:indicator", args=["emploi"])).content.decode()
    women = client.get(reverse("atlas:indicator", args=["emploi-femmes"])).content.decode()
    assert reverse("atlas:indicator", args=["emploi-femmes"]) in whole
    assert reverse("atlas:indicator", args=["emploi"]) in women


def test_a_card_tells_the_file_of_each_period_and_the_one_that_replaced_it(client, sectors):
    old = Source.objects.create(title="Profil", publisher="Statistique Canada", file_name="a.csv", file_sha256="a" * 64,
                                corrections="2024-01-05 : population corrigée")  # fmt: skip
    Source.objects.create(
        title="Profil corrigé", publisher="Statistique Canada", supersedes=old, released_on="2024-10-22"
    )
    part, edition = Indicator.objects.get(code="part"), Edition.objects.get()
    version = PartitionVersion.objects.get()
    Series.objects.create(edition=edition, indicator=part, version=version, period="2021", source=old)
    answer = client.get(reverse("atlas:indicator", args=["part"]))
    words = answer.content.decode().replace("\u00a0", " ")
    assert "a.csv" in words
    assert answer.context["page"].indicator.source == old
    assert "population corrigée" in words
    assert "a été remplacé le 22 octobre 2024 : voyez" in words


def test_the_locality_and_the_map_tell_a_replaced_file_too(client, db):
    quartiers = a_version("quartiers", {"1": "Amont", "2": "Aval"})
    part = an_indicator("part")
    edition = an_edition({(quartiers, "part"): cells_of("2021", {"1": 0.2, "2": 0.3})})
    Series.objects.create(edition=edition, indicator=part, version=quartiers, period="2021", source=part.source)
    Source.objects.create(title="Recensement corrigé", publisher="Statistique Canada", supersedes=part.source)
    place = Locality.objects.get(version=quartiers, name="Amont")
    for address in [reverse("atlas:locality", args=[place.public_code]), reverse("atlas:map")]:
        assert "Recensement corrigé" in client.get(address).content.decode()


def test_a_locality_of_350_people_reads_the_card_of_what_it_may_not_be_shown(client, db):
    indicators.define_shipped(by=None)
    quartiers = a_version("quartiers", {"1": "Petit", "2": "Grand"})
    an_edition({
        (quartiers, "population"): cells_of("2021", {"1": 350, "2": 9000}),
        (quartiers, "revenu_median"): cells_of("2021", {"1": Status.SUPPRESSED, "2": 41000}),
    })  # fmt: skip
    place = Locality.objects.get(version=quartiers, name="Petit")
    words = client.get(reverse("atlas:locality", args=[place.public_code])).content.decode().replace("\u00a0", " ")
    assert "350" in words
    assert "confidentielle (x)" in words
    assert "Rien n’est publié sous 250 personnes" in words
    for code in ("population", "revenu_median"):
        assert client.get(reverse("atlas:indicator", args=[code])).status_code == 200


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
