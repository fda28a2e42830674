"""Propose in three answers; a curator decides; the depositor knows."""

import pytest
from django.core import mail
from django.urls import reverse

from reperes.catalogue.actions import resources
from reperes.catalogue.models import Resource, Status
from reperes.catalogue.testing import a_resource, the_vocabularies
from reperes.core.errors import Conflict, DomainError, NotAllowed
from reperes.search.queries import find

ANSWERS = {
    "title": "Guide d’animation des soupers de quartier",
    "url": "https://exemple.quebec/souper",
    "description": "Pour lancer la parole.",
}


@pytest.fixture(autouse=True)
def _words(db):
    the_vocabularies()


@pytest.fixture
def proposed(ben):
    return resources.propose(resources.Draft({"title": "Guide des soupers"}, url="https://exemple.quebec/g"), by=ben)


def test_three_answers_are_enough(client, ben):
    client.force_login(ben)
    client.post(reverse("catalogue:proposal"), ANSWERS)
    made = Resource.objects.get()
    assert (made.status, made.depositor, made.licence.code) == ("proposed", ben, "non-precisee")
    assert [link.state for link in made.links.all()] == ["non-verifie"]
    assert [i.concept.code for i in made.indexings.filter(origin="suggestion")] == ["guide-d-animation", "guide"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"url": ""}, "url"),
        ({"description": ""}, "description"),
        ({"has_no_link": "on"}, "has_no_link"),
        ({"issued": "hier"}, "issued"),
        ({"url": "pas une adresse"}, "url"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(client, ben, change, field):
    client.force_login(ben)
    answer = client.post(reverse("catalogue:proposal"), ANSWERS | change)
    assert list(answer.context["form"].errors) == [field]
    assert not Resource.objects.exists()


def test_no_link_is_an_answer(client, ben):
    client.force_login(ben)
    client.post(reverse("catalogue:proposal"), ANSWERS | {"url": "", "has_no_link": "on"})
    assert [link.state for link in Resource.objects.get().links.all()] == ["aucun"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Autre chose", "url": "http://www.exemple.quebec/souper/"},
        {"url": "https://x.quebec", "title": "Guides d'animation de soupers de quartiers"},
    ],
)
def test_a_look_alike_is_shown_before_anything_is_kept(client, ben, change):
    known = a_resource(ANSWERS["title"], url="https://exemple.quebec/souper")
    client.force_login(ben)
    answer = client.post(reverse("catalogue:proposal"), ANSWERS | change)
    assert answer.context["alike"] == [known]
    assert Resource.objects.count() == 1
    client.post(reverse("catalogue:proposal"), ANSWERS | change | {"is_different": "on"})
    assert Resource.objects.count() == 2


@pytest.mark.parametrize(
    ("after", "reason", "verb"),
    [("published", "", "publiée"), ("draft", "Il manque la date.", "brouillon"), ("refused", "Hors sujet.", "refusée")],
)
def test_the_depositor_learns_the_decision_and_its_reason(
    proposed, ada, after, reason, verb, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        resources.decide(proposed, after, by=ada, version=proposed.version, reason=reason)
    letter = mail.outbox[0]
    assert letter.to == ["ben@exemple.quebec"]
    assert verb in letter.subject
    assert reason in letter.body
    assert proposed.decisions.get().reason == reason


def test_a_published_proposal_is_found_at_once(proposed, ada):
    assert find("soupers").total == 0
    resources.decide(proposed, Status.PUBLISHED, by=ada, version=proposed.version)
    assert find("soupers").total == 1


@pytest.mark.parametrize("after", ["draft", "refused"])
def test_a_refusal_without_a_reason_is_refused(proposed, ada, after):
    with pytest.raises(DomainError, match="motif"):
        resources.decide(proposed, after, by=ada, version=proposed.version)


def test_a_passage_outside_the_table_is_refused(proposed, ada):
    with pytest.raises(Conflict, match="ne peut pas devenir"):
        resources.decide(proposed, "archived", by=ada, version=proposed.version)


def test_a_draft_sent_back_is_completed_and_sent_again(client, proposed, ada, ben):
    resources.decide(proposed, "draft", by=ada, version=1, reason="La date ?")
    client.force_login(ben)
    assert "La date ?" in client.get(proposed.get_absolute_url()).content.decode()
    client.post(reverse("catalogue:submission", args=[proposed.code]), {"version": 2})
    proposed.refresh_from_db()
    assert proposed.status == "proposed"


def test_the_second_curator_gets_a_sentence_and_keeps_what_was_typed(client, proposed, ada):
    client.force_login(ada)
    stale = proposed.version
    resources.decide(proposed, "in-review", by=ada, version=stale)
    answer = client.post(
        reverse("catalogue:decision", args=[proposed.code]),
        {"after": "refused", "reason": "Un long motif", "version": stale},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Quelqu’un a modifié cette fiche" in page
    assert "Un long motif" in page
    assert "en révision" in page
    proposed.refresh_from_db()
    assert proposed.status == "in-review"


def test_my_proposals_tell_where_each_one_is(client, proposed, ben, cleo):
    client.force_login(ben)
    assert "proposée" in client.get(reverse("catalogue:proposals")).content.decode()
    client.force_login(cleo)
    assert "Vous n’avez encore rien proposé" in client.get(reverse("catalogue:proposals")).content.decode()


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("cleo", 403)])
def test_who_sees_the_desk(client, request, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("catalogue:desk")).status_code == status


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("ben", 403), ("cleo", 404)])
def test_who_may_decide(client, request, proposed, who, status):
    client.force_login(request.getfixturevalue(who))
    answer = client.post(
        reverse("catalogue:decision", args=[proposed.code]), {"after": "published", "version": proposed.version}
    )
    assert answer.status_code == status


def test_nobody_publishes_their_own_proposal(proposed, ben):
    with pytest.raises(NotAllowed, match="Vous ne pouvez pas traiter"):
        resources.decide(proposed, Status.PUBLISHED, by=ben, version=1)
