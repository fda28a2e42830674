"""What machines read."""

from xml.etree import ElementTree as xml

from django.urls import reverse


def test_crawlers_are_kept_out_of_endless_addresses(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /recherche/" in lines
    assert "Disallow: /repertoire/?" in lines
    assert any(line.startswith("Sitemap: http") for line in lines)


def test_the_site_map_gives_each_page_in_both_languages(client, db):
    tree = xml.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own)
    found = {loc.text for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {address.split("8000")[-1] for address in found} >= {"/", "/en/", "/partager/", "/en/partager/"}


def test_a_browser_may_search_from_its_own_bar(client, db):
    tree = xml.fromstring(client.get("/opensearch.xml").content)  # noqa: S314 (our own)
    address = tree.find("{http://a9.com/-/spec/opensearch/1.1/}Url").get("template")
    assert address.endswith(reverse("home:search") + "?q={searchTerms}")


def test_a_phone_may_keep_the_house(client, db):
    kept = client.get("/manifest.webmanifest").json()
    assert kept["short_name"] == "Repères"
    assert kept["start_url"] == "/"
