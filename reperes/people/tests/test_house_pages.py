"""Rights read aloud, and the privacy page: generated, public, in both languages."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from reperes.core.access import RULES
from reperes.people import demo
from reperes.people.access import READ_ALOUD
from reperes.people.holdings import HOLDINGS
from reperes.people.queries.rights import read_aloud


def test_every_right_is_read_aloud():
    assert sum(len(chapter.rights) for chapter in read_aloud()) == len(RULES)


def test_a_right_reads_as_a_question_and_its_answers(client, db):
    page = client.get(reverse("people:rights")).content.decode()
    assert "Qui peut modifier cette organisation?" in page
    assert "Une personne qui héberge l’instance" in page
    assert "</span> la personne qui l’a ajoutée" in page


def test_rights_read_in_english(client, db):
    page = client.get("/en/droits/").content.decode()
    assert "Who may edit this organisation?" in page
    assert "Someone who hosts the instance" in page
    assert "the person who added it" in page


def test_what_we_read_aloud_is_known_to_translators():
    tests = {
        test
        for permission, rows in RULES.items()
        if permission.__module__ == "reperes.people.access"
        for row in rows
        if type(permission).__module__
        for test in row
    }
    assert {" ".join(test.__doc__.split()) for test in tests} <= set(READ_ALOUD)


def test_the_privacy_page_names_someone_and_lists_what_is_held(client, db, settings):
    settings.PRIVACY_PERSON, settings.PRIVACY_EMAIL = "Fatou Gagnon", "fatou@exemple.quebec"
    page = client.get(reverse("people:privacy")).content.decode()
    assert "Fatou Gagnon" in page
    assert "mailto:fatou@exemple.quebec" in page
    assert all(str(holding.name) in page for holding in HOLDINGS.values())


def test_no_cookie_is_set_beside_those_named(client, db):
    call_command("plant_people", verbosity=0)
    client.get("/compte/login/")
    client.post("/compte/login/", {"login": demo.MEMBER.email, "password": demo.MEMBER.password})
    client.post(reverse("people:profile"), {"name": "Ben", "language": "fr"})
    page = client.get(reverse("people:privacy")).content.decode()
    assert {f"<code>{name}</code>" in page for name in client.cookies} == {True}


@pytest.mark.parametrize("name", ["rights", "privacy"])
def test_they_are_open_to_all_and_ask_the_database_nothing(client, db, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        assert client.get(reverse(f"people:{name}")).status_code == 200
