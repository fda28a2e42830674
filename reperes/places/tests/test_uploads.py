"""A file that is not what its name says, or would hurt, is refused in one sentence before any reader opens it."""

import contextlib
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reperes.core.errors import BadFile
from reperes.places import boundaries, uploads
from reperes.places.testing import a_layer, a_shapefile, square, squares_file


def refusal(file, **options) -> str:
    with pytest.raises(BadFile) as caught:
        boundaries.read(file, code_column="code", **options)
    return caught.value.sentence


def a_raw_zip(file, members):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def test_an_unknown_ending_is_refused(tmp_path):
    file = tmp_path / "limites.pdf"
    file.write_bytes(b"%PDF-1.7")
    assert "limites.pdf" in refusal(file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b"PK\x03\x04"),
        ("b.gpkg", b'{"type": "FeatureCollection"}'),
        ("c.zip", b'{"type": "FeatureCollection"}'),
        ("d.gpkg", b"SQLite format 3\0" + b"\0" * 200),  # a database, but no GeoPackage
        ("e.geojson", b""),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_by_name(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    assert name in refusal(file)


def test_broken_json_is_refused_by_line(tmp_path):
    file = tmp_path / "limites.geojson"
    file.write_text('{"type": "FeatureCollection",\n"features": [\n{"type": "Feature",,\n]}', encoding="utf-8")
    assert "ligne 3" in refusal(file)


def test_a_truncated_geojson_is_refused(tmp_path):
    file = squares_file(tmp_path, {"1": "Un", "2": "Deux"})
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assert "limites.geojson" in refusal(file)


def test_latin_1_in_a_geojson_is_refused_by_line(tmp_path):
    file = tmp_path / "limites.geojson"
    file.write_bytes('{"type": "FeatureCollection",\n"features": [{"nom": "Montréal"}}'.encode("latin-1"))
    assert "ligne 2" in refusal(file)


def test_json_that_is_a_recipe_for_gdal_is_not_followed(tmp_path):
    file = tmp_path / "limites.geojson"
    file.write_text('{"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/hostname"}', encoding="utf-8")
    assert "limites.geojson" in refusal(file)


def test_a_file_over_the_limit_is_refused(tmp_path, settings):
    settings.UPLOAD_LIMIT_MB = 0
    assert "0\u00a0Mo" in refusal(squares_file(tmp_path, {"1": "Un"}))


def test_a_zip_bomb_is_refused_before_it_swells(tmp_path):
    bomb = a_raw_zip(tmp_path / "bombe.zip", {"a.shp": b"\0" * 30_000_000, "a.dbf": b"", "a.shx": b""})
    assert bomb.stat().st_size < 100_000
    assert "refusée avant ouverture" in refusal(bomb)


def test_an_archive_of_a_thousand_files_is_refused(tmp_path):
    crowd = a_raw_zip(tmp_path / "foule.zip", {f"{n}.txt": b"" for n in range(1000)})
    assert "1000 fichiers" in refusal(crowd)


@pytest.mark.parametrize("path", ["../../etc/a.shp", "/etc/a.shp", "C:\\a.shp", "ok/..\\..\\a.shp"])
def test_a_path_that_climbs_out_is_refused(tmp_path, path):
    assert "suspect" in refusal(a_raw_zip(tmp_path / "evade.zip", {path: b"x"}))


@pytest.mark.parametrize("missing", [".shp", ".dbf", ".shx"])
def test_a_family_without_one_of_its_files_is_refused(tmp_path, missing):
    file = a_shapefile(tmp_path, {"code": ["1"]}, [square(0)], without=(missing,))
    assert missing in refusal(file)


def test_a_truncated_archive_is_refused(tmp_path):
    file = a_shapefile(tmp_path, {"code": ["1"]}, [square(0)])
    file.write_bytes(file.read_bytes()[:-30])
    assert "abîmée" in refusal(file)


def test_an_archive_that_lies_about_its_shapes_is_refused(tmp_path):
    file = a_raw_zip(tmp_path / "faux.zip", {"a.shp": b"not a shapefile", "a.dbf": b"x", "a.shx": b"x"})
    assert "a.shp" in refusal(file)


def test_an_unknown_layer_is_refused_and_the_others_named(tmp_path):
    file = a_layer(tmp_path / "limites.gpkg", {"code": ["1"]}, [square(0)], layer="secteurs", driver="GPKG")
    assert "secteurs" in refusal(file, layer="quartiers")


def test_nothing_unpacked_remains(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = a_shapefile(tmp_path, {"code": ["1"]}, [square(0)])
    with uploads.opened(file) as found:
        assert found.path.exists()
    assert not list(tmp_path.glob("reperes-limites-*"))


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.floats(0, 0.99), st.binary(min_size=1, max_size=4)), min_size=1, max_size=3))
def test_a_damaged_archive_is_read_or_refused_in_words(tmp_path, damage):
    file = tmp_path / "secteurs.zip"
    if not file.exists():
        a_shapefile(tmp_path, {"code": ["1", "2"]}, [square(0), square(1)])
        (tmp_path / "whole").write_bytes(file.read_bytes())
    content = bytearray((tmp_path / "whole").read_bytes())
    for share, bytes_ in damage:
        start = int(share * len(content))
        content[start : start + len(bytes_)] = bytes_
    file.write_bytes(content)
    with contextlib.suppress(BadFile):
        boundaries.read(file, code_column="code")


def test_json_nested_beyond_reason_is_refused(tmp_path):
    file = tmp_path / "limites.geojson"
    file.write_text('{"type": "FeatureCollection", "features": ' + "[" * 200_000, encoding="utf-8")
    assert "limites.geojson" in refusal(file)
