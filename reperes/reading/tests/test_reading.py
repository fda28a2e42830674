"""Tables people bring are read as they were meant, or refused with a sentence."""

import contextlib
import csv
import io
import zipfile

import pytest
import xlsxwriter
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reperes.core.errors import BadFile
from reperes.figures.statuses import Status
from reperes.reading import guards, table
from reperes.reading.numbers import NotANumber, Writing


@pytest.fixture
def written(tmp_path):
    def write(content, name="table.csv", encoding="utf-8"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return file

    return write


def read(file):
    found = table.detect(file, file.name)
    return found, [row.cells for row in table.rows(file, file.name, found.reading)]


FRENCH = "Secteur;Nom;Population;Part (%)\n001;Québec;1 234;12,5\n002;Lévis;987;8,0\n003;Trois-Rivières;x;..\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman", "cp850"]
)
def test_accents_are_read_whatever_the_encoding(written, encoding):
    found, rows = read(written(FRENCH, encoding=encoding))
    assert [row[1] for row in rows] == ["Québec", "Lévis", "Trois-Rivières"]
    assert (found.reading.separator, found.reading.decimal, found.reading.header_row) == (";", ",", 1)


def test_codes_keep_their_zeros(written):
    _found, rows = read(written("code,n\n4620725.10,3\n0012,4\n"))
    assert [row[0] for row in rows] == ["4620725.10", "0012"]


@pytest.mark.parametrize(("decimal", "text", "value"), [
    (",", "1 234,5", 1234.5), (",", "1\u202f234,5", 1234.5), (",", "1\u00a0234\u00a0567", 1234567),
    (",", "1.234,5", 1234.5),
    (",", "24,3 %", 0.243), (",", "-0,5", -0.5), (",", "−7", -7), (".", "1,234.5", 1234.5), (".", "1'234", 1234),
    (".", ".5", 0.5), (".", "1.5e3", 1500), (".", "0", 0), (",", "0012", 12),
])  # fmt: skip
def test_a_number_is_read_in_its_dialect(decimal, text, value):
    assert Writing(decimal).figure(text).value == pytest.approx(value)


@pytest.mark.parametrize(("text", "status"), [
    ("x", "suppressed"), ("X", "suppressed"), ("F", "unreliable"), ("..", "unavailable"), ("...", "not_applicable"),
    ("", "unavailable"), ("  ", "unavailable"), ("-", "unavailable"), ("n/d", "unavailable"),
    ("s.o.", "not_applicable"),
    ("s. o.", "not_applicable"), ("\u00a0", "unavailable"), ("NaN", "unavailable"),
])  # fmt: skip
def test_a_missing_figure_is_never_zero(text, status):
    figure = Writing(",").figure(text)
    assert (figure.value, figure.status) == (None, Status(status))


@pytest.mark.parametrize("text", ["12,3,4", "1 23", "12a", "=A1", "1.2.3", "--5", "%", "+", ".", "1e999", "١٢"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        Writing(".").figure(text)


@given(
    st.lists(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3)), min_size=1, max_size=20),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "’"]),
)
def test_a_written_number_is_read_back(numbers, decimal, thousands):
    for number in numbers:
        text = f"{number:,.3f}".replace(".", "D").replace(",", thousands).replace("D", decimal)
        assert Writing(decimal).figure(text).value == pytest.approx(number)


words = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=8
)


@hypothesis_settings(deadline=None)  # it reads a file
@given(
    st.lists(
        st.tuples(words, st.integers(0, 10**6), st.floats(0, 1).map(lambda x: round(x, 2))), min_size=3, max_size=30
    ),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from([",", "."]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_written_in_any_dialect_is_read_the_same(tmp_path_factory, rows, separator, decimal, encoding):
    lines = [["Nom du secteur", "Effectif", "Part"]]
    lines += [[f"é{name}", str(count), f"{share:.2f}".replace(".", decimal)] for name, count, share in rows]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(lines)
    file = tmp_path_factory.mktemp("dialecte") / "t.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    found, cells = read(file)
    assert (found.reading.separator, found.reading.decimal) == (separator, decimal)
    assert cells == lines[1:]


def test_titles_above_and_notes_below_are_not_figures(written):
    titles, notes = "Tableau 98-10\nPopulation selon le secteur\n\n", "\nSource : Statistique Canada\n"
    content = titles + "Code;Population\n01;10\n02;20\n03;30\n" + notes
    found, _rows = read(written(content))
    assert found.reading.header_row == 4
    assert found.titles == ["Tableau 98-10", "Population selon le secteur", ""][: len(found.titles)]
    assert [column.name for column in found.columns] == ["Code", "Population"]


def test_repeated_and_empty_headers_get_names_of_their_own(written):
    found, _rows = read(written("code;Total;Total;;Total (2)\na;1;2;3;4\nb;1;2;3;4\n"))
    assert [column.name for column in found.columns] == ["code", "Total", "Total (2)", "Colonne 4", "Total (2) (2)"]


def test_a_table_without_header_is_told(written):
    found, rows = read(written("1;2;3\n4;5;6\n"))
    assert found.reading.header_row == 0
    assert len(rows) == 2


def a_workbook(file, rows, **options):
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Données")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for fill in options.get("then", ()):
        fill(book, sheet)
    book.close()
    return file


def test_a_workbook_is_read(tmp_path):
    rows = [["Titre"], ["code", "nom", "n"], ["007", "Québec", 1234.5], [24010018, "Lévis", "x"]]
    found, cells = read(a_workbook(tmp_path / "t.xlsx", rows))
    assert found.reading.header_row == 2
    assert [table.as_text(row[0]) for row in cells] == ["007", "24010018"]
    assert found.reading.writing.figure(cells[0][2]).value == 1234.5
    assert found.reading.writing.figure(cells[1][2]).status == Status.SUPPRESSED


@pytest.mark.slow  # writes a million empty rows: that is the point
def test_a_million_empty_rows_do_not_count(tmp_path):
    def fill(book, sheet):
        grey = book.add_format({"bg_color": "#cccccc"})
        for row in range(10, 1_000_000, 5):
            sheet.write_blank(row, 3, None, grey)

    file = a_workbook(tmp_path / "t.xlsx", [["code", "n"], ["a", 1], ["b", 2]], then=[fill])
    assert read(file)[1] == [["a", 1.0], ["b", 2.0]]


def refusal(file):
    with pytest.raises(BadFile) as refused:
        read(file)
    return refused.value.sentence


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_it_fills_memory(tmp_path):
    far = a_workbook(tmp_path / "t.xlsx", [["code", "n"]], then=[lambda book, sheet: sheet.write(1_048_575, 16_383, 1)])
    assert "démesuré" in refusal(far)


def test_a_bomb_is_refused_by_its_table_of_contents(written):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 300 * 2**20)
    assert "démesuré" in refusal(written(content.getvalue(), "t.xlsx"))


def test_repeated_ods_cells_are_counted(written):
    body = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="A">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
        'table:number-columns-repeated="1000"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
        "</office:document-content>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    assert "démesuré" in refusal(written(content.getvalue(), "t.ods"))


@pytest.mark.parametrize(("name", "content", "said"), [
    ("t.csv", b"", "vide"),
    ("t.csv", b"PK\x03\x04rien", "classeur"),
    ("t.csv", b"%PDF-1.7", "PDF"),
    ("t.csv", b"<!DOCTYPE html><html>", "page web"),
    ("t.csv", b"a;b\n1;2\n3;\x004\n", "ligne 3"),
    ("t.csv", b"seule\nune\ncolonne\n", "colonne"),
    ("t.xlsx", b"a;b\n1;2\n", "classeur"),
    ("t.xlsx", b"\xd0\xcf\x11\xe0rest", ".xls"),
    ("t.exe", b"MZ", ".csv"),
])  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_refused(written, name, content, said):
    sentence = refusal(written(content, name))
    assert name in sentence
    assert said in sentence


def test_an_unclosed_quote_is_refused_by_line(written):
    assert "ligne" in refusal(written('a;b\n1;2\n3;"4\n' + "5;6\n" * 40_000))


def test_many_ragged_rows_refuse_the_file_by_its_first_line(written):
    content = "a;b;c\n" + "1;2;3\n" * 10 + "1;2\n" * 5
    assert "ligne 12" in refusal(written(content))


def test_a_wrong_encoding_is_refused_by_line(written):
    file = written(FRENCH, encoding="cp1252")
    reading = table.detect(file, file.name).reading.corrected({"encoding": "utf-8"})
    with pytest.raises(BadFile, match="encodage"):
        list(table.rows(file, file.name, reading))


def test_a_file_over_the_limit_is_refused_unread(written, settings):
    settings.UPLOAD_LIMIT_MB = 0
    assert "Mo" in refusal(written(FRENCH))


REAL = [
    ("statcan-ct-montreal-2021/ct_montreal_2021_indicators.csv", "utf-8", ",", ".", 1004),
    ("quebec-municipalites/98100002-02_population_logements_sdr_qc.csv", "utf-8", ";", ",", 1284),
    ("quebec-municipalites/repertoire_municipalites.csv", "utf-8", ",", ".", 1285),
    ("aide-sociale-quebec-csv/as-adultes-202401.csv", "utf-8-sig", ",", ".", 66),
    ("statcan-da-quebec-2021/da_quebec_2021_latin1.csv", "cp1252", ",", ".", 13806),
]


@pytest.mark.parametrize(("path", "encoding", "separator", "decimal", "n_rows"), REAL)
def test_real_files_are_understood(path, encoding, separator, decimal, n_rows):
    file = settings.REAL_DATA / path
    if not file.exists():
        pytest.skip("les données réelles ne sont pas à côté")
    found, rows = read(file)
    understood = found.reading
    assert (understood.encoding, understood.separator, understood.decimal) == (encoding, separator, decimal)
    assert len(rows) == n_rows


def test_limits_of_guards_are_generous_enough_for_a_census_sheet():
    assert guards.MAX_CELLS >= 4_000 * 1_000


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.floats(0, 0.99), st.binary(min_size=1, max_size=4)), min_size=1, max_size=3))
def test_a_damaged_workbook_is_read_or_refused_in_words(tmp_path, damage):
    whole = a_workbook(tmp_path / "whole.xlsx", [["code", "n"], ["a", 1], ["b", 2]]).read_bytes()
    content = bytearray(whole)
    for share, bytes_ in damage:
        start = int(share * len(content))
        content[start : start + len(bytes_)] = bytes_
    file = tmp_path / "t.xlsx"
    file.write_bytes(content)
    with contextlib.suppress(BadFile):
        table.detect(file, file.name)


def test_a_row_numbered_with_letters_is_refused(tmp_path):
    whole = a_workbook(tmp_path / "t.xlsx", [["code", "n"], ["a", 1]])
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'r="1"', b'r="un"')
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "sheet1.xml" in refusal(whole)


def test_a_header_alone_is_refused(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("code;n\n")
    with pytest.raises(BadFile, match="aucune ligne sous son en-tête"):
        table.detect(file, "t.csv")
