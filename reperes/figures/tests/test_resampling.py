"""The bootstrap covers what it should, says how it was had, and stays silent where it knows nothing."""

import numpy as np
import pytest

from reperes.figures.inequality import gini
from reperes.figures.medians import grouped_median
from reperes.figures.resampling import resample


def test_the_limits_of_a_mean_are_those_of_the_theory():
    areas = np.random.default_rng(1).normal(50, 10, size=400)
    found = resample(areas, np.mean, turns=2_000)
    error = areas.std(ddof=1) / 20
    assert found.value == areas.mean()
    assert found.interval.low == pytest.approx(areas.mean() - 1.96 * error, abs=0.1)
    assert found.interval.high == pytest.approx(areas.mean() + 1.96 * error, abs=0.1)


def test_a_result_says_how_often_and_from_which_seed_it_was_drawn():
    found = resample(range(20), gini, turns=200, seed=7)
    assert (found.turns, found.seed, found.n_areas) == (200, 7, 20)
    assert found == resample(range(20), gini, turns=200, seed=7)
    assert found.interval != resample(range(20), gini, turns=200, seed=8).interval


def test_the_median_of_a_territory_draws_its_small_areas_with_all_their_classes():
    areas = np.random.default_rng(2).poisson([30, 60, 90, 40], size=(25, 4))
    found = resample(areas, lambda rows: grouped_median([0, 20, 40, 60, 80], rows.sum(axis=0)), turns=300)
    assert found.interval.low < found.value < found.interval.high


def test_four_areas_have_no_interval():
    assert resample([1, 2, 3, 4], np.mean).interval is None


def test_a_statistic_that_often_has_no_value_has_no_interval():
    areas = [1.0] + [0.0] * 9
    found = resample(areas, lambda rows: 1.0 if rows.any() else None, turns=200)
    assert (found.value, found.interval) == (1.0, None)
    assert resample([0.0] * 9, gini).interval is None
