"""What the map's script gets: the list of areas once, then one indicator as a bare array; and what it reads in them."""

import gzip
import json
import random
import shutil
import subprocess

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from reperes.atlas import packed, speech
from reperes.atlas.cells import Cell
from reperes.atlas.models import EditionPublication, Indicator
from reperes.atlas.queries.choices import METHODS, choose
from reperes.atlas.queries.map import map_page
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import PLACE, Status

NODE = settings.ROOT / ".tools" / "bin" / "node"
NAMES = {"4620725.10": "Amont", "2": "Aval", "3": "Bourg", "4": "Étang", "5": "Pont", "6": "Rang"}
SHARES = {"4620725.10": 0.125, "2": Status.SUPPRESSED, "3": 0.5, "4": Status.NOT_APPLICABLE, "5": 0.0004}
PEOPLE = {"4620725.10": 1234, "2": Status.SUPPRESSED, "3": 1_234_567, "4": 0, "5": 90, "6": Status.UNAVAILABLE}


@pytest.fixture
def edition(db):
    version = a_version("quartiers", NAMES)
    an_indicator("part")
    an_indicator("revenu", unit=Indicator.Unit.DOLLARS, decimals=0, aggregation="none")
    an_indicator("taux", unit=Indicator.Unit.PER_1000, decimals=1)
    a_population()
    partial = Cell("6", "2021", 0.25, Status.PARTIAL, 25, 100, coverage=0.63)
    return an_edition(
        {
            (version, "part"): [*cells_of("2021", SHARES), partial],
            (version, "population"): cells_of("2021", PEOPLE),
            (version, "taux"): cells_of("2021", {"3": 0.0123, "5": 0.00004, "6": 2.5}),
            (version, "revenu"): cells_of("2021", {"3": -45_200.0, "5": 38_400.4}),
        }
    )


def where(client, edition, indicator="part"):
    version = client.get(reverse("atlas:map")).context["choice"].version.pk
    return reverse("atlas:values", args=[edition.code, version, indicator, "2021"])


def test_values_are_whole_numbers_of_the_last_decimal_and_missing_is_null(client, edition):
    found = client.get(where(client, edition)).json()
    assert found["values"] == [None, 500, None, 125, 0, 250]
    x, ok = PLACE[Status.SUPPRESSED], PLACE[Status.OK]
    assert found["statuses"] == [x, 1, ok, 1, PLACE[Status.NOT_APPLICABLE], 1, ok, 2, PLACE[Status.PARTIAL], 1]
    assert found["status_names"][x] == "suppressed"
    assert found["coverage"] == {"5": 0.63}
    assert found["empty"] == [2]


def test_the_list_of_areas_says_where_each_is_and_its_page(client, edition):
    page = client.get(reverse("atlas:map"))
    address = reverse("atlas:areas", args=[page.context["choice"].version.pk, page.context["stamp"]])
    answer = client.get(address)
    assert address in page.content.decode()
    assert answer.json()["codes"] == ["2", "3", "4", "4620725.10", "5", "6"]
    assert all(answer.json()["pages"])
    assert "immutable" in answer["Cache-Control"]
    older = client.get(address.replace(page.context["stamp"], "1-0-0-0"))
    assert older.json() == answer.json()
    assert "immutable" not in older["Cache-Control"]


def test_who_reads_gzip_gets_the_file_as_it_lies_the_others_the_same_opened(client, edition):
    address = where(client, edition)
    packed_one, plain = client.get(address, headers={"Accept-Encoding": "gzip"}), client.get(address)
    assert packed_one["Content-Encoding"] == "gzip"
    assert not plain.has_header("Content-Encoding")
    assert json.loads(gzip.decompress(packed_one.content)) == plain.json()
    assert client.get(address, headers={"If-None-Match": plain["ETag"]}).status_code == 304
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize("wrong", [("zzzz", "part", "2021"), (None, "zzzz", "2021"), (None, "part", "1900")])
def test_values_we_do_not_hold_are_404(client, edition, wrong):
    code, indicator, period = wrong
    version = client.get(reverse("atlas:map")).context["choice"].version.pk
    address = reverse("atlas:values", args=[code or edition.code, version, indicator, period])
    assert client.get(address).status_code == 404


def test_a_withdrawn_edition_is_404_even_if_its_file_is_there(client, edition):
    address = where(client, edition)
    assert client.get(address).status_code == 200
    EditionPublication.objects.all().delete()
    assert client.get(address).status_code == 404


def test_once_written_values_cost_one_question_to_the_database(client, edition, django_assert_num_queries):
    address = where(client, edition)
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


def test_an_indicator_of_fourteen_thousand_areas_travels_in_25_kilobytes(db):
    names = {f"2466{n:05d}": f"{n}" for n in range(14_000)}
    version = a_version("secteurs", names, level="small_area")
    an_indicator("part")
    draw = random.Random(7)  # noqa: S311 (figures, not secrets)
    shares = {code: min(draw.betavariate(2, 9), 1.0) for code in names}
    hidden = {code: Status.SUPPRESSED for code in names if draw.random() < 0.03}
    made = an_edition({(version, "part"): cells_of("2021", shares | hidden)})
    assert packed.values(made, version.pk, "part", "2021").stat().st_size < 25_000


def as_the_script_reads(areas, values, method, words):
    """The script's own code, run by Node."""
    program = (
        f'import {{ unpacked }} from "{settings.ROOT}/frontend/scripts/_atlas_values.ts";'
        "let text = ''; for await (const part of process.stdin) text += part;"
        "process.stdout.write(JSON.stringify(unpacked(...JSON.parse(text))));"
    )
    command = [NODE, "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", program]
    given = json.dumps([areas, values, words, method])
    return json.loads(subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow  # starts Node a few times
@pytest.mark.skipif(not shutil.which(NODE), reason="Node is not here: ./dev test brings it")
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("indicator", ["part", "population", "revenu", "taux"])
def test_the_script_reads_in_them_what_the_server_draws_and_says(client, edition, language, indicator):
    with translation.override(language):
        for method in METHODS:
            choice = choose({"indicateur": indicator, "methode": method})
            page = map_page(choice)
            areas = gzip.decompress(packed.areas(choice.version, packed.stamp(choice.version)).read_bytes())
            values = gzip.decompress(packed.values(edition, choice.version.pk, indicator, "2021").read_bytes())
            read = as_the_script_reads(json.loads(areas), json.loads(values), method, speech.spelling(choice.indicator))
            assert read["codes"] == [row.code for row in page.rows]
            assert read["looks"] == [row.look for row in page.rows]
            assert read["addresses"] == [row.address for row in page.rows]
            said = [row.reading.removeprefix(row.name).lstrip(" :\u00a0") for row in page.rows]
            assert read["readings"] == said
