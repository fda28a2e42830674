"""Standardised rates hold published values (vectors T13 and T14) and smoothing says when it found nothing."""

import numpy as np
import pytest

from reperes.figures import standardisation
from reperes.figures.standardisation import Limits, direct

CASES = [0, 8, 63, 112, 262, 295]  # Down's syndrome among births by mother's age, Michigan
BIRTHS = [327, 30666, 123419, 149919, 104088, 34392]
STANDARD = [319933, 931318, 786511, 488235, 237863, 61313]


@pytest.mark.parametrize(
    ("limits", "low", "high"),
    [
        (Limits.BYAR, 67.63274, 83.86711),
        (Limits.EXACT, 67.63284, 83.86703),
        (Limits.GAMMA, 67.70212, 188.30017),  # as the dsrTest package publishes it
    ],
)
def test_t13_a_rate_and_its_limits_in_the_michigan_example(limits, low, high):
    found = direct(CASES, BIRTHS, STANDARD, limits=limits)
    assert found.rate == pytest.approx(75.52901, abs=1e-5)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-5)
    assert sum(CASES) / sum(BIRTHS) * 100_000 == pytest.approx(167.114, abs=1e-3)


@pytest.mark.parametrize(("cases", "people"), [([0, 0], [10, 10]), ([1, 2], [10, 0]), ([1], [10, 10])])
def test_a_rate_without_cases_or_people_is_refused(cases, people):
    with pytest.raises(ValueError, match=r"need"):
        direct(cases, people, [1, 1])


def test_t14_observed_over_expected():
    found = standardisation.observed_over_expected(65, 50)
    assert found.value == 1.3
    assert (found.interval.low, found.interval.high) == pytest.approx((1.0033, 1.6570), abs=1e-4)
    assert standardisation.indirect(65, [1000, 2000], [0.01, 0.02]) == found
    with pytest.raises(ValueError, match="something expected"):
        standardisation.observed_over_expected(3, 0)


def test_a_rate_over_itself_is_one_and_twice_the_cases_is_two():
    rate = direct(CASES, BIRTHS, STANDARD)
    same = standardisation.ratio_of_rates(rate, rate)
    assert same.value == 1
    assert same.interval.low * same.interval.high == pytest.approx(1)
    double = direct([2 * x for x in CASES], BIRTHS, STANDARD)
    assert standardisation.ratio_of_rates(double, rate).value == pytest.approx(2)
    assert standardisation.ratio_of_rates(double, rate).interval.excludes(1)


def test_areas_that_differ_by_chance_alone_take_the_mean():
    """Territory.md §9.6: Marshall's between-area variance is not above zero, so every area is at 6.265 per 1,000."""
    found = standardisation.smoothed([2, 5, 0, 12, 7], [400, 900, 250, 1500, 1100])
    np.testing.assert_allclose(found.rates * 1000, 6.265, atol=5e-4)
    assert not found.distinguishable


def test_smoothing_draws_small_areas_further():
    found = standardisation.smoothed([1, 10, 100, 400], [10, 100, 1000, 1000])
    raw = np.array([0.1, 0.1, 0.1, 0.4])
    assert found.distinguishable
    drawn = (found.rates - raw) / (found.mean - raw)
    assert (np.diff(drawn[:3]) < 0).all()
    assert ((drawn > 0) & (drawn < 1)).all()


def test_an_area_without_people_is_left_out_of_smoothing():
    found = standardisation.smoothed([1, np.nan, 3, 4], [10, 10, 0, 20])
    assert np.isnan(found.rates).tolist() == [False, True, True, False]
    with pytest.raises(ValueError, match="at least one area"):
        standardisation.smoothed([0], [0])


def test_shares_adjusted_for_age_forget_who_is_old():
    # Both areas have the same rate at each age (10 % and 50 %), one has more old people.
    people = np.array([[900.0, 100.0], [100.0, 900.0]])
    np.testing.assert_allclose(standardisation.adjusted_shares(people * [0.1, 0.5], people), 0.3)


def test_an_empty_stratum_or_a_missing_count_hides_nobody_else():
    people = np.array([[100.0, 0.0], [100.0, 100.0], [0.0, 0.0], [50.0, np.nan]])
    found = standardisation.adjusted_shares(np.nan_to_num(people) * [0.1, 0.5], people)
    assert np.isfinite(found).tolist() == [True, True, False, False]
    assert np.isnan(standardisation.adjusted_shares([[np.nan]], [[3]])).all()
