"""With Montréal's open data: every trap of the files, and the published totals."""

import pytest
from django.conf import settings as house
from django.core.management import call_command

from reperes.people.models import Collective
from reperes.places import checking, queries
from reperes.places.actions import comparing, drawings, publishing
from reperes.places.models import Locality, Parentage, Partition, PartitionVersion
from reperes.places.starter import montreal
from reperes.places.testing import a_drawing, put

pytestmark = [
    pytest.mark.slow,  # six partitions are drawn and tiled
    pytest.mark.skipif(not montreal.is_at_hand(house.REAL_DATA), reason="the Montréal data sets are not at hand"),
]


@pytest.fixture
def planted(db):
    call_command("plant_places", verbosity=0)


def current(code: str) -> PartitionVersion:
    return Partition.objects.get(code=code).current


def test_montreal_is_planted_once_with_its_totals_and_its_traps(planted, django_assert_max_num_queries):
    call_command("plant_places", verbosity=0)
    _totals_are_the_published_ones()
    _traps_are_told()
    _tables_are_linked()
    _places_lie_in_one_another()


def _totals_are_the_published_ones():
    people = montreal._populations(house.REAL_DATA)
    expected = {
        "quartiers-sociologiques": (485, 1_762_949),
        "arrondissements-villes": (541, 2_004_265),
        "ville-montreal": (485, 1_762_949),
        "agglomeration-montreal": (541, 2_004_265),
        "rmr-montreal": (1004, 4_291_732),
    }
    tracts = current("secteurs-2021")
    for code, (n, total) in expected.items():
        found = queries.weights_of(current(code).weights_in.get(source=tracts))
        assert (len(found), sum(people.get(one.source, 0) * one.weight for one in found)) == (n, total), code


def _traps_are_told():
    tracts, neighbourhoods = current("secteurs-2021"), current("quartiers-sociologiques")
    assert (tracts.n_areas, neighbourhoods.n_areas) == (1004, 32)
    assert "4620725.10" in {area.code for area in queries.areas(tracts)}
    assert [one["code"] for one in tracts.report["repaired"]] == ["4620732.04"]
    assert [one["code"] for one in neighbourhoods.report["repaired"]] == ["23"]
    assert neighbourhoods.report["corrected"] == [{"code": "12", "was": "Montr´al-Nord", "is": "Montréal-Nord"}]
    shared = neighbourhoods.weights_in.get().report["shared"]
    assert {tuple(one["names"]) for one in shared} == {("Centre-Sud", "Faubourg Saint-Laurent")}
    assert [one["given_to"] for one in shared] == ["27", "26", "27", "27"]


def _tables_are_linked():
    places = current("quartiers-sociologiques").localities.all()
    assert sorted(place.code for place in places if place.collective is None) == ["13", "29", "30"]
    assert Collective.objects.filter(is_public=True).count() == 29
    assert not Collective.objects.filter(name="Pas de table").exists()


def _places_lie_in_one_another():
    north_west = Locality.objects.get(name="Nord-Ouest de l'Ile de Montréal")
    boroughs = north_west.parentages.filter(parent__version__partition__code="arrondissements-villes")
    assert {one.parent.name for one in boroughs} == {"Pierrefonds-Roxboro", "L'Île-Bizard-Sainte-Geneviève"}
    assert sum(one.share for one in boroughs) == pytest.approx(1, abs=0.01)
    assert Parentage.objects.filter(child__name="Rosemont", parent__name="Montréal").get().share == 1


def test_communities_drawn_anew_from_real_tracts_keep_every_resident(planted, ada):
    tracts, neighbourhoods = current("secteurs-2021"), current("quartiers-sociologiques")
    drawing = a_drawing(tracts, by=ada, name="Communautés de Montréal")
    drawings.copy_version(drawing, neighbourhoods, base=0, by=ada)
    found = checking.check(drawing.content, queries.ground(tracts))
    assert (len(found.localities), found.people) == (32, 1_762_949)
    assert found.of_people == 4_291_732
    by_name = {one.name: one for one in found.localities}
    shared = next(iter(by_name["Rosemont"].units))
    put(drawing, [shared], by_name["Saint-Michel"].key, 0.4, by=ada)
    version = publishing.publish(drawing, by=ada)
    people = queries.people_of(tracts)
    between = queries.weights_of(version.weights_in.get(source=tracts))
    assert sum(people.get(one.source, 0) * one.weight for one in between) == pytest.approx(1_762_949)
    assert sorted(one.weight for one in between if one.source == shared) == [0.4, 0.6]
    assert len(version.report["fitted"]) > 400  # borders drawn twice in the file: joined, and told
    assert "raccordés" in " ".join(version.report["notes"])
    comparing.compare(version, neighbourhoods, by=ada)
    verdict = queries.comparability(version.localities.get(name="Villeray"), neighbourhoods, version)
    assert (verdict.verdict, verdict.cause, verdict.by_people) == ("comparable", "same", True)
