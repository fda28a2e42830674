"""A house, a browser, and pages of it: page_of(person, language, theme, width)."""

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys import walk
from tests.journeys.house import House, opened

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",  # maps draw without a graphics card
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]
HEIGHTS = {390: 844, 768: 1024, 1440: 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one house a worker, and none runs without a browser."""
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium: sudo apt-get install chromium"))


@pytest.fixture(scope="package")
def house(tmp_path_factory) -> Iterator[House]:
    """With the fictional territory: the same on every machine."""
    with opened(tmp_path_factory.mktemp("house") / "var", REPERES_DATA="/nowhere") as one:
        yield one


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with the package: while it is open, Django believes that it is called from asynchronous code."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


class Watch:
    """Nothing of a journey may ask a third party for anything, or complain in the console."""

    def __init__(self, context: BrowserContext, house: House) -> None:
        self.house, self.strangers, self.complaints = house, [], []
        context.on("request", self.note_request)
        context.on("console", lambda message: self.note(message.type, f"{message.text} {message.location}"))
        context.on("weberror", lambda error: self.note("error", str(error.error)))

    def note_request(self, request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(self.house.address):
            self.strangers.append(request.url)

    def note(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # a refusal's own 4xx is part of some journeys
            self.complaints.append(text)


@pytest.fixture(scope="package")
def signed_in(browser, house) -> Callable[[str], dict]:
    """The cookies of a demonstration account, signed in once."""
    from reperes.people.demo import ACCOUNTS  # noqa: PLC0415  a room's content, known once Django is set up

    kept: dict[str, dict] = {}

    def state(person: str) -> dict:
        if person not in kept:
            account = next(one for one in ACCOUNTS if one.email.startswith(person))
            page = browser.new_page()
            page.goto(f"{house.address}/compte/login/")
            page.fill("[name=login]", account.email)
            page.fill("[name=password]", account.password)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "login" not in url)
            kept[person] = page.context.storage_state()
            page.context.close()
        return kept[person]

    return state


@pytest.fixture
def context_of(browser, house, signed_in) -> Iterator[Callable[..., BrowserContext]]:
    watched: list[tuple[BrowserContext, Watch]] = []

    def make(person: str = "", *, theme: str = "light", width: int = 1440, **options) -> BrowserContext:
        context = browser.new_context(
            base_url=house.address,
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHTS[width]},
            storage_state=signed_in(person) if person else None,
            locale="fr-CA",
            reduced_motion="reduce",  # a colour seen halfway through its change is nobody's fault
            **options,
        )
        context.set_default_timeout(10_000)
        watched.append((context, Watch(context, house)))
        return context

    yield make
    for context, _watch in watched:
        context.close()
    assert [url for _context, watch in watched for url in watch.strangers] == []
    assert [text for _context, watch in watched for text in watch.complaints] == []


@pytest.fixture(scope="package")
def _walks() -> dict[tuple[str, str], walk.Walk]:
    return {}


@pytest.fixture
def walk_of(context_of, _walks) -> Callable[[str, str], walk.Walk]:
    """What this person meets by following links; walked once."""

    def make(person: str, start: str) -> walk.Walk:
        if (person, start) not in _walks:
            _walks[person, start] = walk.walk(context_of(person), start, person)
        return _walks[person, start]

    return make


@pytest.fixture
def page_of(context_of) -> Callable[..., Page]:
    """A page of the house, as this person, in this language, theme and width, already at `address`."""

    def make(
        person: str = "", language: str = "fr", theme: str = "light", width: int = 1440, address: str = "/"
    ) -> Page:
        page = context_of(person, theme=theme, width=width).new_page()
        page.goto(("/en" if language == "en" else "") + address)
        return page

    return make


@pytest.fixture(scope="package", autouse=True)
def _assets() -> None:
    if not (settings.ROOT / "frontend" / "dist" / "manifest.json").exists():
        pytest.skip("the assets are not built: ./dev test builds them")
