"""A column is scored as published; what is missing stays missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import scores
from reperes.figures.scores import Transform

finite = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


def test_t23_robust_scores_agree_with_the_known_case():
    found = scores.robust_z_scores([60, 65, 70, 72, 75, 80, 40])
    np.testing.assert_allclose(found, [-1.3490, -0.6745, 0, 0.2698, 0.6745, 1.3490, -4.0470], atol=1e-4)


@given(st.lists(finite, min_size=2, max_size=20, unique=True))
def test_percentile_ranks_run_from_zero_to_one(values):
    ranks = scores.percentile_ranks(values)
    assert (ranks.min(), ranks.max()) == (0, 1)
    assert np.array_equal(np.argsort(ranks), np.argsort(values))


@pytest.mark.parametrize("score", [scores.z_scores, scores.robust_z_scores, scores.percentile_ranks])
def test_missing_takes_part_in_nothing(score):
    whole = score([1, 2, 4, 8, 16])
    found = score([1, 2, np.nan, 4, 8, 16])
    assert np.isnan(found[2])
    np.testing.assert_array_equal(np.delete(found, 2), whole)
    assert np.isnan(score([np.nan, np.nan])).all()


@pytest.mark.parametrize("score", [scores.z_scores, scores.robust_z_scores])
def test_what_does_not_vary_has_no_score(score):
    assert np.isnan(score([0.1, 0.1, 0.1])).all()


def test_ties_share_the_best_rank():
    ranks, n = scores.ranks_from_the_highest([5, 9, np.nan, 5, 1])
    assert n == 4
    np.testing.assert_array_equal(ranks, [2, 1, np.nan, 2, 4])


def test_the_most_deprived_of_a_domain_has_a_hundred():
    found = scores.exponential_ranks([1, 1909], 1909)
    assert found[0] == pytest.approx(100)
    assert 0 < found[1] < 0.02


@pytest.mark.parametrize(
    ("transform", "values", "expected"),
    [
        (Transform.NONE, [-1, 0, 2], [-1, 0, 2]),
        (Transform.LOG, [-1, 0, np.e], [np.nan, np.nan, 1]),
        (Transform.LOG1P, [-1, 0, np.e - 1], [np.nan, 0, 1]),
        (Transform.ARCSINE_ROOT, [-0.1, 0.25, 1.1], [np.nan, np.pi / 6, np.nan]),
    ],
)
def test_a_transform_without_meaning_is_missing(transform, values, expected):
    np.testing.assert_allclose(scores.transformed(values, transform), expected)
