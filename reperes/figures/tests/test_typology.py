"""Nine classes from two scores, and how firmly each area is in its own."""

import numpy as np
import pytest

from reperes.figures.fifths import Cut
from reperes.figures.typology import sensitivity, typology

NINE = np.arange(9.0)
ONES = np.ones(9)


def test_two_scores_cross_into_nine_classes():
    first, second = np.repeat([1.0, 2, 3], 3), np.tile([1.0, 2, 3], 3)
    found = typology(first, second, ONES)
    assert found.classes.tolist() == list(range(1, 10))
    assert np.flatnonzero(found.disagrees).tolist() == [2, 6]  # low and high, high and low


def test_thirds_are_of_people_not_of_areas():
    found = typology(NINE, NINE, [8, 1, 1, 1, 1, 1, 1, 1, 1])
    assert found.first.tolist() == [1, 2, 2, 2, 3, 3, 3, 3, 3]  # middles at 4, 8.5, 9.5, 10.5, 11.5… of 16


def test_a_reference_sets_the_cuts_for_everyone():
    inside = NINE < 3
    found = typology(NINE, NINE, ONES, reference=inside)
    assert found.first.tolist() == [1, 2, 3, 3, 3, 3, 3, 3, 3]
    between = typology([0, 0.9, 1, 2, -5], [0, 0, 0, 0, 0], ONES[:5], reference=[True, False, True, True, False])
    assert between.first.tolist() == [1, 2, 2, 3, 1]


def test_an_area_without_a_score_has_no_class():
    found = typology([0, 1, np.nan, 3], [0, np.nan, 2, 3], [1, 1, 1, 1])
    assert found.classes.tolist()[1:3] == [0, 0]
    firm = sensitivity([0, 1, np.nan, 3], [0, np.nan, 2, 3], [1, 1, 1, 1])
    assert np.isnan(firm.stability).tolist() == [False, True, True, False]
    assert firm.reached[1] == ()


def test_only_areas_near_a_cut_would_change_class():
    hundred = np.arange(100.0)
    found = sensitivity(hundred, hundred, np.ones(100), shift=0.05)
    assert found.n_trials == 81
    assert (found.stability[[0, 15, 50, 85, 99]] == 1).all()
    near = found.stability[33]  # just above the lower cut of both: kept when neither lower cut moves up: 2/3 · 2/3
    assert near == pytest.approx(4 / 9)
    assert found.reached[33] == (1, 2, 4, 5)
    assert found.reached[50] == (5,)


def test_a_wider_move_never_makes_an_area_firmer():
    chance = np.random.default_rng(5)
    first, second, people = [*chance.normal(size=(2, 200)), chance.integers(1, 900, 200)]
    narrow, wide = (sensitivity(first, second, people, shift=shift).stability for shift in (0.02, 0.1))
    assert (wide <= narrow + 1e-12).all()


def test_what_cannot_be_cut_is_refused():
    with pytest.raises(ValueError, match="less than a sixth"):
        sensitivity(NINE, NINE, ONES, shift=0.2)
    with pytest.raises(ValueError, match="nobody of the reference"):
        typology(NINE, NINE, ONES, reference=[False] * 9)
    with pytest.raises(ValueError, match="cuts areas"):
        typology(NINE, NINE, ONES, rule=Cut.TILES)
