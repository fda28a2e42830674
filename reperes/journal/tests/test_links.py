"""Links between things, read from both ends, by those who may see the other end."""

import pytest
from django.contrib.auth.models import AnonymousUser

from reperes.journal.actions import link
from reperes.journal.models import Link
from reperes.journal.queries import links
from reperes.journal.verbs import KINDS
from reperes.people.testing import a_collective, an_organisation


@pytest.fixture(autouse=True)
def _a_kind(monkeypatch):
    monkeypatch.setitem(KINDS, "test.feeds", ("nourrit", "vient de"))


@pytest.fixture
def pair(ada):
    source, target = an_organisation(), a_collective(is_public=True)
    link(source, "test.feeds", target, by=ada)
    return source, target


def test_a_link_reads_both_ways(ada, pair):
    source, target = pair
    (out,) = links(source, reader=ada)
    (back,) = links(target, reader=ada)
    assert (out.sentence, out.things[0].name, out.things[0].address) == (
        "nourrit",
        target.name,
        target.get_absolute_url(),
    )
    assert (back.sentence, back.things[0].name) == ("vient de", source.name)


def test_a_link_to_a_hidden_thing_is_not_shown(ada, cleo, pair):
    source, _ = pair
    link(source, "test.feeds", a_collective("Entre nous"), by=ada)
    for reader in [cleo, AnonymousUser()]:
        assert [thing.name for thing in links(source, reader=reader)[0].things] == ["Table des Ruisseaux"]
    assert len(links(source, reader=ada)[0].things) == 2


def test_saying_it_twice_changes_nothing(ada, pair):
    link(*pair[:1], "test.feeds", pair[1], by=ada)
    assert Link.objects.count() == 1


def test_an_unknown_kind_is_refused(ada, pair):
    with pytest.raises(ValueError, match="no sentence"):
        link(pair[0], "test.devours", pair[1], by=ada)


def test_the_number_of_queries_does_not_grow_with_links(ada, pair, django_assert_max_num_queries):
    for n in range(10):
        link(pair[0], "test.feeds", a_collective(f"Table {n}", is_public=True), by=ada)
    links(pair[0], reader=ada)  # content types and mandates are read once
    with django_assert_max_num_queries(3):
        assert len(links(pair[0], reader=ada)[0].things) == 11


def test_a_page_shows_its_links(client, pair):
    page = client.get(pair[0].get_absolute_url()).content.decode()
    assert "Ce qui s’y rattache" in page
    assert pair[1].name in page
