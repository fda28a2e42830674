"""The pages of docs/methods: each formula with its source, an example run at each test, its limits."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from reperes.core.text import fold, spoken

REGION = '<div class="table-scroll" role="region" tabindex="0" aria-label="Tableau">'
FOLDER = settings.ROOT / "docs" / "methods"


@dataclass(frozen=True, slots=True)
class Method:
    """One page, as it is written: French first, English beside."""

    name: str
    french: str
    english: str
    text: str

    def __str__(self) -> str:
        return spoken(self.french, self.english)


@cache
def _pages() -> dict[str, Method]:
    """Read once a process: they come with the code."""
    found = {}
    for file in sorted(FOLDER.glob("[a-z]*.md")):
        heading, _newline, text = file.read_text(encoding="utf-8").partition("\n")
        french, _dot, english = heading.removeprefix("#").strip().partition(" · ")
        found[file.stem] = Method(file.stem, french, english or french, text.strip())
    return found


def drawn(method: Method) -> SafeString:
    """The page laid out. Raw HTML is not heard, and links keep to pages of methods or full addresses."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("table_open", lambda *_given: f"{REGION}<table>\n")
    reader.add_render_rule("table_close", lambda *_given: "</table></div>\n")
    tokens = reader.parse(method.text)
    for token in tokens:
        for child in token.children or ():
            _point(child)
    page = reader.renderer.render(tokens, reader.options, {})
    return mark_safe(page.replace("<pre>", '<pre tabindex="0">'))  # noqa: S308  (our own pages, HTML refused)


def _point(token: Any) -> None:
    """A link to another page of methods leads to it here; one to the code leads nowhere from here."""
    if token.type == "link_open":
        address = str(token.attrs.get("href", ""))
        name = address.removesuffix(".md")
        if has_page(name):
            token.attrs["href"] = reverse("atlas:method", args=[name])
        elif not address.startswith("https://"):
            token.attrs["href"] = reverse("atlas:methods")


def methods() -> list[Method]:
    return sorted(_pages().values(), key=lambda one: fold(str(one)))


def method(name: str) -> Method | None:
    return _pages().get(name)


def has_page(name: str) -> bool:
    return name in _pages()
