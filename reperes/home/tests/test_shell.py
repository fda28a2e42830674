"""What every page wears."""

import pytest
from django.urls import reverse

from reperes.home.shell import DOORS


def test_the_other_language_is_the_same_page_with_its_query(client, db):
    page = client.get("/recherche/?q=logement&nature=").content.decode()
    assert 'href="/en/recherche/?q=logement&amp;nature="' in page
    page = client.get("/en/recherche/?q=logement").content.decode()
    assert '<html lang="en"' in page
    assert 'href="/recherche/?q=logement"' in page


def test_a_lost_page_still_speaks_the_other_language(client, db):
    assert 'href="/en/nulle-part/"' in client.get("/nulle-part/").content.decode()
    assert 'href="/nulle-part/"' in client.get("/en/nulle-part/").content.decode()


def test_skip_links_come_first_and_lead_somewhere(client, db):
    page = client.get("/").content.decode()
    first = page.index("<a ")
    assert page[first:].startswith('<a href="#contenu">')
    assert 'id="contenu"' in page
    assert 'id="mots"' in page


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.key)
def test_a_door_opens_and_is_marked(client, db, door):
    page = client.get(door.address).content.decode()
    assert f'data-door="{door.key}">' in page
    assert f'data-door="{door.key}" aria-current="page"' in page


def test_nothing_is_inline(client, db):
    page = client.get("/styleguide/").content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert "<script>" not in page


def test_a_member_may_leave_from_any_page(client, ben):
    client.force_login(ben)
    assert f'action="{reverse("account_logout")}"' in client.get("/").content.decode()


def test_a_stranger_comes_back_after_signing_in(client, db):
    assert f'href="{reverse("account_login")}?next=/a-propos/"' in client.get("/a-propos/").content.decode()


def test_a_lost_page_does_not_lead_out_of_the_house(client, db):
    page = client.get("/en//ailleurs.exemple/").content.decode()
    assert 'href="//' not in page
    assert 'href="/ailleurs.exemple/"' in page
