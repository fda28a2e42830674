"""Under five comparable points one says « écart »; a break starts the count again."""

import pytest

from reperes.figures import trends
from reperes.figures.comparison import Verdict
from reperes.figures.trends import Word

CENSUSES = [1996, 2001, 2006, 2011, 2016, 2021]


@pytest.mark.parametrize(
    ("periods", "breaks", "expected", "n"),
    [
        (CENSUSES, [], Word.TREND, 6),
        (CENSUSES, [2001], Word.TREND, 5),
        (CENSUSES, [2006], Word.DIFFERENCE, 4),
        (CENSUSES, [2001, 2016], Word.DIFFERENCE, 2),
        (CENSUSES, [2021], Word.NOTHING, 1),
        (CENSUSES, [2026], Word.TREND, 6),
        ([2016, 2021], [], Word.DIFFERENCE, 2),
        ([2021, 2021], [], Word.NOTHING, 1),
        ([], [2011], Word.NOTHING, 0),
    ],
)
def test_the_word_depends_on_the_points_since_the_last_break(periods, breaks, expected, n):
    found = trends.word(periods, breaks)
    assert (found.word, len(found.periods)) == (expected, n)


def test_a_slope_has_students_limits():
    # Anscombe (1973), first set: slope 0.5001, standard error 0.1179, 9 degrees of freedom.
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    found = trends.slope(x, y)
    assert found.per_period == pytest.approx(0.5001, abs=1e-4)
    assert (found.interval.high - found.interval.low) / 2 == pytest.approx(0.1179 * 2.2622, abs=1e-3)
    assert (found.verdict, found.n_points) == (Verdict.ABOVE, 11)


def test_a_flat_noise_has_no_direction():
    assert trends.slope(CENSUSES, [10, 12, 10, 12, 10, 12]).verdict == Verdict.NOT_DISTINGUISHED


def test_four_points_have_no_slope():
    with pytest.raises(ValueError, match="not a trend"):
        trends.slope([1, 2, 3, 4, 4], [1, 2, 3, 4, 5])
    with pytest.raises(ValueError, match="one value for each"):
        trends.slope(CENSUSES, [1, 2])
