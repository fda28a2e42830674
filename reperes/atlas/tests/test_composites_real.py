"""Published indices through the whole road: file, edition, cells. Skipped where the open data are not at hand."""

import csv

import pytest
from django.conf import settings

from reperes.atlas import warehouse
from reperes.atlas.actions import building, datasets, editions
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.atlas.testing import a_version
from reperes.atlas.tests.indices import SOURCE, an_index, z_sum
from reperes.places import areas
from reperes.places.models import Partition, PartitionVersion
from reperes.reading import table

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # thousands of areas

SVI = "svi-us-counties-2018/svi_2018_us_county_themes_1_2.csv"
USUAL = 500  # people of a dissemination area: 400 to 700; theirs are not in the file
TORONTO = "toronto-da-deprivation/toronto_da_2016.gpkg"


def at_hand(name):
    file = settings.REAL_DATA / name
    if not file.exists():
        pytest.skip(f"{name} is not beside the checkout")
    return file


def an_edition_of(version, rows, columns, file):
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([["code", "people", *columns], *rows])
    definition = {"unit": "score"}
    measures = tuple(Measure(name, Role.AS_IS, name, definition=definition | {"name": name}) for name in columns)
    reading = table.detect(file, file.name).reading
    meant = Recipe("code", "2018", measures, SOURCE, people="people")
    edition = building.build([datasets.keep_table(file, file.name, reading, meant, version, by=None)], by=None)
    editions.publish(edition, by=None)
    return edition


def test_us_counties_have_the_vulnerability_ranks_their_publisher_gives(tmp_path):
    """Theme 1 of the 2018 index: 3,141 ranks to four decimals; the county whose income is missing has none."""
    with at_hand(SVI).open(encoding="utf-8") as stream:
        counties = {row["FIPS"]: row for row in csv.DictReader(stream)}
    columns = {"pov": "EP_POV", "unemp": "EP_UNEMP", "pci": "EP_PCI", "nohsdp": "EP_NOHSDP"}

    def written(value):
        return "" if float(value) == -999 else value

    rows = [
        [code, row["E_TOTPOP"], *(written(row[column]) for column in columns.values())]
        for code, row in counties.items()
    ]
    version = a_version("comtes", {code: row["COUNTY"] for code, row in counties.items()}, level="small_area")
    ingredients = [{"name": name, "raises": name != "pci"} for name in columns]
    recipe = {"method": "percentile_ranks", "digits": 4, "ingredients": ingredients}
    an_index("svi", {"kind": "index", "recipe": recipe})
    edition = an_edition_of(version, rows, list(columns), tmp_path / "svi.csv")
    found = {cell.area: cell.value for cell in warehouse.cells(edition, version.pk, "svi", "2018")}
    assert found.pop("35039") is None
    assert found == pytest.approx({code: float(row["RPL_THEME1"]) for code, row in counties.items() if code != "35039"})


def test_toronto_has_one_area_alone_and_neighbours_alike(tmp_path):
    """Two published deprivation scores of 3,577 dissemination areas, with their true limits."""
    geopandas = pytest.importorskip("geopandas", reason="it reads the map of Toronto")
    map_of = geopandas.read_file(at_hand(TORONTO)).to_crs("EPSG:4326")
    partition = Partition.objects.create(code="toronto", name="Toronto", level="small_area")
    made = areas.made(map_of["DAUID"].tolist(), map_of["DAUID"].tolist(), map_of.geometry.to_numpy())
    version = PartitionVersion.objects.create(
        partition=partition, vintage="2016", n_areas=len(made), bounds=areas.bounds(made)
    )
    areas.write(made, version.areas_file)
    an_index("cimd", z_sum("sdd"))
    an_index("pampalon", z_sum("pp"))
    an_index("deux", {"kind": "crossing", "first": "cimd", "second": "pampalon"})
    rows = [[code, USUAL, sdd, pp] for code, sdd, pp in map_of[["DAUID", "CIMD_SDD", "PP_SDD"]].values.tolist()]
    edition = an_edition_of(version, rows, ["sdd", "pp"], tmp_path / "toronto.csv")
    cimd, _pampalon, crossed = edition.report["composites"]
    near = cimd["scores"][0]["space"]
    assert (near["n_alone"], near["n_units"], near["is_fragile"]) == (1, 3576, False)
    assert near["moran"] > 0.3
    assert near["p"] == pytest.approx(2 / 1000)
    assert near["clusters"]["HH"] > 100
    assert not cimd["counts_people"]
    assert sum(one["areas"] for one in crossed["classes"]) == 3577
    corners = crossed["classes"][2]["areas"] + crossed["classes"][6]["areas"]
    assert corners < 3577 / 20  # the two scores correlate at 0.80: few areas have one low and the other high
