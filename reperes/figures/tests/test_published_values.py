"""Methods agree with values published elsewhere (vectors T13, T19, T20, T22, T24)."""

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.consensus import consensus
from reperes.figures.inequality import gini, gradient
from reperes.figures.medians import grouped_median
from reperes.figures.standardisation import direct

INCOME_EDGES = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150]
INCOME_COUNTS = [30, 60, 110, 140, 130, 100, 80, 60, 40, 30, 60]


def test_a_rate_is_standardised_as_in_the_michigan_example():
    """Births with Down's syndrome by mother's age, Michigan; the rate is the one the dsrTest package publishes."""
    cases = [0, 8, 63, 112, 262, 295]
    births = [327, 30666, 123419, 149919, 104088, 34392]
    standard = [319933, 931318, 786511, 488235, 237863, 61313]
    found = direct(cases, births, standard)
    assert found.rate == pytest.approx(75.52901, abs=1e-5)
    assert (found.interval.low, found.interval.high) == pytest.approx((67.63274, 83.86711), abs=1e-4)


def test_a_rate_without_any_case_is_refused():
    with pytest.raises(ValueError, match="at least one case"):
        direct([0, 0], [10, 10], [1, 1])


def test_the_median_of_classes_lies_inside_one():
    assert grouped_median(INCOME_EDGES, INCOME_COUNTS) == pytest.approx(46.1538, abs=1e-4)


def test_no_median_is_read_in_an_open_class_nor_among_nobody():
    assert grouped_median([0, 10, float("inf")], [1, 9]) is None
    assert grouped_median([0, 10], [0]) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_a_median_leaves_half_on_each_side(counts):
    edges = list(range(len(counts) + 1))
    median = grouped_median(edges, counts)
    below = sum(count * min(max(median - low, 0), 1) for low, count in enumerate(counts))
    assert below == pytest.approx(sum(counts) / 2)


@pytest.mark.parametrize(("values", "expected"), [([1, 2, 3, 4, 5], 0.266667), ([0, 0, 0, 0, 100], 0.8), ([7, 7], 0)])
def test_gini_agrees_with_known_cases(values, expected):
    assert gini(values) == pytest.approx(expected, abs=1e-6)


def test_gini_of_nothing_is_not_a_number():
    assert isnan(gini([0, 0]))


def test_the_gradient_agrees_with_the_world_bank_example():
    """Under-five deaths in India, from the poorest to the richest fifth (World Bank, technical note 7: −0.1694)."""
    found = gradient([29939, 28776, 26528, 24689, 19739], [154.7, 152.9, 119.5, 86.9, 54.3])
    assert found.concentration == pytest.approx(-0.169417, abs=1e-6)
    assert found.mean == pytest.approx(118.907, abs=1e-3)
    assert found.slope == pytest.approx(-126.198, abs=1e-3)
    assert found.relative_slope == pytest.approx(-1.0613, abs=1e-4)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([4, 4, 4, 4], 1),
        ([1, 1, 5, 5], 0),
        ([3, 4, 4, 5], 0.7925),
        ([1, 2, 3, 4, 5], 0.4340),
        ([2, 4, 4, 4, 5], 0.6802),
    ],
)
def test_consensus_agrees_with_tastle_and_wierman(answers, expected):
    assert consensus(answers, lowest=1, highest=5) == pytest.approx(expected, abs=1e-4)


def test_nobody_answering_is_no_consensus():
    assert consensus([], lowest=1, highest=5) is None
