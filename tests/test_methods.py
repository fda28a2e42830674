"""Each method has its page, and the example on the page is right."""

import doctest

import pytest
from django.conf import settings

PAGES = sorted((settings.ROOT / "docs" / "methods").glob("[!R]*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_example_of_the_page_is_right(page):
    tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried.attempted > 0
    assert tried.failed == 0


def test_every_method_has_its_page():
    figures = settings.ROOT / "reperes" / "figures"
    methods = {file.stem for file in figures.glob("[!_]*.py")}
    methods |= {file.parent.name for file in figures.glob("*/__init__.py")} - {"tests"}
    assert methods == {page.stem for page in PAGES}
