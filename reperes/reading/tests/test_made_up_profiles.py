"""Profiles made up for tests are written as published ones: a test that passes on them says something of those."""

import csv
import io
import zipfile
from itertools import pairwise

import pytest

from reperes.reading.testing import HEADERS, Writing, large_profile, profile, zipped

NAMES = {1: "Population, 2021", 8: "Total - Age groups", 9: "  0 à 14 ans"}
FIGURES = {"24660001": {1: 465, 8: (460, 225, 235), 9: "x"}, "2466": {1: 2_004_265, 9: (3.5, "F", "..")}}


def rows(file, encoding="latin-1"):
    return list(csv.reader(io.StringIO(file.read_bytes().decode(encoding), newline="")))


def test_in_2021_a_symbol_follows_a_blank_figure(tmp_path):
    written = profile(tmp_path / "p.csv", 2021, NAMES, FIGURES).read_bytes()
    lines = written.split(b"\r\n")
    assert lines[0].decode() == ",".join(HEADERS[2021, "en"])
    assert lines[1] == (
        b'2021,"2021S051224660001","24660001","Dissemination area","24660001",3.1,4.6,"00000",'
        b'1,"Population, 2021",,465,"",,"...",,"...",,"...",,"...",,"..."'
    )
    assert lines[3].startswith(b'2021,"2021S051224660001"')
    assert '"  0 à 14 ans",,,"x",,"...",'.encode("latin-1") in lines[3]
    assert [row[11:17] for row in rows(tmp_path / "p.csv")[4:]] == [
        ["2004265", "", "", "...", "", "..."],
        ["", "", "", "...", "", "..."],
        ["3.5", "", "", "F", "", ".."],
    ]


def test_codes_say_their_level(tmp_path):
    found = rows(
        profile(tmp_path / "p.csv", 2021, {1: "Population, 2021"}, {c: {} for c in ("24660001", "2466", "24")})
    )
    assert [(row[1], row[3]) for row in found[1:]] == [
        ("2021S051224660001", "Dissemination area"),
        ("2021A00032466", "Census division"),
        ("2021A000224", "Province"),
    ]


def test_in_2016_a_symbol_takes_the_place_of_the_figure(tmp_path):
    file = profile(tmp_path / "p.csv", 2016, NAMES, FIGURES, Writing(language="fr", footnotes={1: 3}))
    assert file.read_bytes().startswith(b'\xef\xbb\xbf"ANN')
    found = rows(file, "utf-8-sig")
    assert found[0] == HEADERS[2016, "fr"]
    assert found[1][8:] == ["Population, 2021 (3)", "1", "3", "465", "...", "..."]
    assert found[3][8:] == ["  0 à 14 ans", "9", "", "x", "...", "..."]
    assert (found[1][2], found[4][2]) == ("4", "2")


def test_a_figure_to_read_with_care_keeps_its_symbol_and_no_other_symbol_exists(tmp_path):
    found = rows(profile(tmp_path / "p.csv", 2021, {1: "Population"}, {"24": {1: "125 E"}}))
    assert found[1][11:13] == ["125", "E"]
    with pytest.raises(ValueError, match="not a symbol"):
        profile(tmp_path / "q.csv", 2021, {1: "Population"}, {"24": {1: "z"}})


def test_the_archive_holds_what_is_published_beside_the_file(tmp_path):
    archive = zipped(profile(tmp_path / "p.csv", 2021, NAMES, FIGURES))
    assert zipfile.ZipFile(archive).namelist() == ["p.csv", "README_meta.txt", "p_Geo_starting_row.CSV"]


def test_a_large_profile_says_what_it_holds(tmp_path):
    told = large_profile(tmp_path / "large.csv", n_areas=9, n_characteristics=211)
    found = rows(tmp_path / "large.csv")
    figures = [row[11] for row in found[1:]]
    assert (
        (told.n_rows, told.n_bytes) == (len(found) - 1, (tmp_path / "large.csv").stat().st_size) == (1899, told.n_bytes)
    )
    assert told.total == sum(int(figure) for figure in figures if figure)
    assert told.n_missing == figures.count("") > 211
    assert {len(row) for row in found} == {23}
    assert {row[12] for row in found[1:]} == {"", "x", "F"}
    assert len({row[9] for row in found[1:]}) == 211
    assert all(int(b[8]) - int(a[8]) in {1, -210} for a, b in pairwise(found[1:]))
