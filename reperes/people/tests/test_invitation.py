"""Inviting, withdrawing, accepting: the verbs."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from reperes.core.errors import Conflict, NotAllowed
from reperes.journal.models import Deed
from reperes.people.actions import invitations as actions
from reperes.people.models import Invitation, Participation, Person
from reperes.people.testing import a_collective, a_participation, an_invitation

NEWCOMER = {"name": "Ève", "password": "un-mot-de-passe-long", "language": "fr"}


@pytest.fixture
def table(dora):
    collective = a_collective()
    a_participation(dora, collective, "steward")
    return collective


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_the_letter_speaks_the_language_of_the_one_invited(ada, commit, mailoutbox):
    with commit():
        sent = actions.invite("Eve@Exemple.quebec", by=ada, language="en")
    (letter,) = mailoutbox
    assert letter.to == ["eve@exemple.quebec"]
    assert f"/en/invitation/{sent.token}/" in letter.body
    assert letter.subject == "Ada invites you to Repères"
    sent.refresh_from_db()
    assert sent.sent_at is not None


def test_a_french_letter_names_the_collective_and_the_date(dora, table, commit, mailoutbox):
    with commit():
        sent = actions.invite("eve@exemple.quebec", by=dora, collective=table)
    (letter,) = mailoutbox
    assert letter.subject == "Dora vous invite à « Table des Ruisseaux »"
    assert f"http://127.0.0.1:8000/invitation/{sent.token}/" in letter.body
    assert "(rôle\u00a0: membre)" in letter.body


@pytest.mark.parametrize(("who", "allowed"), [("ada", True), ("dora", True), ("ben", False), ("cleo", False)])
def test_who_may_invite_to_a_collective(request, table, who, allowed):
    ben = request.getfixturevalue("ben")
    a_participation(ben, table)
    person = request.getfixturevalue(who)
    if allowed:
        assert actions.invite("eve@exemple.quebec", by=person, collective=table).is_open
    else:
        with pytest.raises(NotAllowed, match="inviter une personne ici"):
            actions.invite("eve@exemple.quebec", by=person, collective=table)


def test_only_the_host_invites_to_the_instance(dora, table):
    with pytest.raises(NotAllowed):
        actions.invite("eve@exemple.quebec", by=dora)


def test_a_second_invitation_is_refused_with_the_way_out(dora, table):
    actions.invite("eve@exemple.quebec", by=dora, collective=table)
    with pytest.raises(Conflict, match="de nouveau"):
        actions.invite("EVE@exemple.quebec", by=dora, collective=table)


def test_someone_already_in_is_not_invited(dora, ben, table):
    a_participation(ben, table)
    with pytest.raises(Conflict, match="participe déjà"):
        actions.invite(ben.email, by=dora, collective=table)


def test_a_steward_cannot_write_to_the_whole_province(dora, table, monkeypatch):
    monkeypatch.setattr(actions, "INVITATIONS_A_DAY", 2)
    for n in range(2):
        actions.invite(f"eve{n}@exemple.quebec", by=dora, collective=table)
    with pytest.raises(Conflict, match="Revenez demain"):
        actions.invite("eve9@exemple.quebec", by=dora, collective=table)


def test_accepting_makes_a_verified_account_that_takes_part(dora, table):
    invitation = an_invitation(dora, collective=table, role="observer", sent_at=timezone.now())
    eve = actions.accept_as_newcomer(invitation, **NEWCOMER)
    assert EmailAddress.objects.get(user=eve).verified
    assert Participation.objects.get(person=eve).role == "observer"
    assert Deed.objects.filter(verb="invitation.accepted", thing_id=invitation.pk, actor=eve).exists()


def test_a_link_passed_on_by_hand_does_not_prove_the_address(dora, table):
    """Whoever invites has read it: they could open the account of someone else."""
    eve = actions.accept_as_newcomer(an_invitation(dora, collective=table), **NEWCOMER)
    assert not EmailAddress.objects.get(user=eve).verified


def test_a_name_on_two_lines_makes_one_subject(dora, table, commit, mailoutbox):
    table.name = "Table\nBcc: tout-le-monde@exemple.quebec"
    with commit():
        actions.invite("eve@exemple.quebec", by=dora, collective=table)
    assert mailoutbox[0].subject == "Dora vous invite à «\u00a0Table Bcc: tout-le-monde@exemple.quebec\u00a0»"
    assert mailoutbox[0].recipients() == ["eve@exemple.quebec"]


def test_two_clicks_make_one_account(ada):
    first = an_invitation(ada)
    second = Invitation.objects.get(pk=first.pk)  # read before the first click is done
    actions.accept_as_newcomer(first, **NEWCOMER)
    with pytest.raises(Conflict, match="déjà servi"):
        actions.accept_as_newcomer(second, **NEWCOMER)
    assert Person.objects.filter(email="eve@exemple.quebec").count() == 1


def test_two_invitations_to_one_address_make_one_account(ada):
    first, second = an_invitation(ada), an_invitation(ada)
    actions.accept_as_newcomer(first, **NEWCOMER)
    with pytest.raises(Conflict, match="existe déjà"):
        actions.accept_as_newcomer(second, **NEWCOMER)
    second.refresh_from_db()
    assert second.is_open


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "échue"),
        ({"withdrawn_at": timezone.now()}, "retirée"),
    ],
)
def test_a_closed_invitation_opens_nothing(ada, fields, sentence):
    with pytest.raises(Conflict, match=sentence):
        actions.accept_as_newcomer(an_invitation(ada, **fields), **NEWCOMER)
    assert not Person.objects.filter(email="eve@exemple.quebec").exists()


def test_someone_with_an_account_accepts_for_their_own_address_only(dora, ben, cleo, table):
    invitation = an_invitation(dora, email=ben.email, collective=table)
    with pytest.raises(NotAllowed, match="autre adresse"):
        actions.accept(invitation, by=cleo)
    actions.accept(invitation, by=ben)
    assert table.participations.filter(person=ben).exists()


def test_an_expired_invitation_sent_again_lives_two_more_weeks(ada, commit, mailoutbox):
    invitation = an_invitation(ada, expires_at=timezone.now() - timedelta(days=1))
    with commit():
        actions.send_again(invitation, by=ada)
    invitation.refresh_from_db()
    assert invitation.is_open
    assert len(mailoutbox) == 1


def test_a_withdrawn_invitation_stays_withdrawn(ada):
    invitation = an_invitation(ada)
    actions.withdraw(invitation, by=ada)
    for again in [actions.withdraw, actions.send_again]:
        with pytest.raises(Conflict, match="retirée"):
            again(invitation, by=ada)


def test_addresses_of_those_who_did_not_come_are_erased(ada):
    old = an_invitation(ada, expires_at=timezone.now() - timedelta(days=91))
    recent = an_invitation(ada, email="rose@exemple.quebec", expires_at=timezone.now() - timedelta(days=89))
    assert actions.forget_old_addresses() == 1
    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.email, recent.email) == ("", "rose@exemple.quebec")


def test_the_journal_never_keeps_an_address(ada):
    actions.withdraw(actions.invite("eve@exemple.quebec", by=ada), by=ada)
    assert all("eve" not in f"{deed.thing_name}{deed.details}" for deed in Deed.objects.all())
