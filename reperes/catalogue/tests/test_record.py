"""Edit a record, withdraw it, merge it, report it."""

import pytest
from django.urls import reverse

from reperes.catalogue.actions import reports, resources
from reperes.catalogue.models import Item, Report, Resource
from reperes.catalogue.queries.look_alikes import look_alikes
from reperes.catalogue.testing import a_resource, a_selection, a_term, the_vocabularies
from reperes.core.errors import Conflict, DomainError
from reperes.journal.models import Deed
from reperes.search.queries import find


@pytest.fixture(autouse=True)
def _words(db):
    the_vocabularies()


@pytest.fixture
def guide(ben):
    return a_resource(depositor=ben, url="https://exemple.quebec/guide", about=["theme:logement"])


def typed(resource, **changes):
    """What the edit form sends when nothing is touched but `changes`."""
    link = resource.links.first()
    said = {
        "title": resource.title,
        "language": "fr",
        "nature": resource.nature_id,
        "licence": resource.licence_id,
        "url": link.url if link else "",
        "version": resource.version,
        "about_theme": [c.pk for c in resource.described_by("theme")],
        "credit-TOTAL_FORMS": 1,
        "credit-INITIAL_FORMS": 0,
        "credit-0-role": a_term("role:auteur").pk,
        "credit-0-name": "Collectif des cuisines",
        "credit-0-kind": "organisation",
    }
    return said | changes


@pytest.mark.parametrize(("who", "published", "proposed"), [("ada", 200, 200), ("ben", 403, 200), ("cleo", 403, 404)])
def test_who_may_edit(client, request, ben, who, published, proposed):
    client.force_login(request.getfixturevalue(who))
    for status, expected in (("published", published), ("proposed", proposed)):
        made = a_resource(status=status, depositor=ben)
        assert client.get(reverse("catalogue:record", args=[made.code])).status_code == expected


def test_everything_a_record_says_can_be_changed(client, ada, guide):
    client.force_login(ada)
    changes = {"title": "Nouveau titre", "issued": "200X", "url": "https://exemple.quebec/neuf", "duration": "0:45:00"}
    assert client.post(reverse("catalogue:record", args=[guide.code]), typed(guide, **changes)).status_code == 302
    after = Resource.objects.described().get(pk=guide.pk)
    assert (after.title, after.issued, str(after.links.get()), after.version) == (
        "Nouveau titre",
        "200X",
        "https://exemple.quebec/neuf",
        2,
    )
    assert [str(c) for c in after.contributions.all()] == ["Collectif des cuisines"]
    assert [c.code for c in after.described_by("theme")] == ["logement"]
    assert find("nouveau titre").total == 1


def test_two_curators_at_once_the_second_sees_the_newer_state_and_keeps_the_typing(client, ada, guide):
    client.force_login(ada)
    mine = typed(guide, title="Ma version")
    client.post(reverse("catalogue:record", args=[guide.code]), typed(guide, title="La première"))
    answer = client.post(reverse("catalogue:record", args=[guide.code]), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Quelqu’un a modifié cette fiche", "La première", 'value="Ma version"'):
        assert said in page
    again = mine | {"version": answer.context["form"]["version"].value()}
    assert client.post(reverse("catalogue:record", args=[guide.code]), again).status_code == 302


def test_a_withdrawn_record_leaves_search_and_selections_and_says_so(client, ada, guide):
    selection = a_selection(guide)
    assert find("assemblées").total == 2
    resources.withdraw(guide, by=ada, version=1, reason="À la demande des auteurs")
    assert find("assemblées").total == 0
    assert client.get(guide.get_absolute_url()).status_code == 410
    assert guide.title not in client.get(selection.get_absolute_url()).content.decode()
    assert client.get(reverse("catalogue:resource_pdf", args=[guide.code])).status_code == 302


def test_a_hidden_title_is_hidden(client, ada, guide):
    resources.withdraw(guide, by=ada, version=1, reason="Renseignement personnel", hides_title=True)
    assert guide.title not in client.get(guide.get_absolute_url()).content.decode()


def test_a_withdrawal_can_be_undone(ada, guide):
    resources.withdraw(guide, by=ada, version=1, reason="Erreur")
    resources.restore(guide, by=ada, version=2)
    guide.refresh_from_db()
    assert guide.status == "published"
    assert find("assemblées").total == 1
    with pytest.raises(Conflict, match="rien à remettre"):
        resources.restore(guide, by=ada, version=3)


def test_a_merge_moves_places_in_selections_and_can_be_undone(client, ada, guide):
    other = a_resource("Guide des assemblées")
    a_selection(guide)
    resources.merge(guide, other, by=ada, version=1)
    assert Item.objects.get().resource == other
    assert client.get(guide.get_absolute_url())["Location"] == other.get_absolute_url()
    resources.restore(guide, by=ada, version=2)
    guide.refresh_from_db()
    assert (guide.status, guide.merged_into, Item.objects.get().resource) == ("published", None, guide)


def test_a_record_is_not_merged_into_itself_or_into_a_hidden_one(ada, guide):
    for into in (guide, a_resource("Cachée", status="proposed")):
        with pytest.raises(DomainError, match="Choisissez une autre fiche"):
            resources.merge(guide, into, by=ada, version=1)


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("Guide des assemblées de cuisine", True),
        ("Le guide des assemblées de cuisines", True),
        ("Guide de l’assemblée de cuisine : édition 2020", True),
        ("Guide du logement social", False),
        ("Zzz", False),
        ("", False),
    ],
)
def test_titles_that_nearly_agree_are_noticed(guide, title, is_found):
    assert look_alikes(title) == ([guide] if is_found else [])


def test_a_reader_without_an_account_may_report_and_a_curator_answers(client, ada, guide):
    reason = a_term("signalement:lien-brise")
    client.post(reverse("catalogue:report", args=[guide.code]), {"reason": reason.pk, "message": "404 depuis mars"})
    made = Report.objects.get()
    assert (made.reported_by, made.message) == (None, "404 depuis mars")
    client.force_login(ada)
    assert "404 depuis mars" in client.get(reverse("catalogue:desk")).content.decode()
    client.post(reverse("catalogue:report_answer", args=[made.pk]), {"words": "Lien corrigé"})
    assert made.answer.words == "Lien corrigé"
    with pytest.raises(Conflict, match="déjà donné suite"):
        reports.answer(made, "", by=ada)


def test_a_robot_that_fills_the_trap_reports_nothing(client, guide):
    reason = a_term("signalement:desuet")
    client.post(reverse("catalogue:report", args=[guide.code]), {"reason": reason.pk, "site": "https://pub"})
    assert not Report.objects.exists()


def test_only_a_curator_closes_a_report(client, ben, guide):
    made = reports.report(guide, a_term("signalement:desuet"), "", by=ben)
    client.force_login(ben)
    assert client.post(reverse("catalogue:report_answer", args=[made.pk])).status_code == 403


@pytest.mark.parametrize(
    ("url", "has_no_link", "state"), [("", "on", "vivant"), ("https://exemple.quebec/x", "", "aucun")]
)
def test_a_link_s_state_must_agree_with_its_address(client, ada, guide, url, has_no_link, state):
    client.force_login(ada)
    sent = typed(guide, url=url, link_state=state) | ({"has_no_link": has_no_link} if has_no_link else {})
    answer = client.post(reverse("catalogue:record", args=[guide.code]), sent)
    assert list(answer.context["form"].errors) == ["link_state"]


def test_a_visitor_s_report_leaves_no_line_in_the_history(guide, ben):
    reports.report(guide, a_term("signalement:desuet"), "", by=None)
    assert not Deed.objects.filter(verb="resource.reported").exists()
    reports.report(guide, a_term("signalement:desuet"), "", by=ben)
    assert Deed.objects.get(verb="resource.reported").actor == ben


def test_a_hidden_title_leaves_the_journal_too(guide, ada):
    resources.edit(guide, resources.Draft({"title": "Le dossier de madame Untel"}), by=ada, version=guide.version)
    resources.withdraw(guide, by=ada, version=guide.version, reason="Vie privée", hides_title=True)
    assert not Deed.objects.filter(thing_name__contains="Untel").exists()


def test_a_form_that_was_tampered_with_is_refused_in_words(client, ada, guide):
    client.force_login(ada)
    assert client.post(reverse("catalogue:restoration", args=[guide.code]), {"version": "x"}).status_code == 409
    assert client.post(reverse("catalogue:submission", args=[guide.code]), {"version": "9" * 40}).status_code == 409
