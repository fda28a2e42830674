"""The few words around a match, escaped, with <mark>."""

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reperes.search.words import Word, words_of

LENGTH = 240  # characters shown
READ = 20_000  # characters looked at: a snippet is a taste, not a reading


def marked(texts: list[str], matches: Callable[[Word], bool]) -> SafeString:
    """The first of the texts that holds a match, cut around it; the first text alone when none does."""
    for text in texts:
        spans = [(word.start, word.end) for word in words_of(text[:READ]) if matches(word)]
        if spans:
            return _cut(text, spans)
    return _cut(texts[0] if texts else "", [])


def _cut(text: str, spans: list[tuple[int, int]]) -> SafeString:
    start, end = _window(text, spans[0][0] if spans else 0)
    parts: list[tuple[str, str, str]] = []
    at = start
    for first, last in spans:
        if start <= first and last <= end:
            parts.append((text[at:first], text[first:last], ""))
            at = last
    inside = format_html_join("", "{}<mark>{}</mark>{}", parts)
    return format_html("{}{}{}{}", "… " if start else "", inside, text[at:end], " …" if end < len(text) else "")


def _window(text: str, first: int) -> tuple[int, int]:
    """LENGTH characters that hold the first match, cut at spaces."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = 0 if first < LENGTH - 40 else text.find(" ", first - LENGTH // 3) + 1
    start = min(start, first)
    end = len(text) if start + LENGTH >= len(text) else text.rfind(" ", start, start + LENGTH)
    return start, end if end > first else min(len(text), start + LENGTH)
