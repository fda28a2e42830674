"""What the house ships: vocabularies and the first selection."""

from collections import Counter

import pytest
from django.core.management import call_command

from reperes.catalogue import addresses, starter, vocabulary
from reperes.catalogue.models import Concept, Item, Resource, ResourceLink, Selection
from reperes.catalogue.testing import the_starter, the_vocabularies


@pytest.fixture(autouse=True)
def _database(db):
    """Every test here reads the database."""


def test_thirteen_entries_in_four_sections_of_four_six_one_and_two():
    the_starter()
    selection = Selection.objects.get()
    sizes = [section.items.count() for section in selection.sections.all()]
    assert (Resource.objects.count(), sizes) == (13, [4, 6, 1, 2])
    names = [str(section) for section in selection.sections.all()]
    assert names == ["Outils pratiques", "Illustrations concrètes", "Référence de base", "Pour aller plus loin"]


def test_labels_and_reasons_sit_where_the_sheet_puts_them():
    the_starter()
    items = Item.objects.select_related("resource")
    assert items.get(resource__code="ag1rens3").label == "Tableau-synthèse + guide d’animation"
    assert [item.resource.code for item in items.filter(label="")] == ["met1er12", "1nterv13"]
    assert [item.resource.code for item in items.filter(rationale="", group=None)] == ["acc0mpf5"]
    assert items.filter(group__isnull=False).count() == 2
    assert Resource.objects.get(code="ag1rens3").described_by("type")[0].code == "guide-d-animation"


def test_no_address_is_invented_and_no_licence_guessed():
    the_starter()
    assert Counter(ResourceLink.objects.values_list("url", "state")) == {("", "a-trouver"): 13}
    assert {resource.licence.code for resource in Resource.objects.all()} == {"non-precisee"}


def test_planting_twice_changes_nothing_and_keeps_what_people_wrote():
    call_command("plant_catalogue", verbosity=0)
    Resource.objects.filter(code="effets19").update(title="Un titre corrigé")
    call_command("plant_catalogue", verbosity=0)
    assert Resource.objects.get(code="effets19").title == "Un titre corrigé"
    assert (Resource.objects.count(), Selection.objects.count()) == (13, 1)


def test_a_term_gone_from_the_files_is_retired_not_deleted(monkeypatch):
    the_vocabularies()
    shorter = vocabulary.schemes()
    next(s for s in shorter if s["code"] == "langue")["concepts"].pop()
    from reperes.catalogue.actions import vocabularies  # noqa: PLC0415

    vocabularies.plant(shorter)
    assert Concept.objects.of("langue").get(code="zxx").retired_on is not None
    assert "zxx" not in Concept.objects.of("langue").current().values_list("code", flat=True)


@pytest.mark.parametrize("scheme", vocabulary.schemes(), ids=lambda scheme: scheme["code"])
def test_every_term_is_said_in_both_languages(scheme):
    codes = [term["code"] for term in scheme["concepts"]]
    assert len(codes) == len(set(codes))
    assert all(term["name"] and term["name_en"] for term in scheme["concepts"])


def test_there_are_seventeen_regions_and_the_whole():
    the_vocabularies()
    codes = list(Concept.objects.of("region").values_list("code", flat=True))
    assert codes == [*(f"{n:02}" for n in range(1, 18)), "QC"]


def test_every_reason_fits_in_two_hundred_characters():
    said = starter.dump()["selections"][0]["sections"]
    words = [
        line.get(key, "") for s in said for line in [*s["items"], *s["groups"]] for key in ("rationale", "rationale_en")
    ]
    assert max(map(len, words)) <= 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://exemple.quebec/guide", "http://www.EXEMPLE.quebec/guide/"),
        ("https://exemple.quebec/?b=2&a=1", "https://exemple.quebec/?a=1&b=2&utm_source=x#haut"),
    ],
)
def test_two_ways_to_write_an_address_are_one(one, other):
    assert addresses.key(one) == addresses.key(other) != ""
