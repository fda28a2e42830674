"""Limits of two dates: what old areas became, whether figures compare, and why not."""

import pytest

from reperes.core.errors import DomainError, NotAllowed
from reperes.places import queries, weights
from reperes.places.actions import comparing, dissolving, standings, territories
from reperes.places.models import Comparability, Partition, PartitionVersion, Weights
from reperes.places.testing import a_version, square

RANGS = {"code": "rangs", "name": "Rangs", "level": Partition.Level.LOCALITY}
PEOPLE = {f"s{n}": 100.0 for n in range(10)}


@pytest.fixture
def small(db):
    version = a_version("secteurs", {f"s{n}": square(n) for n in range(10)})
    standings.keep_people(version, dict(PEOPLE), by=None, source="Recensement")
    return version


def drawn(small: PartitionVersion, groups: dict[str, list[str]], vintage: str) -> PartitionVersion:
    named = {code: (f"Lieu {code}", members) for code, members in groups.items()}
    version = dissolving.dissolve(small, named, by=None, partition=RANGS, vintage=vintage)
    territories.group(version, by=None)
    return version


def verdicts(newer: PartitionVersion, older: PartitionVersion) -> dict[str, tuple]:
    comparing.compare(newer, older, by=None)
    found = {}
    for place in newer.localities.all():
        said = queries.comparability(place, older, newer)
        found[place.code] = (said.verdict, said.cause, said.changed)
    return found


def areas(*numbers: int) -> list[str]:
    return [f"s{n}" for n in numbers]


def test_the_same_limits_compare_and_moved_ones_do_not(small):
    older = drawn(small, {"1": areas(0, 1, 2), "2": areas(3, 4, 5)}, "2016")
    newer = drawn(small, {"1": areas(0, 1, 2), "2": areas(3, 4, 5, 6), "3": areas(8, 9)}, "2021")
    assert verdicts(newer, older) == {
        "1": ("comparable", "same", 0),
        "2": ("not_comparable", "moved", 0.25),
        "3": ("not_comparable", "new", 1),
    }


def test_a_few_people_moved_compare_with_care(small):
    standings.keep_people(small, PEOPLE | {"s3": 3.0}, by=None, source="Recensement corrigé")
    older = drawn(small, {"1": areas(0, 1, 2)}, "2016")
    newer = drawn(small, {"1": areas(0, 1, 2, 3)}, "2021")
    (said,) = verdicts(newer, older).values()
    assert said[:2] == ("comparable", "moved")  # 3 of 303: under 1 %
    newer = drawn(small, {"1": areas(0, 1, 2, 3, 4)}, "2023")
    standings.keep_people(small, PEOPLE | {"s3": 3.0, "s4": 9.0}, by=None, source="Recensement corrigé encore")
    (said,) = verdicts(newer, older).values()
    assert said == ("with_care", "moved", pytest.approx(12 / 312, abs=1e-6))


def test_a_place_that_only_changed_its_code_is_recognised(small):
    older = drawn(small, {"A": areas(0, 1)}, "2016")
    newer = drawn(small, {"B": areas(0, 1)}, "2021")
    assert verdicts(newer, older) == {"B": ("comparable", "same", 0)}
    assert Comparability.objects.get().older_code == "A"


def test_without_people_the_ground_is_measured(db):
    small = a_version("secteurs", {f"s{n}": square(n) for n in range(4)})
    older, newer = drawn(small, {"1": areas(0, 1)}, "2016"), drawn(small, {"1": areas(0, 1, 2)}, "2021")
    assert verdicts(newer, older)["1"][2] == pytest.approx(1 / 3, abs=1e-4)
    assert not Comparability.objects.get().by_people


def test_limits_made_of_nothing_in_common_are_compared_on_the_ground(db):
    older = a_version("quartiers", {"q": square(0, 0, 2)}, level=Partition.Level.LOCALITY)
    newer = a_version("quartiers", {"q": square(0, 0, 2.2)}, level=Partition.Level.LOCALITY)
    territories.group(newer, by=None)
    assert verdicts(newer, older)["q"] == ("not_comparable", "moved", pytest.approx(1 - 4 / 4.84, abs=1e-3))


@pytest.fixture
def vintages(small):
    """Between 2016 and 2021 s0 was split in two halves, and s1 and s2 were joined."""
    shapes = {"n0a": square(0, 0, 0.5).union(square(0, 0.5, 0.5)), "n12": square(1).union(square(2))}
    shapes["n0b"] = square(0).difference(shapes["n0a"])
    newer = a_version("secteurs-2021", shapes | {f"n{n}": square(n) for n in range(3, 10)})
    return small, newer


def test_what_old_areas_became_by_land(vintages):
    older, newer = vintages
    between = comparing.correspond(older, newer, Weights.Method.AREA, by=None)
    found = {(one.source, one.target): round(one.weight, 3) for one in queries.becomes(between)}
    assert found[("s0", "n0a")] == found[("s0", "n0b")] == 0.5
    assert found[("s1", "n12")] == found[("s2", "n12")] == 1
    assert between.report["lost"] == {"areas": 0, "people": 0, "km2": 0}


def test_what_old_areas_became_by_people_counted_in_blocks(vintages):
    older, newer = vintages
    blocks = a_version("ilots", {"b1": square(0.1, 0.1, 0.2), "b2": square(0.7, 0.1, 0.2), "b3": square(3.2, 0, 0.2)})
    standings.keep_people(blocks, {"b1": 30.0, "b2": 70.0, "b3": 5.0}, by=None, source="Îlots")
    between = comparing.correspond(older, newer, Weights.Method.POPULATION, by=None, finer=blocks)
    found = {(one.source, one.target): round(one.weight, 3) for one in queries.becomes(between)}
    assert (found[("s0", "n0a")], found[("s0", "n0b")]) == (0.3, 0.7)
    assert between.report["by_land"] == [f"s{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9)]


def test_what_old_areas_became_by_a_table(vintages):
    older, newer = vintages
    rows = [("s0", "n0a", 0.2), ("s0", "n0b", 0.7), ("s1", "n12", 1.0)]
    between = comparing.correspond(older, newer, Weights.Method.TABLE, by=None, rows=rows)
    assert between.report["partial"] == [{"source": "s0", "share": 0.9}]
    assert between.report["lost"]["people"] == pytest.approx(810)  # a tenth of s0, and eight areas


def test_across_vintages_places_are_compared_through_the_correspondence(vintages):
    older_small, newer_small = vintages
    comparing.correspond(older_small, newer_small, Weights.Method.AREA, by=None)
    older = drawn(older_small, {"1": areas(0, 1, 2), "2": areas(3, 4)}, "2016")
    named = {"1": ("Lieu 1", ["n0a", "n12"]), "2": ("Lieu 2", ["n3", "n4", "n0b"])}
    newer = dissolving.dissolve(newer_small, named, by=None, partition=RANGS, vintage="2021")
    territories.group(newer, by=None)
    found = verdicts(newer, older)
    assert found["1"] == ("not_comparable", "moved", pytest.approx(50 / 300, abs=1e-6))
    assert found["2"] == ("not_comparable", "moved", pytest.approx(50 / 250, abs=1e-6))


def test_areas_split_between_places_are_told_even_where_totals_hold(vintages):
    older_small, newer_small = vintages
    comparing.correspond(older_small, newer_small, Weights.Method.AREA, by=None)
    older = drawn(older_small, {"1": areas(0, 1, 2)}, "2016")
    named = {"1": ("Lieu 1", ["n0a", "n0b", "n12"])}
    newer = dissolving.dissolve(newer_small, named, by=None, partition=RANGS, vintage="2021")
    territories.group(newer, by=None)
    assert verdicts(newer, older)["1"] == ("comparable", "same", 0)  # split, but within one place


def test_a_place_much_made_of_split_areas_compares_with_care(vintages):
    """One person of a hundred went to the other half: little moved, but the old figure of s0 cannot be cut."""
    older_small, newer_small = vintages
    rows = [("s0", "n0a", 0.99), ("s0", "n0b", 0.01), ("s1", "n12", 1.0), ("s2", "n12", 1.0)]
    comparing.correspond(older_small, newer_small, Weights.Method.TABLE, by=None, rows=rows)
    older = drawn(older_small, {"1": areas(0, 1, 2)}, "2016")
    named = {"1": ("Lieu 1", ["n0a", "n12"]), "2": ("Lieu 2", ["n0b"])}
    newer = dissolving.dissolve(newer_small, named, by=None, partition=RANGS, vintage="2021")
    territories.group(newer, by=None)
    assert verdicts(newer, older)["1"] == ("with_care", "split", pytest.approx(1 / 300, abs=1e-6))


def test_a_person_who_knows_judges_otherwise_and_the_next_computation_leaves_it(small, ada):
    older, newer = drawn(small, {"1": areas(0, 1)}, "2016"), drawn(small, {"1": areas(0, 1)}, "2021")
    comparing.compare(newer, older, by=ada)
    said = Comparability.objects.get()
    with pytest.raises(DomainError, match="Dites pourquoi"):
        comparing.correct(said, by=ada, verdict="not_comparable", words=" ")
    comparing.correct(said, by=ada, verdict="not_comparable", words="Une résidence de 400 personnes a ouvert.")
    comparing.compare(newer, older, by=ada)
    again = Comparability.objects.get()
    assert (again.verdict, again.cause, again.judged_by) == ("not_comparable", "judged", ada)


def test_the_reason_is_said_in_words(small):
    older = drawn(small, {"1": areas(0, 1, 2), "2": areas(3, 4, 5)}, "2016")
    newer = drawn(small, {"1": areas(0, 1, 2), "2": areas(3, 4, 5, 6), "3": areas(8, 9)}, "2021")
    comparing.compare(newer, older, by=None)
    said = [queries.reason(one).replace("\xa0", " ") for one in Comparability.objects.order_by("locality__code")]
    assert queries.comparabilities(newer, older).keys() == {"1", "2", "3"}
    assert said == [
        "mêmes limites",
        "25 % des personnes ont changé de communauté",
        "nouvelle communauté : rien de semblable avant",
    ]


@pytest.mark.parametrize("who", ["ben", "cleo", "dora"])
def test_who_may_not_judge(request, small, who):
    person = request.getfixturevalue(who)
    older, newer = drawn(small, {"1": areas(0, 1)}, "2016"), drawn(small, {"1": areas(0, 1, 2)}, "2021")
    comparing.compare(newer, older, by=None)
    for refused in (
        lambda: comparing.compare(newer, older, by=person),
        lambda: comparing.correspond(small, newer, Weights.Method.AREA, by=person),
        lambda: comparing.correct(Comparability.objects.get(), by=person, verdict="comparable", words="Oui."),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_weights_by_people_lose_what_lives_outside(small, ada):
    wide = a_version("villes", {"v": square(0, 0, 1.5)}, level=Partition.Level.ADMINISTRATIVE)
    blocks = a_version("ilots", {"b1": square(1.1, 0, 0.2), "b2": square(1.7, 0, 0.2), "b3": square(0.5, 0.2, 0.1)})
    standings.keep_people(blocks, {"b1": 60.0, "b2": 40.0, "b3": 10.0}, by=ada, source="Îlots")
    between = territories.weigh(small, wide, Weights.Method.POPULATION, by=ada, finer=blocks)
    found = {one.source: one.weight for one in queries.weights_of(between)}
    assert found == {"s0": 1.0, "s1": 0.6}
    assert between.report["partial"] == [{"source": "s1", "share": 0.6}]
    assert between.report["lost"]["people"] == pytest.approx(840)
    assert (between.given_by, between.method) == (ada, "population")


def test_people_of_blocks_must_be_known(small):
    blocks = a_version("ilots", {"b": square(0)})
    with pytest.raises(DomainError, match="déposez d’abord leur nombre"):
        territories.weigh(small, small, Weights.Method.POPULATION, by=None, finer=blocks)


def test_what_is_lost_is_counted_in_people_and_in_land(small):
    found = [weights.Weight("s0", "a", 1.0), weights.Weight("s1", "a", 0.25)]
    lost = weights.lost(found, queries.areas(small)[:3], {"s0": 100, "s1": 200})
    assert (lost["areas"], lost["people"]) == (2, 150)
    land = {area.code: area.land_km2 for area in queries.areas(small)}
    assert lost["km2"] == pytest.approx(0.75 * land["s1"] + land["s2"], abs=1e-3)


def test_two_parents_of_one_family_may_hold_one_place(small):
    """School territories of two languages cover the same ground: each has all of its people."""
    french = dissolving.dissolve(
        small, {"f": ("CSS", areas(*range(10)))}, by=None, partition=RANGS | {"code": "css"}, vintage="2022"
    )
    english = dissolving.dissolve(
        small, {"e": ("English board", areas(*range(10)))}, by=None, partition=RANGS | {"code": "esb"}, vintage="2022"
    )
    place = drawn(small, {"1": areas(0, 1)}, "2021")
    for parent in (french, english):
        territories.group(parent, by=None)
        territories.set_parents(place, parent, PEOPLE, by=None)
    shares = {str(one.parent): one.share for one in place.localities.get().parentages.all()}
    assert shares == {"CSS": 1, "English board": 1}
