"""Small areas make up wider ones; places are made of them, and lie in one another."""

import pytest

from reperes.core.errors import DomainError, NotAllowed
from reperes.journal.models import Deed
from reperes.people.models import Collective
from reperes.places import queries
from reperes.places.actions import dissolving, territories
from reperes.places.models import Locality, Parentage, Partition, Weights
from reperes.places.testing import a_version, square

RANGS = {"code": "rangs", "name": "Rangs", "level": Partition.Level.LOCALITY}
VILLES = {"code": "villes", "name": "Villes", "level": Partition.Level.ADMINISTRATIVE}


@pytest.fixture
def small(db):
    return a_version("secteurs", {f"s{n}": square(n) for n in range(4)})


@pytest.fixture
def drawn(small):
    groups = {"r1": ("Rang 1", ["s0", "s1", "s2"]), "r2": ("Rang 2", ["s3"])}
    return dissolving.dissolve(small, groups, by=None, partition=RANGS, vintage="2021")


def pairs(between: Weights) -> list[tuple[str, str, float]]:
    return [(one.source, one.target, one.weight) for one in queries.weights_of(between)]


def test_places_are_drawn_from_lists_of_small_areas(small, drawn):
    one, two = queries.areas(drawn)
    assert one.geometry.equals(square(0).union(square(1)).union(square(2)))
    assert one.land_km2 == pytest.approx(3 * two.land_km2, rel=1e-3)
    between = drawn.weights_in.get(source=small)
    assert pairs(between) == [("s0", "r1", 1.0), ("s1", "r1", 1.0), ("s2", "r1", 1.0), ("s3", "r2", 1.0)]


def test_drawing_the_same_again_changes_nothing(small, drawn):
    groups = {"r1": ("Rang 1", ["s0", "s1", "s2"]), "r2": ("Rang 2", ["s3"])}
    again = dissolving.dissolve(small, groups, by=None, partition=RANGS, vintage="2021")
    assert (again.pk, again.was_known) == (drawn.pk, True)


def test_a_small_area_that_does_not_exist_is_refused(small):
    with pytest.raises(DomainError, match="s9"):
        dissolving.dissolve(small, {"r": ("Rang", ["s9"])}, by=None, partition=RANGS, vintage="2021")


def test_a_small_area_in_two_lists_is_refused_and_nothing_remains(small):
    groups = {"r1": ("Rang 1", ["s0"]), "r2": ("Rang 2", ["s0"])}
    with pytest.raises(DomainError, match="plus que 1"):
        dissolving.dissolve(small, groups, by=None, partition=RANGS, vintage="2021")
    assert not Partition.objects.filter(code="rangs").exists()


@pytest.mark.parametrize("who", ["ben", "cleo", "dora"])
def test_who_may_not_draw(request, small, drawn, who):
    person = request.getfixturevalue(who)
    for refused in (
        lambda: territories.weigh(small, drawn, Weights.Method.POINT, by=person),
        lambda: territories.group(drawn, by=person),
        lambda: territories.set_parents(drawn, drawn, {}, by=person),
        lambda: dissolving.dissolve(small, {}, by=person, partition=RANGS, vintage="2021"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_weighing_again_replaces(ada, small, drawn):
    first = drawn.weights_in.get(source=small)
    second = territories.weigh(small, drawn, Weights.Method.POINT, by=ada)
    assert (second.pk, second.method) == (first.pk, "point")
    assert second.report["outside"] == []
    assert Deed.objects.latest("pk").verb == "weights.given"


def test_a_table_of_weights_is_refused_by_row(small, drawn):
    with pytest.raises(DomainError, match="ligne 2"):
        territories.weigh(small, drawn, Weights.Method.TABLE, by=None, rows=[("s0", "r1", 1), ("s1", "r1", 3)])


def test_grouping_opens_a_page_to_each_and_keeps_what_was_written(drawn):
    table = Collective.objects.create(name="Entraide", is_public=True)
    one, _two = territories.group(drawn, by=None, collectives={"r1": table})
    assert (one.name, one.collective) == ("Rang 1", table)
    Locality.objects.filter(pk=one.pk).update(about="On s’y connaît.")
    assert [place.about for place in territories.group(drawn, by=None)] == ["On s’y connaît.", ""]
    assert Locality.objects.count() == 2


def test_a_place_lies_in_two_others_by_its_people(small, drawn):
    towns = {"v1": ("Ville 1", ["s0", "s1"]), "v2": ("Ville 2", ["s2", "s3"])}
    above = dissolving.dissolve(small, towns, by=None, partition=VILLES, vintage="2021")
    for version in (drawn, above):
        territories.group(version, by=None)
    assert territories.set_parents(drawn, above, {"s0": 100, "s1": 200, "s2": 100}, by=None) == 3
    found = {(str(one.child), str(one.parent)): one.share for one in Parentage.objects.all()}
    assert found[("Rang 1", "Ville 1")] == 0.75
    assert found[("Rang 1", "Ville 2")] == 0.25
    assert found[("Rang 2", "Ville 2")] == 1  # nobody is counted there: shared by land


def test_places_made_of_different_small_areas_are_not_compared(small, drawn):
    other = a_version("ailleurs", {"a": square(20)})
    with pytest.raises(DomainError, match="mêmes petits secteurs"):
        territories.set_parents(drawn, other, {}, by=None)


def test_a_city_is_made_of_what_its_boroughs_are(small, drawn):
    city = dissolving.dissolve(
        drawn, {"c": ("Cité", ["r1"])}, by=None, partition=VILLES | {"code": "cite"}, vintage="2021"
    )
    between = territories.chain(small.weights_out.get(), city.weights_in.get(source=drawn), by=None)
    assert pairs(between) == [("s0", "c", 1.0), ("s1", "c", 1.0), ("s2", "c", 1.0)]
    assert between.report["outside"] == ["s3"]
