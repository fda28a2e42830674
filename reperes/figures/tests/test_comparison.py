"""A difference has limits and a verdict; a part is not compared with a whole as if they shared nobody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import comparison
from reperes.figures.comparison import Verdict
from reperes.figures.intervals import Interval, difference_of_shares, wilson

groups = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_two_territories_are_told_apart_by_newcombe():
    found = comparison.shares(56, 70, 48, 80)
    assert found.difference == pytest.approx(0.2)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.052431, 0.333873), abs=1e-6)
    assert found.verdict == Verdict.ABOVE
    assert comparison.shares(48, 80, 56, 70).verdict == Verdict.BELOW


def test_close_shares_are_not_distinguished():
    assert comparison.shares(24, 100, 26, 100).verdict == Verdict.NOT_DISTINGUISHED


def test_a_quarter_of_the_answers_tells_less():
    assert comparison.shares(56, 70, 48, 80, sampled=0.25).verdict == Verdict.NOT_DISTINGUISHED


def test_nobody_anywhere_compares_with_nothing():
    assert comparison.shares(0, 0, 3, 10) == comparison.NOT_COMPARABLE
    assert comparison.values(None, None, 3, Interval(2, 4)) == comparison.NOT_COMPARABLE


@given(groups, groups)
def test_a_part_differs_from_its_whole_as_much_as_from_the_rest_times_the_rest(part, rest):
    whole = (part[0] + rest[0], part[1] + rest[1])
    found, outside = comparison.with_whole(*part, *whole), rest[1] / whole[1]
    against_rest = difference_of_shares(*part, *rest)
    assert found.difference == pytest.approx((part[0] / part[1] - rest[0] / rest[1]) * outside)
    assert found.interval.low == pytest.approx(against_rest.low * outside)
    assert found.verdict == comparison.shares(*part, *rest).verdict


def test_the_whole_has_nothing_to_be_compared_with():
    assert comparison.with_whole(10, 50, 10, 50) == comparison.NOT_COMPARABLE


@pytest.mark.parametrize("whole", [(20, 200), (100, 40), (149, 150)])
def test_a_part_must_lie_inside_its_whole(whole):
    with pytest.raises(ValueError, match="do not lie inside"):
        comparison.with_whole(40, 100, *whole)


def test_random_rounding_may_put_a_part_a_few_people_outside_its_whole():
    # All the cases of the whole are in the part; each side was rounded on its own.
    assert comparison.with_whole(40, 100, 35, 200).verdict == Verdict.ABOVE
    assert comparison.with_whole(40, 100, 40, 95) == comparison.NOT_COMPARABLE


def test_a_map_says_of_each_territory_what_it_would_say_alone():
    cases, people = [10, 90, 31, 0, float("nan"), 0], [100, 200, 100, 0, 50, 30]
    found = comparison.map_with_whole(cases, people, 3_000, 10_000)
    alone = [comparison.with_whole(*each, 3_000, 10_000) for each in zip(cases, people, strict=True)]
    assert found.verdicts == tuple(each.verdict for each in alone)
    assert [verdict.value for verdict in found.verdicts] == [
        "below",
        "above",
        "not_distinguished",
        "not_comparable",
        "not_comparable",
        "below",
    ]
    assert np.isnan(found.difference).tolist() == [False, False, False, True, True, False]
    assert set(comparison.map_with_whole([1], [2], 0, 0).verdicts) == {Verdict.NOT_COMPARABLE}


def test_a_threshold_carries_no_chance():
    assert comparison.with_fixed(0.30, Interval(0.26, 0.34), 0.25).verdict == Verdict.ABOVE
    assert comparison.with_fixed(0.30, Interval(0.24, 0.36), 0.25).verdict == Verdict.NOT_DISTINGUISHED


@given(groups, groups)
def test_limits_and_counts_give_the_same_verdict(one, other):
    mine, theirs = (comparison.with_fixed(x / n, wilson(x, n), 0).interval for x, n in (one, other))
    by_limits = comparison.values(one[0] / one[1], mine, other[0] / other[1], theirs)
    assert by_limits.verdict == comparison.shares(*one, *other).verdict


def test_a_change_of_definition_leaves_nothing_to_compare():
    assert comparison.change((10, 100), (30, 100), comparable=False) == comparison.NOT_COMPARABLE
    found = comparison.change((10, 100), (30, 100), comparable=True)
    assert (found.difference, found.verdict) == (pytest.approx(0.2), Verdict.ABOVE)
