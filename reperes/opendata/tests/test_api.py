"""The read API: what it says, in which forms, and to whom it says nothing."""

import csv
import gzip
import io
import json

import pyarrow as pa
import pytest
from django.core.cache import cache
from django.urls import reverse

from reperes.atlas.models import EditionPublication, Indicator
from reperes.core import budget
from reperes.opendata.api.negotiation import ARROW
from reperes.opendata.tests.conftest import NAMES, SHARES

HIDDEN = {"2": "suppressed", "4": "not_applicable", "5": "unreliable"}


def cells_at(edition, version, **more):
    parts = {"edition": edition.code, "version": version.pk, "indicator": "a-pied", "period": "2021"} | more
    return reverse("opendata:api:cells", kwargs=parts)


def test_editions_are_listed_with_the_one_served(client, edition, unpublished):
    answer = client.get("/api/editions").json()
    assert [(each["code"], each["is_current"]) for each in answer["items"]] == [(edition.code, True)]
    assert (answer["count"], answer["next"]) == (1, None)


def test_an_edition_says_what_it_holds_its_sources_and_how_to_cite_it(client, edition, version):
    card = client.get("/api/editions/current").json()
    assert card["code"] == edition.code
    assert card["n_cells"] == 12
    assert card["held"][0]["periods"] == {"a-pied": ["2021"], "population": ["2021"]}
    assert card["sources"][0]["file_sha256"] == "ab" * 32
    assert edition.code in card["citation"]


def test_cells_come_as_parallel_lists_and_what_is_hidden_is_null(client, edition, version):
    found = client.get(cells_at(edition, version)).json()
    assert found["areas"] == sorted(NAMES)
    assert found["values"] == [None, 0.5, None, 0.125, None, 0.0]
    assert found["statuses"] == ["suppressed", "ok", "not_applicable", "ok", "unreliable", "partial"]
    assert found["numerators"][0] is None
    assert found["coverage"][-1] == 0.63


def test_the_same_cells_as_records(client, edition, version):
    found = client.get(cells_at(edition, version), {"layout": "records"}).json()["cells"]
    assert {row["area"]: row["status"] for row in found if row["value"] is None} == HIDDEN
    assert "areas" not in client.get(cells_at(edition, version), {"layout": "records"}).json()


@pytest.mark.parametrize("asked", [{"query": {"format": "arrow"}}, {"headers": {"Accept": ARROW}}])
def test_the_same_cells_as_arrow(client, edition, version, asked):
    answer = client.get(cells_at(edition, version), asked.get("query"), headers=asked.get("headers"))
    table = pa.ipc.open_stream(answer.content).read_all()
    assert answer["Content-Type"] == ARROW
    assert dict(zip(table["area"].to_pylist(), table["value"].to_pylist(), strict=True)) == {
        code: cell.value if cell.status in {"ok", "partial"} else None for code, cell in SHARES.items()
    }


def test_the_same_cells_as_csv(client, edition, version):
    answer = client.get(cells_at(edition, version), {"format": "csv"})
    rows = {row["area"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert (rows["4620725.10"]["value"], rows["2"]["value"], rows["2"]["status"]) == ("0.125", "", "suppressed")


def test_latest_stands_for_the_last_period_and_is_not_kept_for_good(client, edition, version):
    named, latest = client.get(cells_at(edition, version)), client.get(cells_at(edition, version, period="latest"))
    assert latest.json() == named.json()
    assert "immutable" in named["Cache-Control"]
    assert "immutable" not in latest["Cache-Control"]


def test_who_has_the_cells_is_told_so_without_the_engine(client, edition, version, monkeypatch):
    etag = client.get(cells_at(edition, version))["ETag"]
    monkeypatch.setattr("reperes.atlas.warehouse.sheet", None)
    assert client.get(cells_at(edition, version), headers={"If-None-Match": etag}).status_code == 304


def test_answers_travel_packed_and_are_still_known_by_their_etag(client, edition, version):
    asked = {"Accept-Encoding": "gzip"}
    packed = client.get(cells_at(edition, version), headers=asked)
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == client.get(cells_at(edition, version)).json()
    again = client.get(cells_at(edition, version), headers=asked | {"If-None-Match": packed["ETag"]})
    assert again.status_code == 304


def test_one_area_and_one_locality_give_all_their_figures(client, edition, version):
    place = version.localities.get(code="4620725.10")
    by_area = client.get(f"/api/editions/{edition.code}/areas/{version.pk}/4620725.10").json()
    by_page = client.get(f"/api/editions/{edition.code}/localities/{place.public_code}").json()
    assert by_area == by_page
    assert {row["indicator"]: row["value"] for row in by_area["cells"]} == {"a-pied": 0.125, "population": 1000.0}


def test_territories_are_compared_with_the_one_the_reader_chooses(client, edition, version):
    address = f"/api/editions/{edition.code}/comparisons/a-pied/2021"
    asked = {"area": [f"{version.pk}:3", f"{version.pk}:2"], "reference": f"{version.pk}:4620725.10"}
    above, hidden = client.get(address, asked).json()["compared"]
    assert (above["difference"], above["verdict"]) == (0.375, "above")
    # Zou and Donner, from the two intervals of the cells: 0.125 (0.106 to 0.147) and 0.5 (0.469 to 0.531)
    assert round(above["ci_lo"], 4) == round(0.375 - (0.031**2 + 0.022**2) ** 0.5, 4)
    assert (hidden["difference"], hidden["verdict"], hidden["cell"]["value"]) == (None, "not_comparable", None)


def test_a_territory_is_compared_with_the_one_it_lies_in_as_its_page_does(client, edition, version):
    from reperes.atlas import comparing  # noqa: PLC0415
    from reperes.places.models import Parentage  # noqa: PLC0415

    child, parent = (version.localities.get(code=code) for code in ("4620725.10", "3"))
    Parentage.objects.create(child=child, parent=parent, share=1.0)
    Indicator.objects.filter(code="a-pied").update(form=Indicator.Form.ADMINISTRATIVE)
    address = f"/api/editions/{edition.code}/comparisons/a-pied/2021"
    asked = {"area": f"{version.pk}:4620725.10", "reference": f"{version.pk}:3"}
    (found,) = client.get(address, asked).json()["compared"]
    known = comparing.compared(Indicator.objects.get(code="a-pied"), SHARES["4620725.10"], SHARES["3"], is_inside=True)
    assert (found["verdict"], found["ci_lo"]) == (known.verdict, known.interval.low)


def test_long_lists_come_by_pages_that_name_the_next(client, edition, version, settings):
    settings.SITE_ADDRESS = "https://reperes.exemple"
    seen, address = [], f"/api/versions/{version.pk}/areas?limit=4"
    while address:
        answer = client.get(address).json()
        seen += [each["code"] for each in answer["items"]]
        address = answer["next"]
        assert address is None or address.startswith("https://reperes.exemple/api/versions/")
        address = address and address.removeprefix("https://reperes.exemple")
    assert seen == sorted(NAMES)


def test_places_definitions_and_statuses(client, edition, version):
    assert client.get("/api/partitions").json()["items"][0]["versions"][0]["n_areas"] == 6
    assert client.get(f"/api/versions/{version.pk}").json()["vintage"] == "2021"
    found = client.get("/api/localities", {"words": "etang"}).json()["items"]
    assert [each["name"] for each in found] == ["Étang"]
    assert client.get(f"/api/localities/{found[0]['public_code']}").json()["parents"] == []
    card = client.get("/api/indicators/a-pied").json()
    assert (card["name"], card["name_en"], card["source"]["licence"]) == ("À pied", "On foot", "Licence ouverte")
    assert client.get("/api/indicators").json()["count"] == 2
    assert {each["code"]: each["symbol"] for each in client.get("/api/statuses").json()}["suppressed"] == "x"
    assert client.get(f"/api/editions/{edition.code}/series").json()["count"] == 2


@pytest.mark.parametrize(
    "address",
    [
        "/api/editions/zzzzzzzz",
        "/api/editions/{unpublished}",
        "/api/editions/{unpublished}/series",
        "/api/editions/{unpublished}/cells/{version}/a-pied/2026",
        "/api/editions/{unpublished}/areas/{version}/2",
        "/api/editions/{edition}/cells/{version}/a-pied/2026",
        "/api/editions/{edition}/cells/999/a-pied/2021",
        "/api/editions/{edition}/cells/{version}/rien/2021",
        "/api/editions/{edition}/areas/{version}/rien",
        "/api/editions/{edition}/localities/rien",
        "/api/versions/999999999",
        "/api/indicators/rien",
        "/api/localities/rien",
        "/api/nulle-part",
        "/api/editions/{edition}/areas/{version}/a%0Ab",
    ],
)
def test_what_is_not_here_or_not_public_is_404_in_a_sentence(client, edition, unpublished, version, address):
    where = address.format(edition=edition.code, unpublished=unpublished.code, version=version.pk)
    answer = client.get(where)
    assert answer.status_code == 404
    assert answer.json()["status"] == 404
    assert answer.json()["error"].endswith(".")


def test_a_withdrawn_edition_is_gone_from_the_api(client, edition, version):
    EditionPublication.objects.all().delete()
    assert client.get(cells_at(edition, version)).status_code == 404
    assert client.get("/api/editions/current").status_code == 404
    assert client.get("/api/editions").json()["items"] == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/editions?limit=0", "limit"),
        ("/api/editions?limit=beaucoup", "limit"),
        ("/api/editions?offset=-1", "offset"),
        ("/api/versions/999999999999999999999", "version"),
        ("/api/versions/-1", "version"),
        ("/api/editions/current/comparisons/a-pied/2021?area=oups&reference=1:2", "VERSION:CODE"),
    ],
)
def test_what_cannot_be_read_is_400_and_named(client, edition, address, said):
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_refusals_speak_english_under_en(client, edition):
    assert "No published edition" in client.get("/en/api/editions/zzzzzzzz").json()["error"]
    document = client.get("/en/api/openapi.json").json()
    assert document["paths"]["/en/api/statuses"]["get"]["summary"] == "Why a value is there, or is not"


def test_other_sites_may_read_and_only_read(client, edition):
    answer = client.get("/api/editions", headers={"Origin": "https://ailleurs.exemple"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.has_header("Access-Control-Allow-Credentials")
    assert client.options("/api/editions")["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert client.head("/api/editions").status_code == 200
    assert client.post("/api/editions").status_code == 405
    assert not client.get("/api/editions").cookies


def test_a_spent_budget_is_told_in_the_api_s_own_shape(client, edition, settings):
    settings.BUDGET_PER_MINUTE = 1
    cache.clear()
    answers = [client.get("/api/editions?limit=1") for _ in range(budget.BURST + 1)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["status"] == 429
    assert int(answers[-1]["Retry-After"]) > 0
    cache.clear()


@pytest.mark.parametrize(
    ("address", "most"),
    [("/api/editions", 4), ("/api/indicators", 4), ("/api/partitions", 3), ("/api/localities", 2)],
)
def test_few_questions_are_asked(client, edition, django_assert_max_num_queries, address, most):
    with django_assert_max_num_queries(most):
        client.get(address)


def test_cells_ask_the_database_little(client, edition, version, django_assert_max_num_queries):
    client.get(cells_at(edition, version))
    with django_assert_max_num_queries(3):
        client.get(cells_at(edition, version))


def test_the_guide_says_every_door_in_both_languages(client, edition):
    for prefix, words in [("", "Fiches des indicateurs"), ("/en", "Indicator cards")]:
        page = client.get(f"{prefix}/api/").content.decode()
        document = client.get(f"{prefix}/api/openapi.json").json()
        assert all(f"GET {address}</code>" in page for address in document["paths"])
        assert words in page
        assert "://cdn" not in page
