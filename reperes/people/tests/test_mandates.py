"""Mandates: given and withdrawn by the host; the last host stays."""

import pytest
from django.urls import reverse

from reperes.core.errors import Conflict, NotAllowed
from reperes.people.actions import mandates as actions
from reperes.people.models import Mandate

ALL = {("ada", 200), ("ben", 403), ("cleo", 403), ("dora", 403)}


@pytest.mark.parametrize(("who", "status"), sorted(ALL))
def test_who_may_open_the_page(client, request, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("people:mandates")).status_code == status


@pytest.mark.parametrize("who", ["ben", "dora"])
def test_only_the_host_gives(request, cleo, who):
    with pytest.raises(NotAllowed, match="donner ou retirer un mandat"):
        actions.give(cleo, Mandate.Kind.CURATOR, by=request.getfixturevalue(who))


def test_giving_by_address(client, ada, ben):
    client.force_login(ada)
    client.post(reverse("people:mandates"), {"email": "BEN@exemple.quebec", "kind": "curator"})
    assert ben.mandates.get().given_by == ada
    assert "Ben" in client.get(reverse("people:mandates")).content.decode()


def test_an_unknown_address_is_refused_in_words(client, ada):
    client.force_login(ada)
    answer = client.post(reverse("people:mandates"), {"email": "eve@exemple.quebec", "kind": "curator"})
    assert answer.status_code == 422
    assert "Invitez-la d’abord" in answer.content.decode()


def test_giving_twice_changes_nothing(ada, ben):
    first = actions.give(ben, "curator", by=ada)
    assert actions.give(ben, "curator", by=ada) == first


def test_a_mandate_counts_at_once_and_ends_at_once(client, ada, ben):
    mandate = actions.give(ben, "curator", by=ada)
    assert ben.has_mandate("curator")
    client.force_login(ada)
    client.post(reverse("people:mandate-withdrawal", args=[mandate.pk]))
    assert not ben.mandates.exists()


def test_the_last_host_stays(client, ada):
    mandate = ada.mandates.get(kind="host")
    client.force_login(ada)
    answer = client.post(reverse("people:mandate-withdrawal", args=[mandate.pk]))
    assert answer.status_code == 409
    assert ada.mandates.filter(kind="host").exists()


def test_one_of_two_hosts_may_step_down(ada, ben):
    actions.give(ben, "host", by=ada)
    actions.withdraw(ada.mandates.get(kind="host"), by=ben)
    with pytest.raises(Conflict, match="dernière"):
        actions.withdraw(ben.mandates.get(kind="host"), by=ben)
