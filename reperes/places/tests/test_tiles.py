"""A tile is read straight from its archive: fast, cacheable, without the database."""

import gzip
import math

import pytest
import shapely

from reperes.places import areas, queries, tiles
from reperes.places.testing import CORNER, STEP, a_version, square


@pytest.fixture
def version(db):
    found = a_version("rangs", {f"{n}.10": square(n) for n in range(4)})
    tiles.make(queries.areas(found), found.tiles_file)
    return found


def place_of(version, z: int) -> str:
    """The tile under the middle of the first square."""
    x, y = CORNER[0] + STEP / 2, math.radians(CORNER[1] + STEP / 2)
    across = int((x + 180) / 360 * 2**z)
    down = int((1 - math.asinh(math.tan(y)) / math.pi) / 2 * 2**z)
    return f"/tuiles/{version.pk}/{z}/{across}/{down}.mvt"


def test_a_tile_is_given_packed_and_for_good(client, version, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(place_of(version, 12) + "?v=abc", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Content-Encoding"]) == ("application/vnd.mapbox-vector-tile", "gzip")
    assert "immutable" in answer["Cache-Control"]
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    tile = gzip.decompress(answer.content)
    assert all(word in tile for word in (b"areas", b"code", b"name", b"0.10"))


def test_a_reader_without_gzip_is_given_it_plain(client, version):
    answer = client.get(place_of(version, 12))
    assert "Content-Encoding" not in answer.headers
    assert b"areas" in answer.content
    assert "immutable" not in answer["Cache-Control"]  # no fingerprint in the address


def test_who_has_it_already_is_told_so(client, version):
    first = client.get(place_of(version, 12))
    again = client.get(place_of(version, 12), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_where_nothing_is_drawn_there_is_no_content(client, version):
    assert client.get(f"/tuiles/{version.pk}/12/0/0.mvt").status_code == 204


@pytest.mark.parametrize("place", ["30/0/0", "0/0/0", "12/99999/0"])
def test_a_place_that_is_no_tile_is_not_found(client, version, place):
    assert client.get(f"/tuiles/{version.pk}/{place}.mvt").status_code == 404


def test_a_version_without_tiles_is_not_found(client, db):
    assert client.get("/tuiles/999/12/0/0.mvt").status_code == 404


def test_a_visitor_with_an_account_costs_no_query_either(client, ben, version, django_assert_num_queries):
    client.force_login(ben)
    with django_assert_num_queries(0):
        assert client.get(place_of(version, 12)).status_code == 200


def test_the_address_carries_a_fingerprint(client, version):
    address = queries.tiles_address(version)
    assert version.file_sha256[:12] in address
    lowest, highest = queries.tiles_zooms(version)
    assert lowest <= 12 <= highest


def test_one_border_drawn_twice_is_fitted_and_a_true_overlap_is_not():
    twice = areas.made(["1", "2"], ["Un", "Deux"], [square(0), square(0.9995)])
    over = areas.made(["1", "2"], ["Un", "Deux"], [square(0), square(0.5)])
    assert not shapely.coverage_is_valid([area.geometry for area in twice])
    assert shapely.coverage_is_valid(tiles.fitted(twice))
    assert list(tiles.fitted(over)) == [area.geometry for area in over]


def test_zooms_suit_a_county_and_a_continent():
    village = areas.made(["1"], ["Un"], [square(0)])
    continent = areas.made(["1"], ["Un"], [square(0, 0, 3000)])
    assert tiles.zooms(village)[0] > tiles.zooms(continent)[0]
    assert tiles.zooms(continent)[0] <= 4
