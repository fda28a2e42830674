"""Census profiles are read as Statistics Canada lays them out; nothing is guessed."""

import hashlib

import numpy as np
import pytest

from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, Status
from reperes.reading.census import layout
from reperes.reading.store import Store
from reperes.reading.store.opened import EVERY_LEVEL
from reperes.reading.tests import census_files as files
from reperes.reading.tests.census_files import HEADER_2016, HEADER_2021_FR, area, area_2021, row_2021, told

OK, X, F, NONE, N_A = (
    PLACE[one] for one in (Status.OK, Status.SUPPRESSED, Status.UNRELIABLE, Status.UNAVAILABLE, Status.NOT_APPLICABLE)
)
VALUES_2021 = {11: 12, 13: 14, 15: 16, 17: 18, 19: 20, 21: 22}
VALUES_2016 = {12: -1, 13: -1, 14: -1}


def test_a_profile_becomes_a_store(imported):
    read = imported([*area("24010018"), *area("24010019", population="536")])
    store = read.store
    assert store.areas == ["24010018", "24010019"]
    assert [(one.id, one.name, one.depth) for one in store.characteristics] == [
        (1, "Population, 2021", 0),
        (39, "Average age of the population", 1),
    ]
    assert store.column(1)[0].tolist() == [464, 536]
    assert store.column(39, "women")[0].tolist() == [42.1, 42.1]
    values, statuses = store.column(1, "men")
    assert np.isnan(values).all()
    assert statuses.tolist() == [N_A, N_A]
    assert store.facts["dguid"] == ["2021S051224010018", "2021S051224010019"]
    assert store.facts["quality"] == ["00000", "00000"]
    assert (read.n_rows, read.n_refusals) == (4, 0)


def test_where_a_profile_comes_from_is_told(imported, tmp_path):
    origin = imported(area("24010018")).origin
    file = tmp_path / "98-401-X2021006_English_CSV_data_Quebec.csv"
    assert (origin.identifier, origin.vintage, origin.language) == ("98-401-X2021006", "2021", "en")
    assert origin.title == "Profil du recensement de 2021"
    assert origin.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(("header", "encoding"), [(HEADER_2021_FR, "latin-1"), (HEADER_2021_FR, "utf-8-sig")])
def test_a_french_profile_is_read_in_either_encoding(imported, header, encoding):
    begins = '2021,"2021S051224010018","24010018","Aire de diffusion","Grosse-Île",1.2,3.4,"00000"'
    rows = [row_2021(begins, 7, "Superficie des terres en kilomètres carrés", "32.28")]
    read = imported(rows, header=header, encoding=encoding)
    assert read.store.characteristics[0].name == "Superficie des terres en kilomètres carrés"
    assert read.store.facts["name"] == ["Grosse-Île"]
    assert (read.profile.language, read.store.level, read.store.column(7)[0].tolist()) == (
        "fr",
        "dissemination_area",
        [32.28],
    )


def test_a_profile_of_2016_has_its_symbols_in_place_of_figures(imported):
    begins = '2016,"24010018","4","24010018",4.0,5.1,"20000"," ","24010018"'
    rows = [
        f'{begins},"Population, 2016",1,1,465,...,...',
        f'{begins},"  Median age",40,,x,F,..',
        f'{begins},"Population density per square kilometre",6,,14.4,...,...',
    ]
    read = imported(rows, "98-401-X2016044_QUEBEC_English_CSV_data.csv", header=HEADER_2016, encoding="utf-8-sig")
    store = read.store
    assert store.columns == ("total", "men", "women")
    assert store.column(1)[0].tolist() == [465]
    assert [store.column(40, column)[1].tolist() for column in store.columns] == [[X], [F], [NONE]]
    assert (store.level, read.origin.vintage, read.origin.identifier) == (
        "dissemination_area",
        "2016",
        "98-401-X2016044",
    )


def test_columns_are_found_by_name_whatever_their_order(imported):
    header = "C1_COUNT_TOTAL,SYMBOL,GEO_NAME,CHARACTERISTIC_NAME,DGUID,CHARACTERISTIC_ID,EXTRA"
    rows = ['464,"","a","Population, 2021",2021S051224010018,1,?', ',x,"a","Average age",2021S051224010018,39,?']
    read = imported(rows, header=header)
    assert read.store.areas == ["2021S051224010018"]
    assert [one.name for one in read.store.characteristics] == ["Population, 2021", "Average age"]
    assert (read.store.column(1)[0].tolist(), read.store.column(39)[1].tolist()) == ([464], [X])
    assert told(read)["columns_left"].examples == ("EXTRA",)


def test_tabs_separate_as_well(imported):
    rows = [
        row.replace('",', '"\t').replace(",", "\t").replace("Population\t", "Population,") for row in area("24010018")
    ]
    read = imported(rows, "98-401-X2021006_English_TAB_data.tab", header=files.HEADER_2021.replace(",", "\t"))
    assert read.store.column(1)[0].tolist() == [464]


def test_levels_mixed_in_one_file_are_kept_apart(imported):
    rows = [row for code in ["24", "2401", "24010018", "24010019"] for row in area(code)]
    read = imported(rows)
    assert read.store.levels == {"province": 1, "census_division": 1, "dissemination_area": 2}
    assert read.store.areas == ["24010018", "24010019"]
    assert "aires de diffusion (2)" in told(read)["levels"].sentence
    province = Store.open(read.store.folder, "province")
    assert (province.areas, province.column(1)[0].tolist()) == (["24"], [464])
    assert Store.open(read.store.folder, EVERY_LEVEL).areas == ["24", "2401", "24010018", "24010019"]
    with pytest.raises(BadFile, match="census_tract"):
        Store.open(read.store.folder, "census_tract")


def test_symbols_are_statuses_or_remarks_and_all_are_counted(imported):
    begins = area_2021("24010018")
    read = imported([row_2021(begins, 1, "n", "|x", "|F", "|..", "|...", "12.5|E", "10|r")])
    statuses = [read.store.column(1, column)[1].item() for column in read.store.columns]
    assert statuses == [X, F, NONE, N_A, OK, OK]
    assert read.store.column(1, "rate_men")[0].tolist() == [12.5]
    assert {code for code in told(read) if code.startswith("symbol_")} == {
        "symbol_x", "symbol_F", "symbol_..", "symbol_...", "symbol_E", "symbol_r"
    }  # fmt: skip


def test_a_blank_figure_without_symbol_is_unavailable_never_zero(imported):
    read = imported([row_2021(area_2021("24010018"), 1, "n", "", "0")])
    assert np.isnan(read.store.column(1)[0]).all()
    assert read.store.column(1)[1].tolist() == [NONE]
    assert read.store.column(1, "men")[0].tolist() == [0]


def test_a_figure_that_a_symbol_denies_is_not_kept(imported):
    read = imported([row_2021(area_2021("24010018"), 1, "n", "12|x")])
    assert read.store.column(1)[1].tolist() == [X]
    assert told(read)["both"].lines == (2,)


def test_an_unknown_symbol_is_told_and_its_figure_kept(imported):
    read = imported([row_2021(area_2021("24010018"), 1, "n", "12|§")])
    assert read.store.column(1)[0].tolist() == [12]
    assert told(read)["unknown_symbol"].examples == ("§",)


@pytest.mark.parametrize(("header", "expected"), [
    (files.HEADER_2021, ("total", "men", "women", "rate_total", "rate_men", "rate_women")),
    (HEADER_2021_FR, ("total", "men", "women", "rate_total", "rate_men", "rate_women")),
    (HEADER_2016, ("total", "men", "women")),
    ('"CODE_GÉO (LDR)","NIVEAU_GÉO","NOM_GÉO","DIM: Profil des secteurs de recensement (2247)",'
     '"Membre ID: Profil des secteurs de recensement (2247)","Notes: Profil des secteurs de recensement (2247)",'
     '"Dim: Sexe (3): Membre ID: [1]: Total - Sexe","Dim: Sexe (3): Membre ID: [2]: Sexe masculin"', ("total", "men")),
])  # fmt: skip
def test_real_headers_are_recognised(header, expected):
    found = layout.of_header(header.encode("latin-1"))
    assert found.columns == expected
