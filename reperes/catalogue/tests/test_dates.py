"""Uncertain dates, checked and said."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from reperes.catalogue import dates


@pytest.mark.parametrize(
    ("written", "said", "year"),
    [
        ("2017", "2017", 2017),
        ("2017-11", "novembre 2017", 2017),
        ("2017-11-05", "5 novembre 2017", 2017),
        ("200X", "années 2000", 2000),
        ("19XX", "20e siècle", 1900),
        ("2017/..", "depuis 2017", 2017),
        ("../2017", "jusqu’à 2017", 2017),
        ("2016/2018", "2016 à 2018", 2016),
        ("2017?", "2017 (?)", 2017),
        ("2017~", "vers 2017", 2017),
        ("", "", None),
    ],
)
def test_a_date_is_said_in_words_and_sorts_by_its_first_year(written, said, year):
    if written:
        dates.check(written)
    assert (dates.in_words(written), dates.first_year(written)) == (said, year)


def test_a_date_is_said_in_english_too():
    with override("en"):
        assert dates.in_words("2017-11") == "November 2017"


@pytest.mark.parametrize("written", ["abc", "2017-13", "2017-02-30", "17 mars", "2017/2015", "2016-21"])
def test_what_is_not_a_date_is_refused_with_examples(written):
    with pytest.raises(ValidationError, match=r"200X \(années 2000\)"):
        dates.check(written)


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d{2}(-\d{2})?(/\d{4})?", fullmatch=True))
def test_any_text_is_said_without_breaking(written):
    assert isinstance(dates.in_words(written), str)
    with suppress(ValidationError):
        dates.check(written)


def test_a_century_is_said_in_english_too():
    with override("en"):
        assert [dates.in_words(written) for written in ("19XX", "20XX")] == ["20th century", "21st century"]
