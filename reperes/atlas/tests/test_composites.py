"""Indices are made of what readers see: scores, fifths, people in each; what is hidden gives none."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from reperes.atlas import indices, warehouse
from reperes.atlas.actions import building, composites
from reperes.atlas.building import composing, gradients
from reperes.atlas.models import Composite, Indicator, Series
from reperes.atlas.testing import a_version, an_indicator
from reperes.atlas.tests.indices import CODES, PEOPLE, SCORES, an_index, z_sum
from reperes.core.errors import Conflict, NotAllowed
from reperes.figures.statuses import Status
from reperes.places.models import Locality

pytestmark = pytest.mark.django_db
T3_FIFTHS = [1, 1, 2, 2, 3, 3, 4, 5, 5, 5]  # mid-rank rule


@pytest.fixture
def small(ten):
    return ten


@pytest.fixture
def build(build_ten):
    return build_ten


def cells(edition, version, indicator):
    return {cell.area: cell for cell in warehouse.cells(edition, version.pk, indicator, "2021")}


def wide(small):
    return small.weights_out.get().target


def test_t3_fifths_of_people_become_cells_like_any_other(small, build):
    an_index("epreuve", z_sum("cote"))
    found = cells(build(), small, "epreuve-cinquieme")
    assert [found[code].value for code in CODES] == T3_FIFTHS


def test_a_wider_territory_gets_its_people_in_each_fifth_then_the_mean(small, build):
    an_index("epreuve", z_sum("cote"))
    edition = build()
    aval = {name: cells(edition, wide(small), f"epreuve-{name}")["a"] for name in ("q1", "q2", "q3", "q45", "moyenne")}
    assert (aval["q1"].numerator, aval["q1"].denominator) == (1200, 2200)
    assert (aval["q2"].value, aval["q3"].value, aval["q45"].value) == (pytest.approx(1000 / 2200), 0, 0)
    z = (np.array(SCORES) - np.mean(SCORES)) / np.std(SCORES, ddof=1)
    assert aval["moyenne"].value == pytest.approx(np.average(z[:4], weights=PEOPLE[:4]))
    assert cells(edition, wide(small), "epreuve-q45")["b"].value == pytest.approx(1800 / 2800)


def test_what_is_missing_says_why_and_the_whole_becomes_partial(small, build):
    an_index("epreuve", z_sum("cote"))
    edition = build(scores=[*SCORES[:3], "x", *SCORES[4:]])
    own = {name: cells(edition, small, name)["04"] for name in ("epreuve", "epreuve-cinquieme")}
    assert {name: (cell.status, cell.value) for name, cell in own.items()} == {
        "epreuve": (Status.SUPPRESSED, None), "epreuve-cinquieme": (Status.SUPPRESSED, None),
    }  # fmt: skip
    aval = cells(edition, wide(small), "epreuve-q45")["a"]
    assert (aval.status, aval.coverage) == (Status.PARTIAL, pytest.approx(1600 / 2200))


def test_a_figure_hidden_as_too_small_gives_no_score(small, build):
    """Made from the same counts before protection, area 01 would have one."""
    Indicator.objects.filter(code="pauvrete").update(form="administrative", small_count=5)
    an_index("epreuve", z_sum("pauvrete"))
    edition = build(poor=[3, *[10 * n for n in range(2, 11)]])
    hidden = {code for code, cell in cells(edition, small, "pauvrete").items() if cell.value is None}
    assert "01" in hidden
    assert {code for code, cell in cells(edition, small, "epreuve").items() if cell.value is None} == hidden


def test_the_scores_can_be_worked_out_again_from_the_published_cells(small, build):
    Indicator.objects.filter(code="pauvrete").update(form="administrative", small_count=5)
    an_index("epreuve", z_sum("pauvrete", "cote"))
    edition = build(poor=[3, *[10 * n for n in range(2, 11)]])
    shown = {name: cells(edition, small, name) for name in ("pauvrete", "cote", "epreuve")}
    poor = np.array([np.nan if shown["pauvrete"][c].value is None else shown["pauvrete"][c].value for c in CODES])
    cote = np.array(SCORES)
    z = (poor - np.nanmean(poor)) / np.nanstd(poor, ddof=1) + (cote - cote.mean()) / cote.std(ddof=1)
    found = [shown["epreuve"][code].value for code in CODES]
    assert [one is None for one in found] == np.isnan(z).tolist()
    np.testing.assert_allclose([one for one in found if one is not None], z[~np.isnan(z)])


def test_t1_is_a_check_of_the_edition(small, build):
    an_index("epreuve", z_sum("cote"))
    check = next(one for one in build().report["checks"] if one["kind"] == "two_fifths")
    assert check | {"where": "", "period": ""} == {
        "kind": "two_fifths", "is_right": True, "indicator": "epreuve-q45", "where": "", "period": "",
        "found": pytest.approx(1800 / 5000), "expected": 0.4,
    }  # fmt: skip


def test_fifths_that_do_not_hold_two_fifths_are_doubted(small, build):
    an_index("epreuve", z_sum("cote"))
    edition = build(scores=[0, 1, 1, 1, 1, 1, 1, 1, 1, 1])  # nine tied areas share one fifth
    assert [one["is_right"] for one in edition.report["checks"] if one["kind"] == "two_fifths"] == [False]


def test_fifths_are_cut_in_the_reference_and_others_are_placed_among_them(small, build):
    reference = Locality.objects.get(code="b")
    an_index("epreuve", z_sum("cote"), reference=reference)
    found = cells(build(), small, "epreuve-cinquieme")
    assert [found[code].value for code in CODES] == [1, 1, 1, 1, 1, 2, 3, 4, 5, 5]


def test_a_reference_no_weights_reach_is_told(small, build):
    elsewhere = a_version("ailleurs", {"z": "Ailleurs"})
    an_index("epreuve", z_sum("cote"), reference=Locality.objects.get(version=elsewhere))
    edition = build()
    assert "aucun poids ne relie ces secteurs" in edition.report["not_composed"][0]
    assert not Series.objects.filter(indicator__code__startswith="epreuve").exists()


def test_an_indicator_that_does_not_vary_is_told_and_stops_nothing(small, build):
    an_index("epreuve", z_sum("cote"))
    an_index("seconde", z_sum("autre"))
    edition = build(scores=[1] * 10, others=SCORES)
    assert "ne varient pas assez" in edition.report["not_composed"][0]
    assert cells(edition, small, "seconde")["01"].value is not None


def test_two_components_have_two_scores_and_their_loadings_are_kept(small, build):
    ingredients = [{"name": name} for name in ("cote", "autre", "pauvrete")]
    recipe = {"method": "components", "components": 2, "oriented_by": ["cote"], "ingredients": ingredients}
    an_index("double", {"kind": "index", "recipe": recipe})
    edition = build(others=[3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    report = edition.report["composites"][0]
    assert [score["code"] for score in report["scores"]] == ["double-1", "double-2"]
    assert report["scores"][0]["weights"][0] > 0.5
    assert report["is_exploratory"]
    assert set(cells(edition, small, "double-2")) == set(CODES)
    assert Indicator.objects.get(code="double-1").name == "Double — composante 1, celle de « Cote »"


def test_over_whole_territories_it_is_a_local_exploratory_index(small, build):
    an_index("epreuve", z_sum("pauvrete"), version=wide(small))
    edition = build()
    report = edition.report["composites"][0]
    assert (report["version"], report["n_used"], report["is_exploratory"]) == (wide(small).pk, 2, True)
    assert {code: cell.value for code, cell in cells(edition, wide(small), "epreuve-cinquieme").items()} == {
        "a": 2,
        "b": 4,
    }


def test_a_crossing_has_nine_classes_and_says_which_the_cut_would_change(small, build):
    an_index("une", z_sum("cote"))
    an_index("deux", z_sum("autre"))
    an_index("croise", {"kind": "crossing", "first": "une", "second": "deux", "shift": 0.1})
    edition = build()
    found = cells(edition, small, "croise")
    assert (found["01"].value, found["10"].value) == (3, 7)  # the corners where the two scores disagree
    report = next(one for one in edition.report["composites"] if one["composite"] == "croise")
    assert (report["n_used"], report["n_trials"]) == (10, 81)
    rows = pq.read_table(edition.folder / composing.CROSSED).to_pylist()
    assert rows[0]["stability"] == 1
    assert min(row["stability"] for row in rows) < 1


def test_each_area_is_explained_by_what_weighs_in_it(small, build):
    an_index("epreuve", z_sum("cote", "autre"))
    rows = pq.read_table(build().folder / composing.EXPLAINED).to_pylist()
    first = next(row for row in rows if (row["version"], row["area"]) == (small.pk, "01"))
    assert first["deviations"][0] < 0 < first["deviations"][1]
    aval = next(row for row in rows if row["area"] == "a")
    assert (aval["n_ranked"], sum(aval["deviations"])) == (2, pytest.approx(aval["value"]))


def test_gaps_between_fifths_and_likeness_of_neighbours_are_told(small, build):
    an_index("epreuve", z_sum("cote"))
    report = build().report["composites"][0]
    outcome = report["inequality"][0]
    assert outcome["indicator"] == "pauvrete"
    most, least = (80 + 90 + 100) / (500 + 300 + 350), (10 + 20) / 1200
    assert (outcome["gap"], outcome["ratio"]) == (pytest.approx(most - least), pytest.approx(most / least))
    assert outcome["concentration"] < 0
    near = report["scores"][0]["space"]
    assert near["is_fragile"]
    assert near["n_units"] == 10
    assert json.loads(json.dumps(report)) == report


def test_the_slow_step_is_read_back(small, build, monkeypatch):
    an_index("epreuve", z_sum("cote"))
    before = build().report["composites"][0]["scores"][0]["space"]

    def never(*_):
        raise AssertionError("computed again")

    monkeypatch.setattr(gradients, "_near", never)
    assert building.build([], by=None).report["composites"][0]["scores"][0]["space"] == before


def test_computing_again_makes_each_index_once(small, build):
    an_index("epreuve", z_sum("cote"))
    first = build()
    again = building.build([], by=None)
    assert warehouse.offered(again) == warehouse.offered(first)
    assert again.report["n_series"] == first.report["n_series"]


def test_an_index_whose_indicators_are_not_all_there_waits(small, build):
    an_indicator("jamais")
    an_index("epreuve", z_sum("cote", "jamais"))
    edition = build()
    assert edition.report["composites"] == []
    assert "n’y sont pas tous" in edition.report["not_composed"][0]


def test_the_house_brings_its_indices_and_leaves_those_people_took_over():
    call_command("plant_indicators", verbosity=0)
    house = Composite.objects.filter(origin="house")
    assert house.count() == 9
    taken = house.get(code="conditions")
    composites.redefine(taken, by=None, said={"name": "Les nôtres"}, meant=indices.read(taken.recipe))
    call_command("plant_indicators", verbosity=0)
    assert Composite.objects.get(code="conditions").name == "Les nôtres"


def test_shipped_indices_speak_both_languages_of_indicators_that_exist():
    call_command("plant_indicators", verbosity=0)
    known = set(Indicator.objects.values_list("code", flat=True))
    meant = {entry["code"]: indices.read(entry["meant"]) for entry in composites.shipped()}
    given = {one for code, said in meant.items() for one in said.outputs(code)}
    assert given & known == set()
    assert {one for said in meant.values() for one in said.wants} - known - given == set()
    words = [entry[name].strip() for entry in composites.shipped() for name in ("name", "name_en", "about", "about_en")]
    assert all(words)


def test_who_may_define(small, ada, ben):
    said, meant = {"code": "ici", "name": "Ici"}, indices.read(z_sum("cote"))
    assert composites.define(by=ada, said=said, meant=meant).authored_by == ada
    with pytest.raises(NotAllowed):
        composites.define(by=ben, said=said | {"code": "la"}, meant=meant)


def test_a_code_that_is_taken_is_refused(small):
    an_index("epreuve", z_sum("cote"))
    for code in ("epreuve", "cote"):
        with pytest.raises(Conflict, match="déjà pris"):
            composites.define(by=None, said={"code": code, "name": "Ici"}, meant=indices.read(z_sum("autre")))


def test_an_unknown_indicator_is_named(small):
    with pytest.raises(indices.BadRecipe, match="licornes"):
        composites.define(by=None, said={"code": "ici", "name": "Ici"}, meant=indices.read(z_sum("licornes")))


def test_an_index_an_edition_holds_stays_and_says_which(small, build):
    kept = an_index("epreuve", z_sum("cote"))
    edition = build()
    with pytest.raises(Conflict, match=str(edition).replace("(", r"\(").replace(")", r"\)")):
        composites.discard(kept, by=None)
    spare = an_index("rechange", z_sum("cote"))
    composites.discard(spare, by=None)
    assert list(Composite.objects.all()) == [kept]


def test_an_index_others_cross_stays(small):
    one = an_index("une", z_sum("cote"))
    an_index("deux", z_sum("autre"))
    an_index("croise", {"kind": "crossing", "first": "une", "second": "deux"})
    with pytest.raises(Conflict, match="Croise"):
        composites.discard(one, by=None)


@pytest.mark.parametrize(("meant", "said"), [
    (z_sum(), "au moins un indicateur"),
    (z_sum("cote", "cote"), "Indicateur 2 : le même indicateur y est deux fois"),
    (z_sum("cote", parts=10), "cinquièmes"),
    (z_sum("cote", "autre", components=2), "que de l’analyse en composantes"),
    ({"kind": "index", "recipe": {"method": "magie", "ingredients": [{"name": "cote"}]}}, "la méthode"),
    ({"kind": "index", "recipe": {"method": "z_sum", "ingredients": [{"name": "cote", "weight": -1}]}}, "plus grand"),
    ({"kind": "index", "recipe": {"method": "z_sum", "ingredients": [{"name": "cote", "adjusted": True}]}}, "âge"),
    ({"kind": "index", "high_is": "pire", "recipe": {}}, "high_is"),
    ({"kind": "recette"}, "kind"),
    ({"kind": "crossing", "first": "a", "second": "a"}, "deux cotes différentes"),
    ({"kind": "crossing", "first": "a", "second": "b", "shift": 0.5}, "moins d’un sixième"),
    ({"kind": "crossing", "first": "a", "second": "b", "couleur": 1}, "couleur"),
])  # fmt: skip
def test_a_recipe_that_cannot_be_followed_says_where(meant, said):
    with pytest.raises(indices.BadRecipe, match=said):
        indices.read(meant)


@pytest.mark.parametrize("entry", [*composites.shipped()], ids=lambda entry: entry["code"])
def test_a_recipe_goes_to_json_and_back(entry):
    meant = indices.read(entry["meant"])
    assert indices.read(json.loads(json.dumps(indices.as_data(meant)))) == meant
