"""Traps of real tables are told, with their lines; nothing is changed for them."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.conf import settings

from reperes.core.errors import BadFile
from reperes.reading import table, traps
from reperes.reading.recognising import recognise

DATA = settings.REAL_DATA
AREAS = DATA / "statcan-da-quebec-2021"
needs_data = pytest.mark.skipif(not AREAS.is_dir(), reason=f"the open data of {DATA} are not here")


def told(path):
    """By code; several of one code: the first."""
    found = recognise(path, path.name)
    return {one.code: one for one in reversed(found.told)}, found


def column(path, name):
    """One column of a table, as text, by code (its first column)."""
    found = table.detect(path, path.name)
    place = [one.name for one in found.columns].index(name)
    return {table.as_text(row.cells[0]): row.cells[place] for row in table.rows(path, path.name, found.reading)}


@needs_data
def test_quebec_s_areas_sum_to_its_people_and_each_tract_to_its_areas():
    path = AREAS / "da_quebec_2021_latin1.csv"
    people, tracts, of_tract = column(path, "da_pop_21"), column(path, "ct_id_21"), column(path, "ct_pop_21")
    assert len(people) == 13_806
    assert sum(int(one) for one in people.values()) == 8_501_833
    sums: dict[str, int] = {}
    for code, tract in tracts.items():
        sums[tract] = sums.get(tract, 0) + int(people[code])
    assert len(sums) == 1_480 + 1  # 9924.00 is every area outside a tract
    assert {tract: int(of_tract[code]) for code, tract in tracts.items()} == sums


@needs_data
def test_divisions_among_areas_would_count_people_twice():
    met, _found = told(AREAS / "population_area_quebec_2021.csv")
    assert (met["code_lengths"].n, met["code_lengths"].examples[0]) == (98, "2401")
    assert "compterait deux fois" in met["code_lengths"].sentence


@needs_data
def test_zeros_that_were_never_published_are_asked_about_and_found_beside_another_table():
    met, _found = told(AREAS / "da_quebec_2021_latin1.csv")
    assert met["zeros"].needs_answer
    assert (met["stand_in_code"].examples, met["stand_in_code"].n) == (("9924.00",), 4_080)
    figures = {code: float(one) for code, one in column(AREAS / "da_quebec_2021_latin1.csv", "da_pop_21").items()}
    other = column(AREAS / "population_area_quebec_2021.csv", "Population")
    published = {code: float(one) if one else None for code, one in other.items()}
    assert len(traps.unpublished(figures, published)) == 50


@needs_data
def test_minus_999_is_proposed_as_missing_in_each_way_it_is_written():
    met, _found = told(DATA / "svi-us-counties-2018" / "svi_2018_us_county_themes_1_2.csv")
    assert met["odd_number"].needs_answer
    assert set(met["odd_number"].examples) == {"-999", "-999.0", "-999.0000"}
    assert met["odd_number"].lines == (2,)


@needs_data
def test_tract_codes_that_look_like_numbers_are_kept_as_written():
    met, found = told(DATA / "statcan-ct-montreal-2021" / "ct_montreal_2021_indicators.csv")
    assert met["codes_like_numbers"].n == 1_004
    assert "4620725.10" in column(DATA / "statcan-ct-montreal-2021" / "ct_montreal_2021_indicators.csv", "ct_uid")
    assert found.kind == "wide"


@needs_data
def test_a_french_table_of_statistics_canada_tells_all_it_hides():
    path = DATA / "quebec-municipalites" / "98100002-02_population_logements_sdr_qc.csv"
    met, found = told(path)
    assert {"space_before_quote", "spaced_thousands", "glued_footnotes", "same_names"} <= set(met)
    assert found.sample.reading.decimal == ","
    area = column(path, "Superficie des terres en kilomètres carrés, 2021")["Canada"]
    assert found.sample.reading.writing.figure(area).value == 8_788_702.80
    assert "Alma 5" in column(path, "Population, 2021")


@needs_data
def test_padded_codes_are_told_and_read_without_their_spaces():
    met, _found = told(DATA / "townsend-uk" / "dataset_2011_uk_local_authority.csv")
    assert met["padded_codes"].n == 26
    assert "95AA" in column(DATA / "townsend-uk" / "dataset_2011_uk_local_authority.csv", "F244")


@needs_data
def test_the_index_of_multiple_deprivation_is_recognised_with_its_corrections():
    met, found = told(AREAS / "cimd_quebec_2021.csv")
    assert found.kind == "cimd"
    assert met["corrected"].examples == ("2024-01-05", "2024-10-22")


def test_a_code_that_lost_its_zero_in_a_spreadsheet_is_told(tmp_path):
    path = tmp_path / "tracts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([["ct", "n"], [4620725.1, 3], [4620725.25, 4], [4620726.31, 5], [4620727.42, 6]]):
            sheet.write_row(place, 0, row)
    met, _found = told(path)
    assert (met["cut_codes"].n, met["cut_codes"].lines) == (1, (2,))


def test_parquet_is_read_like_any_table(tmp_path):
    path = tmp_path / "areas.parquet"
    codes, n = ["24010018", "24010019"], pa.array([464, None], pa.int64())
    pq.write_table(pa.table({"code": codes, "n": n, "share": np.array([0.5, 0.25])}), path)
    found = table.detect(path, path.name)
    assert [one.name for one in found.columns] == ["code", "n", "share"]
    assert [row.cells for row in table.rows(path, path.name, found.reading)] == [
        ["24010018", 464, 0.5],
        ["24010019", "", 0.25],
    ]


@pytest.mark.parametrize("harm", ["broken", "nested"])
def test_a_parquet_file_that_is_no_table_is_refused(tmp_path, harm):
    path = tmp_path / "file.parquet"
    if harm == "nested":
        pq.write_table(pa.table({"code": ["a"], "many": [[1, 2]]}), path)
    else:
        path.write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(BadFile, match=r"file\.parquet"):
        table.detect(path, path.name)


def test_an_ordinary_table_has_no_trap(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("code,nom,population\n001,Lévis,10\n002,Québec,20\n003,Alma,30\n", encoding="utf-8")
    met, found = told(path)
    assert (met, found.kind) == ({}, "wide")


def test_any_code_of_sense_is_left_alone(tmp_path):
    path = tmp_path / "incomes.csv"
    path.write_text("code,revenu\n" + "".join(f"a{n:03},{900 + n}\n" for n in range(200)), encoding="utf-8")
    assert "odd_number" not in told(path)[0]
