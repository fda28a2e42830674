"""Pages that say no: a sentence, the search box, a way out."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from reperes.home import views


@pytest.mark.parametrize(
    ("view", "status"), [(views.bad_request, 400), (views.not_allowed, 403), (views.not_found, 404)]
)
def test_a_refusal_offers_a_way_out(rf: RequestFactory, view, status):
    answer = view(rf.get("/ailleurs/"), Exception())
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'action="{reverse("home:search")}"' in page
    assert f'href="{reverse("home:home")}"' in page


def test_a_missing_page_is_said_in_both_languages(client, db):
    assert "Cette page n’est pas ici" in client.get("/nulle-part/").content.decode()
    assert "This page is not here" in client.get("/en/nowhere/").content.decode()


def test_a_breakdown_is_said_without_asking_the_database(rf: RequestFactory):
    answer = views.broken(rf.get("/"))  # no db fixture: a query would fail the test
    assert answer.status_code == 500
    assert "Une panne de notre côté" in answer.content.decode()


def test_a_form_that_waited_too_long_says_what_to_do(ben):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    answer = client.post(reverse("account_logout"))
    assert answer.status_code == 403
    assert "Le formulaire a attendu trop longtemps" in answer.content.decode()
