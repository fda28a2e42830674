"""Intervals hold published values: Newcombe 1998, and the vectors T9 to T11 and T14 recomputed from the formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.intervals import (
    LONG_FORM,
    byar,
    difference_of_shares,
    limits_of_count,
    poisson,
    standardised_ratio,
    wilson,
    wilson_limits,
)


@pytest.mark.parametrize(
    ("cases", "people", "low", "high"),
    [
        (81, 263, 0.255289, 0.366210),  # the first four: Newcombe 1998, Statistics in Medicine 17, table I
        (15, 148, 0.062386, 0.160487),
        (0, 20, 0.0, 0.161125),
        (1, 29, 0.006113, 0.171755),
        (5, 40, 0.054595, 0.261121),
        (10, 10, 0.722467, 1.0),
    ],
)
def test_t9_wilson_agrees_with_newcombe(cases, people, low, high):
    limits = wilson(cases, people)
    assert (limits.low, limits.high) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 3.6680),
        (1, 0.0131, 5.5638),
        (3, 0.6030, 8.7654),
        (5, 1.6113, 11.6682),
        (10, 4.7874, 18.3915),
        (20, 12.2114, 30.8899),
        (65, 50.1632, 82.8491),
        (100, 81.3621, 121.6279),
    ],
)
def test_t10_byar_bounds_a_count(count, low, high):
    limits = byar(count)
    assert (limits.low, limits.high) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 3.6889), (3, 0.6187, 8.7673), (10, 4.7954, 18.3904)])
def test_t10_exact_limits_of_a_count(count, low, high):
    limits = poisson(count)
    assert (limits.low, limits.high) == pytest.approx((low, high), abs=1e-4)


def test_under_ten_the_limits_are_exact():
    assert limits_of_count(9) == poisson(9)
    assert limits_of_count(10) == byar(10)


@given(st.floats(0, 1e7))
def test_a_count_lies_inside_its_limits_even_split_by_weights(count):
    for bound in (byar, poisson):
        limits = bound(count)
        assert 0 <= limits.low <= count <= limits.high


@pytest.mark.parametrize("bound", [byar, poisson])
@pytest.mark.parametrize("count", [-1, float("nan")])
def test_less_than_nothing_is_no_count(bound, count):
    with pytest.raises(ValueError, match="not negative"):
        bound(count)


def test_t11_newcombe_bounds_a_difference():
    limits = difference_of_shares(56, 70, 48, 80)
    assert (limits.low, limits.high) == pytest.approx((0.052431, 0.333873), abs=1e-6)


def test_t14_a_standardised_ratio_is_bounded_by_byar():
    limits = standardised_ratio(65, 50)
    assert (limits.low, limits.high) == pytest.approx((1.0033, 1.6570), abs=1e-4)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_inside_its_own_interval(share):
    cases, people = share
    limits = wilson(cases, people)
    assert 0 <= limits.low <= cases / people <= limits.high <= 1
    assert not limits.excludes(cases / people)


@pytest.mark.parametrize(("cases", "people"), [(1, 0), (-1, 5), (6, 5)])
def test_an_impossible_share_is_refused(cases, people):
    with pytest.raises(ValueError, match="a share needs"):
        wilson(cases, people)


def test_the_long_form_knows_a_quarter_of_the_people():
    assert wilson(80, 400, sampled=LONG_FORM) == wilson(20, 100)
    with pytest.raises(ValueError, match="who were asked"):
        wilson(80, 400, sampled=0)


def test_arrays_of_shares_have_the_limits_of_each():
    low, high = wilson_limits([81, 0, 10, 3, 1, np.nan], [263, 20, 10, 0, np.nan, 9])
    assert low.tolist()[:3] == [wilson(81, 263).low, 0, wilson(10, 10).low]
    assert high.tolist()[:3] == [wilson(81, 263).high, wilson(0, 20).high, 1]
    assert np.isnan(low[3:]).all()
    assert np.isnan(high[3:]).all()
