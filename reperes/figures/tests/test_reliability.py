"""The coefficient of variation says what may be printed (vector T12)."""

import pytest

from reperes.figures import reliability
from reperes.figures.reliability import Reliability


@pytest.mark.parametrize(("count", "percent"), [(36, 16.7), (9, 33.3), (100, 10.0)])
def test_t12_the_variation_of_a_count(count, percent):
    assert round(reliability.variation_of_count(count), 1) == percent


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (16.6, Reliability.GOOD),
        (16.7, Reliability.CAUTION),
        (33.3, Reliability.CAUTION),
        (33.4, Reliability.UNRELIABLE),
        (float("inf"), Reliability.UNRELIABLE),
        (float("nan"), Reliability.UNRELIABLE),
    ],
)
def test_t12_two_cut_offs_part_three_words(percent, expected):
    assert reliability.of(percent) == expected


def test_a_share_varies_less_when_more_were_asked():
    assert reliability.variation_of_share(40, 400) == pytest.approx(15.0)
    assert reliability.variation_of_share(40, 400, sampled=0.25) == pytest.approx(30.0)
    assert reliability.variation_of_share(0, 400) == float("inf")


def test_none_counted_is_never_reliable():
    assert reliability.of(reliability.variation_of_count(0)) == Reliability.UNRELIABLE
    assert reliability.variation(0, 3) == float("inf")
    assert reliability.variation(-50, 5) == 10
