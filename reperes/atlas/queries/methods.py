"""The pages of docs/methods: each formula with its source, an example run at each test, its limits."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings

from reperes.core.text import fold, spoken

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


def methods() -> list[Method]:
    return sorted(_pages().values(), key=lambda one: fold(str(one)))


def method(name: str) -> Method | None:
    return _pages().get(name)


def has_page(name: str) -> bool:
    return name in _pages()
