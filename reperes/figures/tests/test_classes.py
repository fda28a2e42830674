"""Classes of a choropleth: ties stay together, every value has one class, counts are told."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.classes import equal_intervals, quantiles

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
lists = st.lists(numbers, min_size=1, max_size=80)
MADE = [equal_intervals, quantiles]


def counts(found):
    return [each.count for each in found.classes]


def test_quantiles_of_58_values_count_as_published():
    # T15: mapclassify on 58 Californian counties gives 12 11 12 11 12; the counts depend on n alone.
    assert counts(quantiles(list(range(58)))) == [12, 11, 12, 11, 12]


def test_an_interpolated_cut_does_not_move_its_own_value():
    # T16: quantiles of these ten gave a cut of 12.000000000000034.
    values = [1, 2, 3, 9, 10, 11, 12, 50, 51, 52]
    found = quantiles(values, 3)
    assert [(each.lower, each.upper) for each in found.classes] == [(1, 9), (10, 12), (50, 52)]
    assert found.of(12) == found.of(12.000000000000034) == 1


def test_equal_intervals_may_be_empty_and_say_so():
    assert counts(equal_intervals([0, 1, 2, 100])) == [3, 0, 0, 0, 1]


def test_fewer_distinct_values_than_classes_get_one_class_each():
    assert counts(quantiles([1, 1, 1, 4, 4])) == [3, 2]


def test_one_value_or_zeros_only_make_one_class():
    for make in MADE:
        assert counts(make([7])) == [1]
        assert counts(make([0, 0, 0])) == [3]


def test_no_value_makes_no_class_and_nan_is_not_a_value():
    for make in MADE:
        assert make([]).classes == ()
        assert counts(make([float("nan"), 3])) == [1]


def test_a_heavy_tie_swallows_classes_rather_than_split():
    found = quantiles([0] * 50 + [1, 2, 3, 4, 5, 6, 7])
    assert found.classes[0].count == 50
    assert found.of(0) == 0


def test_weighted_quantiles_share_people_not_areas():
    found = quantiles([1, 2, 3, 4, 5, 6], 2, weights=[100, 1, 1, 1, 1, 1])
    assert counts(found) == [1, 5]


def test_weights_of_nobody_fall_back_to_areas():
    assert counts(quantiles([1, 2, 3, 4], 2, weights=[0, 0, 0, 0])) == [2, 2]


@given(lists, st.integers(2, 7))
def test_every_value_has_one_class_and_counts_add_up(values, k):
    for make in MADE:
        found = make(values, k)
        assert sum(counts(found)) == len(values)
        assert 1 <= len(found.classes) <= k
        assert counts(found) == list(np.bincount([found.of(v) for v in values], minlength=len(found.classes)))


@given(lists)
def test_classes_climb_and_a_larger_value_never_falls_below(values):
    for make in MADE:
        found = make(values)
        uppers = [each.upper for each in found.classes]
        assert uppers == sorted(set(uppers))
        ranks = [found.of(v) for v in sorted(values)]
        assert ranks == sorted(ranks)


@given(lists, st.data())
def test_weights_change_the_cuts_but_never_lose_a_value(values, data):
    weights = data.draw(st.lists(st.floats(0, 1e5), min_size=len(values), max_size=len(values)))
    assert sum(counts(quantiles(values, weights=weights))) == len(values)
