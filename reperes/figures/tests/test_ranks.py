"""A rank has limits; few territories are surely among the first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.ranks import ranks


def test_values_far_apart_have_sure_ranks():
    values = np.array([50.0, 30, 10])
    found = ranks(values, values - 1, values + 1)
    assert found.rank.tolist() == found.best.tolist() == found.worst.tolist() == [1, 2, 3]
    assert found.surely_among_the_highest(1).tolist() == [True, False, False]
    assert found.surely_among_the_lowest(2).tolist() == [False, True, True]


def test_equal_values_may_have_any_rank():
    found = ranks([20.0] * 40, [15.0] * 40, [25.0] * 40)
    assert set(found.rank) == {1}  # ties share the best
    assert found.best.max() <= 3
    assert found.worst.min() >= 38
    assert not found.surely_among_the_highest(5).any()
    assert not found.surely_among_the_lowest(5).any()


@pytest.mark.parametrize(("gap", "sure"), [(2.4, False), (3.2, True)])
def test_of_two_the_first_is_sure_when_their_difference_is(gap, sure):
    # Two standard errors of 1: P(first < second) = Φ(−gap/√2), .045 and .012, against .025.
    reach = 1.959964
    found = ranks([gap, 0.0], [gap - reach, -reach], [gap + reach, reach], turns=20_000)
    assert found.surely_among_the_highest(1)[0] == sure
    assert found.surely_among_the_lowest(1)[1] == sure


def test_a_value_without_limits_is_not_ranked():
    found = ranks([3, np.nan, 1, 2], [2.9, 0, np.nan, 1.9], [3.1, 1, 2, 2.1])
    assert found.n_ranked == 2
    assert np.isnan(found.rank).tolist() == [False, True, True, False]
    assert found.surely_among_the_highest(2).tolist() == [True, False, False, True]
    assert ranks([np.nan], [np.nan], [np.nan]).n_ranked == 0


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0, 20)), min_size=1, max_size=25))
def test_a_rank_lies_between_one_and_the_number_of_territories(rows):
    value, reach = (np.array(column) for column in zip(*rows, strict=True))
    found = ranks(value, value - reach, value + reach, turns=100)
    assert (found.best >= 1).all()
    assert (found.worst <= len(rows)).all()
    assert (found.best <= found.worst).all()
