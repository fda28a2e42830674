"""Areas are cut by a stated rule (vectors T3 and T4); rules differ, ties never split."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import fifths
from reperes.figures.fifths import Cut

SCORES = [-1.2, -0.9, -0.4, -0.1, 0, 0.2, 0.5, 0.9, 1.3, 2.0]
PEOPLE = [500, 700, 400, 600, 550, 450, 650, 500, 300, 350]
finite = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
rows = st.lists(st.tuples(finite, st.integers(1, 900)), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("rule", "expected", "people"),
    [
        (Cut.MID_RANK, [1, 1, 2, 2, 3, 3, 4, 5, 5, 5], [1200, 1000, 1000, 650, 1150]),
        (Cut.CUMULATIVE, [1, 2, 2, 3, 3, 4, 4, 5, 5, 5], [500, 1100, 1150, 1100, 1150]),
        (Cut.QUANTILES, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], [1200, 1000, 1000, 1150, 650]),
        (Cut.TILES, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], [1200, 1000, 1000, 1150, 650]),
    ],
)
def test_t3_each_rule_cuts_as_stated(rule, expected, people):
    parts = fifths.cut(SCORES, PEOPLE, rule)
    assert parts.tolist() == expected
    np.testing.assert_allclose(fifths.shares(parts, PEOPLE) * 5000, people)


@given(rows, st.randoms(use_true_random=False))
def test_t4_neither_order_nor_scale_nor_splitting_moves_anyone(rows, chance):
    scores, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    parts = fifths.cut(scores, people)
    order = np.array(chance.sample(range(len(rows)), len(rows)))
    np.testing.assert_array_equal(fifths.cut(scores[order], people[order]), parts[order])
    np.testing.assert_array_equal(fifths.cut(scores * 4, people), parts)
    halves = fifths.cut(np.tile(scores, 2), np.tile(people / 2, 2))
    np.testing.assert_array_equal(halves, np.tile(parts, 2))


@given(rows, st.sampled_from(Cut))
def test_equal_scores_share_a_part_and_higher_scores_never_fall_below(rows, rule):
    scores, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    parts = fifths.cut(scores, people, rule)
    assert set(parts.tolist()) <= {1, 2, 3, 4, 5}
    assert (np.diff(parts[scores.argsort()]) >= 0).all()
    assert len({(score, part) for score, part in zip(scores, parts, strict=True)}) == len(set(scores))


@pytest.mark.parametrize("rule", list(Cut))
def test_an_area_without_score_is_in_no_fifth(rule):
    assert fifths.cut([1, float("nan"), 2], [10, 10, 10], rule)[1] == 0
    assert fifths.cut([float("nan")], [10], rule).tolist() == [0]


def test_unknown_people_leave_an_area_out_of_fifths_of_people():
    assert fifths.cut([1, 2], [np.nan, 10]).tolist() == [0, 3]
    assert fifths.cut([1, 2], [0, 0]).tolist() == [0, 0]
    assert np.isnan(fifths.shares([0, 0], [1, 1])).all()


def test_more_tiles_than_areas_remain_in_order():
    assert fifths.cut([3, 1, 2], [1, 1, 1], Cut.TILES).tolist() == [5, 3, 4]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(Cut.MID_RANK, [1, 2, 3, 4, 5, 5, 5, 1]), (Cut.QUANTILES, [1, 2, 3, 4, 5, 5, 5, 1])],
)
def test_another_reference_gives_other_fifths_and_places_the_others(rule, expected):
    scores, inside = [1, 2, 3, 4, 5, 6, 9, 0], [True] * 5 + [False] * 3
    assert fifths.cut(scores, [1] * 8, rule, reference=inside).tolist() == expected
    assert fifths.cut(scores, [1] * 8, rule).tolist() != expected


def test_a_reference_of_nobody_cuts_nothing():
    for rule in (Cut.MID_RANK, Cut.QUANTILES):
        assert fifths.cut([1, 2], [1, 1], rule, reference=[False, False]).tolist() == [0, 0]
    with pytest.raises(ValueError, match="no reference"):
        fifths.cut([1, 2], [1, 1], Cut.TILES, reference=[True, False])


def test_areas_between_two_of_the_reference_stand_between_them():
    places = fifths.placed([0, 10, 5, np.nan], [1, 1, 1, 1], reference=[True, True, False, True])
    np.testing.assert_allclose(places, [0.25, 0.75, 0.5, np.nan])
    with pytest.raises(ValueError, match="cuts areas"):
        fifths.placed([1, 2], [1, 1], Cut.TILES)
