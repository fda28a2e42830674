"""Methods agree with values published elsewhere (vectors T19, T20, T22, T24)."""

from math import isnan, log

import libpysal
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.consensus import consensus
from reperes.figures.inequality import extremes, gini, gradient, theil
from reperes.figures.medians import grouped_median, grouped_quantile, median_interval

INCOME_EDGES = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150]
INCOME_COUNTS = [30, 60, 110, 140, 130, 100, 80, 60, 40, 30, 60]


def test_t22_the_median_of_classes_lies_inside_one():
    assert grouped_median(INCOME_EDGES, INCOME_COUNTS) == pytest.approx(46.1538, abs=1e-4)


def test_t22_no_median_is_read_in_an_open_class_nor_among_nobody():
    assert grouped_median([0, 10, float("inf")], [1, 9]) is None
    assert grouped_median([0, 10], [0]) is None


def test_the_limits_of_a_median_are_read_back_from_those_of_a_half():
    # Woodruff: Wilson's limits of 420 of 840 are .46626 and .53374, the 391.66th and 448.34th households.
    limits = median_interval(INCOME_EDGES, INCOME_COUNTS)
    assert (limits.low, limits.high) == pytest.approx((43.974, 48.334), abs=1e-3)
    wider = median_interval(INCOME_EDGES, INCOME_COUNTS, sampled=0.25)
    assert wider.low < limits.low < limits.high < wider.high


def test_a_limit_in_an_open_class_is_told_as_unknown():
    assert median_interval([0, 10, float("inf")], [51, 49]).high == float("inf")
    assert median_interval([0, 10, float("inf")], [1, 9]) is None


def test_a_quantile_at_either_end_is_an_edge():
    assert [grouped_quantile([0, 10, 20, 30], [0, 4, 0], share) for share in (0, 1)] == [10, 20]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_a_median_leaves_half_on_each_side(counts):
    edges = list(range(len(counts) + 1))
    median = grouped_median(edges, counts)
    below = sum(count * min(max(median - low, 0), 1) for low, count in enumerate(counts))
    assert below == pytest.approx(sum(counts) / 2)


@pytest.mark.parametrize(("values", "expected"), [([1, 2, 3, 4, 5], 0.266667), ([0, 0, 0, 0, 100], 0.8), ([7, 7], 0)])
def test_t19_gini_agrees_with_known_cases(values, expected):
    assert gini(values) == pytest.approx(expected, abs=1e-6)


def mexico(column):
    """Gross domestic product a head of Mexico's 32 states, bundled with libpysal."""
    return libpysal.io.open(libpysal.examples.get_path("mexico.csv")).by_col(column)


@pytest.mark.parametrize(("year", "g", "t"), [(1940, 0.353724, 0.208943), (2000, 0.258113, 0.106608)])
def test_t19_mexican_states_grew_less_unequal(year, g, t):
    values = mexico(f"pcgdp{year}")
    assert (gini(values), theil(values)) == pytest.approx((g, t), abs=1e-6)


def test_theil_of_nothing_or_of_debts():
    assert isnan(theil([0, 0]))
    assert theil([0, 0, 0, 100]) == pytest.approx(log(4))
    with pytest.raises(ValueError, match="negative"):
        theil([-1, 2])


def test_gini_of_nothing_is_not_a_number():
    assert isnan(gini([0, 0]))


def test_t20_the_gradient_agrees_with_the_world_bank_example():
    """Under-five deaths in India, from the poorest to the richest fifth (World Bank, technical note 7: −0.1694)."""
    found = gradient([29939, 28776, 26528, 24689, 19739], [154.7, 152.9, 119.5, 86.9, 54.3])
    assert found.concentration == pytest.approx(-0.169417, abs=1e-6)
    assert found.mean == pytest.approx(118.907, abs=1e-3)
    assert found.slope == pytest.approx(-126.198, abs=1e-3)
    assert found.relative_slope == pytest.approx(-1.0613, abs=1e-4)
    assert found.relative_index == pytest.approx((118.907 + 63.099) / (118.907 - 63.099), abs=1e-3)


def test_corrected_indices_mirror_illness_and_health():
    people, ill = [10, 20, 30, 40], [0.4, 0.3, 0.3, 0.1]
    sick, well = gradient(people, ill), gradient(people, [1 - rate for rate in ill])
    assert abs(sick.concentration) != pytest.approx(abs(well.concentration))
    assert sick.erreygers(0, 1) == pytest.approx(-well.erreygers(0, 1))
    assert sick.wagstaff(0, 1) == pytest.approx(-well.wagstaff(0, 1))
    assert sick.wagstaff(0, 1) == pytest.approx(sick.concentration / (1 - sick.mean))
    assert sick.erreygers(0, 1) == pytest.approx(4 * sick.mean * sick.concentration)


def test_a_slope_steeper_than_the_mean_has_no_relative_index():
    assert isnan(gradient([1, 1], [1.0, 0.0]).relative_index)
    assert isnan(gradient([1, 1], [1.0, 1.0]).wagstaff(0, 1))
    with pytest.raises(ValueError, match="above the lower"):
        gradient([1, 1], [1.0, 0.0]).erreygers(1, 1)


def test_a_gradient_of_nothing_or_of_one_group():
    found = gradient([10, 20], [0.0, 0.0])
    assert (found.mean, found.slope) == (0, 0)
    assert isnan(found.concentration)
    assert isnan(found.relative_slope)
    with pytest.raises(ValueError, match="two groups"):
        gradient([10, 0], [0.2, 0.1])
    with pytest.raises(ValueError, match="one entry"):
        gradient([10], [0.2, 0.1])
    with pytest.raises(ValueError, match="a share needs"):
        extremes(1, 0, 1, 2)


def test_the_two_extremes_come_first():
    found = extremes(60, 300, 20, 400)
    assert (found.gap, found.ratio) == pytest.approx((0.15, 4))
    # Katz: exp(ln 4 ± 1.96 √(1/60 − 1/300 + 1/20 − 1/400))
    assert (found.ratio_interval.low, found.ratio_interval.high) == pytest.approx((2.4667, 6.4864), abs=1e-3)
    assert extremes(6, 300, 0, 400).ratio is None
    assert (extremes(0, 300, 20, 400).ratio, extremes(0, 300, 20, 400).ratio_interval) == (0.0, None)


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
def test_t24_consensus_agrees_with_tastle_and_wierman(answers, expected):
    assert consensus(answers, lowest=1, highest=5) == pytest.approx(expected, abs=1e-4)


def test_nobody_answering_is_no_consensus():
    assert consensus([], lowest=1, highest=5) is None
