"""Every page, in both languages and both themes, has nothing for axe to say."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys import walk

EVERYONE = ["", "ben", "ada"]
STARTS = ["/", "/en/"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# The theme has changed once a frame is drawn and no colour is on its way, down to the innermost element.
SETTLE = """async () => {
  for (let frame = 0; frame < 60; frame++) {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    if (frame > 1 && !moving.length) return;
    moving.forEach((one) => one.finish());
  }
}"""
# Each page is looked at by the first of EVERYONE who meets it; these show more to those who may do more.
RICHER = {"home:home", "catalogue:resource", "catalogue:selection", "people:collective", "people:organisation"}
# Addresses no link leads to, each for its reason. A new address must be linked from somewhere or written here.
UNLINKED: dict[str, set[str]] = {}


def faults(page, options: dict) -> list[str]:
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.slow  # follows every link of the house
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("person", EVERYONE)
def test_no_link_is_broken(walk_of, person, start):
    assert "\n".join(walk_of(person, start).broken) == ""


@pytest.mark.slow  # follows every link of the house
def test_every_address_is_met_or_says_why_not(walk_of):
    walks = [walk_of(person, "/") for person in EVERYONE]
    met = {name for each in walks for name in [*each.pages, *each.files]}
    excused = set().union(*UNLINKED.values())
    assert " ".join(sorted(walk.every_name() - met - excused)) == ""
    assert " ".join(sorted(excused - walk.every_name())) == ""


@pytest.mark.slow  # a browser opens every page
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("person", EVERYONE)
def test_axe_finds_nothing(walk_of, context_of, person, start):
    page = context_of(person, bypass_csp=True).new_page()  # axe is a script of ours, injected
    before = [walk_of(other, start).pages for other in EVERYONE[: EVERYONE.index(person)]]
    said = []
    for name, paths in walk_of(person, start).pages.items():
        if name in RICHER or not any(name in pages for pages in before):
            page.emulate_media(color_scheme="light")
            page.goto(paths[0])
            said += [f"{paths[0]}: {fault}" for fault in faults(page, WCAG)]
            page.emulate_media(color_scheme="dark")
            page.evaluate(SETTLE)
            said += [f"{paths[0]} (dark): {fault}" for fault in faults(page, CONTRAST)]
    assert "\n".join(said) == ""
