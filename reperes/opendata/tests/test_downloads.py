"""Files an analyst takes away, read back by other software than the one that wrote them."""

import csv
import io
import json
from contextlib import closing
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from reperes.opendata import shelf, tasks
from reperes.opendata.tests.conftest import NAMES, SECRET

HIDDEN = {"2", "4", "5"}


def taken(client, edition, version, kind, prefix=""):
    answer = client.get(prefix + reverse("opendata:download", args=[edition.code, version.pk, kind]))
    assert answer.status_code == 200, answer.content[:500]
    content = b"".join(answer.streaming_content)
    answer.close()
    return answer, content


def test_csv_says_where_it_comes_from_then_every_cell(client, edition, version):
    answer, content = taken(client, edition, version, "csv")
    lines = content.decode("utf-8-sig").splitlines()
    note = [line for line in lines if line.startswith("# ")]
    for heading in ["Jeu de données", "Édition", "Source", "Licence", "Périodes", "Citation"]:
        assert any(line.startswith(f"# {heading}\u00a0: ") for line in note), heading
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[len(note) :]))))
    shares = {row["area"]: row for row in rows if row["indicator"] == "a-pied"}
    assert len(rows) == 12
    assert {code for code, row in shares.items() if row["value"] == ""} == HIDDEN
    assert (shares["2"]["symbol"], shares["2"]["status"], shares["2"]["numerator"]) == ("x", "suppressed", "")
    assert shares["4620725.10"]["value"] == "0.125"
    assert shares["3"]["name"] == "'=CMD()"
    assert "immutable" in answer["Cache-Control"]
    assert f"reperes-{edition.code}-quartiers-2021.csv" in answer["Content-Disposition"]


def test_xlsx_has_its_four_sheets_and_keeps_codes_as_text(client, edition, version):
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(client, edition, version, "xlsx")[1]))
    assert book.sheet_names == ["lisez-moi", "cellules", "dictionnaire", "sources"]
    heading, *rows = book.get_sheet_by_name("cellules").to_python()
    found = {row[0]: dict(zip(heading, row, strict=True)) for row in rows if row[2] == "a-pied"}
    assert found["4620725.10"]["value"] == 0.125
    assert (found["2"]["value"], found["2"]["symbol"]) == ("", "x")
    assert "ab" * 32 in str(book.get_sheet_by_name("sources").to_python())
    assert ["statut", "suppressed", "x", "confidentielle (x)"] in book.get_sheet_by_name("dictionnaire").to_python()


def test_english_files_explain_themselves_in_english(client, edition, version):
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(client, edition, version, "xlsx", "/en")[1]))
    assert book.sheet_names == ["read me", "cells", "dictionary", "sources"]


def test_parquet_keeps_types_and_carries_its_note(client, edition, version):
    table = pq.read_table(io.BytesIO(taken(client, edition, version, "parquet")[1]))
    by_area = {row["area"]: row for row in table.to_pylist() if row["indicator"] == "a-pied"}
    assert table.schema.field("value").type == pa.float64()
    assert {code for code, row in by_area.items() if row["value"] is None} == HIDDEN
    assert edition.code in table.schema.metadata[b"Citation"].decode()


def test_geopackage_opens_in_a_gis_with_values_and_statuses(client, edition, version, tmp_path):
    file = tmp_path / "essai.gpkg"
    file.write_bytes(taken(client, edition, version, "gpkg")[1])
    about, table = pyogrio.raw.read_arrow(file, layer="areas")
    rows = {row["code"]: row for row in table.to_pylist()}
    assert about["crs"] == "EPSG:4326"
    assert set(rows) == set(NAMES)
    assert (rows["4620725.10"]["a_pied_2021"], rows["4620725.10"]["a_pied_2021_status"]) == (0.125, "ok")
    assert (rows["2"]["a_pied_2021"], rows["2"]["a_pied_2021_status"]) == (None, "suppressed")
    assert rows["3"]["population_2021"] == 1002.0
    assert all(row[about["geometry_name"] or "wkb_geometry"] for row in rows.values())


@pytest.mark.parametrize("kind", shelf.KINDS)
def test_a_file_is_written_once(client, edition, version, kind, monkeypatch):
    first, content = taken(client, edition, version, kind)
    monkeypatch.setattr(shelf, "_written", None)
    again, same = taken(client, edition, version, kind)
    assert (again["ETag"], same) == (first["ETag"], content)
    assert str(SECRET).encode() not in content
    address = reverse("opendata:download", args=[edition.code, version.pk, kind])
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_failed_file_leaves_nothing_on_the_shelf(edition, version, monkeypatch):
    from reperes.opendata import queries, writing  # noqa: PLC0415

    def broken(*parts):
        parts[-1].write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(writing, "csv", broken)
    one = shelf.shelved(edition, queries.held_version(edition, version.pk), "csv")
    with pytest.raises(OSError, match="disk full"):
        shelf.write(one)
    assert list(one.file.parent.iterdir()) == []


def test_a_large_file_is_promised_then_kept(client, edition, version, monkeypatch):
    monkeypatch.setattr(shelf, "AT_ONCE", 0)
    sent = []
    monkeypatch.setattr(tasks, "write_download", SimpleNamespace(enqueue=lambda *asked: sent.append(asked)))
    address = reverse("opendata:download", args=[edition.code, version.pk, "csv"])
    promised, again = client.get(address), client.get(address)
    assert (promised.status_code, again.status_code) == (202, 202)
    assert int(promised["Retry-After"]) > 0
    assert sent == [(edition.code, version.pk, "csv", "fr")]
    assert "est grand" in promised.content.decode()


def test_the_worker_writes_what_was_promised(client, edition, version, monkeypatch):
    monkeypatch.setattr(shelf, "AT_ONCE", 0)  # in tests the worker works at once
    assert b"4620725.10" in taken(client, edition, version, "csv")[1]


@pytest.mark.parametrize("name", ["download", "edition", "dictionary", "dictionary_file", "bibtex", "datacite"])
def test_what_is_not_published_has_no_file_and_no_page(client, edition, unpublished, version, name):
    parts = [version.pk, "csv"] if name == "download" else []
    with closing(client.get(reverse(f"opendata:{name}", args=[edition.code, *parts]))) as answer:
        assert answer.status_code == 200
    assert client.get(reverse(f"opendata:{name}", args=[unpublished.code, *parts])).status_code == 404


@pytest.mark.parametrize(("version_asked", "kind"), [(None, "exe"), (999, "csv")])
def test_unknown_files_are_404(client, edition, version, version_asked, kind):
    address = reverse("opendata:download", args=[edition.code, version_asked or version.pk, kind])
    assert client.get(address).status_code == 404


def test_a_citation_has_the_fields_of_datacite_and_bibtex(client, edition, settings):
    settings.HOST_NAME = "Corporation {de} l’Ouest"
    fields = client.get(reverse("opendata:datacite", args=[edition.code])).json()
    for name in ["identifiers", "creators", "titles", "publisher", "publicationYear", "types", "version", "rightsList"]:
        assert fields[name], name
    assert fields["relatedIdentifiers"][0]["relatedIdentifier"] == "https://exemple.quebec/profil"
    entry = client.get(reverse("opendata:bibtex", args=[edition.code])).content.decode()
    assert entry.startswith("@misc{")
    assert entry.count("{") == entry.count("}")
    assert f"version = {{{edition.code}}}" in entry


def test_the_dictionary_explains_every_column_status_and_indicator(client, edition):
    page = client.get(reverse("opendata:dictionary", args=[edition.code])).content.decode()
    content = client.get(reverse("opendata:dictionary_file", args=[edition.code])).content.decode("utf-8-sig")
    for word in ["coverage", "suppressed", "a-pied", "population"]:
        assert word in page
        assert word in content


def test_the_edition_page_tells_what_was_said_of_its_sources_since(client, edition, monkeypatch):
    from reperes.opendata import citing  # noqa: PLC0415

    monkeypatch.setattr(citing, "corrections", lambda source: "Erratum du 3 mars.")
    page = client.get(reverse("opendata:edition", args=[edition.code])).content.decode()
    assert "Erratum du 3 mars." in page
    assert "ab" * 32 in page


def test_an_older_edition_stays_and_says_that_a_newer_one_is_served(client, edition, version):
    from reperes.atlas.testing import an_edition, cells_of  # noqa: PLC0415

    newer = an_edition({(version, "a-pied"): cells_of("2026", {"2": 0.3})})
    assert "plus récente" in client.get(reverse("opendata:edition", args=[edition.code])).content.decode()
    assert "plus récente" not in client.get(reverse("opendata:edition", args=[newer.code])).content.decode()
    page = client.get(reverse("opendata:data")).content.decode()
    assert page.index(newer.code) < page.index(edition.code)


def test_an_empty_house_says_that_there_is_nothing_to_take(client, db):
    assert "rien à emporter" in client.get(reverse("opendata:data")).content.decode()


def test_the_atlas_and_the_territories_lead_to_the_data(client, edition):
    where = reverse("opendata:edition", args=[edition.code])
    assert where in client.get(reverse("atlas:map")).content.decode()
    assert where in client.get(reverse("atlas:indicator", args=["a-pied"])).content.decode()
    for name in ["places:territories", "home:about"]:
        assert f'href="{reverse("opendata:data")}"' in client.get(reverse(name)).content.decode()


def test_pages_ask_few_questions(client, edition, django_assert_max_num_queries):
    address = reverse("opendata:edition", args=[edition.code])
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_the_catalogue_is_read_by_others(client, edition, unpublished, version, settings):
    settings.SITE_ADDRESS = "https://reperes.exemple"
    answer = client.get(reverse("opendata:dcat"))
    found = json.loads(answer.content)
    assert (answer["Content-Type"], found["@type"]) == ("application/ld+json", "dcat:Catalog")
    (dataset,) = found["dcat:dataset"]
    assert dataset["@id"] == f"https://reperes.exemple/donnees/{edition.code}/"
    assert dataset["dcat:distribution"][0]["dcat:mediaType"]["@id"].endswith("/text/csv")
    for one in dataset["dcat:distribution"]:
        where = one["dcat:downloadURL"]["@id"].removeprefix("https://reperes.exemple")
        with closing(client.get(where)) as file:
            assert file.status_code == 200
    page = client.get(reverse("opendata:data")).content.decode()
    assert f'type="application/ld+json" title="DCAT" href="{reverse("opendata:dcat")}"' in page


def test_turtle_says_the_same_graph(client, edition):
    edition.name = 'Titre "avec" \\ et\nlignes'
    edition.save()
    text = client.get(reverse("opendata:dcat_turtle")).content.decode()
    assert "@prefix dcat: <http://www.w3.org/ns/dcat#> ." in text
    assert r'"Titre \"avec\" \\ et\nlignes"@fr' in text
    assert text.count(" a dcat:Distribution") == 4
    assert text.count("[") == text.count("]")
