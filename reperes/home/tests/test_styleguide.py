"""The style guide shows every part in both themes."""

from reperes.home.samples import PARTS


def test_each_part_is_shown_light_and_dark(client, db):
    page = client.get("/styleguide/").content.decode()
    assert page.count('data-theme="light"') == page.count('data-theme="dark"') == len(PARTS)


def test_identifiers_are_unique(client, db):
    page = client.get("/styleguide/").content.decode()
    found = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert sorted(set(found)) == sorted(found)
