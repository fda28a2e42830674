"""Published lines come back from their reference family (vectors T6 and T7); the older scale does not."""

from math import sqrt

import pytest

from reperes.figures import low_income
from reperes.figures.low_income import MBM_2015, MBM_2018, OLDER_LIM_2006


@pytest.mark.parametrize(("size", "dollars"), [(1, 17_275), (2, 24_430), (3, 29_920), (4, 34_549), (5, 38_627)])
def test_t6_the_rural_line_of_2015_grows_by_the_square_root(size, dollars):
    assert low_income.market_basket(MBM_2015[0].dollars, size) == dollars


def test_t6_scaling_from_a_rounded_line_is_a_dollar_off():
    assert low_income.market_basket(17_275, 2, reference_size=1) == 24_431


def test_t7_the_lines_of_2018_are_those_published():
    assert {each.place: each.dollars for each in MBM_2018} == {
        "Québec, rural": 35_096,
        "Québec, under 30,000": 35_186,
        "Québec, 30,000 to 99,999": 33_115,
        "Québec, 100,000 to 499,999": 34_163,
        "Québec (city)": 34_835,
        "Montréal": 35_640,
    }
    assert {(each.size, each.year) for each in MBM_2018} == {(4, 2018)}


def test_the_older_scale_is_not_a_square_root():
    lines = {each.size: each.dollars for each in OLDER_LIM_2006}
    assert round(lines[1] * sqrt(2)) == 21_466 != lines[2] == 21_251
    assert low_income.low_income_measure(2 * lines[1], 4) == 30_358  # … though one and four persons agree by chance


@pytest.mark.parametrize(
    ("adults", "children", "dollars"),
    [(1, 0, 15_179), (1, 1, 21_251), (1, 2, 25_804), (2, 0, 21_251), (2, 2, 30_358), (3, 0, 27_322), (3, 1, 31_876)],
)
def test_the_older_scale_counts_adults_and_children_apart(adults, children, dollars):
    """Statistics Canada, 75F0002M2010004, table 1, after tax, 2006."""
    assert low_income.older_low_income_measure(15_179, adults, children) == dollars


def test_the_median_is_over_persons_not_households():
    # One household of four at 80,000 (40,000 each adjusted), three persons alone at 10,000.
    assert low_income.median_adjusted([80_000, 10_000, 10_000, 10_000], [4, 1, 1, 1]) == 40_000
    assert low_income.median_adjusted([80_000, 10_000], [4, 4]) == 22_500
    assert low_income.low_income_measure(50_000, 4) == 50_000


def test_a_family_of_nobody_has_no_line():
    with pytest.raises(ValueError, match="at least one person"):
        low_income.market_basket(34_549, 0)
    with pytest.raises(ValueError, match="at least one household"):
        low_income.median_adjusted([], [])
