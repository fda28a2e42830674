"""Every page, in both languages and both themes, has nothing for axe to say."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys import walk

# Pages nobody reaches by a link, each with its reason, or None where a person cannot ask for them at all.
UNLINKED: dict[str, str] = {}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def faults(page, options: dict) -> list[str]:
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.slow  # a browser opens every page
@pytest.mark.parametrize("start", ["/", "/en/"])
@pytest.mark.parametrize("person", ["", "ben", "ada"])
def test_axe_finds_nothing(context_of, person, start):
    context = context_of(person, bypass_csp=True)
    page = context.new_page()
    found = {}
    for paths in walk.pages(context, start).values():
        for path in paths[:1]:
            page.emulate_media(color_scheme="light")
            page.goto(path)
            found[path] = faults(page, RULES)
            page.emulate_media(color_scheme="dark")
            found[f"{path} (dark)"] = faults(page, CONTRAST)
    assert {path: said for path, said in found.items() if said} == {}
