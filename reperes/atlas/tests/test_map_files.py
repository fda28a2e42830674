"""What leaves the map: values for the script, tables, paper."""

import csv
import gzip
import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status

NAMES = {"4620725.10": "Amont", "2": "Aval", "3": "=CMD()"}


@pytest.fixture
def edition(db):
    version = a_version("quartiers", NAMES)
    an_indicator("part")
    a_population()
    values = {"4620725.10": 0.125, "2": Status.SUPPRESSED, "3": 0.5}
    return an_edition({(version, "part"): cells_of("2021", values)})


def rows(answer, separator=","):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=separator))


def test_the_script_gets_parallel_lists_it_can_keep(client, edition):
    page = client.get(reverse("atlas:map")).context["choice"]
    where = reverse("atlas:values", args=[edition.code, page.version.pk, "part", "2021"])
    answer = client.get(where)
    lists = answer.json()
    assert lists["names"] == ["=CMD()", "Amont", "Aval"]
    assert lists["looks"] == ["class-1", "class-0", "is-suppressed"]
    assert {len(each) for each in lists.values()} == {3}
    assert client.get(where, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.parametrize("wrong", [("zzzz", "part", "2021"), (None, "zzzz", "2021"), (None, "part", "1900")])
def test_values_we_do_not_hold_are_404(client, edition, wrong):
    code, indicator, period = wrong
    version = client.get(reverse("atlas:map")).context["choice"].version.pk
    assert (
        client.get(reverse("atlas:values", args=[code or edition.code, version, indicator, period])).status_code == 404
    )


def test_a_thousand_areas_travel_in_25_kilobytes(client, db):
    names = {f"4620{n:03d}.00": f"{n:04d}.00" for n in range(1004)}
    version = a_version("secteurs", names, level="small_area")
    an_indicator("part")
    made = an_edition(
        {(version, "part"): cells_of("2021", {code: (n * 37 % 997) / 997 for n, code in enumerate(names)})}
    )
    answer = client.get(reverse("atlas:values", args=[made.code, version.pk, "part", "2021"]))
    assert len(gzip.compress(answer.content)) < 25_000


def test_csv_keeps_codes_as_text_and_missing_empty_with_its_status(client, edition):
    header, *found = rows(client.get(reverse("atlas:table", args=["csv"])))
    assert header == ["code", "nom", "période", "valeur", "statut", "numérateur", "dénominateur", "couverture"]
    by_code = {row[0]: row for row in found}
    assert by_code["4620725.10"][3:5] == ["0.125", "publiée"]
    assert by_code["2"][3:5] == ["", "confidentielle (x)"]
    assert by_code["3"][1] == "'=CMD()"


def test_french_excel_gets_semicolons_and_commas(client, edition):
    found = rows(client.get(reverse("atlas:table", args=["csv"]), {"format": "excel"}), ";")
    assert ["4620725.10", "Amont", "2021", "0,125"] in [row[:4] for row in found]


def test_a_spreadsheet_carries_its_source_sheet(client, edition):
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("atlas:table", args=["xlsx"])).content))
    assert book.sheet_names == ["Valeurs", "Source"]
    assert ["Source", "Statistique Canada, Recensement"] in book.get_sheet_by_name("Source").to_python()


def test_the_note_says_what_a_quoter_must_know(client, edition):
    note = client.get(reverse("atlas:table", args=["txt"])).content.decode()
    for heading in ["Indicateur", "Univers", "Période", "Source", "Licence", "Édition", "Adresse"]:
        assert f"{heading} : " in note


def test_an_unknown_kind_of_file_is_404(client, edition):
    assert client.get(reverse("atlas:table", args=["exe"])).status_code == 404


def test_the_map_prints_on_one_tagged_page(client, edition):
    answer = client.get(reverse("atlas:map_pdf"))
    paper = PdfReader(io.BytesIO(answer.content))
    assert answer["Content-Type"] == "application/pdf"
    assert len(paper.pages) == 1
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = paper.pages[0].extract_text()
    assert "confidentielle (x)" in words
    assert "12,5" in words


def test_values_are_plain_json(client, edition):
    version = client.get(reverse("atlas:map")).context["choice"].version.pk
    answer = client.get(
        reverse("atlas:values", args=[edition.code, version, "part", "2021"]), {"methode": "intervalles"}
    )
    assert json.loads(answer.content)["looks"] == ["class-4", "class-0", "is-suppressed"]
