"""What is odd in a census profile is told, with its line; what is damaged is refused."""

import gzip
import zipfile

import pytest

from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, Status
from reperes.reading.census import reading
from reperes.reading.tests import census_files as files
from reperes.reading.tests.census_files import area, area_2021, figures_of, row_2021, told

OK, X, F, NONE, N_A = (
    PLACE[one] for one in (Status.OK, Status.SUPPRESSED, Status.UNRELIABLE, Status.UNAVAILABLE, Status.NOT_APPLICABLE)
)
VALUES_2021 = {11: 12, 13: 14, 15: 16, 17: 18, 19: 20, 21: 22}
VALUES_2016 = {12: -1, 13: -1, 14: -1}


def test_a_cell_that_is_no_number_is_refused_with_its_line_and_column(imported):
    read = imported([*area("24010018"), row_2021(area_2021("24010019"), 1, "Population, 2021", "4 64", "7")])
    refused = read.refusals[0]
    assert (refused.line, refused.code, refused.column, refused.text) == (4, "24010019", "C1_COUNT_TOTAL", "4 64")
    assert read.store.column(1)[1].tolist() == [OK, NONE]
    assert read.store.column(1, "men")[0][1] == 7


def test_lines_of_another_width_are_refused_by_number(imported):
    rows = [*area("24010018"), "Note: a footnote", "", *area("24010019"), "2021,too,short"]
    read = imported(rows)
    assert [(one.line, one.reason) for one in read.refusals] == [
        (4, "1 colonne au lieu de 23"),
        (8, "3 colonnes au lieu de 23"),
    ]
    assert read.store.column(1)[0].tolist() == [464, 464]


def test_a_stray_quote_loses_its_own_line_only(imported):
    broken = (
        area("24010019")[0]
        .replace('"24010019","Dissemination', '"24010019","Dissem"ination')
        .replace('","Diss', '",""Diss')
    )
    stray = area("24010020")[0].replace('"Population, 2021"', '"Population, 2021')
    read = imported([*area("24010018"), broken, stray, *area("24010021")])
    assert [one.line for one in read.refusals] == [5]
    assert read.store.areas[0] == "24010018"
    assert read.store.areas[-1] == "24010021"
    assert read.store.column(39)[0][-1] == 41.5


def test_repeated_lines_count_once_and_contradictions_keep_neither(imported):
    rows = area("24010018")
    other = row_2021(area_2021("24010018"), 1, "Population, 2021", "465")
    read = imported([*rows, rows[1], other, *area("24010019")])
    assert read.store.column(39)[0].tolist() == [41.5, 41.5]
    assert read.store.column(1)[1].tolist() == [NONE, OK]
    assert [(one.line, one.reason[:9]) for one in read.refusals] == [(4, "répète un"), (5, "contredit")]


def test_a_characteristic_that_changes_name_is_told(imported):
    renamed = row_2021(area_2021("24010019"), 1, "Population, 2022", "536")
    read = imported([*area("24010018"), renamed])
    one = told(read)["other_name"]
    assert (one.n, one.lines) == (1, (4,))
    assert "Population, 2022" in one.examples[0]
    assert read.store.column(1)[0].tolist() == [464, 536]


def test_an_area_without_all_its_lines_is_told(imported):
    read = imported([*area("24010018"), area("24010019")[0]])
    assert told(read)["incomplete_area"].examples == ("24010019",)
    assert read.store.column(39)[1].tolist() == [OK, NONE]


def test_a_file_cut_short_is_told(imported, tmp_path):
    file = files.write(tmp_path / "cut.csv", [*area("24010018"), *area("24010019")])
    file.write_bytes(file.read_bytes()[:-30])
    read = reading.read(file, file.name, tmp_path / "store")
    assert {"no_last_line_end", "incomplete_area"} <= set(told(read))
    assert read.refusals[-1].line == 5


def test_an_area_whose_lines_are_scattered_is_put_together(imported):
    one, two = area("24010018"), area("24010019")
    read = imported([one[0], two[0], two[1], one[1]])
    assert read.store.areas == ["24010018", "24010019"]
    assert read.store.column(39)[0].tolist() == [41.5, 41.5]


def test_numbers_of_any_size_come_back_as_they_were_written(imported):
    written = ["36991981", "8965588.85", "-4.9", "123456789012345678", "1.5E+07", "0.0000001"]
    read = imported([row_2021(area_2021("24010018"), 1, "n", *written)])
    assert [read.store.column(1, column)[0].item() for column in read.store.columns] == [float(one) for one in written]


def test_parts_of_an_archive_are_read_one_after_the_other(tmp_path):
    meta = "Release date: December 15, 2022\nCorrected on 2023-02-08: income of DA\nOpen Licence applies."
    with zipfile.ZipFile(tmp_path / "98-401-X2021006_eng_CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, code in [("Atlantic", "10010018"), ("Quebec", "24010018")]:
            file = files.write(tmp_path / "part.csv", [*area("24"), *area(code)] if code[0] == "2" else area(code))
            archive.write(file, f"98-401-X2021006_English_CSV_data_{name}.csv")
        archive.writestr("98-401-X2021006_Geo_starting_row.CSV", '"Geo Code","Geo Name","Line Number"\n')
        archive.writestr("98-401-X2021006_English_meta.txt", meta)
    heard = []
    read = reading.read(
        tmp_path / "98-401-X2021006_eng_CSV.zip", "98-401-X2021006_eng_CSV.zip", tmp_path / "store",
        tell=lambda n, n_in_all: heard.append((n, n_in_all)),
    )  # fmt: skip
    assert read.store.areas == ["10010018", "24010018"]
    assert (read.origin.released, read.origin.corrections) == (
        "December 15, 2022",
        ("Corrected on 2023-02-08: income of DA",),
    )
    assert "Open Licence" in read.origin.licence


def test_a_gzip_file_is_read_as_it_inflates(tmp_path):
    file = files.write(tmp_path / "profile.csv", area("24010018"))
    (tmp_path / "profile.csv.gz").write_bytes(gzip.compress(file.read_bytes()))
    read = reading.read(tmp_path / "profile.csv.gz", "profile.csv.gz", tmp_path / "store")
    assert read.store.column(1)[0].tolist() == [464]


@pytest.mark.parametrize("harm", ["cut", "flip"])
@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_damaged_archive_is_refused_and_leaves_nothing(tmp_path, harm, kind):
    content = files.write(
        tmp_path / "profile.csv", [row for n in range(50) for row in area(f"240100{n:02}")]
    ).read_bytes()
    file = tmp_path / f"profile.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("profile.csv", content)
    else:
        file.write_bytes(gzip.compress(content))
    packed = bytearray(file.read_bytes())
    file.write_bytes(
        packed[: len(packed) // 2] if harm == "cut" else packed[:150] + bytes([packed[150] ^ 255]) + packed[151:]
    )
    with pytest.raises(BadFile):
        reading.read(file, file.name, tmp_path / "store")
    assert [one.name for one in tmp_path.iterdir() if "store" in one.name] == []


def test_whoever_listens_may_stop_everything(tmp_path):
    rows = [row for n in range(4000) for row in area(f"2401{n:04}")]
    file = files.write(tmp_path / "profile.csv", rows)
    with zipfile.ZipFile(tmp_path / "profile.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, "profile.csv")

    def stop(n_read, n_in_all):
        raise KeyboardInterrupt

    reading.TELL_EVERY, was = -1.0, reading.TELL_EVERY
    try:
        with pytest.raises(KeyboardInterrupt):
            reading.read(tmp_path / "profile.zip", "profile.zip", tmp_path / "store", tell=stop)
    finally:
        reading.TELL_EVERY = was
    assert not list(tmp_path.glob("store*"))


@pytest.mark.parametrize(
    "content", [b"", b"a;b\n1;2\n", files.HEADER_2021.encode(), b"\x00" * 100, b"PK\x03\x04 broken"]
)
def test_what_is_no_profile_is_refused_with_a_sentence(tmp_path, content):
    (tmp_path / "file.csv").write_bytes(content)
    with pytest.raises(BadFile, match=r"file\.csv"):
        reading.read(tmp_path / "file.csv", "file.csv", tmp_path / "store")
    assert not list(tmp_path.glob("store*"))


def test_one_thread_or_two_read_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SHARED_FROM", 0)
    rows = [row for n in range(301) for row in area(f"24010{n:03}", population=str(7 * n))]
    file = files.write(tmp_path / "profile.csv", rows)
    one, two, three = (reading.read(file, file.name, tmp_path / str(n), threads=n).store for n in (1, 2, 3))
    assert one.areas == two.areas == three.areas
    assert figures_of(one) == figures_of(two) == figures_of(three)
