"""Find a tool by facets, open it, print it: with a keyboard."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.keyboard import Keyboard


def paper(page) -> PdfReader:
    """What the browser would print."""
    return PdfReader(io.BytesIO(page.pdf(format="Letter")))


@pytest.mark.slow  # a browser
@pytest.mark.parametrize("width", [390, 1440])
def test_from_the_facets_to_paper(page_of, width):
    page = page_of(address="/repertoire/", width=width)
    hands = Keyboard(page)
    before = page.locator("#resultats").inner_text()
    hands.unfold("Filtrer")
    hands.unfold("Type")
    box = page.locator("[data-facet] input[type=checkbox]:visible").first
    wanted = int(box.locator("xpath=..").locator(".count").inner_text().split()[-1])
    hands.reach(box)
    page.keyboard.press("Space")
    expect(page.locator("#resultats")).not_to_have_text(before)
    assert page.locator("#resultats").inner_text().split()[0] == str(wanted)
    title = page.locator(".results h3 a").first.inner_text()
    hands.enter("link", title)
    expect(page.locator("h1")).to_have_text(title)
    printed = paper(page)
    assert " ".join(title.split()) in " ".join(printed.pages[0].extract_text().split())
    assert len(printed.pages) <= 2


@pytest.mark.slow  # a browser
def test_the_selection_prints_on_two_pages(page_of):
    page = page_of(address="/selections/")
    hands = Keyboard(page)
    hands.reach(page.locator("main h2 a, main h3 a").first)
    page.keyboard.press("Enter")
    page.wait_for_selector(".shelf")
    sections = page.locator(".shelf h2").all_inner_texts()
    printed = paper(page)
    text = " ".join(" ".join(leaf.extract_text() for leaf in printed.pages).split())
    places = [text.index(section) for section in sections]
    assert len(printed.pages) <= 2
    assert len(sections) == 4
    assert places == sorted(places)
