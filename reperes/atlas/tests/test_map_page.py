"""The map page: what is known is coloured, what is not is hatched, and the table says the same."""

import pytest
from django.urls import reverse

from reperes.atlas import warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status

NAMES = {"1": "Amont", "2": "Aval", "3": "Bourg", "4": "Étang", "5": "Pont", "6": "Rang"}
SHARES = {"1": 0.1, "2": 0.2, "3": 0.3, "4": Status.NOT_APPLICABLE, "5": Status.SUPPRESSED, "6": Status.UNAVAILABLE}
PEOPLE = {"1": 100, "2": 900, "3": 50, "4": 0, "5": Status.SUPPRESSED, "6": 30}


@pytest.fixture
def atlas(db):
    quartiers = a_version("quartiers", NAMES)
    a_version("villes", {"A": "Ville"}, level="administrative")
    an_indicator("a-pied", name="À pied", name_en="On foot", order=2)
    a_population()
    an_edition({(quartiers, "a-pied"): cells_of("2021", SHARES), (quartiers, "population"): cells_of("2021", PEOPLE)})
    return quartiers


def page(client, **asked):
    return client.get(reverse("atlas:map"), asked)


def looks(answer):
    return {row.code: row.look for row in answer.context["page"].rows}


def test_a_visitor_sees_localities_coloured_by_a_share(client, atlas):
    answer = page(client)
    assert answer.status_code == 200
    assert answer.context["choice"].indicator.code == "a-pied"
    assert looks(answer) == {
        "1": "class-0", "2": "class-1", "3": "class-2", "4": "is-empty", "5": "is-suppressed", "6": "is-missing",
    }  # fmt: skip


def test_suppressed_and_missing_are_hatched_but_an_empty_area_is_not(client, atlas):
    drawn = page(client).content.decode()
    assert drawn.count('fill="url(#hachure-x)"') == 1
    assert drawn.count('fill="url(#hachure-nd)"') == 1
    assert "Étang : personne n’y vit" in drawn


def test_missing_is_never_written_zero(client, atlas):
    texts = {row.code: row.text for row in page(client).context["page"].rows}
    assert (texts["4"], texts["5"], texts["6"]) == ("...", "x", "..")


def test_an_empty_area_counts_zero_people_and_is_not_classed(client, atlas):
    answer = page(client, indicateur="population")
    assert looks(answer)["4"] == "is-empty"
    assert sum(each.count for each in answer.context["page"].legend) == 4


def test_the_sentence_says_the_range_the_middle_and_the_unknown(client, atlas):
    assert page(client).context["page"].says == (
        "De 10,0\u00a0% (Amont) à 30,0\u00a0% (Bourg); la moitié des 3 territoires sont à 20,0\u00a0% ou moins. "
        "Parmi les autres, 1 est confidentiel, 1 est sans donnée et 1 est inhabité."
    )


def test_values_that_read_the_same_share_a_class(client, db):
    version = a_version("quartiers", NAMES)
    an_indicator("part")
    values = {"1": 0.1001, "2": 0.1004, "3": 0.2, "4": 0.3, "5": 0.4, "6": 0.5}
    an_edition({(version, "part"): cells_of("2021", values)})
    found = looks(page(client))
    assert found["1"] == found["2"]


@pytest.mark.parametrize("method", ["quantiles", "population", "intervalles"])
def test_each_method_classes_every_known_value(client, atlas, method):
    legend = page(client, methode=method).context["page"].legend
    assert sum(each.count for each in legend) == 3


@pytest.mark.parametrize("asked", [{"indicateur": "licornes"}, {"decoupage": "atlantide"}, {"methode": "<script>"}])
def test_an_unknown_name_is_a_404_that_offers_what_there_is(client, atlas, asked):
    answer = page(client, **asked)
    assert answer.status_code == 404
    assert "?indicateur=a-pied" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_an_unknown_period_gives_the_nearest_and_says_so(client, atlas):
    answer = page(client, periode="1851")
    assert answer.status_code == 200
    assert "Rien pour la période « 1851 »" in answer.content.decode()


def test_an_indicator_this_partition_lacks_gives_the_nearest_and_says_so(client, atlas):
    an_indicator("revenu")
    assert "n’est pas calculé pour" in page(client, indicateur="revenu").content.decode()


def test_without_an_edition_the_page_teaches(client, db):
    answer = page(client)
    assert answer.status_code == 200
    assert "Aucun chiffre n’est encore publié" in answer.content.decode()


def test_the_table_sorts_searches_and_keeps_the_map_whole(client, atlas):
    names = [row.name for row in page(client, tri="nom").context["asked"].leaf]
    assert names == ["Amont", "Aval", "Bourg", "Étang", "Pont", "Rang"]
    assert [row.name for row in page(client).context["asked"].leaf][:3] == ["Bourg", "Aval", "Amont"]
    found = page(client, nom="etang")
    assert [row.name for row in found.context["asked"].leaf] == ["Étang"]
    assert len(found.context["page"].drawn) == 6


@pytest.mark.parametrize(
    "asked", [{"tri": "'; drop"}, {"page": "-4"}, {"page": "abc"}, {"nom": "<b>" * 90}, {"ici": "Z"}]
)
def test_odd_words_in_the_address_do_no_harm(client, atlas, asked):
    assert page(client, **asked).status_code == 200


def test_the_area_in_hand_is_marked_everywhere(client, atlas):
    drawn = page(client, ici="2").content.decode()
    assert 'class="class-1 is-here"' in drawn
    assert 'data-code="2" aria-current="true"' in drawn


def test_a_partial_value_says_so(client, db):
    version = a_version("quartiers", {"1": "Amont", "2": "Aval"})
    an_indicator("part")
    cells = [Cell("1", "2021", 0.3, Status.PARTIAL, coverage=0.7), Cell("2", "2021", 0.2, Status.OK)]
    an_edition({(version, "part"): cells})
    assert "Amont : 30,0\u00a0%, partielle" in page(client).content.decode()


def test_the_end_of_the_scale_is_told_where_it_means_something(client, atlas):
    an_indicator("defavorisation", direction="lower")
    an_edition({(atlas, "defavorisation"): cells_of("2021", {"1": 0.4, "2": 0.1})})
    assert "moins favorable" in page(client).content.decode()


def test_a_fictional_territory_is_labelled(client, db):
    version = a_version("mrc", NAMES, is_fictional=True)
    an_indicator("part")
    an_edition({(version, "part"): cells_of("2021", {"1": 0.1, "2": 0.2})})
    assert "Territoire fictif" in page(client).content.decode()


def test_english_reads_as_english(client, atlas):
    answer = client.get("/en/atlas/")
    assert "On foot" in answer.content.decode()
    assert "10.0%" in answer.content.decode()


def test_few_questions_are_asked(client, atlas, monkeypatch, django_assert_max_num_queries):
    asked = []
    rows = warehouse._rows
    page(client)  # a first visit learns what the edition holds
    monkeypatch.setattr(warehouse, "_rows", lambda question: asked.append(question) or rows(question))
    with django_assert_max_num_queries(7):
        page(client)
    assert len(asked) == 1


def test_an_anonymous_reader_gets_no_cookie(client, atlas):
    assert not page(client).cookies


def test_crawlers_are_told_to_leave_sorted_and_searched_tables(client, atlas):
    assert 'content="noindex, nofollow"' in page(client, tri="nom").content.decode()
    assert "noindex" not in page(client, indicateur="population").content.decode()


def test_the_first_map_tells_better_from_worse_where_it_can(client, atlas):
    an_indicator("defavorisation", direction="lower", order=90)
    an_edition({(atlas, code): cells_of("2021", {"1": 0.4, "2": 0.1}) for code in ["a-pied", "defavorisation"]})
    assert page(client).context["choice"].indicator.code == "defavorisation"


def test_a_partial_value_says_how_much_it_covers(client, atlas):
    cells = [Cell("1", "2021", 0.3, Status.PARTIAL, coverage=0.72), Cell("2", "2021", 0.2, Status.OK)]
    an_edition({(atlas, "a-pied"): cells})
    assert "partielle (72\u00a0% de la population)" in page(client).content.decode()
