"""Whichever door one takes, the same protected value: null with its status where it is hidden, never a number."""

import csv
import io
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from reperes.atlas import warehouse
from reperes.atlas.desk import open_edition
from reperes.atlas.queries.editions import current_edition, holdings
from reperes.opendata import features, queries
from reperes.opendata.tests.conftest import SECRET
from reperes.places.models import PartitionVersion

SHOWN = {"ok", "partial"}
Said = dict  # {(indicator, period, area): (value, status)}


def body(client, address, asked=None, **headers):
    answer = client.get(address, asked or {}, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return content


def number(text):
    return None if text in {"", None} else float(text)


def of_rows(rows):
    return {(r["indicator"], r["period"], r["area"]): (number(r["value"]), r["status"]) for r in rows}


def by_api(client, edition, version, series):
    """JSON lists, JSON records, CSV and Arrow: one reading, after checking that the four agree."""
    found = Said()
    for indicator, period in series:
        address = reverse("opendata:api:cells", args=[edition.code, version, indicator, period])
        lists = json.loads(body(client, address))
        said = {
            (indicator, period, area): (value, status)
            for area, value, status in zip(lists["areas"], lists["values"], lists["statuses"], strict=True)
        }
        assert said == of_rows(json.loads(body(client, address, {"layout": "records"}))["cells"])
        assert said == of_rows(csv.DictReader(io.StringIO(body(client, address, {"format": "csv"}).decode())))
        assert said == of_rows(pa.ipc.open_stream(body(client, address, {"format": "arrow"})).read_all().to_pylist())
        found |= said
    return found


def by_profiles(client, edition, version, areas):
    found = Said()
    for area in areas:
        address = reverse("opendata:api:profile", args=[edition.code, version, area])
        found |= of_rows(json.loads(body(client, address))["cells"])
    return found


def by_csv_file(client, edition, version):
    lines = body(client, reverse("opendata:download", args=[edition.code, version, "csv"])).decode("utf-8-sig")
    return of_rows(csv.DictReader(line for line in lines.splitlines() if not line.startswith("# ")))


def by_xlsx_file(client, edition, version):
    content = body(client, reverse("opendata:download", args=[edition.code, version, "xlsx"]))
    heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("cellules").to_python()
    return of_rows(dict(zip(heading, row, strict=True)) for row in rows)


def assert_same_to_a_spreadsheet(said, known):
    """It keeps sixteen digits of a number."""
    assert {key: status for key, (_value, status) in said.items()} == {key: known[key][1] for key in known}
    for key, (value, _status) in said.items():
        assert value == (None if known[key][0] is None else pytest.approx(known[key][0], rel=1e-14)), key


def by_parquet_file(client, edition, version):
    content = body(client, reverse("opendata:download", args=[edition.code, version, "parquet"]))
    return of_rows(pq.read_table(io.BytesIO(content)).to_pylist())


def of_columns(rows, series):
    return {
        (indicator, period, row["code"]): (row[name], row[f"{name}_status"])
        for indicator, period in series
        for name in [f"{indicator}_{period}".replace("-", "_")]
        for row in rows
    }


def by_geopackage(client, edition, version, series, folder):
    file = folder / f"{version}.gpkg"
    file.write_bytes(body(client, reverse("opendata:download", args=[edition.code, version, "gpkg"])))
    return of_columns(pyogrio.raw.read_arrow(file)[1].to_pylist(), series)


def by_ogc(client, version, series):
    name = next(each.id for each in features.collections() if each.held.version.pk == version)
    content = body(client, reverse("opendata:api:items", args=[name]), {"limit": 5000})
    return of_columns([each["properties"] for each in json.loads(content)["features"]], series)


def by_desk(partition, series):
    rows = [
        row for indicator, period in series for row in open_edition().arrow(indicator, partition, period).to_pylist()
    ]
    return of_rows(rows)


def by_command(partition, series):
    found = Said()
    for indicator, period in series:
        out = io.StringIO()
        call_command("figures", "--indicator", indicator, "--partition", partition, "--period", period, stdout=out)
        found |= of_rows(csv.DictReader(io.StringIO(out.getvalue())))
    return found


def truth(edition, version):
    rows = warehouse.read(edition).filter(warehouse.read(edition).version == version)
    return of_rows(warehouse._rows(rows))


@pytest.mark.slow  # plants the fictional territory, then takes every door for each of its partitions
@pytest.mark.django_db
def test_every_door_says_what_the_warehouse_says(client, settings, tmp_path):
    settings.REAL_DATA = settings.ROOT / "nowhere"
    call_command("plant_places", "--fictional", stdout=io.StringIO())
    call_command("plant_atlas", "--fictional", stdout=io.StringIO())
    edition = current_edition()
    hidden = 0
    for version, held in holdings(edition).periods.items():
        series = [(code, period) for code, periods in held.items() for period in periods]
        limits = PartitionVersion.objects.select_related("partition").get(pk=version)
        known = truth(edition, version)
        hidden += sum(value is None for value, _status in known.values())
        assert all((value is None) == (status not in SHOWN) for value, status in known.values())
        areas = [area.code for area in queries.areas(limits)]
        assert by_api(client, edition, version, series) == known
        assert by_profiles(client, edition, version, areas) == known
        assert by_csv_file(client, edition, version) == known
        assert_same_to_a_spreadsheet(by_xlsx_file(client, edition, version), known)
        assert by_parquet_file(client, edition, version) == known
        assert by_geopackage(client, edition, version, series, tmp_path) == known
        assert by_ogc(client, version, series) == known
        assert by_desk(limits.partition.code, series) == known
        assert by_command(limits.partition.code, series) == known
    assert hidden > 5


WRITTEN = [b"0.987654", b"0,987654", b"98.8\xc2\xa0%", b"98,8\xc2\xa0%", b"98.8%", struct.pack("<d", SECRET)]


def test_what_upstream_forgot_to_erase_leaves_by_no_door(client, edition, version):
    """The file of this edition holds a number under its hidden cells. No page, no answer, no file says it."""
    place = version.localities.get(code="2").public_code
    parts, page = [edition.code, version.pk, "a-pied", "2021"], {"indicateur": "a-pied"}
    name = f"quartiers.{version.pk}"
    compared = reverse("opendata:api:comparison", args=[edition.code, "a-pied", "2021"])
    here, other = f"{version.pk}:2", f"{version.pk}:3"
    downloads = [reverse("opendata:download", args=[edition.code, version.pk, kind]) for kind in ("csv", "gpkg")]
    asked = [
        (reverse("atlas:map"), page),
        (reverse("atlas:values", args=parts), {}),
        (reverse("atlas:table", args=["csv"]), page),
        (reverse("atlas:locality", args=[place]), {}),
        (reverse("atlas:area", args=[version.pk, "2"]), {}),
        (reverse("atlas:indicator", args=["a-pied"]), {}),
        (reverse("opendata:api:cells", args=parts), {"format": "json"}),
        (reverse("opendata:api:cells", args=parts), {"format": "csv"}),
        (reverse("opendata:api:profile", args=[edition.code, version.pk, "2"]), {}),
        (reverse("opendata:api:locality_profile", args=[edition.code, place]), {}),
        (compared, {"area": here, "reference": other}),
        (compared, {"area": other, "reference": here}),
        (reverse("opendata:api:items", args=[name]), {}),
        (reverse("opendata:api:items", args=[name]), {"f": "html"}),
        (reverse("opendata:api:item", args=[name, "2"]), {}),
        *((address, {}) for address in downloads),
        (reverse("opendata:edition", args=[edition.code]), {}),
        (reverse("opendata:dictionary_file", args=[edition.code]), {}),
        (reverse("opendata:dcat"), {}),
    ]
    for address, said in asked:
        content = body(client, address, said)
        assert [text for text in WRITTEN if text in content] == [], address
    file = pq.read_table(
        io.BytesIO(body(client, reverse("opendata:download", args=[edition.code, version.pk, "parquet"])))
    )
    assert SECRET not in {value for column in file.columns for value in column.to_pylist()}
    book = body(client, reverse("opendata:download", args=[edition.code, version.pk, "xlsx"]))
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("cellules").to_python()
    assert SECRET not in {value for row in cells for value in row}
    arrow = body(client, reverse("opendata:api:cells", args=parts), {"format": "arrow"})
    assert SECRET not in pa.ipc.open_stream(arrow).read_all()["numerator"].to_pylist()
    assert open_edition().cells("a-pied", "quartiers")["numerator"].notna().sum() == 3
