"""Which area a code of a table speaks of. Exact first; other ways are offered, never assumed in silence."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reperes.core.text import fold

DGUID = re.compile(r"(19|20)\d\d[AS]\d{4}(?P<code>.+)")  # year, type, level, then the code (Statistics Canada)


def _number(code: str) -> str:
    """4620725.1, 04620725.10 and 4620725.10 are one number; text is left alone."""
    if not re.fullmatch(r"\d+([.,]\d+)?", code):
        return code
    whole, _mark, rest = code.replace(",", ".").partition(".")
    return f"{whole.lstrip('0') or '0'}.{rest.rstrip('0')}".rstrip(".")


def _after_dguid(code: str) -> str:
    found = DGUID.fullmatch(code)
    return found["code"] if found else code


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", " ", fold(name)).strip()


@dataclass(frozen=True)
class Way:
    """One way to compare: what is kept of an area (code, name), what is kept of the table's code."""

    label: Promise
    area: Callable[[str, str], str]
    row: Callable[[str], str]


WAYS = {
    "exact": Way(_("le code, tel quel"), lambda code, name: code, lambda text: text),
    "number": Way(
        _("le code lu comme un nombre (zéros perdus par un tableur)"), lambda code, name: _number(code), _number
    ),
    "dguid": Way(_("la fin d’un identifiant IDUGD de Statistique Canada"), lambda code, name: code, _after_dguid),
    "province": Way(
        _("le code précédé de 24 (municipalités du Québec)"), lambda code, name: code, lambda text: f"24{text}"
    ),
    "name": Way(_("le nom, sans égard aux accents ni aux traits d’union"), lambda code, name: _plain(name), _plain),
}


def index(codes: list[str], names: list[str], way: str) -> dict[str, int]:
    """What to look for → the area's position; what names two areas names none."""
    keys = [WAYS[way].area(code, name) for code, name in zip(codes, names, strict=True)]
    times = Counter(keys)
    return {key: place for place, key in enumerate(keys) if times[key] == 1}


@dataclass(frozen=True)
class Match:
    """How well one way fits a table's column."""

    way: str
    n_rows: int
    n_matched: int
    unmatched: list[str]  # the first ones

    @property
    def label(self) -> str | Promise:
        return WAYS[self.way].label

    @property
    def rate(self) -> float:
        return self.n_matched / self.n_rows if self.n_rows else 0.0


def matches(texts: Iterable[str], codes: list[str], names: list[str]) -> list[Match]:
    """Every way, the best first; on a tie the plainer one."""
    column = [text for text in texts if text]
    found = []
    for way, compared in WAYS.items():
        known, row = index(codes, names, way), compared.row
        missed = [text for text in column if row(text) not in known]
        found.append(Match(way, len(column), len(column) - len(missed), list(dict.fromkeys(missed))[:200]))
    return sorted(found, key=lambda match: -match.n_matched)
