"""Collectives and participations: who sees, who edits, who comes and goes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reperes.core.errors import Conflict, NotAllowed
from reperes.people.actions import collectives as actions
from reperes.people.models import Collective, Participation
from reperes.people.testing import a_collective, a_participation, an_organisation


@pytest.fixture
def table(dora, ben):
    collective = a_collective(purpose="Se loger, se nourrir")
    a_participation(dora, collective, "steward")
    a_participation(ben, collective)
    return collective


SEEN = [("ada", 200), ("ben", 200), ("dora", 200), ("cleo", 404)]


@pytest.mark.parametrize(("who", "status"), SEEN)
def test_who_sees_a_private_collective(client, request, table, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(table.get_absolute_url()).status_code == status


def test_visitors_do_not_see_a_private_collective(client, table):
    assert client.get(table.get_absolute_url()).status_code == 404
    assert table.name not in client.get(reverse("people:collectives")).content.decode()


def test_visitors_see_a_public_collective_without_its_people(client, table):
    Collective.objects.update(is_public=True)
    page = client.get(table.get_absolute_url()).content.decode()
    assert "Se loger" in page
    assert "Dora" not in page


def test_those_who_left_no_longer_see(client, table, ben):
    table.participations.filter(person=ben).update(ends_on=timezone.localdate())
    client.force_login(ben)
    assert client.get(table.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("dora", 302), ("ben", 403), ("cleo", 404)])
def test_who_edits_a_collective(client, request, table, who, status):
    kitchen = an_organisation()
    client.force_login(request.getfixturevalue(who))
    typed = {"name": "Table du Moulin", "purpose": "", "organisations": [kitchen.pk]}
    assert client.post(reverse("people:collective-edition", args=[table.code]), typed).status_code == status
    assert table.organisations.exists() == (status == 302)


def test_whoever_creates_a_collective_coordinates_it(client, cleo):
    client.force_login(cleo)
    client.post(reverse("people:new-collective"), {"name": "Comité logement"})
    assert Participation.objects.get(person=cleo).role == "steward"


@pytest.mark.parametrize(("who", "allowed"), [("ada", True), ("dora", False), ("ben", False), ("cleo", False)])
def test_only_the_host_enters_someone_without_inviting(request, table, cleo, who, allowed):
    person = request.getfixturevalue(who)
    if allowed:
        assert actions.add_participant(table, cleo, by=person).is_current
    else:
        with pytest.raises(NotAllowed):
            actions.add_participant(table, cleo, by=person)


def test_the_host_enters_someone_by_address(client, ada, cleo, table):
    client.force_login(ada)
    typed = {"email": cleo.email, "role": "observer", "starts_on": "2026-01-15"}
    client.post(reverse("people:new-participation", args=[table.code]), typed)
    assert str(table.participations.get(person=cleo).starts_on) == "2026-01-15"
    again = client.post(reverse("people:new-participation", args=[table.code]), typed)
    assert "participe déjà" in again.content.decode()


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("dora", 302), ("ben", 403), ("cleo", 404)])
def test_who_changes_a_role(client, request, table, who, status):
    found = table.participations.get(role="member")
    client.force_login(request.getfixturevalue(who))
    typed = {"role": "observer", "starts_on": "2026-01-15"}
    assert client.post(reverse("people:participation", args=[found.pk]), typed).status_code == status


def test_a_period_that_ends_before_it_begins_is_refused_in_words(client, dora, ben, table):
    found = table.participations.get(person=ben)
    client.force_login(dora)
    typed = {"role": "member", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    answer = client.post(reverse("people:participation", args=[found.pk]), typed)
    assert answer.status_code == 422
    assert "avant d’avoir commencé" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("dora", 302), ("ben", 302), ("cleo", 404)])
def test_who_ends_a_participation(client, request, table, who, status):
    found = table.participations.get(role="member")
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("people:participation-end", args=[found.pk])).status_code == status
    found.refresh_from_db()
    assert found.is_current == (status == 404)


def test_a_member_does_not_end_someone_elses(ben, dora, table):
    with pytest.raises(NotAllowed):
        actions.end_participation(table.participations.get(person=dora), by=ben)


def test_the_last_one_who_coordinates_hands_over_first(dora, ben, table):
    hers, his = (table.participations.get(person=person) for person in (dora, ben))
    with pytest.raises(Conflict, match="coordination"):
        actions.end_participation(hers, by=dora)
    actions.edit_participation(his, by=dora, role="steward")
    actions.end_participation(hers, by=dora)
    assert not table.participations.get(person=dora).is_current


def test_the_last_one_of_all_may_close_the_door(dora, ben, table):
    actions.end_participation(table.participations.get(person=ben), by=ben)
    actions.end_participation(table.participations.get(person=dora), by=dora)
    assert not table.participations.current().exists()


def test_what_is_over_is_kept_apart(client, dora, ben, table):
    table.participations.filter(person=ben).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate()
    )
    client.force_login(dora)
    assert "1 participation passée" in client.get(table.get_absolute_url()).content.decode()


def test_the_page_takes_few_queries(client, ada, table, django_user_model, django_assert_max_num_queries):
    for n in range(10):
        a_participation(django_user_model.objects.create_user(f"p{n}@exemple.quebec", None, name=f"P{n}"), table)
    client.force_login(ada)
    with django_assert_max_num_queries(11):
        client.get(table.get_absolute_url())
