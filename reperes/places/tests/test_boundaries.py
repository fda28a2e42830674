"""Boundaries in three formats and any coordinates become valid shapes with text codes, and a report."""

from itertools import product

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from reperes.core.errors import BadFile
from reperes.places import areas, boundaries
from reperes.places.testing import a_feature, a_geojson, a_layer, a_shapefile, square, squares_file

BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
A_LINE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}


def codes(read: boundaries.Boundaries) -> list[str]:
    return [area.code for area in read.areas]


def in_metres(shape):
    onto = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32188", always_xy=True)
    return shapely.transform(shape, lambda points: np.column_stack(onto.transform(points[:, 0], points[:, 1])))


def test_a_code_typed_as_a_number_keeps_its_last_zero(tmp_path):
    file = tmp_path / "limites.geojson"
    text = a_geojson(tmp_path, [a_feature(square(0), code=1.5, nom="Un")]).read_text(encoding="utf-8")
    file.write_text(text.replace("1.5", "4620725.10"), encoding="utf-8")
    assert codes(boundaries.read(file, code_column="code")) == ["4620725.10"]


def test_a_shapefile_with_numeric_codes_keeps_the_decimals_it_declares(tmp_path):
    file = a_shapefile(tmp_path, {"CTUID": np.array([4620725.10, 4620001.0])}, [square(0), square(1)], decimals=2)
    assert codes(boundaries.read(file, code_column="CTUID")) == ["4620001.00", "4620725.10"]


def test_a_shapefile_that_declares_too_many_decimals_says_that_zeros_may_be_lost(tmp_path):
    file = a_shapefile(tmp_path, {"CTUID": np.array([4620725.10, 4620001.0])}, [square(0), square(1)])
    read = boundaries.read(file, code_column="CTUID")
    assert codes(read) == ["4620001", "4620725.1"]
    assert "zéro est perdu" in read.report.notes[0]


def test_a_geopackage_with_numeric_codes_says_that_zeros_may_be_lost(tmp_path):
    file = a_layer(tmp_path / "limites.gpkg", {"code": np.array([4620725.10, 12.0])}, [square(0), square(1)])
    read = boundaries.read(file, code_column="code")
    assert codes(read) == ["12", "4620725.1"]
    assert "zéro est perdu" in read.report.notes[0]


def test_whole_numbers_are_not_given_decimals(tmp_path):
    file = a_geojson(tmp_path, [a_feature(square(0), id=7), a_feature(square(1), id=12)])
    assert codes(boundaries.read(file, code_column="id")) == ["12", "7"]


def test_a_code_with_leading_zeros_stays_whole(tmp_path):
    file = squares_file(tmp_path, {"0001.00": "Un", "2021-01-01": "Une date ? Non"})
    assert codes(boundaries.read(file, code_column="code")) == ["0001.00", "2021-01-01"]


@pytest.mark.parametrize("kind", ["gpkg", "zip"])
def test_metres_become_degrees(tmp_path, kind):
    columns, shapes = {"code": ["a"], "nom": ["Hébertville"]}, [in_metres(square(0))]
    if kind == "gpkg":
        file = a_layer(tmp_path / "limites.gpkg", columns, shapes, crs="EPSG:32188")
    else:
        file = a_shapefile(tmp_path, columns, shapes, crs="EPSG:32188", encoding="UTF-8")
    area = boundaries.read(file, code_column="code", name_column="nom").areas[0]
    assert area.name == "Hébertville"
    assert area.geometry.bounds == pytest.approx(square(0).bounds, abs=1e-6)
    assert area.land_km2 == pytest.approx(0.829, abs=0.002)  # 745.5 m by 1,112 m at 48° N


def test_accents_of_an_old_shapefile_are_read_with_or_without_its_code_page(tmp_path):
    for number, (encoding, without) in enumerate(product(("UTF-8", "ISO-8859-1"), ((), (".cpg",)))):
        folder = tmp_path / str(number)
        folder.mkdir()
        columns = {"code": ["1"], "nom": ["Éboulis"]}
        file = a_shapefile(folder, columns, [square(0)], encoding=encoding, without=without)
        assert boundaries.read(file, code_column="code", name_column="nom").areas[0].name == "Éboulis"


def test_coordinates_nobody_named_are_asked_for(tmp_path):
    file = a_shapefile(tmp_path, {"code": ["1"]}, [in_metres(square(0))], crs="EPSG:32188", without=(".prj",))
    seen = boundaries.preview(file)
    assert (seen.crs, seen.crs_guess) == ("", "")
    with pytest.raises(BadFile, match="EPSG:32188"):
        boundaries.read(file, code_column="code")
    read = boundaries.read(file, code_column="code", crs="EPSG:32188")
    assert read.areas[0].geometry.bounds == pytest.approx(square(0).bounds, abs=1e-6)


def test_degrees_nobody_named_are_taken_for_degrees(tmp_path):
    file = a_shapefile(tmp_path, {"code": ["1"]}, [square(0)], without=(".prj",))
    assert boundaries.preview(file).crs_guess == "EPSG:4326"
    assert codes(boundaries.read(file, code_column="code")) == ["1"]


@pytest.mark.parametrize("crs", ["EPSG:999999", "de travers", "EPSG:32188"])
def test_coordinates_that_cannot_be_are_refused(tmp_path, crs):
    file = squares_file(tmp_path, {"1": "Un"})
    with pytest.raises(BadFile, match=crs):
        boundaries.read(file, code_column="code", crs=crs if crs != "EPSG:32188" else "EPSG:32188 + rien")


def test_a_ring_that_crosses_itself_is_repaired_and_told(tmp_path):
    read = boundaries.read(a_geojson(tmp_path, [a_feature(BOW_TIE, code="4620732.04")]), code_column="code")
    assert read.areas[0].geometry.is_valid
    assert read.report.repaired[0]["code"] == "4620732.04"
    assert read.report.repaired[0]["why"].startswith("le contour se croise")


def test_a_part_with_too_few_points_is_dropped_and_told(tmp_path):
    parts = {
        "type": "MultiPolygon",
        "coordinates": [shapely.geometry.mapping(square(0))["coordinates"], A_LINE["coordinates"]],
    }
    read = boundaries.read(a_geojson(tmp_path, [a_feature(parts, code="23")]), code_column="code")
    assert read.areas[0].geometry.area == pytest.approx(square(0).area)
    assert "trop peu de points" in read.report.repaired[0]["why"]


def test_each_row_refused_says_its_number_and_why(tmp_path):
    file = a_geojson(
        tmp_path,
        [
            a_feature(square(0), code="1"),
            a_feature(square(1), code=""),
            a_feature(square(2), code="1"),
            a_feature(None, code="4"),
            a_feature(A_LINE, code="5"),
            a_feature(shapely.Point(-62, 48), code="6"),
        ],
    )
    read = boundaries.read(file, code_column="code")
    assert codes(read) == ["1"]
    assert [(one["row"], one["code"], one["why"]) for one in read.report.refused] == [
        (2, "", "code vide"),
        (3, "1", "code déjà lu à la ligne 1"),
        (4, "4", "aucune forme"),
        (5, "5", "trop peu de points pour un polygone"),
        (6, "6", "forme « Point » au lieu d’un polygone"),
    ]


def test_a_file_where_nothing_can_stay_is_refused(tmp_path):
    with pytest.raises(BadFile, match="ligne 1, aucune forme"):
        boundaries.read(a_geojson(tmp_path, [a_feature(None, code="1")]), code_column="code")


def test_a_file_without_territories_is_refused(tmp_path):
    with pytest.raises(BadFile, match="aucun territoire"):
        boundaries.preview(a_geojson(tmp_path, []))


def test_a_column_that_is_not_there_is_refused_and_the_others_named(tmp_path):
    with pytest.raises(BadFile, match="code, nom"):
        boundaries.read(squares_file(tmp_path, {"1": "Un"}), code_column="CTUID")


def test_holes_and_islands_are_kept(tmp_path):
    ring = shapely.Polygon(square(0, 0, 5).exterior, [square(1, 1).exterior])
    file = a_geojson(tmp_path, [a_feature(shapely.MultiPolygon([ring, square(9)]), code="1")])
    shape = boundaries.read(file, code_column="code").areas[0].geometry
    assert (len(shape.geoms), len(shape.geoms[0].interiors)) == (2, 1)


def test_heights_are_forgotten(tmp_path):
    high = shapely.force_3d(square(0), 12)
    assert (
        not boundaries.read(a_geojson(tmp_path, [a_feature(high, code="1")]), code_column="code")
        .areas[0]
        .geometry.has_z
    )


def test_a_name_is_corrected_and_told(tmp_path):
    file = squares_file(tmp_path, {"12": "Montr´al-Nord"})
    read = boundaries.read(file, code_column="code", name_column="nom", corrections={"12": "Montréal-Nord"})
    assert read.areas[0].name == "Montréal-Nord"
    assert read.report.corrected == [{"code": "12", "was": "Montr´al-Nord", "is": "Montréal-Nord"}]


def test_land_is_taken_from_the_file_where_it_is_told(tmp_path):
    file = a_geojson(tmp_path, [a_feature(square(0), code="1", land="0,5"), a_feature(square(1), code="2", land="")])
    read = boundaries.read(file, code_column="code", land_column="land")
    assert [round(area.land_km2, 2) for area in read.areas] == [0.5, 0.83]


def test_the_preview_guesses_and_shows_why(tmp_path):
    seen = boundaries.preview(squares_file(tmp_path, {"0001": "Un", "0002": "Deux"}))
    assert (seen.n_features, seen.crs, seen.geometry_types) == (2, "EPSG:4326", ("Polygon",))
    assert (seen.code_column, seen.name_column) == ("code", "nom")
    assert seen.columns[0].samples == ("0001", "0002")


def test_areas_survive_their_file(tmp_path):
    found = areas.made(["b", "a"], ["Bé", "A"], [square(0), shapely.MultiPolygon([square(2), square(4)])])
    areas.write(found, tmp_path / "areas.parquet")
    assert list(areas.read(tmp_path / "areas.parquet")) == found
    assert [area.code for area in found] == ["a", "b"]


@given(written=st.from_regex(r"\A[1-9][0-9]{0,6}\.[0-9]{1,4}\Z"))
@settings(max_examples=30)
def test_any_decimal_code_comes_back_as_written(tmp_path_factory, written):
    folder = tmp_path_factory.mktemp("codes")
    file = a_geojson(folder, [a_feature(square(0), code=1.5)])
    file.write_text(file.read_text(encoding="utf-8").replace("1.5", written), encoding="utf-8")
    assert codes(boundaries.read(file, code_column="code")) == [written]
