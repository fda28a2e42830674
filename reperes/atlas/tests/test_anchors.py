"""A column that changed meaning between vintages stops the build with a sentence."""

import pytest

from reperes.atlas import anchors
from reperes.reading.testing import guarded_names

CENSUSES = ("census-2021", "census-2016")
FRENCH = {  # names as a French file of 2021 gives them, some of whose translations are not kept with the layout
    1: "Population, 2021",
    9: "  0 à 14 ans",
    159: "    10 000 $ à 19 999 $",
    1414: "Total - Ménages privés selon le mode d'occupation - Données-échantillon (25 %) (50)",
    1416: "  Locataire",
    1451: "  Réparations majeures requises",
    2223: "Total - Population âgée de 15 ans et plus selon la situation d'activité - Données-échantillon (25 %)",
}


def names(layout):
    return guarded_names(anchors.FOLDER / f"{layout}.toml")


@pytest.mark.parametrize("layout", CENSUSES)
def test_the_published_names_agree(layout):
    assert anchors.changes(layout, names(layout)) == []


@pytest.mark.parametrize("layout", CENSUSES)
def test_notes_indents_capitals_and_the_form_change_nothing(layout):
    dressed = {number: f"    {name.upper()} - 25% SAMPLE DATA (61)" for number, name in names(layout).items()}
    assert anchors.changes(layout, dressed) == []


@pytest.mark.parametrize("layout", CENSUSES)
def test_most_names_shifted_by_one_place_are_seen(layout):
    guarded = names(layout)
    shifted = dict(zip(guarded, [*list(guarded.values())[1:], "Population"], strict=True))
    assert len(anchors.changes(layout, shifted)) > 0.95 * len(guarded)


def test_the_other_census_is_refused_with_examples_and_what_to_do():
    with pytest.raises(anchors.ChangedMeaning) as refused:
        anchors.refuse_changed("census-2021", "Profil du recensement de 2021", names("census-2016"))
    said = refused.value.sentence
    assert said.startswith("« Profil du recensement de 2021 » ne numérote pas ses caractéristiques comme prévu")
    assert "c1 devait être « Population, 2021 », le fichier dit « Population, 2016 »" in said
    assert said.endswith("choisissez la disposition de son millésime.")


def test_only_what_formulas_use_can_stop_a_build():
    wrong = names("census-2021") | {1467: "Something else"}
    assert [one.number for one in anchors.changes("census-2021", wrong)] == [1467]
    anchors.refuse_changed("census-2021", "Profil", wrong, used=[1, 1416])


def test_a_short_name_must_be_the_whole_name():
    wrong = names("census-2021") | {389: "  English and French", 9: "    10 to 14 years"}
    assert [one.number for one in anchors.changes("census-2021", wrong)] == [9, 389]


def test_a_french_file_agrees():
    assert anchors.changes("census-2021", FRENCH) == []


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (9, "  15 à 64 ans"),  # a translation kept with the layout
        (159, "    20 000 $ à 29 999 $"),  # none kept: the numbers differ
        (1416, "Total - Logements privés occupés selon la copropriété - Données-échantillon (25 %)"),  # a total
        (2223, "  Population active"),  # no longer a total
    ],
)
def test_a_french_file_whose_numbers_moved_is_seen(number, name):
    assert [one.number for one in anchors.changes("census-2021", FRENCH | {number: name})] == [number]


def test_a_layout_of_ones_own_has_no_guard():
    assert anchors.changes("mine", {1: "Anything"}) == []
