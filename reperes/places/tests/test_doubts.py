"""Traps of real boundary files are told, by name."""

import geopandas
import pytest
from django.conf import settings

from reperes.places import areas, boundaries, doubts
from reperes.places.actions.boundaries import import_boundaries
from reperes.places.models import Partition
from reperes.places.testing import square, squares_file

DATA = settings.REAL_DATA
PARTITION = {"code": "rangs", "name": "Rangs", "level": Partition.Level.SMALL_AREA}


def at_hand(path: str):
    if not (DATA / path).is_file():
        pytest.skip(f"{path} is not at hand: set REPERES_DATA to the folder of real data")
    return DATA / path


def told(found: list[str]) -> str:
    return " ".join(found).replace("\xa0", " ")


def test_nothing_is_said_of_squares_side_by_side():
    assert doubts.notes(areas.made(["1", "2"], ["Un", "Deux"], [square(0), square(1)])) == []


def test_the_neighbourhoods_that_overlap_and_the_damaged_name_are_told():
    read = boundaries.read(
        at_hand("montreal-quartiers/quartiers_sociologiques_2014.geojson"), code_column="id", name_column="Q_socio"
    )
    said = told(read.report.notes)
    assert "1 paire de territoires se recouvre : Centre-Sud et Faubourg Saint-Laurent (29%)" in said
    assert "« Montr´al-Nord » (12) semble abîmé" in said
    assert [one["code"] for one in read.report.repaired] == ["23"]


def test_school_territories_of_two_languages_overlap_by_design_and_are_kept():
    read = boundaries.read(
        at_hand("territoires-scolaires-quebec/centres_services_scolaires_2022.gpkg"),
        code_column="code",
        name_column="nom",
    )
    assert len(read.areas) == 68
    assert "30 paires de territoires se recouvrent" in told(read.report.notes)


def test_a_file_whose_coordinates_have_no_epsg_code_is_read_and_its_distance_told():
    file = at_hand("toronto-da-deprivation/toronto_da_2016.gpkg")
    assert geopandas.read_file(file, rows=1).crs.to_epsg() is None
    read = boundaries.read(file, code_column="DAUID")
    assert len(read.areas) == 3577
    assert {len(area.code) for area in read.areas} == {8}
    assert "3577 territoires sont hors du Québec" in told(read.report.notes)


def test_territories_missing_since_the_last_file_are_told(db, tmp_path):
    for number, codes in enumerate(({"1": "Un", "2": "Deux", "3": "Trois"}, {"1": "Un", "3": "Trois"})):
        file = squares_file(tmp_path, codes, name=f"{number}.geojson")
        version = import_boundaries(
            file, by=None, partition=PARTITION, vintage=str(2021 + number), code_column="code", name_column="nom"
        )
    assert "1 territoire de la version précédente n’est plus là : 2." in told(version.report["notes"])


@pytest.mark.parametrize("name", ["Montr´al", "MontrÃ©al", "Montr\ufffdal", "l¨ïle"])
def test_names_that_lost_an_accent(name):
    assert doubts.damaged(areas.made(["1"], [name], [square(0)]))


@pytest.mark.parametrize("name", ["Montréal", "Lac-à-l’Épaule", "Odanak", "Saint-Henri — Petite-Bourgogne"])
def test_names_that_lost_nothing(name):
    assert doubts.damaged(areas.made(["1"], [name], [square(0)])) == []
