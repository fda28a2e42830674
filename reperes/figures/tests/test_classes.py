"""Classes of a choropleth: ties stay together, every value has one class, counts are told."""

import csv
from itertools import combinations, pairwise
from statistics import median

import libpysal
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.classes import (
    Class,
    equal_intervals,
    fisher_jenks,
    head_tail,
    manual,
    quantiles,
    shared,
    standard_deviations,
)

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
lists = st.lists(numbers, min_size=1, max_size=80)
MADE = [equal_intervals, quantiles, fisher_jenks]
FOUND = [head_tail, standard_deviations]


def counts(found):
    return [each.count for each in found.classes]


def california():
    """Employees a square kilometre in 58 counties; bundled with libpysal, mapclassify's own example."""
    with open(libpysal.examples.get_path("calempdensity.csv"), encoding="utf-8") as lines:
        return [float(row["emp/sq km"]) for row in csv.DictReader(lines)]


@pytest.mark.slow  # the first natural breaks of a process load mapclassify: five seconds
@pytest.mark.parametrize(
    ("make", "bounds", "expected"),
    [
        (quantiles, [1.46, 5.80, 13.28, 54.62, 4111.45], [12, 11, 12, 11, 12]),
        (fisher_jenks, [75.29, 192.05, 370.50, 722.85, 4111.45], [49, 3, 4, 1, 1]),
        (equal_intervals, [822.394, 1644.658, 2466.922, 3289.186, 4111.45], [57, 0, 0, 0, 1]),
        (head_tail, [125.93, 811.26, 4111.45], [50, 7, 1]),
    ],
)
def test_t15_california_is_classed_as_published(make, bounds, expected):
    found = make(california())
    assert counts(found) == expected
    # Ours are values that were observed: a published bound lies between a class and the next.
    for each, following, bound in zip(found.classes, [*found.classes[1:], None], bounds, strict=True):
        assert each.upper <= bound + 0.005
        assert following is None or bound <= following.lower + 0.005


def test_t15_natural_breaks_deviate_the_least():
    values, found = california(), fisher_jenks(california())
    members = [[value for value in values if found.of(value) == rank] for rank in range(5)]
    assert sum(abs(value - median(each)) for each in members for value in each) == pytest.approx(799.24)


def test_t16_natural_breaks_of_three_groups():
    found = fisher_jenks([1, 2, 3, 9, 10, 11, 12, 50, 51, 52], 3)
    assert [(each.upper, each.count) for each in found.classes] == [(3, 3), (12, 4), (52, 3)]


@given(st.lists(st.integers(-1000, 1000).map(lambda x: x * 100 + 5_000_000), min_size=4, max_size=9, unique=True))
def test_natural_breaks_are_the_best_of_all_partitions(values):
    ordered = sorted(values)

    def cost(cuts):
        groups = [ordered[a:b] for a, b in pairwise([0, *cuts, len(ordered)])]
        return sum(np.var(group) * len(group) for group in groups)

    best = min(cost(cuts) for cuts in combinations(range(1, len(ordered)), 2))
    ends = np.cumsum(counts(fisher_jenks(values, 3)))[:-1].tolist()
    assert cost(ends) == pytest.approx(best, rel=1e-4, abs=1e-3)


def test_bounds_at_standard_deviations_keep_empty_classes_between():
    values = [0.0] * 30 + [100.0]
    found = standard_deviations(values)
    mean, spread = np.mean(values), np.std(values, ddof=1)
    assert [each.upper for each in found.classes] == pytest.approx([mean + spread, mean + 2 * spread, 100])
    assert counts(found) == [30, 0, 1]


def test_chosen_bounds_are_kept_even_where_nothing_falls():
    found = manual([3, 4, 18], [5, 10, 25])
    assert found.classes == (Class(3, 5, 2), Class(5, 10, 0), Class(10, 25, 1), Class(25, 25, 0))
    assert manual([], [5]).classes == ()


def test_two_years_share_bounds_and_each_counts_its_own():
    before, after = shared([[1, 2, 3, 4], [3, 4, 5, 60]], lambda values: equal_intervals(values, 2))
    assert [each.upper for each in before.classes] == [each.upper for each in after.classes] == [30.5, 60]
    assert (counts(before), counts(after)) == ([4, 0], [3, 1])
    assert shared([], quantiles) == []


def test_a_later_map_stretches_the_classes_at_the_ends():
    found = equal_intervals([0, 10], 2).recounted([-5, 12])
    assert found.classes == (Class(-5, 5, 1), Class(5, 12, 1))
    assert counts(found.recounted([])) == [0, 0]


def test_t16_an_interpolated_cut_does_not_move_its_own_value():
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
    for make in MADE + FOUND:
        assert counts(make([7])) == [1]
        assert counts(make([0, 0, 0])) == [3]


def test_no_value_makes_no_class_and_nan_is_not_a_value():
    for make in MADE + FOUND:
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
def test_classes_found_in_the_values_hold_them_all(values):
    for make in FOUND:
        found = make(values)
        assert sum(counts(found)) == len(values)
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
