"""Numbers as people write them; absence is said, never zeroed."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from reperes.atlas import speech
from reperes.atlas.cells import Cell
from reperes.atlas.models import Indicator
from reperes.figures.statuses import Status

share = Indicator(unit="share", decimals=1, aggregation="ratio")
people = Indicator(unit="persons", decimals=0, aggregation="sum")
THIN, NBSP = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", [f"1{THIN}234,5", f"24,3{NBSP}%", "−0,5"]), ("en", ["1,234.5", "24.3%", "−0.5"])],
)
def test_numbers_follow_the_language(language, written):
    with override(language):
        assert [speech.number(1234.5, 1), speech.percent(0.243), speech.number(-0.5, 1)] == written


def test_money_stands_where_the_language_puts_it():
    with override("fr"):
        assert speech.dollars(24300) == f"24{THIN}300{NBSP}$"
    with override("en"):
        assert speech.dollars(24300) == "$24,300"


@pytest.mark.parametrize("status", [Status.SUPPRESSED, Status.UNRELIABLE, Status.UNAVAILABLE, Status.NOT_APPLICABLE])
def test_an_absent_value_is_its_symbol(status):
    assert speech.cell_text(Cell("1", "2021", None, status), share) in {"x", "F", "..", "..."}


def test_a_rounded_zero_has_no_sign():
    assert speech.number(-0.001, 1) == "0,0"


def test_a_gap_is_in_points_for_shares_and_in_percent_otherwise():
    assert speech.gap(0.342, 0.28, share) == "+6,2 points"
    assert speech.gap(50, 100, people) == f"−50{NBSP}%"


def test_a_tract_number_says_what_it_numbers():
    assert speech.area_name("0734.07", is_small=True) == "Secteur 0734.07"
    assert speech.area_name("Rivière-Haute", is_small=True) == "Rivière-Haute"


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 3))
def test_any_number_comes_back_whole_from_its_writing(value, decimals):
    written = speech.number(value, decimals).replace(THIN, "").replace(",", ".").replace("−", "-")
    assert float(written) == pytest.approx(round(value, decimals), abs=10**-decimals)
