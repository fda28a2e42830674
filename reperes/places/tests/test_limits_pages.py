"""What limits are worth, said on their pages: validity, discussion, weights and their loss, fallbacks, verdicts."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reperes.core.errors import DomainError, NotAllowed
from reperes.journal.models import Deed
from reperes.people.models import Collective, Participation
from reperes.places import queries
from reperes.places.actions import comparing, dissolving, standings, territories
from reperes.places.models import Comparability, Headcount, Locality, Parentage, Partition, Weights
from reperes.places.testing import a_version, square

LOCAL = {"code": "locales", "name": "Communautés locales", "level": Partition.Level.LOCALITY}
WIDE = {"code": "statistiques", "name": "Communautés statistiques", "level": Partition.Level.LOCALITY}


@pytest.fixture
def small(db):
    version = a_version("secteurs", {f"s{n}": square(n) for n in range(6)})
    standings.keep_people(version, {f"s{n}": 100.0 for n in range(5)}, by=None, source="Recensement")
    return version


@pytest.fixture
def local(small):
    groups = {"1": ("Le Rang", ["s0", "s1"]), "2": ("Le Village", ["s2"]), "3": ("La Pointe", ["s3", "s4"])}
    version = dissolving.dissolve(small, groups, by=None, partition=LOCAL, vintage="2026")
    territories.group(version, by=None)
    return version


@pytest.fixture
def wide(small):
    groups = {"A": ("Rang et Village", ["s0", "s1", "s2"]), "B": ("Le Bout", ["s4", "s5"])}
    version = dissolving.dissolve(small, groups, by=None, partition=WIDE, vintage="2026")
    territories.group(version, by=None)
    version.localities.update(level=Locality.Level.STATISTICAL)
    return version


@pytest.fixture
def analyst(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def deed(analyst):
    """deed(version, name, **fields): press one of the buttons of a version's page; the words that come back."""

    def make(version, name, status=200, **fields):
        said = {f"{name}-{field}": value for field, value in fields.items()} | {"geste": name}
        answer = analyst.post(reverse("places:version", args=[version.pk]), said, follow=True)
        assert answer.status_code == status
        return answer.content.decode().replace("\xa0", " ")

    return make


def test_anyone_reads_what_limits_are_made_of_and_nobody_sees_who_gave_them(client, local, ada):
    small = local.weights_in.get().source
    territories.weigh(small, local, Weights.Method.POINT, by=ada)
    page = client.get(reverse("places:version", args=[local.pk])).content.decode().replace("\xa0", " ")
    assert "point représentatif" in page
    assert "Perdus, en tout ou en partie : 1 secteurs" in page
    assert "Ada" not in page
    assert "Ce qu’on peut faire" not in page


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("cleo", 403)])
def test_who_may_not_say_anything_of_limits(client, request, local, who, status):
    client.force_login(request.getfixturevalue(who))
    said = {"geste": "valider", "valider-valid_from": "2026-01-01"}
    assert client.post(reverse("places:version", args=[local.pk]), said).status_code == status


def test_a_stranger_says_nothing(client, local):
    address = reverse("places:version", args=[local.pk])
    assert client.post(address, {"geste": "valider"}).status_code == 404


def test_validity_is_said_and_ends_after_it_begins(deed, local):
    page = deed(local, "valider", valid_from="2026-01-01", valid_until="2030-12-31")
    assert "depuis le 1 janvier 2026" in page
    local.refresh_from_db()
    assert (local.valid_from, local.valid_until) == (datetime.date(2026, 1, 1), datetime.date(2030, 12, 31))
    assert "précède son début" in deed(local, "valider", 400, valid_from="2026-01-01", valid_until="2025-01-01")


def test_superseded_limits_say_what_replaced_them(client, small, local):
    newer = dissolving.dissolve(small, {"1": ("Le Rang", ["s0"])}, by=None, partition=LOCAL, vintage="2027")
    territories.group(newer, by=None)
    assert "Ces limites ont été remplacées." in client.get(reverse("places:version", args=[local.pk])).content.decode()
    place = local.localities.get(code="1")
    page = client.get(reverse("places:locality_limits", args=[place.public_code])).content.decode()
    assert newer.localities.get().public_code in page


def test_people_are_counted_from_a_table_and_what_is_strange_is_told(deed, small):
    table = SimpleUploadedFile("p.csv", b"code,population\n24,900\ns0,10\ns1,x\n")
    page = deed(small, "peupler", table=table, source="Recensement de 2021")
    assert "1 secteurs ont leur population, 10 personnes en tout." in page
    assert "code de 2 caractères" in page or "1 secteur n’a pas de nombre publié" in page
    assert queries.people_of(small) == {"s0": 10.0}
    assert Headcount.objects.count() == 2  # the earlier one stays


def test_weights_are_given_by_each_method_from_the_page(deed, small, local):
    other = a_version("villes", {"v": square(0, 0, 1.5)}, level=Partition.Level.ADMINISTRATIVE)
    assert "2 secteurs attribués" in deed(other, "peser", source=small.pk, method="area")
    assert other.weights_in.get().report["partial"] == [{"source": "s1", "share": 0.5}]
    assert "Apportez la table" in deed(other, "peser", 422, source=small.pk, method="table")
    table = SimpleUploadedFile("w.csv", b"source;target;weight\ns0;v;1\ns1;v;60 %\n")
    deed(other, "peser", source=small.pk, method="table", table=table)
    assert [one.weight for one in queries.weights_of(other.weights_in.get())] == [1.0, 0.6]
    wrong = SimpleUploadedFile("w.csv", b"source,target,weight\ns0,v,\n")
    assert "ligne 2" in deed(other, "peser", 422, source=small.pk, method="table", table=wrong)
    assert "plus fin" in deed(other, "peser", 422, source=small.pk, method="population")


def test_a_table_of_weights_that_sums_past_one_is_refused_by_line(deed, small):
    other = a_version("villes", {"v": square(0), "w": square(1)}, level=Partition.Level.ADMINISTRATIVE)
    table = SimpleUploadedFile("w.csv", b"source,target,weight\ns0,v,0.7\ns0,w,0.6\n")
    assert "ligne 2" in deed(other, "peser", 400, source=small.pk, method="table", table=table)


def test_places_are_attached_to_wider_ones(deed, local, wide):
    assert "rattachements" in deed(local, "rattacher", other=wide.pk)
    place = Parentage.objects.get(child__name="La Pointe")
    assert (str(place.parent), place.share) == ("Le Bout", 0.5)


def test_the_grouping_that_holds_a_place_whole_stands_for_it(deed, local, wide):
    page = deed(local, "replier", other=wide.pk)
    assert "ne contient entièrement : La Pointe." in page
    rang = local.localities.get(name="Le Rang")
    assert queries.fallback_of(rang) == wide.localities.get(code="A")
    assert {code: place.code for code, place in queries.fallbacks(local).items()} == {"1": "A", "2": "A"}
    assert queries.fallback_of(local.localities.get(name="La Pointe")) is None


def test_a_fallback_is_one_step_and_in_another_partition(ada, local, wide):
    rang, village = local.localities.order_by("code")[:2]
    with pytest.raises(DomainError, match="autre découpage"):
        standings.fall_back(rang, village, by=ada)
    standings.fall_back(rang, wide.localities.get(code="A"), by=ada)
    with pytest.raises(DomainError, match="elle-même un repli"):
        standings.fall_back(wide.localities.get(code="B"), rang, by=ada)


def test_comparing_from_the_page(deed, small, local):
    newer = dissolving.dissolve(small, {"1": ("Le Rang", ["s0", "s1", "s5"])}, by=None, partition=LOCAL, vintage="2027")
    territories.group(newer, by=None)
    page = deed(newer, "comparer", other=local.pk)
    assert "1 communautés comparées" in page
    assert "comparable" in page


def test_the_discussion_of_limits_is_a_record_with_its_author_and_date(client, ada, dora, ben, local):
    table = Collective.objects.get(name="Table de quartier de Dora")
    place = local.localities.get(code="1")
    place.collective = table
    place.save()
    with pytest.raises(NotAllowed):
        standings.say(place, "validated", by=ben)
    standings.say(place, "discussed", by=ada, words="Le 3 mars, à la salle.")
    standings.say(place, "validated", by=dora)
    place.refresh_from_db()
    assert place.standing == "validated"
    assert [(one.standing, one.said_by) for one in place.standing_changes.all()] == [
        ("validated", dora),
        ("discussed", ada),
    ]
    page = client.get(reverse("places:locality_limits", args=[place.public_code])).content.decode()
    assert "Le 3 mars, à la salle." in page
    assert "Dora" not in page.replace(table.name, "")  # names of persons are for those who have an account
    assert Deed.objects.filter(verb="locality.standing_said").count() == 2


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("dora", 302), ("ben", 403), ("cleo", 403)])
def test_who_may_say_where_the_discussion_is(client, request, local, who, status):
    dora = request.getfixturevalue("dora")
    place = local.localities.get(code="1")
    place.collective = Participation.objects.get(person=dora).collective
    place.save()
    client.force_login(request.getfixturevalue(who))
    said = {"geste": "statut", "standing": "validated", "words": "Oui."}
    assert client.post(reverse("places:locality_limits", args=[place.public_code]), said).status_code == status


def test_a_verdict_is_corrected_on_the_page_of_the_limits(analyst, small, local, ada):
    newer = dissolving.dissolve(small, {"1": ("Le Rang", ["s0"])}, by=None, partition=LOCAL, vintage="2027")
    (place,) = territories.group(newer, by=None)
    comparing.compare(newer, local, by=ada)
    address = reverse("places:locality_limits", args=[place.public_code])
    assert "50\xa0% des personnes ont changé de communauté" in analyst.get(address).content.decode()
    said = {"geste": "verdict", "older": local.pk, "verdict": "with_care", "words": "Les partants y reviennent."}
    page = analyst.post(address, said, follow=True).content.decode()
    assert "Les partants y reviennent." in page
    assert Comparability.objects.get().judged_by == ada


def test_the_page_of_a_place_leads_to_its_limits(client, local):
    place = local.localities.get(code="1")
    page = client.get(reverse("atlas:locality", args=[place.public_code])).content.decode()
    assert reverse("places:locality_limits", args=[place.public_code]) in page
