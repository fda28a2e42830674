"""The home page: open to all, cheap, without a trace; another one for whoever is signed in."""

import pytest
from django.urls import reverse

HOME = reverse("home:home")


def test_a_stranger_is_told_what_to_do_with_twenty_minutes(client, db):
    page = client.get(HOME).content.decode()
    assert "Vingt minutes pour votre milieu" in page
    assert page.count('class="path"') == 3


def test_a_stranger_leaves_with_no_cookie(client, db):
    assert not client.get(HOME).cookies


def test_an_unchanged_page_is_not_sent_twice(client, db):
    first = client.get(HOME)
    assert client.get(HOME, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_member_finds_their_things(client, ben):
    client.force_login(ben)
    page = client.get(HOME).content.decode()
    assert "Bonjour Ben" in page
    assert "Mes propositions" in page
    assert "Mes collectifs" in page


@pytest.mark.parametrize(("who", "most"), [(None, 4), ("ben", 9), ("ada", 10)])
@pytest.mark.usefixtures("db")
def test_the_page_asks_little_of_the_database(client, request, django_assert_max_num_queries, who, most):
    if who:
        client.force_login(request.getfixturevalue(who))
    client.get(HOME)
    with django_assert_max_num_queries(most):
        client.get(HOME)
