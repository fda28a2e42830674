"""A table of people by small area: codes are text, missing is never zero, other territories are left out and told."""

import csv

import pytest
from django.conf import settings

from reperes.core.errors import BadFile
from reperes.places import people_counts

FOLDER = settings.REAL_DATA / "statcan-da-quebec-2021"
KNOWN = {"24660001", "24660002", "24660003"}


def read(text: str, known=KNOWN) -> people_counts.Counted:
    return people_counts.read(text.encode(), "population.csv", known)


def test_people_are_read_as_people_write_them():
    found = read("code;population\n24660001;1 234,0\n24660002;0\n24660003;x\n")
    assert found.people == {"24660001": 1234.0, "24660002": 0.0}
    assert found.notes == ["1 secteur n’a pas de nombre publié\xa0: il n’est pas compté comme zéro."]


@pytest.mark.parametrize("symbol", ["x", "F", "..", "...", ""])
def test_a_symbol_is_missing_and_never_zero(symbol):
    assert "24660001" not in read(f"code,population\n24660001,{symbol}\n24660002,5\n").people


@pytest.mark.parametrize("words", ["-999", "beaucoup", "1e12", "nan", "inf"])
def test_what_is_no_number_of_people_is_refused_by_line(words):
    with pytest.raises(BadFile, match="ligne 3"):
        read(f"code,population\n24660002,5\n24660001,{words}\n")


def test_a_code_given_twice_is_refused():
    with pytest.raises(BadFile, match="déjà donné"):
        read("code,population\n24660001,5\n24660001,6\n")


def test_a_table_of_another_vintage_is_refused():
    with pytest.raises(BadFile, match="vérifiez le millésime"):
        read("code,population\n24990001,5\n")


def test_rows_of_another_level_are_left_out_and_told():
    found = read("code,population\n2466,900\n24660001,400\n24660002,500\n24660009,7\n")
    assert sum(found.people.values()) == 900
    assert "1 lignes ont un code de 4 caractères au milieu de codes de 8 (2466)" in found.notes[0].replace("\xa0", " ")
    assert "24660009" in found.notes[1]


def test_the_98_census_divisions_of_the_real_list_are_not_counted_with_its_areas():
    file = FOLDER / "population_area_quebec_2021.csv"
    if not file.is_file():
        pytest.skip("the dissemination areas of Québec are not at hand: set REPERES_DATA")
    with (FOLDER / "da_quebec_2021_latin1.csv").open(encoding="latin-1", newline="") as stream:
        known = {row["da_id_21"] for row in csv.DictReader(stream)}
    found = people_counts.read(file.read_bytes(), file.name, known)
    assert len(known) == 13_806
    assert sum(found.people.values()) == 8_501_833  # published total of Québec, 2021
    assert "98 lignes ont un code de 4 caractères au milieu de codes de 8" in found.notes[0]
    assert "50 secteurs n’ont pas de nombre publié" in found.notes[1]
