"""Tables with one line a figure become stores; what would mix or count twice is told."""

import math

import pytest
from django.conf import settings

from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, Status
from reperes.reading import long, table
from reperes.reading.recognising import recognise

ASSISTANCE = settings.REAL_DATA / "aide-sociale-quebec-csv"
needs_assistance = pytest.mark.skipif(not ASSISTANCE.is_dir(), reason=f"the open data of {ASSISTANCE} are not here")


@pytest.fixture
def loaded(tmp_path):
    def read(content, name="table.csv", **options):
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        found = table.detect(file, name)
        shape = long.recognise(found)
        return shape, long.read(file, name, found.reading, shape, tmp_path / "store", **options)

    return read


def codes(loaded):
    return {one.code: one for one in loaded.told}


SDMX = (
    "DATAFLOW,FREQ,REF_AREA,AGE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,UNIT_MULT\n"
    "SC:POP(1.0),A,24,Y0T14,2020,1.4,A,F,3\nSC:POP(1.0),A,24,Y0T14,2021,1.5,A,F,3\n"
    "SC:POP(1.0),A,35,Y0T14,2021,,M,F,3\nSC:POP(1.0),A,24,Y65,2021,,A,C,3\nSC:POP(1.0),A,35,Y65,2021,2,E,F,3\n"
)


def test_sdmx_is_read_with_its_statuses_and_its_power_of_ten(loaded):
    shape, read = loaded(SDMX)
    assert (shape.kind, shape.dimensions) == ("sdmx", ("AGE",))
    assert read.store.areas == ["24", "35"]
    values, statuses = read.store.rows([(1, "total"), (2, "total")])
    assert [one.name for one in read.store.characteristics] == ["Y0T14", "Y65"]
    assert (values[0, 0], values[1, 1]) == (1500, 2000)
    assert statuses.tolist() == [
        [PLACE[Status.OK], PLACE[Status.NOT_APPLICABLE]],
        [PLACE[Status.SUPPRESSED], PLACE[Status.OK]],
    ]


def test_the_last_period_is_read_unless_another_is_asked(loaded, tmp_path):
    _shape, read = loaded(SDMX)
    assert (read.periods, read.origin.vintage, codes(read)["periods"].n) == (["2020", "2021"], "2021", 2)
    file = tmp_path / "table.csv"
    found = table.detect(file, file.name)
    other = long.read(file, file.name, found.reading, long.recognise(found), tmp_path / "2020", period="2020")
    assert other.store.column(1)[0].tolist() == [1400]
    with pytest.raises(BadFile, match="2019"):
        long.read(file, file.name, found.reading, long.recognise(found), tmp_path / "2019", period="2019")


def test_a_full_table_of_statistics_canada_is_read_by_its_dguid(loaded):
    content = (
        "REF_DATE,GEO,DGUID,Age group,UOM,UOM_ID,SCALAR_FACTOR,VECTOR,COORDINATE,VALUE,STATUS,SYMBOL\n"
        '2021,"Québec",2021A000224,0 to 14,Persons,249,units,v1,1.1,1412000,,\n'
        '2021,"Ontario",2021A000235,0 to 14,Persons,249,units,v2,2.1,,x,\n'
    )
    shape, read = loaded(content)
    assert (shape.kind, read.store.areas) == ("full_table", ["24", "35"])
    assert read.store.column(1)[1].tolist() == [PLACE[Status.OK], PLACE[Status.SUPPRESSED]]


DEPRIVATION = (
    "AD;RSS;RLS;ADPOP2021;QuintMatRSS;QuintSocRSS;NOTEMAT;NOTESOC;FRAC_CLSC\n"
    "24010018;11;1101;464;4;2;0,0213;-0,0101;0,6\n24010018;11;1102;464;4;2;0,0213;-0,0101;0,4\n"
    "24010019;11;1101;536;;;;;1\n24010020;11;1101;618;5;1;0,0413;-0,0301;0,7\n"
)


def test_the_deprivation_index_counts_a_split_area_once_and_keeps_no_empty_quintile(loaded):
    shape, read = loaded(DEPRIVATION)
    assert (shape.kind, shape.fraction) == ("deprivation", "FRAC_CLSC")
    names = [one.name for one in read.store.characteristics]
    people = read.store.column(names.index("ADPOP2021") + 1)[0]
    quintiles, statuses = read.store.column(names.index("QuintMatRSS") + 1)
    assert people.tolist() == [464, 536, 618]
    assert (quintiles[0], math.isnan(quintiles[1]), statuses[1]) == (4, True, PLACE[Status.UNAVAILABLE])
    assert codes(read)["split_areas"].examples == ("24010018",)
    assert codes(read)["no_quintile"].n == 1
    assert codes(read)["fractions"].examples == ("24010020",)
    assert "permission" in codes(read)["rights"].sentence


def test_one_line_a_figure_is_recognised_and_contradictions_keep_neither(loaded):
    content = (
        "code;indicateur;valeur\n24001;loyer;812\n24001;menages;40\n24002;loyer;x\n24002;menages;41\n24002;menages;42\n"
    )
    shape, read = loaded(content)
    assert shape.kind == "long"
    assert read.store.column(1)[0][0] == 812
    assert read.store.column(1)[1].tolist() == [PLACE[Status.OK], PLACE[Status.SUPPRESSED]]
    assert read.store.column(2)[1].tolist() == [PLACE[Status.OK], PLACE[Status.UNAVAILABLE]]
    assert (codes(read)["conflict"].lines, read.refusals[0].line) == ((6,), 6)


def test_cells_and_lines_that_cannot_be_read_are_refused_by_number(loaded):
    _shape, read = loaded("code,caracteristique,valeur\na1,n,12\na2,n,beaucoup\n,n,3\n")
    assert [(one.line, one.reason) for one in read.refusals] == [
        (3, "ni un nombre ni un symbole connu"),
        (4, "pas de code de territoire"),
    ]


@needs_assistance
def test_assistance_files_of_all_layouts_are_read_by_region(tmp_path):
    for number, file in enumerate(sorted(ASSISTANCE.glob("*202401.csv"))):
        found = recognise(file, file.name)
        read = long.read(file, file.name, found.sample.reading, found.shape, tmp_path / str(number))
        assert found.kind == "breakdowns"
        assert read.store.areas[:17] == [f"{region:02}" for region in range(1, 18)]
        assert read.store.areas[17:] == [
            one for told in read.told if told.code == "unknown_area" for one in told.examples
        ]
        assert {"Sexe", "Situation familiale"} & set(codes(read)["breakdowns"].examples)
        assert read.origin.vintage == f"2024-{file.stem[-2:]}"


@needs_assistance
def test_regions_sum_to_what_the_sexes_sum_to(tmp_path):
    file = ASSISTANCE / "as-adultes-202401.csv"
    found = recognise(file, file.name)
    by_region = long.read(file, file.name, found.sample.reading, found.shape, tmp_path / "region").store
    shape = long.by(found.shape, "Sexe")
    by_sex = long.read(file, file.name, found.sample.reading, shape, tmp_path / "sex").store
    names = [one.name for one in by_region.characteristics]
    for name in ("Femmes", "Hommes"):
        number = names.index(name) + 1
        assert by_region.column(number)[0].sum() == by_sex.column(number)[0].sum()
