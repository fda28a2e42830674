"""A table that leaves the house is read back the same by a spreadsheet."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from reperes.publishing.tables import FORMULA, csv_file, xlsx_file

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
    lambda word: not word.startswith(FORMULA)
)


def read_csv(content: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


@given(st.lists(st.lists(words, min_size=2, max_size=2)), st.sampled_from(",;\t"))
def test_csv_comes_back_as_it_left(rows, separator):
    assert read_csv(csv_file(["a", "b"], rows, separator=separator), separator) == [["a", "b"], *rows]


def test_missing_is_an_empty_cell_and_zero_is_a_zero():
    assert read_csv(csv_file(["n"], [[None], [0]])) == [["n"], [""], ["0"]]


def test_a_formula_in_someones_words_is_not_run():
    assert read_csv(csv_file(["n"], [["=1+1"], [-1]])) == [["n"], ["'=1+1"], ["-1"]]


def test_a_spreadsheet_keeps_codes_as_text_and_numbers_as_numbers():
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file([("Secteurs", ["code", "pop"], [["4620725.10", 12]])])))
    assert book.get_sheet_by_name("Secteurs").to_python() == [["code", "pop"], ["4620725.10", 12.0]]


def test_a_spreadsheet_runs_no_formula_either():
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file([("S", ["mots"], [["=1+1"]])])))
    assert book.get_sheet_by_name("S").to_python() == [["mots"], ["=1+1"]]


def test_a_number_written_as_text_is_no_formula_but_a_sum_is():
    cells = ["-12,5", "+3", "- 4", "-1+1", "-1+cmd|' /C calc'!A0", "\n=1"]
    kept = read_csv(csv_file(["n"], [[cell] for cell in cells]))[1:]
    assert [row[0] for row in kept] == ["-12,5", "+3", "'- 4", "'-1+1", "'-1+cmd|' /C calc'!A0", "'\n=1"]
