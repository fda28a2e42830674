"""What random rounding adds is known (vector T8) and checked by rounding for good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import rounding
from reperes.figures.intervals import wilson

COUNTS = [7, 12, 33, 48, 101, 64, 18, 26]  # T8


def test_t8_the_spread_of_a_rounded_sum_is_known():
    assert sum(COUNTS) == 309
    assert rounding.spread_of_known(COUNTS) == pytest.approx(6.48, abs=0.005)
    assert rounding.spread_of_sum(len(COUNTS)) == pytest.approx(5.657, abs=1e-3)  # 2√8, nobody knowing the remainders


def test_t8_twenty_thousand_roundings_agree():
    chance = np.random.default_rng(8)
    sums = rounding.rounded(np.tile(COUNTS, (20_000, 1)), chance).sum(axis=1)
    assert sums.mean() == pytest.approx(309, abs=0.15)
    assert sums.std() == pytest.approx(6.48, abs=0.1)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=50), st.integers(0, 2**32 - 1))
def test_a_rounded_count_is_a_neighbouring_multiple(counts, seed):
    found = rounding.rounded(counts, np.random.default_rng(seed))
    assert (found % 5 == 0).all()
    assert (abs(found - counts) < 5).all()


def test_areas_taken_in_part_bring_less_rounding():
    assert rounding.spread_of_sum([1.0] * 4) == rounding.spread_of_sum(4) == 4
    assert rounding.spread_of_sum([0.5] * 4) == 2


def test_a_share_of_few_people_is_blurred_by_rounding_alone():
    spread, limits = rounding.share(40, 350)
    assert spread == pytest.approx(0.00575, abs=1e-5)
    assert (limits.low, limits.high) == pytest.approx((0.10301, 0.12556), abs=1e-4)
    assert rounding.share(0, 350)[1].low == 0


def test_rounding_widens_limits_and_never_narrows_them():
    alone = wilson(40, 350)
    both = rounding.widened(40 / 350, alone, rounding.share(40, 350)[0])
    assert both.low < alone.low < alone.high < both.high
    assert rounding.widened(40 / 350, alone, 0.0) == alone


def test_a_share_of_nobody_is_refused():
    with pytest.raises(ValueError, match="needs people"):
        rounding.share(0, 0)
