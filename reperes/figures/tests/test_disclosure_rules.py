"""Which cells are hidden by the rules alone."""

import numpy as np

from reperes.figures.disclosure.rules import Origin, Rule, Territories, Thresholds, primary

PEOPLE = np.array([0.0, 39, 40, 99, 100, 249, 250, np.nan])
COUNT = np.array([0.0, 12, 12, 30, 30, 80, 80, 80])


def codes(origin, found, **more):
    return [Rule(code) for code in primary(origin, found, **more)]


def test_under_forty_people_nothing_but_the_population_is_shown():
    found = codes(Origin.CENSUS_100, Territories(COUNT, PEOPLE, PEOPLE))
    assert found == [Rule.SHOWN, Rule.FEW_PEOPLE, *[Rule.SHOWN] * 5, Rule.PEOPLE_UNKNOWN]


def test_under_a_hundred_people_an_area_built_by_hand_shows_nothing():
    found = codes(Origin.CENSUS_25, Territories(COUNT, PEOPLE, PEOPLE), by_hand=True)
    by_hand = [Rule.FEW_PEOPLE_BY_HAND] * 2
    assert found == [Rule.SHOWN, Rule.FEW_PEOPLE, *by_hand, *[Rule.SHOWN] * 3, Rule.PEOPLE_UNKNOWN]


def test_income_asks_for_250_people_and_40_households():
    households = np.array([0.0, 15, 20, 40, 40, 39, 39, 100])
    found = codes(Origin.CENSUS_100, Territories(COUNT, PEOPLE, PEOPLE, households), is_income=True)
    few, fewer = Rule.INCOME_FEW_PEOPLE, Rule.INCOME_FEW_HOUSEHOLDS
    assert found == [Rule.SHOWN, Rule.FEW_PEOPLE, few, few, few, few, fewer, Rule.PEOPLE_UNKNOWN]


def test_counts_of_one_to_four_are_hidden_in_our_own_files_only():
    count = np.arange(7.0)
    small = [Rule.SHOWN, *[Rule.SMALL_COUNT] * 4, Rule.SHOWN, Rule.SHOWN]
    assert codes(Origin.OWN_SURVEY, Territories(count)) == small
    assert codes(Origin.ADMINISTRATIVE, Territories(count)) == small
    assert codes(Origin.CENSUS_100, Territories(count)) == [Rule.SHOWN] * 7


def test_the_few_who_do_not_count_may_be_hidden_too():
    found = Territories(np.array([50.0, 48, 45, 44]), np.full(4, 50.0))
    careful = Thresholds(small_complement=True)
    assert codes(Origin.OWN_SURVEY, found) == [Rule.SHOWN] * 4
    hidden = codes(Origin.OWN_SURVEY, found, thresholds=careful)
    assert hidden == [Rule.SHOWN, Rule.SMALL_COMPLEMENT, Rule.SHOWN, Rule.SHOWN]


def test_thresholds_are_settings():
    found = Territories(np.array([7.0]), np.array([60.0]), np.array([60.0]))
    assert codes(Origin.OWN_SURVEY, found) == [Rule.SHOWN]
    assert codes(Origin.OWN_SURVEY, found, thresholds=Thresholds(small_count=10)) == [Rule.SMALL_COUNT]
    assert codes(Origin.OWN_SURVEY, found, thresholds=Thresholds(people=61)) == [Rule.FEW_PEOPLE]


def test_what_the_producer_hid_is_said_apart_from_what_is_merely_missing():
    found = Territories(np.array([np.nan, np.nan, 9.0]), producer_hid=np.array([True, False, False]))
    assert codes(Origin.CENSUS_100, found) == [Rule.PRODUCER, Rule.WITHHELD, Rule.SHOWN]
