"""The names a source must give to the characteristics we use: a column that changed meaning stops the build.

The same number stood for other things in early releases of one census profile, and in the next census. So each number
of a formula is held against a piece of the name it must bear, kept in shipped/layouts/*.toml. Where the French name was
not verified, a French file is still held to what no translation changes: the numbers in the name, and whether it is a
total.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from reperes.core.errors import DomainError
from reperes.core.text import fold, spoken

FOLDER = Path(__file__).parent / "shipped" / "layouts"
SHOWN = 3  # examples given in the refusal
LANGUAGES = ("en", "fr")
NOTE = re.compile(r"\s*\(\d{1,3}\)$")
FORM = re.compile(r" - ?(100 ?%|25 ?%|donnees)[^-]*(-echantillon.*)?$")
NUMBER = re.compile(r"\d[\d\s,]*\d")  # of two digits or more: « 1 person » may be written in letters elsewhere
LONG = 4  # words: a shorter name must be the whole name, « English » is not « English and French »


class ChangedMeaning(DomainError):
    """A characteristic of the file is not the one the formulas were written for."""


@dataclass(frozen=True)
class Anchor:
    """A piece of the name a characteristic must bear; French when it was verified."""

    en: str
    fr: str = ""


@dataclass(frozen=True)
class Change:
    """A characteristic whose name is not the expected one."""

    number: int
    expected: str
    found: str


@cache
def of_layout(layout: str) -> dict[int, Anchor]:
    """What a layout that comes with the house expects; nothing of a layout it does not know."""
    file = FOLDER / f"{layout}.toml"
    if not file.exists():
        return {}
    written = tomllib.loads(file.read_text(encoding="utf-8"))["anchors"]
    return {int(number): Anchor(**said) for number, said in written.items()}


def refuse_changed(layout: str, name: str, found: Mapping[int, str], used: Iterable[int] | None = None) -> None:
    """ChangedMeaning when one of the characteristics used bears another name than the layout expects."""
    told = changes(layout, found, used)
    if not told:
        return
    examples = "; ".join(
        _("c%(number)s devait être « %(expected)s », le fichier dit « %(found)s »")
        % {"number": one.number, "expected": one.expected, "found": one.found}
        for one in told[:SHOWN]
    )
    raise ChangedMeaning(
        _("« %(name)s » ne numérote pas ses caractéristiques comme prévu (%(n)s en tout) : %(examples)s. Rien n’a été "
          "calculé. Prenez le fichier de la diffusion complète, ou choisissez la disposition de son millésime.")
        % {"name": name, "n": len(told), "examples": examples}
    )  # fmt: skip


def changes(layout: str, found: Mapping[int, str], used: Iterable[int] | None = None) -> list[Change]:
    """Those of the characteristics used (unless said, all that are guarded) whose name is another, in order."""
    anchors = of_layout(layout)
    numbers = sorted(anchors.keys() & found.keys() & (anchors.keys() if used is None else set(used)))
    language = _language(anchors, found)
    return [
        Change(number, spoken(anchors[number].fr or anchors[number].en, anchors[number].en), found[number].strip())
        for number in numbers
        if not _agrees(anchors[number], found[number], language)
    ]


def _language(anchors: Mapping[int, Anchor], found: Mapping[int, str]) -> str:
    """The language of the file: the one in which more of its names, by number, are as expected."""
    shared = anchors.keys() & found.keys()
    score = {}
    for language in LANGUAGES:
        said = {number: getattr(anchors[number], language) for number in shared}
        score[language] = sum(_is_said(text, found[number]) for number, text in said.items() if text)
    return max(LANGUAGES, key=score.__getitem__)


def _agrees(anchor: Anchor, name: str, language: str) -> bool:
    expected = getattr(anchor, language)
    if expected:
        return _is_said(expected, name)
    return _numbers(anchor.en) == _numbers(name) and _is_total(anchor.en) == _is_total(name)


def _is_said(piece: str, name: str) -> bool:
    expected, found = plain(piece), plain(name)
    return expected == found or (len(expected.split()) >= LONG and f" {expected} " in f" {found} ")


def plain(name: str) -> str:
    """A name without case, indent, glued note, or the form of the questionnaire.

    >>> plain("    Renter (50)")
    'renter'
    >>> plain("Total - Ménages privés selon le mode d’occupation - Données-échantillon (25 %)")
    "total - menages prives selon le mode d'occupation"
    """
    return FORM.sub("", NOTE.sub("", " ".join(fold(name).split())))


def _numbers(name: str) -> set[str]:
    return {re.sub(r"[\s,]", "", number) for number in NUMBER.findall(plain(name))}


def _is_total(name: str) -> bool:
    return plain(name).startswith("total -")
