"""Small areas to wider ones."""

import numpy as np
import pytest

from reperes.figures.aggregation import Overlap, totals

ALL = np.ones(3, bool)


def overlap(*rows: tuple[int, int, float], n_targets: int = 1) -> Overlap:
    source, target, weight = (np.array(column) for column in zip(*rows, strict=True))
    return Overlap(source.astype(np.int64), target.astype(np.int64), weight.astype(float), n_targets)


WHOLE = overlap((0, 0, 1), (1, 0, 1), (2, 0, 1))


def test_t21_a_rate_is_a_sum_over_a_sum_not_a_mean_of_rates():
    """T21: three areas at 10, 30 and 50 % make 25.214 %; their plain mean would be 30."""
    sums = totals(WHOLE, np.array([40.0, 195, 60]), np.array([400.0, 650, 120]), ALL, np.array([900.0, 1400, 800]))
    assert sums.numerator[0] / sums.denominator[0] == pytest.approx(0.25214, abs=5e-6)
    assert sums.coverage[0] == 1


def test_a_missing_area_leaves_both_sums_and_lowers_coverage():
    known = np.array([True, False, True])
    sums = totals(
        WHOLE, np.array([40.0, np.nan, 60]), np.array([400.0, np.nan, 120]), known, np.array([900.0, 1400, 800])
    )
    assert sums.numerator[0] == 100
    assert sums.denominator[0] == 520
    assert sums.coverage[0] == pytest.approx(1700 / 3100)


def test_an_unpublished_population_weighs_as_an_average_area():
    people = np.array([100.0, 300.0, np.nan])
    sums = totals(WHOLE, people, np.ones(3), np.isfinite(people), people)
    assert sums.numerator[0] == 400
    assert sums.coverage[0] == pytest.approx(2 / 3)


def test_an_area_where_nobody_lives_lowers_nothing():
    people = np.array([100.0, 300.0, 0.0])
    sums = totals(WHOLE, people, np.ones(3), np.array([True, True, False]), people)
    assert sums.coverage[0] == 1


def test_a_shared_area_is_split_and_nothing_is_lost():
    split = overlap((0, 0, 0.6), (0, 1, 0.4), (1, 0, 1), (2, 1, 1), n_targets=2)
    people = np.array([100.0, 50.0, 10.0])
    assert totals(split, people, np.ones(3), ALL, people).numerator.tolist() == [110, 50]


def test_a_wider_area_without_small_areas_has_no_coverage():
    sums = totals(overlap((0, 0, 1), n_targets=2), np.ones(3), np.ones(3), ALL, np.ones(3))
    assert np.isnan(sums.coverage[1])
    assert not sums.has_any[1]


def test_where_nobody_lives_at_all_areas_count_by_number():
    nobody = np.zeros(3)
    assert totals(WHOLE, nobody, np.ones(3), np.array([True, True, False]), nobody).coverage[0] == pytest.approx(2 / 3)
