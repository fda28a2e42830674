"""A person who does not program is told what was guessed, what is odd, and what to do about it."""

import json

import pytest
from django.urls import reverse

from reperes.atlas import gathering, warehouse
from reperes.atlas.models import Delivery, Edition, Indicator
from reperes.atlas.testing import a_version, an_indicator
from reperes.atlas.tests.steps import LIMITS, MEANING, READING, TABLE, begun, shapes, uploaded
from reperes.places.models import PartitionVersion

pytestmark = pytest.mark.django_db


def test_a_button_pressed_twice_begins_once(analyst):
    analyst.post(reverse("atlas:deliveries"))
    analyst.post(reverse("atlas:deliveries"))
    assert Delivery.objects.count() == 1


def test_one_comes_back_to_the_step_one_left(analyst, step, small):
    address = reverse("atlas:delivery", args=[begun(analyst).code])
    assert analyst.get(address)["Location"].endswith("/fichiers/")
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    assert analyst.get(address)["Location"].endswith("/lecture/")
    step("reading", READING)
    step("meaning", MEANING | {"source-title": ""}, status=422)
    assert analyst.get(address)["Location"].endswith("/sens/")
    step("meaning", MEANING)
    assert analyst.get(address)["Location"].endswith("/verification/")


def test_two_columns_cannot_make_one_indicator(analyst, step, small):
    an_indicator("population", name="Population", unit="persons", aggregation="sum")
    begun(analyst)
    step(
        "files", {"version": small.pk, "table": uploaded("t.csv", "Secteur;Population 2016;Population 2021\n01;4;5\n")}
    )
    page = step("reading", READING).context["meaning"]
    assert [form.initial["role"] for form in page.columns] == ["-", "count"]  # the latest year is taken
    same = {"role": "count", "of": "-", "indicator": "population"}
    both = {f"column{n}-{field}": said for n in (1, 2) for field, said in same.items()}
    page = step("meaning", MEANING | both | {"codes-people": ""}, status=422).content.decode()
    assert "La colonne « Population 2016 » fait déjà cet indicateur." in page


def test_a_density_comes_with_a_count_of_persons(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    dwellings = MEANING | {"column1-density": "on", "column1-unit": "dwellings"}
    assert "effectif de personnes" in step("meaning", dwellings, status=422).content.decode()
    step("meaning", MEANING | {"column1-density": "on"})
    step("verification")
    found = warehouse.cells(Edition.objects.get(), small.pk, "densite", "2021")
    assert found[0].value == pytest.approx(1200 / gathering.areas(small).land_km2[0])
    assert Indicator.objects.get(code="densite").unit == Indicator.Unit.DENSITY


def test_codes_that_match_nothing_are_shown_beside_ours(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", "code;n\nE06;5\nE07;6\n")})
    page = step("reading", READING).content.decode()
    assert "Aucune ligne ne trouve son territoire" in page
    assert "E06, E07" in page
    assert "01, 02, 03, 04" in page


def test_a_column_with_a_few_words_is_still_one_of_numbers(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", "Secteur;Pop\n01;5\n02;abc\n03;7\n")})
    page = step("reading", READING).context["meaning"]
    assert [form.column.name for form in page.columns] == ["Pop"]


def test_figures_inside_the_limits_are_read_as_a_table(analyst, step):
    collection = json.loads(shapes())
    for n, feature in enumerate(collection["features"]):
        feature["properties"] = {"CODE": f"46.{n}0", "Population 2021": 100 + n}
    begun(analyst)
    step("files", {"limits": uploaded("limites.geojson", json.dumps(collection)), "own_table": "on"})
    delivery = Delivery.objects.get()
    assert delivery.table_name == "limites.csv"
    with delivery.table.open("rb") as file:
        assert b"46.00,100" in file.read()  # codes as they were written


def test_latitude_written_first_is_turned_over(analyst, step):
    collection = json.loads(shapes())
    for feature in collection["features"]:
        feature["geometry"]["coordinates"] = [[(y, x) for x, y in ring] for ring in feature["geometry"]["coordinates"]]
    begun(analyst)
    page = step("files", {"limits": uploaded("limites.geojson", json.dumps(collection))}).content.decode()
    assert "tombent loin d’ici" in page
    step("reading", LIMITS | {"limits-crs": "latitude-longitude"})
    assert Delivery.objects.get().choices["bounds"] == [-72.0, 46.0, -71.96, 46.01]


def test_only_territories_nearby_are_offered(analyst, step, small):
    a_version("quartiers", {"a": "Tout"})
    PartitionVersion.objects.filter(pk=a_version("ailleurs", {"a": "Loin"}).pk).update(bounds=[2, 48, 3, 49])
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    page = step("reading", READING).context["meaning"]
    assert [label for _pk, label in page.grouping.fields["groupings"].choices] == ["Quartiers"]


def test_each_figure_tells_the_source_of_its_own_delivery(analyst, step, small):
    for title in ("Recensement", "Enquête"):
        begun(analyst)
        step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE + f"{title};1;1;1\n")})
        step("reading", READING)
        known = {} if title == "Recensement" else {
            "column1-indicator": "population", "column3-indicator": "se-rendre-au-travail-a-pied"}  # fmt: skip
        step("meaning", MEANING | known | {"source-title": title})
        step("verification")
        analyst.post(reverse("atlas:edition_publication", args=[Delivery.objects.first().edition.code]))
    page = analyst.get(reverse("atlas:map"), {"indicateur": "population"})
    assert str(page.context["choice"].indicator.source) == "Statistique Canada, Enquête"
    page = analyst.get(reverse("atlas:area", args=[small.pk, "01"]))
    assert {str(each.indicator.source) for each in page.context["page"].figures} == {"Statistique Canada, Enquête"}


@pytest.mark.parametrize(("who", "is_offered"), [("ada", True), ("ben", False)])
def test_who_is_shown_the_way_to_bring_figures(client, request, who, is_offered):
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("atlas:map")).content.decode()
    assert (reverse("atlas:deliveries") in page) is is_offered
