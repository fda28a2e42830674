"""The pages of invitations: mine, and the one a link opens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reperes.people.models import Invitation, Person
from reperes.people.testing import a_collective, a_participation, an_invitation


@pytest.fixture
def table(dora):
    collective = a_collective()
    a_participation(dora, collective, "steward")
    return collective


def _open(client, invitation):
    return client.get(reverse("people:invitation", args=[invitation.token]))


def test_the_link_says_who_invites_to_what(client, dora, table):
    page = _open(client, an_invitation(dora, collective=table)).content.decode()
    assert "Dora vous invite à « Table des Ruisseaux »" in page
    assert "eve@exemple.quebec" in page


def test_signing_up_enters_the_collective(client, dora, table):
    invitation = an_invitation(dora, collective=table)
    typed = {"name": "Ève", "language": "fr", "password": "un-mot-de-passe-long"}
    answer = client.post(reverse("people:invitation", args=[invitation.token]), typed, follow=True)
    assert answer.redirect_chain[-1][0] == table.get_absolute_url()
    assert "Bienvenue, Ève" in answer.content.decode()
    assert int(client.session["_auth_user_id"]) == Person.objects.get(email="eve@exemple.quebec").pk


@pytest.mark.parametrize("password", ["court", "eve@exemple.quebec", "1234567890"])
def test_a_weak_password_is_refused_beside_its_field(client, ada, password):
    invitation = an_invitation(ada)
    typed = {"name": "Ève", "language": "fr", "password": password}
    answer = client.post(reverse("people:invitation", args=[invitation.token]), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["password"]
    assert 'value="Ève"' in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "Cette invitation est échue"),
        ({"withdrawn_at": timezone.now()}, "Cette invitation a été retirée"),
    ],
)
def test_a_closed_invitation_says_so_and_shows_the_way_out(client, ada, fields, sentence):
    answer = _open(client, an_invitation(ada, **fields))
    assert answer.status_code == 410
    assert sentence in answer.content.decode()
    assert reverse("home:home") in answer.content.decode()


def test_a_used_invitation_leads_to_the_sign_in(client, ada, ben):
    answer = _open(client, an_invitation(ada, accepted_by=ben, accepted_at=timezone.now()))
    assert answer.status_code == 410
    assert reverse("account_login") in answer.content.decode()


def test_an_unknown_link_is_not_found(client, db):
    assert client.get(reverse("people:invitation", args=["x" * 32])).status_code == 404


def test_someone_with_an_account_is_asked_to_sign_in(client, ada, ben):
    page = _open(client, an_invitation(ada, email=ben.email)).content.decode()
    assert "Un compte existe déjà" in page
    assert "?next=/invitation/" in page


def test_someone_already_in_has_nothing_to_do(client, dora, ben, table):
    a_participation(ben, table)
    client.force_login(ben)
    assert (
        "déjà à ce collectif" in _open(client, an_invitation(dora, email=ben.email, collective=table)).content.decode()
    )


def test_an_invitation_to_someone_else_cannot_be_taken(client, ada, cleo):
    invitation = an_invitation(ada)
    client.force_login(cleo)
    assert "une autre adresse que la vôtre" in _open(client, invitation).content.decode()
    assert client.post(reverse("people:invitation", args=[invitation.token])).status_code == 403
    invitation.refresh_from_db()
    assert invitation.is_open


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("dora", 200), ("ben", 403), ("cleo", 403)])
def test_who_may_open_the_page_of_invitations(client, request, table, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("people:invitations")).status_code == status


def test_visitors_are_sent_to_sign_in(client, db):
    assert client.get(reverse("people:invitations")).url.startswith(reverse("account_login"))


def test_a_steward_invites_only_where_they_coordinate(client, dora, table):
    elsewhere = a_collective("Ailleurs")
    client.force_login(dora)
    typed = {"email": "eve@exemple.quebec", "language": "fr", "role": "member", "collective": elsewhere.pk}
    assert client.post(reverse("people:invitations"), typed).status_code == 422
    assert not Invitation.objects.exists()


def test_a_refusal_stays_beside_what_was_typed(client, dora, ben, table):
    a_participation(ben, table)
    client.force_login(dora)
    typed = {"email": ben.email, "language": "fr", "role": "member", "collective": table.pk}
    page = client.post(reverse("people:invitations"), typed).content.decode()
    assert "participe déjà" in page
    assert f'value="{ben.email}"' in page


def test_the_list_shows_the_link_when_no_mail_left(client, ada):
    invitation = an_invitation(ada)
    client.force_login(ada)
    assert f"/invitation/{invitation.token}/" in client.get(reverse("people:invitations")).content.decode()


def test_others_invitations_cannot_be_withdrawn(client, ada, dora, table):
    invitation = an_invitation(ada)
    client.force_login(dora)
    assert client.post(reverse("people:invitation-withdrawal", args=[invitation.pk])).status_code == 404


def test_the_list_takes_few_queries(client, ada, django_assert_max_num_queries):
    for n in range(8):
        an_invitation(ada, email=f"eve{n}@exemple.quebec", collective=a_collective(f"Table {n}"))
    client.force_login(ada)
    with django_assert_max_num_queries(8):
        client.get(reverse("people:invitations"))
