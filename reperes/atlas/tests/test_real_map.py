"""The 1,004 real census tracts of Montréal on the map: two are suppressed, eight are empty, and they look different."""

import csv

import pyogrio
import pytest
import shapely
from django.conf import settings
from django.urls import reverse

from reperes.atlas.cells import Cell
from reperes.atlas.testing import a_population, an_edition, an_indicator
from reperes.figures.statuses import Status
from reperes.places import areas
from reperes.places.models import Partition, PartitionVersion

FOLDER = settings.REAL_DATA / "statcan-ct-montreal-2021"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"real data are absent: {FOLDER}")


def cells(column):
    """Read plainly: `x` is suppressed, blank is unavailable, 0 is 0."""
    with (FOLDER / "ct_montreal_2021_indicators.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            written = row[column]
            status = {"x": Status.SUPPRESSED, "": Status.UNAVAILABLE}.get(written, Status.OK)
            yield Cell(row["ct_uid"], "2021", float(written) if status == Status.OK else None, status)


@pytest.fixture
def tracts(db):
    _meta, _ids, shapes, columns = pyogrio.raw.read(FOLDER / "ct_montreal_2021.geojson", columns=["CTUID", "CTNAME"])
    found = areas.made(list(columns[0]), list(columns[1]), shapely.make_valid(shapely.from_wkb(shapes)))
    partition = Partition.objects.create(code="secteurs", name="Secteurs", level=Partition.Level.SMALL_AREA)
    version = PartitionVersion.objects.create(partition=partition, vintage="2021", n_areas=len(found))
    areas.write(found, version.areas_file)
    a_population()
    an_indicator("active")
    an_edition(
        {
            (version, "population"): list(cells("population_2021")),
            (version, "active"): list(cells("share_commute_active")),
        }
    )
    return version


@pytest.mark.slow  # a thousand real polygons are simplified
@pytest.mark.parametrize(("indicator", "hatched", "missing"), [("population", 2, 0), ("active", 0, 10)])
def test_two_suppressed_are_hatched_and_eight_empty_are_not(client, tracts, indicator, hatched, missing):
    page = client.get(reverse("atlas:map"), {"indicateur": indicator}).context["page"]
    looks = [row.look for _shape, row in page.drawn]
    assert len(looks) == 1004
    assert looks.count("is-suppressed") == hatched
    assert looks.count("is-missing") == missing  # the file leaves the shares of suppressed tracts blank
    assert looks.count("is-empty") == 8
    assert sum(each.count for each in page.legend) == (994 if indicator == "population" else 986)
    assert "4620725.10" in page.by_code
