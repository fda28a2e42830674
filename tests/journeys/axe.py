"""What axe says of a page, in the light theme and, for colours, in the dark one."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


def faults(page: Page) -> str:
    """One line a fault; nothing when there is nothing to say."""
    said = _said(page, WCAG, "light")
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLE)
    said += _said(page, CONTRAST, "dark")
    page.emulate_media(color_scheme="light")
    return "\n".join(said)


def _said(page: Page, options: dict, theme: str) -> list[str]:
    return [
        f"{page.url} ({theme}) {rule['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
    ]
