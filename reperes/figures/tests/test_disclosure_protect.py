"""What else must be hidden."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures.disclosure.protecting import protect
from reperes.figures.disclosure.rules import Origin, Rule
from reperes.figures.disclosure.system import AREAS, System
from reperes.figures.tests.disclosing import cells, every_count, grouping, row, shown, sums

UNIVERSE = [400, 300, 500, 350]
PEOPLE = [400, 300, 500, 350]


def protected(areas, *groupings, **more):
    return protect(System(len(areas.numerator), groupings, **more), areas, [sums(each, areas) for each in groupings])


def test_a_lone_hidden_area_takes_the_smallest_neighbour_that_suffices_with_it():
    """3 hidden of 3 + 40 + 60 + 1: hiding the 1 is not enough, the least peopled of the others is."""
    areas = cells([3, 40, 60, 0], UNIVERSE, PEOPLE)
    found = protected(areas, grouping("town", range(4)))
    assert shown(found) == [[2, 3], [0]]
    assert [Rule(code) for code in found.areas.reason[:2]] == [Rule.SMALL_COUNT, Rule.COMPLEMENTARY]


def test_two_hidden_areas_that_hide_each_other_need_nobody_else():
    areas = cells([3, 4, 60, 20], UNIVERSE, PEOPLE)
    assert shown(protected(areas, grouping("town", range(4)))) == [[2, 3], [0]]


def test_two_hidden_areas_whose_sum_stays_small_do_not_hide_each_other():
    """1 + 2: whoever subtracts knows that each is at most 3."""
    areas = cells([1, 2, 60, 20], UNIVERSE, PEOPLE)
    assert shown(protected(areas, grouping("town", range(4)))) == [[2], [0]]


def test_a_total_of_nothing_gives_no_part_away():
    """Area 0 has too few people to be shown; a town where nobody counts would say that nobody does there."""
    areas = cells([0, 0, 0], [30, 300, 400], [30, 300, 400])
    found = protected(areas, grouping("town", range(3)))
    assert found.areas.mask.any()
    assert found.groupings[0].mask.tolist() == [True]
    assert found.exposed == ()


def test_a_total_of_everyone_gives_no_part_away():
    areas = cells([30, 300, 400], [30, 300, 400], [30, 300, 400])
    found = protected(areas, grouping("town", range(3)))
    assert found.groupings[0].mask.tolist() == [True]


def test_nested_territories_are_hidden_in_step():
    """Tract 0 is area 0 alone: hidden; its town would give it back, so a second tract and one of its areas go."""
    areas = cells([2, 40, 50, 60, 70], [400] * 5, [400, 410, 420, 430, 440])
    tracts, town = grouping("tracts", [0], [1, 2], [3, 4]), grouping("town", range(5))
    assert shown(protected(areas, tracts, town)) == [[2, 3, 4], [2], [0]]


def test_overlapping_territories_are_looked_at_together():
    """Tracts in rows, localities in columns: one hidden area asks for a rectangle of four."""
    areas = cells([3, 40, 50, 60], [400] * 4, [400, 410, 420, 430])
    rows, columns = grouping("tracts", [0, 1], [2, 3]), grouping("localities", [0, 2], [1, 3])
    found = protected(areas, rows, columns)
    assert shown(found) == [[], [0, 1], [0, 1]]


def test_a_small_drawn_locality_is_hidden_before_large_official_areas():
    areas = cells([3, 40], [400, 4000], [50, 4000])
    drawn = grouping("drawn", [0, 1], official=False)
    town = grouping("seen", [1])
    found = protect(System(2, [drawn, town]), areas, [sums(drawn, areas), sums(town, areas)])
    assert shown(found) == [[1], [], [0]]


def test_an_earlier_edition_cannot_be_hidden_any_more():
    """It showed 43 for areas 0 and 1 together: today's area 1 is hidden with area 0."""
    areas = cells([3, 40, 90], [400] * 3, [400, 900, 300])
    earlier, today = grouping("2016", [0, 1], locked=True), grouping("2021", [0, 1, 2])
    assert shown(protected(areas, earlier, today)) == [[2], [0], [0]]


def test_what_earlier_editions_already_tell_is_said():
    areas = cells([3, 40], [400] * 2)
    found = protected(areas, grouping("earlier", [0, 1], [1], locked=True))
    assert found.exposed == ((AREAS, 0),)


def test_a_part_the_producer_hid_is_not_given_back_by_the_producers_total():
    census, people = Origin.CENSUS_100, [50, 300, 400]
    areas = cells([np.nan, 40, 50], people, people, hid=[True, False, False], origin=census)
    town = grouping("town", range(3), imported=True)
    found = protect(System(3, [town]), areas, [cells([100], [750], origin=census)])
    assert shown(found) == [[2], [0]]
    ours = grouping("town", range(3))  # our own sum leaves the unknown out: nothing to give back
    found = protect(System(3, [ours]), areas, [sums(ours, areas, origin=census)])
    assert shown(found) == [[1, 2], [0]]


def test_areas_that_are_not_published_are_protected_from_the_difference_of_two_localities():
    areas = cells([3, 40, 90], [400] * 3)
    one, other = grouping("one", [0, 1], official=False), grouping("other", [1, 2], [1], official=False)
    found = protected(areas, one, other, areas_shown=False)
    assert sum(each.mask.sum() for each in found.groupings) == 1
    assert found.exposed == ()


def test_the_same_input_gives_the_same_answer():
    rng = np.random.default_rng(5)
    areas = cells(rng.integers(0, 30, 60), np.full(60, 60))
    groupings = [grouping(str(k), *np.array_split(rng.permutation(60), 12)) for k in range(3)]
    assert shown(protected(areas, *groupings)) == shown(protected(areas, *groupings))


def test_a_wrong_shape_is_told():
    areas = cells([3, 40], [400] * 2)
    with pytest.raises(ValueError, match="expected 2 areas and 1 groupings"):
        protect(System(2, [grouping("town", [0, 1])]), areas, [])


@st.composite
def systems(draw):
    """Two to five areas of at most seven people, up to four overlapping territories, at times fractional."""
    n = draw(st.integers(2, 5))
    universe = draw(st.lists(st.integers(0, 7), min_size=n, max_size=n))
    counts = [draw(st.integers(0, most)) for most in universe]
    weights = st.sampled_from([1.0, 1.0, 1.0, 0.5, 0.25])
    territory = st.dictionaries(st.integers(0, n - 1), weights, min_size=1)
    drawn = draw(st.lists(territory, min_size=1, max_size=4))
    return cells(counts, universe), [grouping(str(k), each, official=False) for k, each in enumerate(drawn)]


@given(systems(), st.booleans())
def test_trying_every_whole_number_finds_no_hidden_cell(system, areas_shown):
    areas, groupings = system
    found = protected(areas, *groupings, areas_shown=areas_shown)
    possible = every_count(areas, groupings, found, areas_shown=areas_shown)
    assert found.exposed == ()
    n = len(areas.numerator)
    for area in np.flatnonzero(found.areas.mask):
        assert np.ptp(possible[:, area]) >= min(5, areas.denominator[area])
    for each, hidden in zip(groupings, found.groupings, strict=True):
        for territory in np.flatnonzero(hidden.mask):
            weights = row(each, territory, n)
            assert np.ptp(possible @ weights) >= min(5, weights @ areas.denominator) - 1e-6
