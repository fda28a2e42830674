"""« Mes renseignements »: everything held about me, correct it, take it away."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override

from reperes.journal.actions import record
from reperes.people.holdings import HOLDINGS, Holding
from reperes.people.testing import a_collective, a_participation, an_invitation, an_organisation


@pytest.fixture
def busy_ben(ben):
    a_participation(ben, a_collective())
    record(ben, "organisation.added", an_organisation())
    return ben


def _archive(client):
    answer = client.post(reverse("people:copy"))
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_page_tells_what_is_held_why_and_how_long(client, busy_ben):
    client.force_login(busy_ben)
    page = client.get(reverse("people:me")).content.decode()
    for words in [busy_ben.email, "Table des Ruisseaux", "a ajouté l’organisation", "Pourquoi", "Durée"]:
        assert words in page


def test_visitors_have_no_such_page(client, db):
    assert client.get(reverse("people:me")).status_code == 302


def test_nobody_elses_affairs_are_told(client, busy_ben, cleo):
    client.force_login(cleo)
    assert busy_ben.email not in client.get(reverse("people:me")).content.decode()


def test_whatever_points_at_a_person_is_told_even_by_rooms_that_register_nothing(client, ada, ben, monkeypatch):
    monkeypatch.delitem(HOLDINGS, "people.invitations")
    an_invitation(ben, collective=a_collective("Table cachée"))
    client.force_login(ben)
    page = client.get(reverse("people:me")).content.decode()
    assert "Autres traces de votre passage" in page
    assert "Table cachée" in page


def test_the_copy_holds_the_same_things_in_json(client, busy_ben):
    client.force_login(busy_ben)
    said = json.loads(_archive(client).read("data.json"))
    held = {holding["key"]: holding["rows"] for holding in said["holdings"]}
    assert held["people.profile"][0]["adresse courriel"] == "ben@exemple.quebec"
    assert held["people.participations"][0]["où"] == "Table des Ruisseaux"
    assert held.keys() >= HOLDINGS.keys()


def test_the_copy_brings_files_along(client, ben, monkeypatch):
    def files(person):
        return [("../photo.txt", ContentFile(b"bonjour", name="photo.txt"))]

    monkeypatch.setitem(HOLDINGS, "test.photos", Holding("Photos", "voir", lambda person: [{"n": 1}], files=files))
    client.force_login(ben)
    assert _archive(client).read("files/test.photos/photo.txt") == b"bonjour"


def test_the_copy_is_asked_by_post_and_noted(client, ben):
    client.force_login(ben)
    assert client.get(reverse("people:copy")).status_code == 405
    _archive(client)
    assert "a emporté une copie" in client.get(reverse("people:me")).content.decode()


def test_correcting_ones_profile(client, ben):
    kitchen = an_organisation()
    client.force_login(ben)
    typed = {"name": "Benoît", "language": "en", "organisation": kitchen.pk}
    answer = client.post(reverse("people:profile"), typed)
    ben.refresh_from_db()
    assert (ben.name, ben.language, ben.organisation) == ("Benoît", "en", kitchen)
    with override("en"):
        assert answer.url == reverse("people:me")


def test_an_empty_name_is_refused_and_nothing_changes(client, ben):
    client.force_login(ben)
    assert client.post(reverse("people:profile"), {"name": "", "language": "fr"}).status_code == 422
    ben.refresh_from_db()
    assert ben.name == "Ben"


def test_the_page_takes_few_queries(client, busy_ben, django_assert_max_num_queries):
    client.force_login(busy_ben)
    client.get(reverse("people:me"))
    for n in range(5):
        record(busy_ben, "organisation.added", an_organisation(f"Org {n}"))
    with django_assert_max_num_queries(40):  # one a sort of thing that points at people
        client.get(reverse("people:me"))
