"""The characteristics of a profile are found by words, without a script."""

import pytest
from django.urls import reverse

from reperes.atlas.queries import characteristics
from reperes.atlas.tests.test_definition_page import profile  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(analyst):
    def search(words, layout="census-2021", **headers):
        said = {"q": words, "disposition": layout}
        answer = analyst.get(reverse("atlas:characteristics"), said, headers=headers)
        return answer, {each.number: each.name for each in answer.context["search"].found}

    return search


def test_without_a_file_the_names_the_house_knows_are_searched(found):
    answer, numbers = found("tenant")
    assert numbers
    assert "Aucun fichier de cette disposition" in answer.content.decode()


def test_a_file_that_is_here_gives_every_name(found, profile):  # noqa: F811
    _answer, numbers = found("ménages LOCATAIRES")
    assert numbers == {1465: "Ménages propriétaires et locataires"}


@pytest.mark.parametrize("words", ["1467", "c1467"])
def test_a_number_finds_its_name(found, words):
    assert 1467 in found(words)[1]


def test_nothing_is_listed_before_one_asks_nor_when_nothing_is_found(found):
    assert found("")[1] == {}
    answer, numbers = found("licorne")
    assert numbers == {}
    assert "Rien de ce nom" in answer.content.decode()


def test_a_long_answer_is_cut_and_says_so(found, monkeypatch):
    monkeypatch.setattr(characteristics, "MOST", 3)
    answer, numbers = found("total")
    assert len(numbers) == 3
    assert "ajoutez un mot" in answer.content.decode()


def test_a_script_asks_for_the_lines_alone(found):
    answer, _numbers = found("total", **{"HX-Request": "true"})
    assert "<html" not in answer.content.decode()


def test_a_layout_nobody_knows_is_404(analyst):
    assert analyst.get(reverse("atlas:characteristics"), {"disposition": "licorne"}).status_code == 404
