"""The card says what the build does: the same intervals, the same thresholds."""

import numpy as np
import pytest

from reperes.atlas import telling
from reperes.atlas.building import cells
from reperes.atlas.building.measures import Made
from reperes.atlas.engines.quantities import REASONS, Quantity, Sums
from reperes.atlas.models import Indicator

Form, Unit, Aggregation = Indicator.Form, Indicator.Unit, Indicator.Aggregation
NONE = "Aucun intervalle"


def _sums():
    one = np.ones((1, 1))
    return Sums(one * 30, one * 100, one * 100, one * 100, one * 4, np.array([4]), np.zeros((len(REASONS), 1, 1), int))


@pytest.mark.parametrize("form", Form.values)
@pytest.mark.parametrize("unit", [Unit.SHARE, Unit.PER_1000, Unit.PERSONS, Unit.DOLLARS])
@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.RATIO])
def test_an_interval_is_told_where_the_build_gives_one(form, unit, aggregation):
    indicator = Indicator(code="essai", form=form, unit=unit, aggregation=aggregation)
    below = {(2, "total"): 1.0} if aggregation == Aggregation.RATIO else None
    block = cells.decide([Made(indicator, Quantity("essai", {(1, "total"): 1.0}, below))], _sums(),
                         are_small_areas=False)  # fmt: skip
    told = telling.interval(indicator).sentences[0]
    assert told.startswith(NONE) != bool(np.isfinite(block.ci_lo[0, 0]))


def test_thresholds_are_the_host_s_own(settings):
    settings.DISCLOSURE = settings.DISCLOSURE | {"people": 60, "people_by_hand": 60, "small_count": 10}
    told = telling.thresholds(Indicator(code="essai", form=Form.SURVEY, aggregation=Aggregation.RATIO)).sentences
    assert told[:2] == ("Rien n’est publié sous 60 personnes.", "Un effectif de 1 à 9 est caché.")


def test_a_host_that_hides_nothing_says_nothing(settings):
    settings.DISCLOSURE = dict.fromkeys(settings.DISCLOSURE, 0)
    assert telling.thresholds(Indicator(code="essai", form=Form.FULL)).sentences == ()


def test_how_many_people_live_there_is_never_hidden():
    assert telling.thresholds(Indicator(code="population", form=Form.FULL, unit=Unit.PERSONS)).sentences == ()


def test_income_waits_for_250_people():
    income = Indicator(code="revenu", form=Form.SAMPLE, unit=Unit.DOLLARS, least_denominator=250)
    assert "250" in telling.thresholds(income).sentences[0]


@pytest.mark.parametrize(
    ("form", "given", "said"),
    [
        (Form.SAMPLE, [("2011", "StatCan"), ("2016", "StatCan")], "enquête volontaire"),
        (Form.FULL, [("2011", "StatCan"), ("2016", "StatCan")], ""),
        (Form.SAMPLE, [("2016", "StatCan"), ("2021", "StatCan")], ""),
        (Form.SAMPLE, [("2011", "StatCan")], ""),
        (Form.ADMINISTRATIVE, [("2019", "Ministère"), ("2022", "Ville")], "n’est plus le même (Ministère, puis Ville)"),
        (Form.ADMINISTRATIVE, [("2019", "Ministère"), ("2019", "Ville")], ""),
    ],
)
def test_a_broken_series_is_told(form, given, said):
    told = telling.breaks(Indicator(code="essai", form=form), given)
    assert bool(told) == bool(said)
    assert said in "".join(told)
