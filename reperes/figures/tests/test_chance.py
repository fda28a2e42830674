"""Intervals of arrays say what the intervals of one cell say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import chance, intervals


def test_newcombes_classic_cases_in_one_array():
    low, high = chance.sampled_share(np.array([81.0, 15, 0, 1]), np.array([263.0, 148, 20, 29]))
    assert low == pytest.approx([0.255289, 0.062386, 0, 0.006113], abs=5e-7)
    assert high == pytest.approx([0.366210, 0.160487, 0.161125, 0.171755], abs=5e-7)


def test_byars_published_limits_in_one_array():
    low, high = chance.counted(np.array([0.0, 5, 10, 100]))
    assert low == pytest.approx([0, 1.6113, 4.7874, 81.3621], abs=5e-5)
    assert high == pytest.approx([3.6680, 11.6682, 18.3915, 121.6279], abs=5e-5)


@given(st.integers(0, 500), st.integers(1, 500))
def test_one_cell_and_an_array_agree(cases, people):
    cases = min(cases, people)
    low, high = chance.sampled_share(np.array([float(cases)]), np.array([float(people)]))
    alone = intervals.wilson(cases, people)
    assert (low[0], high[0]) == pytest.approx((alone.low, alone.high), abs=1e-12)


def test_a_quarter_of_the_people_asked_widens_the_interval_as_a_quarter_of_the_people():
    low, high = chance.sampled_share(np.array([400.0]), np.array([1600.0]), fraction=0.25)
    alone = intervals.wilson(100, 400)
    assert (low[0], high[0]) == pytest.approx((alone.low, alone.high), abs=1e-12)


def test_missing_stays_missing():
    low, high = chance.sampled_share(np.array([np.nan, 1.0]), np.array([10.0, 0.0]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_the_rule_of_thumb_of_eight_small_areas():
    """Summing k areas adds a standard deviation of about 2√k: 5.7 for eight (territory.md §9.4, T8)."""
    low, high = chance.rounded_count(np.array([309.0]), np.array([8.0]))
    assert (high[0] - low[0]) / 2 / chance.Z_95 == pytest.approx(5.66, abs=0.01)


def test_the_interval_of_rounding_holds_what_rounding_does():
    """T8's eight counts, rounded without bias twenty thousand times: the interval mostly holds their true sum."""
    true = np.array([7, 12, 33, 48, 101, 64, 18, 26])
    draw = np.random.default_rng(8).random((20_000, 8))
    rounded = true - true % 5 + 5 * (draw < (true % 5) / 5)
    sums = rounded.sum(axis=1).astype(float)
    low, high = chance.rounded_count(sums, np.full(20_000, 8.0))
    assert 0.88 < ((low <= 309) & (high >= 309)).mean() < 1.0
    assert sums.std() == pytest.approx(6.48, abs=0.1)
