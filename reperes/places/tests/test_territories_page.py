"""The index of territories, open to all."""

import pytest

from reperes.people.models import Collective
from reperes.places.actions import territories
from reperes.places.models import Locality, Partition, PartitionVersion, Weights
from reperes.places.testing import a_version, square
from reperes.search.documents import SOURCES


@pytest.fixture
def places(db):
    version = a_version("rangs", {"1": square(0), "2": square(1)}, level=Partition.Level.LOCALITY)
    table = Collective.objects.create(name="Entraide du Rang", is_public=True)
    hidden = Collective.objects.create(name="Comité discret", is_public=False)
    return territories.group(version, by=None, collectives={"1": table, "2": hidden})


def test_anyone_reads_the_index_in_few_queries(client, places, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get("/territoires/").content.decode()
    assert "Lieu 1" in page
    assert "Entraide du Rang" in page
    assert "Comité discret" not in page


@pytest.mark.parametrize(("words", "n"), [("lieu", 2), ("LIEU 1", 1), ("entraide", 1), ("discret", 0), ("%", 0)])
def test_places_are_found_by_their_name_or_their_table(client, places, words, n):
    assert client.get("/territoires/", {"nom": words}).context["n_found"] == n


def test_what_two_claim_is_told(client, db):
    small = a_version("secteurs", {"s1": square(1)})
    wide = a_version("rangs", {"1": square(0, 0, 3), "2": square(1)}, level=Partition.Level.LOCALITY)
    territories.weigh(small, wide, Weights.Method.POINT, by=None)
    page = client.get("/territoires/").content.decode().replace("\xa0", " ")
    assert "1 secteur réclamé à la fois par Lieu 1, Lieu 2 : compté une seule fois" in page


def test_an_empty_house_teaches(client, db):
    assert "GeoJSON" in client.get("/territoires/").content.decode()


def test_a_fictional_territory_is_labelled(client, db):
    version = a_version("fiction", {"1": square(0), "2": square(1)}, level=Partition.Level.LOCALITY, is_fictional=True)
    territories.group(version, by=None)
    assert "Territoire fictif" in client.get("/territoires/").content.decode()


def test_only_the_newest_limits_are_listed_and_found(client, places):
    newer = a_version("rangs", {"1": square(0), "3": square(2)}, level=Partition.Level.LOCALITY)
    territories.group(newer, by=None)
    assert [place.code for place in Locality.objects.current()] == ["1", "3"]
    assert client.get("/territoires/").context["n_found"] == 2
    affected = SOURCES["locality"].affected[PartitionVersion]({newer.pk})
    assert len(set(affected)) == 4  # the old ones must leave the index


def test_a_place_is_a_document_of_the_search(places):
    source = SOURCES["locality"]
    first, second = source.documents(source.public().order_by("code"))
    assert (first.title, first.labels) == ("Lieu 1", ("Entraide du Rang",))
    assert second.labels == ()
    assert first.address == f"/territoires/{places[0].public_code}/"
