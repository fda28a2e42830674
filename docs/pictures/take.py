"""Take the pictures of README.md and docs/ anew: ./dev pictures (needs Chromium)."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.journeys.conftest import FLAGS  # noqa: E402
from tests.journeys.house import opened  # noqa: E402

# name, address (then a link to follow), width, height, theme
PICTURES = [
    ("accueil", "/", 1280, 800, "light"),
    ("carte", "/atlas/", 1280, 900, "light"),
    ("selection", "/selections/ main h2 a", 1280, 900, "light"),
    ("repertoire-sombre", "/repertoire/", 1280, 800, "dark"),
    ("telephone", "/", 390, 844, "light"),
]


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    with opened(folder / "var") as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, address, width, height, theme in PICTURES:
            page = browser.new_page(
                base_url=house.address, viewport={"width": width, "height": height}, color_scheme=theme, locale="fr-CA"
            )
            start, _space, link = address.partition(" ")
            page.goto(start, wait_until="networkidle")
            if link:
                page.locator(link).first.click()
            page.wait_for_timeout(1_500)  # the map draws itself
            page.screenshot(path=HERE / f"{name}.jpg", type="jpeg", quality=82)
            page.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
