"""Tables become editions: counts add up, shares are recomputed, what is missing stays missing and says why."""

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from reperes.atlas import gathering, recipe, speech, warehouse
from reperes.atlas.actions import building, datasets, editions
from reperes.atlas.models import Dataset, Edition, Indicator
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.atlas.testing import a_version
from reperes.core.errors import BadFile, Conflict, DomainError, NotAllowed
from reperes.figures.statuses import Status
from reperes.places.actions import territories
from reperes.places.models import Locality, Weights
from reperes.reading import table

pytestmark = pytest.mark.django_db

SMALL = {"01": "Rive", "02": "Pont", "03": "Île", "04": "Bois"}
GROUPS = [("01", "a", 1.0), ("02", "a", 1.0), ("03", "b", 0.6), ("03", "a", 0.4), ("04", "b", 1.0)]
SOURCE = {"title": "Recensement", "publisher": "Statistique Canada", "licence": "Licence ouverte"}
PEOPLE = Measure("population", Role.COUNT, "pop", definition={"name": "Population", "unit": "persons"})
POOR = Measure("faible-revenu", Role.QUOTIENT, "pauvres", "concernes", {"name": "Faible revenu", "unit": "share"})
WALKERS = Measure("a-pied", Role.SHARE, "part", "navetteurs", {"name": "À pied", "unit": "share"})


@pytest.fixture
def small():
    version = a_version("secteurs", SMALL, level="small_area")
    wide = a_version("quartiers", {"a": "Aval", "b": "Amont"})
    territories.weigh(version, wide, Weights.Method.TABLE, by=None, rows=GROUPS)
    return version


@pytest.fixture
def build(small, tmp_path):
    def make(content, *measures, by=None, people="pop", period="2021"):
        file = tmp_path / "table.csv"
        file.write_text(content, encoding="utf-8")
        meant = Recipe("code", period, measures, SOURCE, people=people)
        dataset = datasets.keep_table(file, file.name, table.detect(file, file.name).reading, meant, small, by=by)
        edition = building.build([dataset], by=by)
        editions.publish(edition, by=by)
        return edition

    return make


def cells(edition, version, indicator, period="2021"):
    return {cell.area: cell for cell in warehouse.cells(edition, version.pk, indicator, period)}


def wide(small):
    return small.weights_out.get().target


def test_counts_add_up_and_a_shared_area_is_split(small, build):
    edition = build("code;pop\n01;100\n02;50\n03;10\n04;0\n", PEOPLE)
    found = cells(edition, wide(small), "population")
    assert {code: cell.value for code, cell in found.items()} == {"a": 154, "b": 6}
    assert edition.report["totals"] == {"secteurs": {"population": 160}, "quartiers": {"population": 160}}


def test_a_share_is_a_sum_over_a_sum(small, build):
    """T21, with the areas 10, 30 and 50 %."""
    content = "code;pop;pauvres;concernes\n01;900;40;400\n02;1400;195;650\n03;800;60;120\n04;0;;\n"
    found = cells(build(content, POOR), wide(small), "faible-revenu")
    assert found["a"].value == pytest.approx((40 + 195 + 0.4 * 60) / (400 + 650 + 0.4 * 120))
    assert found["b"].value == pytest.approx(0.5)
    assert found["b"].coverage == 1


def test_a_suppressed_area_keeps_its_status_and_makes_the_whole_partial(small, build):
    edition = build("code;pop\n01;100\n02;x\n03;10\n04;5\n", PEOPLE)
    assert cells(edition, small, "population")["02"].status == Status.SUPPRESSED
    aval = cells(edition, wide(small), "population")["a"]
    assert (aval.status, aval.value) == (Status.PARTIAL, 104)
    assert aval.coverage == pytest.approx(104 / (104 + 104 / 1.4), rel=1e-6)


def test_under_half_of_the_people_no_value_is_given(small, build):
    content = "code;pop;pauvres;concernes\n01;900;F;400\n02;100;10;50\n03;10;1;5\n04;10;1;5\n"
    aval = cells(build(content, POOR), wide(small), "faible-revenu")["a"]
    assert (aval.status, aval.value, aval.numerator) == (Status.UNAVAILABLE, None, None)


def test_what_every_area_hides_is_hidden(small, build):
    found = cells(build("code;pop\n01;1\n02;1\n03;x\n04;x\n", PEOPLE), wide(small), "population")
    assert found["b"].status == Status.SUPPRESSED


def test_a_blank_share_says_why(small, build):
    content = "code;pop;part;navetteurs\n01;0;;\n02;x;;\n03;15;;\n04;900;0,25;400\n"
    found = cells(build(content, WALKERS), small, "a-pied")
    assert [found[code].status for code in SMALL] == ["not_applicable", "suppressed", "unavailable", "ok"]
    assert (found["04"].value, found["04"].numerator, found["04"].denominator) == (0.25, 100, 400)


def test_an_absent_area_is_unavailable_never_zero(small, build):
    edition = build("code;pop\n01;100\n02;50\n", PEOPLE)
    assert cells(edition, small, "population")["03"].value is None
    assert edition.report["absent"] == ["03", "04"]


def test_density_is_over_land(small, build):
    dense = Measure("densite", Role.DENSITY, "pop", definition={"name": "Densité", "unit": "density"})
    edition = build("code;pop\n01;100\n02;50\n03;10\n04;0\n", dense)
    land = gathering.areas(small).land_km2
    assert cells(edition, small, "densite")["01"].value == pytest.approx(100 / land[0])
    assert cells(edition, wide(small), "densite")["a"].value == pytest.approx(154 / (land[0] + land[1] + 0.4 * land[2]))


def test_a_median_is_not_summed(small, build):
    median = Measure("revenu-median", Role.AS_IS, "revenu", definition={"name": "Revenu médian", "unit": "dollars"})
    edition = build("code;pop;revenu\n01;90;50000\n02;90;-100\n03;90;x\n04;90;0\n", median)
    assert cells(edition, small, "revenu-median")["02"].value == -100
    assert cells(edition, wide(small), "revenu-median") == {}


REFUSED = "code;pop;part;navetteurs\n01;-5;0,1;10\n02;abc;1,4;10\n99;5;0,1;10\n;5;0,1;10\n04;7;0,2\n03;5;0,1;10\n"


def test_each_refusal_names_its_line_and_its_reason(small, build):
    edition = build(REFUSED, PEOPLE, WALKERS)
    assert edition.report["n_refusals"] == 6
    assert cells(edition, small, "population")["01"].value is None
    assert cells(edition, small, "a-pied")["02"].value is None
    assert cells(edition, small, "population")["03"].value == 5


def test_a_code_given_twice_counts_once_or_not_at_all(small, build):
    edition = build("code;pop\n01;100\n01;100\n02;50\n02;51\n", PEOPLE)
    found = cells(edition, small, "population")
    assert (found["01"].value, found["02"].value) == (100, None)


def test_a_table_of_another_place_is_refused_and_leaves_nothing(small, build):
    with pytest.raises(BadFile, match="aucun code"):
        build("code;pop\n91;100\n92;50\n", PEOPLE)
    assert not Edition.objects.exists()
    assert not Indicator.objects.exists()
    assert not (settings.WAREHOUSE / "editions").exists()


def test_a_build_that_fails_half_way_leaves_no_file(small, build):
    with pytest.raises(DomainError, match="donnez-lui un nom"):
        build("code;pop\n01;1\n02;2\n", PEOPLE, Measure("sans-nom", Role.AS_IS, "pop"))
    assert not Indicator.objects.exists()
    assert not Dataset.objects.exists()
    assert not list((settings.WAREHOUSE / "datasets").iterdir())


def test_a_second_delivery_corrects_the_first_beside_it(small, build):
    first = build("code;pop\n01;100\n02;50\n03;10\n04;0\n", PEOPLE)
    frozen = first.cells_file.read_bytes()
    second = build("code;pop\n01;100\n02;55\n03;x\n04;0\n", PEOPLE)
    told = second.report["changes"]
    assert [told[name] for name in ("new", "gone", "hidden", "shown", "changed", "moved", "same")] == [
        0,
        0,
        1,
        0,
        3,
        2,
        2,
    ]
    assert told["most_moved"][0] | {"version": 0} == {
        "version": 0, "indicator": "population", "period": "2021", "area": "b", "value": 0, "before": 6, "move": 1,
    }  # fmt: skip
    assert first.cells_file.read_bytes() == frozen
    assert current_edition() == second
    editions.withdraw(second, by=None)
    assert current_edition() == first


def test_an_old_edition_cannot_come_back_over_a_newer_one(small, build):
    """It would hide what a colleague brought since."""
    first = build("code;pop\n01;100\n02;50\n", PEOPLE)
    editions.withdraw(first, by=None)
    second = build("code;pop\n01;100\n02;55\n", PEOPLE)
    for deed in (editions.publish, editions.withdraw):
        with pytest.raises(Conflict, match="plus récente"):
            deed(first, by=None)
    assert current_edition() == second


def test_other_periods_and_indicators_are_carried_over(small, build):
    build("code;pop\n01;90\n02;40\n", PEOPLE, period="2016")
    edition = build("code;pop;pauvres;concernes\n01;100;1;10\n02;50;1;10\n", POOR)
    assert cells(edition, small, "population", "2016")["01"].value == 90
    assert set(edition.series.values_list("indicator__code", "period")) == {
        ("population", "2016"),
        ("faible-revenu", "2021"),
    }


def test_the_same_indicator_cannot_add_up_in_two_ways(small, build):
    build("code;pop\n01;100\n02;50\n", PEOPLE)
    with pytest.raises(Conflict, match="s’agrège autrement"):
        build("code;pop\n01;100\n02;50\n", Measure("population", Role.AS_IS, "pop"))


def test_two_columns_cannot_make_one_indicator(small, build):
    with pytest.raises(DomainError, match="deux colonnes"):
        build("code;pop\n01;1\n02;2\n", PEOPLE, PEOPLE)


def test_who_may_build(small, build, ada, ben):
    assert build("code;pop\n01;1\n02;2\n", PEOPLE, by=ada).built_by == ada
    with pytest.raises(NotAllowed):
        build("code;pop\n01;1\n02;2\n", PEOPLE, by=ben)


@pytest.mark.parametrize(("written", "said"), [
    ("pas du toml = = ", "recette lisible"),
    ("[table]\ncode_column = 'c'\n", "period"),
    ("[table]\ncode_column = 'c'\nperiod = '2021'\ncodde = 1\n", "codde"),
    ("[table]\ncode_column = 'c'\nperiod = '2021'\n", "aucun indicateur"),
    ("[table]\ncode_column = 'c'\nperiod = '2021'\n[[indicator]]\ncode = 'a'\n", "un seul rôle"),
    ("[table]\ncode_column = 'c'\nperiod = '2021'\n[[indicator]]\ncode = 'a'\nshare = 'p'\n", "of"),
])  # fmt: skip
def test_a_recipe_that_cannot_be_followed_says_where(tmp_path, written, said):
    file = tmp_path / "recette.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(BadFile, match=said):
        recipe.load(file)


def test_a_recipe_goes_to_json_and_back():
    found = recipe.load(recipe.FOLDER / "montreal-2021.toml")
    assert recipe.from_json(found.as_json()) == found


@pytest.fixture
def montreal(db):
    if not (settings.REAL_DATA / "statcan-ct-montreal-2021").exists():
        pytest.skip("les données réelles ne sont pas à côté")
    call_command("plant_places", verbosity=0)
    call_command("plant_atlas", verbosity=0)
    return Edition.objects.get()


@pytest.mark.slow  # plants a thousand real tracts, their limits and their tiles
def test_montreal_adds_up_to_what_is_published(montreal, client):
    totals = {partition: sums["population"] for partition, sums in montreal.report["totals"].items()}
    assert totals == {
        "secteurs-2021": 4_291_732,
        "rmr-montreal": 4_291_732,
        "quartiers-sociologiques": 1_762_949,
        "ville-montreal": 1_762_949,
        "arrondissements-villes": 2_004_265,
        "agglomeration-montreal": 2_004_265,
    }
    statuses = {one["code"]: one["statuses"] for one in montreal.report["measures"]}
    assert statuses["population"] == {"ok": 1002, "suppressed": 2}
    for partition, total in totals.items():
        if partition.startswith(("secteurs", "quartiers", "arrondissements")):
            asked = {"decoupage": partition, "indicateur": "population"}
            page = client.get(reverse("atlas:map"), asked).context["page"]
            assert f"Ensemble : {speech.number(total)} personnes." in page.says
        else:  # one territory: its own page says it
            place = Locality.objects.get(version__partition__code=partition)
            page = client.get(reverse("atlas:locality", args=[place.public_code])).content.decode()
            assert speech.number(total) in page
    tracts = client.get(reverse("atlas:map"), {"decoupage": "secteurs-2021", "indicateur": "population"}).context[
        "page"
    ]
    assert {each.look: each.count for each in tracts.absences} == {"is-suppressed": 2, "is-empty": 8}
    assert statuses["navette-active"] == {"ok": 986, "suppressed": 2, "unavailable": 8, "not_applicable": 8}
    cells = pq.read_table(montreal.cells_file).to_pylist()
    tracts = [one for one in cells if one["indicator"] == "population" and one["coverage"] is None]
    assert {one["area"] for one in tracts if one["status"] == "suppressed"} == {"4620732.03", "4620832.00"}
    assert sum(one["value"] == 0 for one in tracts) == 8
    call_command("plant_atlas", verbosity=0)
    assert Edition.objects.count() == 1
