"""Leaving: nameless, everywhere, at once; what was done with others stays."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reperes.core.errors import Conflict, NotAllowed
from reperes.journal.actions import record
from reperes.journal.models import Deed
from reperes.people.actions import collectives, invitations, mandates, organisations, persons
from reperes.people.holdings import HOLDINGS, Holding
from reperes.people.models import Invitation, Mandate, Person
from reperes.people.testing import a_collective, a_participation, an_invitation


def everything_written() -> str:
    """Every text of every table."""
    texts = []
    for model in apps.get_models(include_auto_created=True):
        fields = [
            f.attname
            for f in model._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField | models.JSONField)
        ]
        texts += [str(row) for row in model._base_manager.values_list(*fields)] if fields else []
    return "\n".join(texts).casefold()


def a_full_life(person: Person, host: Person, guest_email: str) -> None:
    """Everything this room lets one do."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    mandates.give(person, Mandate.Kind.CURATOR, by=host)
    organisation = organisations.add(by=person, name="Cuisine", sector="community")
    persons.correct(person, by=person, name=person.name, language="fr", organisation=organisation)
    table = collectives.create(by=person, name="Table", purpose="")
    invitations.invite(guest_email, by=person, collective=table)
    an_invitation(host, email=(person.email or "").upper())
    collectives.add_participant(a_collective("Autre"), person, by=host)
    persons.note_export(person)
    record(person, "person.joined", person)


@pytest.fixture
def gone(ada, ben, client):
    client.force_login(ben)
    a_full_life(ben, ada, "eve@exemple.quebec")
    assert "ben@exemple.quebec" in everything_written()
    persons.forget(ben, by=ben)
    ben.refresh_from_db()
    return ben


def test_neither_name_nor_address_is_left_anywhere(gone):
    written = everything_written()
    assert "ben@" not in written
    assert "'ben'" not in written
    assert "eve@exemple.quebec" not in written


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(categories=["L", "Nd", "Zs", "Pd"]), min_size=6, max_size=40).filter(
        lambda n: len(n.split()) == 1
    ),
    mailbox=st.text("abcdefghijklmnopqrstuvwxyz0123456789.+-", min_size=12, max_size=20).filter(
        lambda m: m[0].isalnum() and m[-1].isalnum() and ".." not in m
    ),
)
def test_whatever_the_name_nothing_of_it_is_left(ada, name, mailbox):
    person = Person.objects.create_user(f"{mailbox}@exemple.quebec", None, name=f"Qzx{name}qzx")
    a_full_life(person, ada, f"invite-{mailbox}@exemple.quebec")
    persons.forget(person, by=person)
    written = everything_written()
    assert f"{mailbox}@".casefold() not in written  # alone, it may be the name of a verb
    assert f"qzx{name}qzx".casefold() not in written
    Invitation.objects.all().delete()
    apps.get_model("people.Collective").objects.all().delete()
    apps.get_model("people.Organisation").objects.all().delete()


def test_deeds_stay_on_a_nameless_row(gone):
    deed = Deed.objects.get(verb="organisation.added")
    assert deed.actor == gone
    assert str(deed.actor) == "une personne partie"


def test_every_way_in_is_closed(gone, client):
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert not Session.objects.exists()
    assert not Authenticator.objects.filter(user=gone).exists()
    assert client.get(reverse("people:me")).status_code == 302


def test_mandates_and_participations_end(gone):
    assert not gone.mandates.exists()
    assert not gone.participations.current().exists()
    assert gone.participations.count() == 2


def test_invitations_that_waited_open_nothing(gone):
    assert not Invitation.objects.open().filter(invited_by=gone).exists()


def test_the_same_address_may_come_back_as_someone_new(gone):
    assert Person.objects.create_user("ben@exemple.quebec", "x", name="Ben").pk != gone.pk


def test_nobody_erases_someone_else(ada, ben):
    with pytest.raises(NotAllowed, match="supprimer ce compte"):
        persons.forget(ben, by=ada)


def test_the_last_host_cannot_leave(client, ada):
    client.force_login(ada)
    answer = client.post(reverse("people:erasure"), {"confirmation": "SUPPRIMER", "password": "un-mot-de-passe-long"})
    assert answer.status_code == 422
    assert "Confiez d’abord ce mandat" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.forgotten_at is None


def test_one_of_two_hosts_may_leave(ada, ben):
    mandates.give(ben, Mandate.Kind.HOST, by=ada)
    persons.forget(ada, by=ada)
    with pytest.raises(Conflict):
        persons.forget(ben, by=ben)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"confirmation": "oui", "password": "un-mot-de-passe-long"}, "Écrivez SUPPRIMER"),
        ({"confirmation": "SUPPRIMER", "password": "autre"}, "pas votre mot de passe"),
        ({}, "obligatoire"),
    ],
)
def test_two_deliberate_gestures_are_needed(client, ben, typed, sentence):
    client.force_login(ben)
    answer = client.post(reverse("people:erasure"), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    ben.refresh_from_db()
    assert ben.is_active


def test_leaving_by_the_page(client, ada, ben):
    a_participation(ben, a_collective())
    client.force_login(ben)
    typed = {"confirmation": "SUPPRIMER", "password": "un-mot-de-passe-long"}
    answer = client.post(reverse("people:erasure"), typed, follow=True)
    assert "Votre compte est supprimé" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_room_above_erases_its_own_copies(ben, monkeypatch):
    asked = []
    monkeypatch.setitem(HOLDINGS, "test.copies", Holding("x", "y", lambda person: [], forget=asked.append))
    persons.forget(ben, by=ben)
    assert asked == [ben]
