"""A thing's history: deeds, dates, and names for those who signed in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from reperes.journal.actions import record, unname
from reperes.journal.models import Deed
from reperes.journal.queries import history
from reperes.people.testing import an_organisation


def _panel(thing, reader):
    request = RequestFactory().get("/")
    request.user = reader
    return Template("{% load journal %}{% history thing %}").render(Context({"request": request, "thing": thing}))


@pytest.fixture
def kitchen(ada):
    organisation = an_organisation()
    record(ada, "organisation.added", organisation)
    return organisation


def test_the_newest_deed_comes_first(ada, kitchen):
    record(ada, "organisation.edited", kitchen)
    assert [str(line.sentence) for line in history(kitchen, reader=ada)] == [
        "a modifié la fiche de l’organisation",
        "a ajouté l’organisation",
    ]


def test_signed_in_people_read_names(ben, kitchen):
    assert "<strong>Ada</strong> a ajouté l’organisation" in _panel(kitchen, ben)


def test_visitors_read_the_deed_without_the_name(kitchen):
    panel = _panel(kitchen, AnonymousUser())
    assert "<strong>Une personne</strong> a ajouté l’organisation" in panel
    assert "Ada" not in panel


def test_what_the_house_did_is_signed_by_it(ben, kitchen):
    record(None, "organisation.edited", kitchen)
    assert history(kitchen, reader=ben)[0].actor == "Repères"


def test_the_date_is_relative_and_exact(kitchen, ben):
    deed = Deed.objects.get()
    panel = _panel(kitchen, ben)
    assert f'datetime="{deed.happened_at.astimezone().isoformat()[:10]}' in panel
    assert "title=" in panel


def test_a_thing_without_deeds_shows_no_panel(ben):
    assert _panel(an_organisation("Sans histoire"), ben).strip() == ""


def test_an_unknown_verb_is_refused(ada, kitchen):
    with pytest.raises(ValueError, match="no sentence"):
        record(ada, "organisation.devoured", kitchen)


def test_unnaming_keeps_the_deed_and_loses_the_name(ada, kitchen):
    unname(kitchen)
    assert Deed.objects.get().thing_name == ""


def test_a_history_takes_one_query(kitchen, ben, django_assert_max_num_queries):
    for _ in range(5):
        record(ben, "organisation.edited", kitchen)
    with django_assert_max_num_queries(1):
        assert len(history(kitchen, reader=ben)) == 6
