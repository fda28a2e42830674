"""Recognising a Statistics Canada census profile, and which of its columns is what, by their names."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from reperes.reading.archives import Content, contents
from reperes.reading.census import state

LONGEST_HEADER = 65_536
AREA = {  # role → how its column is called, folded; the first found is taken
    "year": ("census year", "annee recensement", "annee du recensement"),
    "dguid": ("dguid", "idugd"),
    "code": ("alt geo code", "code geo alt"),
    "por": ("geo code (por)", "code geo (ldr)", "code geo"),
    "level": ("geo level", "niveau geo"),
    "name": ("geo name", "nom geo"),
    "non_response": ("tnr sf", "tnt sf", "gnr", "tgn", "tnr qa", "tgn fa"),
    "non_response_long": ("tnr lf", "tnt lf", "gnr lf", "tgn lf", "tnr ql", "tgn fl"),
    "quality": ("data quality flag", "indicateur qualite donnees", "indicateur de la qualite des donnees"),
}
CHARACTERISTIC = {
    "id": (r"characteristic id|id caracteristique", r"(member|membre) id ?: prof(ile|il) .*"),
    "name": (r"characteristic name|nom caracteristique", r"dim ?: prof(ile|il) .*"),
    "note": (r"characteristic note|note caracteristique", r"notes? ?: prof(ile|il) .*"),
}
VALUES = [  # in the order of store.COLUMNS
    r"c1 (count|chiffre) total|dim ?: sexe? \(3\).*\[1\].*",
    r"c2 (count men|chiffre hommes)\+?|dim ?: sexe? \(3\).*\[2\].*",
    r"c3 (count women|chiffre femmes)\+?|dim ?: sexe? \(3\).*\[3\].*",
    r"c10 (rate|taux) total",
    r"c11 (rate men|taux hommes)\+?",
    r"c12 (rate women|taux femmes)\+?",
]
SYMBOL = r"symbole?s?( ?\d+)?"
INTERVALS = r"c\d+ (count|rate|chiffre|taux) .*\b(ci|ic)\b.*"
FRENCH = re.compile(r"idugd|caracteristique|chiffre|profil des? |sexe \(3\)")


@dataclass(frozen=True)
class Profile:
    """A census profile, as its header describes it."""

    names: list[str]
    separator: str
    area: dict[str, int]  # role → column
    characteristic: dict[str, int]
    values: list[int]  # columns of figures, those of columns
    columns: tuple[str, ...]  # among store.COLUMNS
    symbols: dict[int, int]  # column of a symbol → place in values
    language: str
    left: list[str] = field(default_factory=list)  # columns that are not read
    evidence: str = ""

    @property
    def key(self) -> int:
        """The column that tells areas apart."""
        return next(self.area[role] for role in ("dguid", "por", "code") if role in self.area)

    @property
    def code(self) -> int:
        """The column other files join on."""
        return next(self.area[role] for role in ("por", "code", "dguid") if role in self.area)

    def state(self, n_places: int, n_areas: int) -> state.State:
        """For the compiled parser, with room for so many characteristics and areas."""
        roles = np.full(len(self.names), -1, np.int64)
        roles[self.values] = np.arange(len(self.values))
        for column, place in self.symbols.items():
            roles[column] = -2 - place
        block = sorted(self.characteristic.values())
        is_usual = (
            max(self.area.values()) < block[0]
            and block == list(range(block[0], block[-1] + 1))
            and min(self.values) > block[-1]
        )
        at = {
            state.SEPARATOR: ord(self.separator),
            state.KEY: self.key,
            state.ID: self.characteristic["id"],
            state.FIRST: block[0],
            state.AFTER: block[-1] + 1 if is_usual else 0,
            state.N_VALUES: len(self.values),
        }
        return state.new(roles, at, n_places, n_areas)


def recognise(path: Path, name: str) -> Profile | None:
    """The census profile a file holds, plain or zipped; None where it is something else."""
    for content in contents(path, name):
        if (found := of_header(content.head(LONGEST_HEADER))) is not None:
            return found
    return None


def is_profile(content: Content) -> bool:
    """Whether one file of an archive is a census profile; the others explain it."""
    return of_header(content.head(LONGEST_HEADER)) is not None


def of_header(head: bytes) -> Profile | None:
    """Read the first line, in UTF-8 or Latin-1."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")
    separator = max(",\t;", key=text.count)
    names = next(csv.reader([text], delimiter=separator), [])
    folded = [fold(one) for one in names]
    area = {role: folded.index(known) for role, many in AREA.items() for known in many if known in folded}
    characteristic = {role: place for role, many in CHARACTERISTIC.items() if (place := _matching(folded, many)) >= 0}
    values = {place: _matching(folded, (pattern,)) for place, pattern in enumerate(VALUES)}
    values = {place: column for place, column in values.items() if column >= 0}
    if not ({"dguid", "por", "code"} & set(area) and {"id", "name"} <= set(characteristic) and values):
        return None
    return _profile(names, folded, separator, area, characteristic, values)


def _profile(  # noqa: PLR0913, PLR0917 (what the header holds, cut in its three parts)
    names: list[str],
    folded: list[str],
    separator: str,
    area: dict[str, int],
    characteristic: dict[str, int],
    values: dict[int, int],
) -> Profile:
    from reperes.reading.store import COLUMNS  # noqa: PLC0415

    order = sorted(values)
    places = [values[place] for place in order]
    symbols = {
        column + 1: place
        for place, column in enumerate(places)
        if column + 1 < len(folded) and re.fullmatch(SYMBOL, folded[column + 1])
    }
    read = {*area.values(), *characteristic.values(), *places, *symbols}
    left = [one for place, one in enumerate(names) if place not in read and not re.fullmatch(SYMBOL, folded[place])]
    evidence = _("ses colonnes « %(area)s », « %(id)s » et « %(value)s »") % {
        "area": names[next(iter(area.values()))],
        "id": names[characteristic["id"]],
        "value": names[places[0]],
    }
    language = "fr" if any(FRENCH.search(one) for one in folded) else "en"
    columns = tuple(COLUMNS[place] for place in order)
    return Profile(names, separator, area, characteristic, places, columns, symbols, language, left, evidence)


def _matching(folded: list[str], patterns: tuple[str, ...]) -> int:
    found = [
        place for pattern in patterns for place, one in enumerate(folded) if re.fullmatch(pattern, one) is not None
    ]
    return found[0] if found else -1


def fold(name: str) -> str:
    """Lower case, no accents, one space between words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[\s_]+", " ", plain).strip().lower()
