"""OGC API – Features: what a GIS asks, and GDAL itself reading a live house."""

import json
import subprocess
import sys
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from reperes.atlas import warehouse
from reperes.atlas.models import EditionPublication
from reperes.opendata import features
from reperes.opendata.tests.conftest import NAMES, SHARES


@pytest.fixture
def name(edition, version):
    return f"quartiers.{version.pk}"


def rows(client, where, **asked):
    answer = client.get(f"/api/ogc/collections/{where}/items", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def codes(found):
    return [feature["id"] for feature in found["features"]]


def test_from_the_landing_page_every_link_leads_somewhere(client, edition, name, settings):
    settings.SITE_ADDRESS = "https://reperes.exemple"
    met, waiting = set(), ["https://reperes.exemple/api/ogc"]
    while waiting:
        address = waiting.pop()
        met.add(address)
        where = urlsplit(address)
        assert where.netloc == "reperes.exemple"
        answer = client.get(where.path, dict(parse_qsl(where.query)))
        assert answer.status_code == 200, address
        if "json" in answer["Content-Type"]:
            said = answer.json()
            links = [link for thing in [said, *said.get("collections", [])] for link in thing.get("links", [])]
            assert all({"href", "rel", "type"} <= set(link) for link in links)
            waiting += [link["href"] for link in links if link["href"] not in met]
    assert {"service-desc", "conformance", "data"} <= {link["rel"] for link in client.get("/api/ogc").json()["links"]}
    assert f"https://reperes.exemple/api/ogc/collections/{name}/items" in met


def test_what_we_conform_to_is_said(client, edition):
    classes = client.get("/api/ogc/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes


def test_a_collection_says_its_extent_and_its_coordinates(client, edition, version, name):
    (said,) = client.get("/api/ogc/collections").json()["collections"]
    assert said == client.get(f"/api/ogc/collections/{name}").json()
    assert said["extent"]["spatial"]["bbox"] == [version.bounds]
    assert said["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
    schema = client.get(f"/api/ogc/collections/{name}/schema").json()
    assert schema["properties"]["a_pied_2021"]["type"] == "number"
    assert schema["properties"]["a_pied_2021_status"]["type"] == "string"


def test_features_carry_values_and_statuses_and_hide_what_is_hidden(client, name):
    answer = client.get(f"/api/ogc/collections/{name}/items")
    assert answer["Content-Type"] == "application/geo+json"
    assert answer["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    found = {each["id"]: each["properties"] for each in answer.json()["features"]}
    assert (found["4620725.10"]["a_pied_2021"], found["4620725.10"]["a_pied_2021_status"]) == (0.125, "ok")
    assert (found["2"]["a_pied_2021"], found["2"]["a_pied_2021_status"]) == (None, "suppressed")


def test_pages_follow_each_other_and_count_right(client, name):
    first = rows(client, name, limit=4)
    assert (first["numberMatched"], first["numberReturned"]) == (6, 4)
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    second = client.get(urlsplit(following).path, dict(parse_qsl(urlsplit(following).query))).json()
    assert codes(first) + codes(second) == sorted(NAMES)
    assert {link["rel"] for link in second["links"]} >= {"self", "prev"}
    assert "next" not in {link["rel"] for link in second["links"]}


def test_a_page_holds_what_a_second_allows_and_names_the_next(client, name, monkeypatch):
    monkeypatch.setattr(features, "MOST", 4)
    found = rows(client, name, limit=1000)
    assert found["numberReturned"] == 4
    assert "limit=4&offset=4" in next(link["href"] for link in found["links"] if link["rel"] == "next")


def test_many_areas_are_picked_out_of_the_answer_as_few_are_named_in_the_question(edition, version, monkeypatch):
    few = warehouse.sheet(edition, version=version.pk, areas=["2", "3"])
    monkeypatch.setattr(warehouse, "FEW", 1)
    assert warehouse.sheet(edition, version=version.pk, areas=["2", "3"]).equals(few)
    assert set(few["area"].to_pylist()) == {"2", "3"}


@pytest.mark.parametrize(
    ("box", "n"),
    [
        ("-72.001,45.999,-71.995,46.005", 1),
        ("-72.001,45.999,0,-71.995,46.005,100", 1),
        ("-180,-90,180,90", 6),
        ("10,10,20,20", 0),
        ("179,40,-71.995,50", 2),
    ],
)
def test_a_box_keeps_what_touches_it(client, name, box, n):
    assert rows(client, name, bbox=box)["numberMatched"] == n


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"code": "4620725.10"}, ["4620725.10"]),
        ({"name": "Étang"}, ["4"]),
        ({"a_pied_2021": "0.1..0.5"}, ["3", "4620725.10"]),
        ({"a_pied_2021": "..0"}, ["6"]),
        ({"a_pied_2021": "0.125"}, ["4620725.10"]),
        ({"a_pied_2021_status": "suppressed"}, ["2"]),
        ({"population_2021": "1001..", "a_pied_2021": "0.5"}, ["3"]),
    ],
)
def test_properties_filter(client, name, asked, wanted):
    found = rows(client, name, **asked)
    assert codes(found) == wanted
    assert found["numberMatched"] == len(wanted)


def test_no_filter_finds_a_hidden_value(client, name):
    """Neither by its value nor by any interval around it."""
    for asked in ["0.987654", "0.9..", "..1", "-1e9..1e9"]:
        assert not {"2", "4", "5"} & set(codes(rows(client, name, a_pied_2021=asked)))


def test_one_may_ask_for_a_few_indicators(client, name):
    (feature,) = rows(client, name, indicators="population", limit=1)["features"]
    assert set(feature["properties"]) == {"code", "name", "land_km2", "population_2021", "population_2021_status"}


@pytest.mark.parametrize("moment", ["2021-01-01T00:00:00Z", "../2021-06-01", "2020-01-01/2022-01-01", "2021-01-01/.."])
def test_any_moment_finds_limits_without_a_date(client, name, moment):
    assert rows(client, name, datetime=moment)["numberMatched"] == 6


@pytest.mark.parametrize(
    "asked",
    [
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "nan,0,1,1"},
        {"bbox": "0,50,1,40"},
        {"datetime": "hier"},
        {"datetime": "/"},
        {"limit": "0"},
        {"limit": "x"},
        {"offset": "-1"},
        {"inconnu": "1"},
        {"indicators": "rien"},
        {"a_pied_2021": "beaucoup"},
        {"f": "xml"},
        {"crs": "http://www.opengis.net/def/crs/EPSG/0/32198"},
        {"bbox-crs": "EPSG:4326", "bbox": "0,0,1,1"},
    ],
)
def test_what_cannot_be_read_is_400_in_a_sentence(client, name, asked):
    answer = client.get(f"/api/ogc/collections/{name}/items", asked)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith((".", "…"))


@pytest.mark.parametrize("path", ["rien", "rien/items", "{name}/items/rien", "rien/schema"])
def test_what_is_not_here_is_404(client, name, path):
    assert client.get(f"/api/ogc/collections/{path.format(name=name)}").status_code == 404


def test_one_feature_with_its_links(client, name):
    feature = client.get(f"/api/ogc/collections/{name}/items/4620725.10").json()
    assert (feature["type"], feature["id"]) == ("Feature", "4620725.10")
    assert {link["rel"] for link in feature["links"]} == {"self", "alternate", "collection"}


def test_a_withdrawn_edition_leaves_no_collection(client, name):
    EditionPublication.objects.all().delete()
    assert client.get("/api/ogc/collections").json()["collections"] == []
    assert client.get(f"/api/ogc/collections/{name}/items").status_code == 404


def test_browsers_get_pages(client, name):
    for path in ["", "/conformance", "/collections", f"/collections/{name}", f"/collections/{name}/items"]:
        answer = client.get(f"/api/ogc{path}", headers={"Accept": "text/html,application/xhtml+xml"})
        assert answer["Content-Type"].startswith("text/html")
        assert b"<h1>" in answer.content
    assert b"Amont" in client.get(f"/api/ogc/collections/{name}/items/4620725.10?f=html").content


def test_a_page_of_features_asks_few_questions(client, name, django_assert_max_num_queries):
    rows(client, name)
    with django_assert_max_num_queries(5):
        rows(client, name)


GDAL = """
import json, sys, pyogrio
address, layer, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
options = {key: tuple(value) if key == "bbox" else value for key, value in options.items()}
about, table = pyogrio.raw.read_arrow(address, layer=layer, **options)
layers = [row[0] for row in pyogrio.list_layers(address)]
rows = table.drop_columns(about["geometry_name"] or "wkb_geometry").to_pylist()
print(json.dumps({"layers": layers, "crs": about["crs"], "rows": rows}))
"""


def read_by_gdal(address, layer, **options):
    """In a process of its own: a GIS is one, and GDAL keeps Python still while it waits for the server."""
    command = [sys.executable, "-W", "ignore", "-c", GDAL, address, layer, json.dumps(options)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


@pytest.mark.slow  # a server and GDAL's own driver
@pytest.mark.django_db(transaction=True)
def test_gdal_reads_the_same_values_page_after_page(live_server, settings, edition, version, name):
    settings.SITE_ADDRESS = live_server.url
    address = f"OAPIF:{live_server.url}{reverse('opendata:api:landing')}"
    found = read_by_gdal(address, name, PAGE_SIZE="4")
    read = {row["code"]: row for row in found["rows"]}
    assert found["layers"] == [name]
    assert "CRS84" in found["crs"]
    assert set(read) == set(NAMES)
    for code, cell in SHARES.items():
        assert read[code]["a_pied_2021_status"] == cell.status
        assert read[code]["a_pied_2021"] == (cell.value if cell.status in {"ok", "partial"} else None)
    inside = read_by_gdal(address, name, bbox=[-72.001, 45.999, -71.995, 46.005])
    assert [row["code"] for row in inside["rows"]] == ["4620725.10"]
