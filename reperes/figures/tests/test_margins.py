"""Margins of error reproduce the worked examples of the Census Bureau's handbook, chapter 8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import margins
from reperes.figures.intervals import Interval
from reperes.figures.margins import Estimate

NEVER_MARRIED_WOMEN = [Estimate(135_173, 3_860), Estimate(43_104, 2_642), Estimate(24_842, 1_957)]
NEVER_MARRIED_MEN = [Estimate(156_720, 4_222), Estimate(44_613, 2_819), Estimate(25_507, 2_259)]
WOMEN = [Estimate(466_037, 391), Estimate(97_360, 572), Estimate(67_101, 459)]
counts = st.builds(Estimate, st.integers(0, 10_000), st.integers(0, 900))


def test_ages_60_to_66_come_to_3666_give_or_take_378():
    found = margins.added([Estimate(1_626, 254), Estimate(1_244, 209), Estimate(796, 187)])
    assert (found.value, round(found.margin)) == (3_666, 378)


def test_a_sum_over_three_counties_is_the_handbooks():
    found = margins.added(NEVER_MARRIED_WOMEN)
    assert (found.value, round(found.margin)) == (203_119, 5_070)


def test_a_proportion_is_the_handbooks():
    found = margins.proportion(margins.added(NEVER_MARRIED_WOMEN), margins.added(WOMEN))
    assert (round(found.value, 3), round(found.margin, 3)) == (0.322, 0.008)
    older = margins.proportion(Estimate(4_634, 989), Estimate(31_713, 601))
    assert (round(older.value, 4), round(older.margin, 4)) == (0.1461, 0.0311)


def test_a_ratio_is_the_handbooks():
    found = margins.ratio(margins.added(NEVER_MARRIED_MEN), margins.added(NEVER_MARRIED_WOMEN))
    assert (round(found.value, 3), round(found.margin, 3)) == (1.117, 0.039)


def test_a_product_is_the_handbooks():
    found = margins.product(Estimate(74_506_512, 228_238), Estimate(0.824, 0.001))
    assert (round(found.value), round(found.margin)) == (61_393_366, 202_289)


def test_a_relative_change_is_the_handbooks():
    found = margins.relative_change(Estimate(135_173, 3_860), Estimate(139_301, 4_047))
    assert (found.value, found.margin) == pytest.approx((0.03054, 0.04198), abs=1e-5)


def test_of_several_zeros_only_the_widest_margin_counts():
    found = margins.added([Estimate(0, 22), Estimate(0, 22), Estimate(0, 29), Estimate(41, 37)])
    assert (found.value, found.margin) == (41, pytest.approx(47.0106, abs=1e-4))


def test_a_negative_radicand_takes_the_rule_of_ratios():
    part, whole = Estimate(100, 5), Estimate(500, 100)
    assert margins.proportion(part, whole) == margins.ratio(part, whole)


def test_an_area_counted_in_part_brings_that_part_of_its_margin():
    found = margins.added([Estimate(100, 20), Estimate(200, 30)], [0.5, 1])
    assert (found.value, found.margin) == (250, pytest.approx(1000**0.5))


def test_a_residual_is_less_certain_than_either_side():
    found = margins.difference(Estimate(1000, 30), Estimate(400, 40))
    assert (found.value, found.margin) == (600, 50)


def test_a_margin_at_90_becomes_an_error_and_a_margin_at_95():
    published = Estimate(3_666, 378)
    assert published.standard_error == pytest.approx(229.787, abs=1e-3)
    assert published.at(95).margin == pytest.approx(450.383, abs=1e-3)
    assert published.interval.low == pytest.approx(3_666 - 450.383, abs=1e-3)


def test_published_limits_become_an_estimate_that_can_be_added():
    one = Estimate.between(200, Interval(180, 220))
    assert (one.margin, one.level) == (20, 95)
    both = margins.added([one, Estimate.between(100, Interval(85, 115))])
    assert (both.value, both.interval) == (300, Interval(275, 325))


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        (lambda: margins.added([]), "share one level"),
        (lambda: margins.added([Estimate(1, 1), Estimate(1, 1, 95)]), "share one level"),
        (lambda: margins.ratio(Estimate(1, 1), Estimate(0, 1)), "estimate of zero"),
        (lambda: margins.proportion(Estimate(9, 1), Estimate(3, 1)), "not part of"),
    ],
)
def test_what_has_no_meaning_is_refused(attempt, reason):
    with pytest.raises(ValueError, match=reason):
        attempt()


@given(st.lists(counts, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_a_sum_does_not_matter(estimates, chance):
    found, other = margins.added(estimates), margins.added(chance.sample(estimates, len(estimates)))
    assert found.value == other.value
    assert found.margin == pytest.approx(other.margin)


@given(st.lists(counts.filter(lambda each: each.value), min_size=2, max_size=12), st.data())
def test_a_sum_of_sums_is_the_sum(estimates, data):
    cut = data.draw(st.integers(1, len(estimates) - 1))
    nested = margins.added([margins.added(estimates[:cut]), margins.added(estimates[cut:])])
    assert nested.value == margins.added(estimates).value
    assert nested.margin == pytest.approx(margins.added(estimates).margin)
