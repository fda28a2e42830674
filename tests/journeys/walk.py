"""Walk every page a person can reach by its links, and name them as urls.py does."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import translation
from playwright.sync_api import BrowserContext

LINK = re.compile(r"""<a\b[^>]*?\bhref=["']([^"'#]+)""", re.IGNORECASE)
EXAMPLES = 2  # of each kind of page
# Pages one meets after a gesture rather than by a link.
AFTER = {
    "": [
        "account_signup",
        "account_inactive",
        "account_email_verification_sent",
        "account_reset_password_done",
        "home:search",
    ],
    "ben": ["account_logout", "account_reauthenticate"],
    "ada": [],
}


def name_of(path: str) -> str | None:
    """ "catalogue:resource", whatever its arguments; None for an address that is no page of ours."""
    with translation.override("en" if path.startswith("/en/") else "fr"):
        try:
            return resolve(path).view_name
        except Resolver404:
            return None


def every_name() -> set[str]:
    """The names of all addresses of the house."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


@dataclass
class Walk:
    """What one person met, by name of address: pages to read, and files."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def walk(context: BrowserContext, start: str, person: str) -> Walk:
    """Follow links from `start`; at most EXAMPLES addresses of each name are asked for."""
    with translation.override("en" if start.startswith("/en/") else "fr"):
        waiting = [start, *(reverse(name) for name in AFTER[person])]
    met, seen, asked = Walk(), set(), Counter()
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name is None or path in seen or asked[name] >= EXAMPLES:
            continue
        seen.add(path)
        asked[name] += 1
        answer = context.request.get(path)
        if not answer.ok:
            met.broken.append(f"{path} answers {answer.status}")
        elif answer.headers.get("content-type", "").startswith("text/html"):
            met.pages.setdefault(name, []).append(path)
            waiting += _links(answer.text(), answer.url, start)
        else:
            met.files.setdefault(name, path)
    return met


def _links(html: str, base: str, start: str) -> list[str]:
    """Addresses of the house in the language of the walk."""
    here = urlsplit(base)
    links = [urlsplit(urljoin(base, href.replace("&amp;", "&"))) for href in LINK.findall(html)]
    paths = [link.path for link in links if link.netloc == here.netloc]
    is_english = start.startswith("/en/")
    return [path for path in dict.fromkeys(paths) if path.startswith("/en/") == is_english]
