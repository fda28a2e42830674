"""What leaves the map: values for the script, tables, paper."""

import csv
import io

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
