"""How many people live in each small area, from a table somebody supplies. Codes are text; missing is never zero.

A table of small areas often carries rows of a wider level (a census division's 4-digit code among 8-digit ones):
added up, they would count people twice. They are left out and told.
"""

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.core.errors import BadFile
from reperes.places import grouping_file

COLUMNS = {
    "code": {"code", "secteur", "unite", "dauid", "ctuid", "ct_uid", "da_id_21", "da_id_16", "dbuid"},
    "people": {"population", "people", "personnes", "habitants"}
    | {"population_2021", "population_2016", "da_pop_21", "da_pop_16"},
}
MISSING = {"", "x", "X", "F", "..", "...", "-", "na", "NA", "null"}
TOLD = 8
SCHEMA = pa.schema([("code", pa.string()), ("people", pa.float64())])


@dataclass
class Counted:
    """People by small area; unknown ones are absent."""

    people: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(content: bytes, name: str, known: Collection[str]) -> Counted:
    """The people of each known small area; BadFile if none can be read."""
    header, lines = grouping_file.table(content, name)
    places = grouping_file.columns(header, COLUMNS, ("code", "people"), name)
    found, strange, wrong = Counted(), [], []
    n_missing = 0
    for number, cells in lines:
        code, words = (cells[places[one]] if places[one] < len(cells) else "" for one in ("code", "people"))
        if code not in known:
            strange.append(code)
        elif code in found.people:
            wrong.append(_("ligne %(line)s : %(code)s est déjà donné plus haut") % {"line": number, "code": code})
        elif words in MISSING:
            n_missing += 1
        elif (people := number_of(words)) is None:
            wrong.append(
                _("ligne %(line)s : « %(words)s » n’est pas un nombre de personnes") % {"line": number, "words": words}
            )
        else:
            found.people[code] = people
    if wrong:
        raise BadFile(grouping_file.told(wrong, name))
    if not found.people:
        raise BadFile(
            _("Aucun code de « %(name)s » n’est dans ce découpage (par exemple %(code)s) : vérifiez le millésime.")
            % {"name": name, "code": strange[0] if strange else "—"}
        )
    found.notes = _notes(strange, known, n_missing, len(known) - len(found.people) - n_missing)
    return found


def number_of(words: str) -> float | None:
    """1 234,0 is a number; −999 and what is not finite are not."""
    plain = words.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None


def _notes(strange: Sequence[str], known: Collection[str], n_missing: int, n_absent: int) -> list[str]:
    lengths = {len(code) for code in known}
    wider = Counter(len(code) for code in strange if code and len(code) not in lengths)
    others = [code for code in strange if len(code) in lengths or not code]
    notes = [_wider(length, n, strange, min(lengths)) for length, n in sorted(wider.items())]
    if others:
        notes.append(
            ngettext(
                "%(n)s ligne porte un code inconnu de ce découpage, laissée de côté : %(codes)s.",
                "%(n)s lignes portent un code inconnu de ce découpage, laissées de côté : %(codes)s.",
                len(others),
            )
            % {"n": len(others), "codes": _some(others)}
        )
    if n_missing:
        notes.append(
            ngettext(
                "%(n)s secteur n’a pas de nombre publié : il n’est pas compté comme zéro.",
                "%(n)s secteurs n’ont pas de nombre publié : ils ne sont pas comptés comme zéro.",
                n_missing,
            )
            % {"n": n_missing}
        )
    if n_absent > 0:
        notes.append(
            ngettext(
                "%(n)s secteur du découpage est absent du tableau.",
                "%(n)s secteurs du découpage sont absents du tableau.",
                n_absent,
            )
            % {"n": n_absent}
        )
    return notes


def _wider(length: int, n: int, strange: Sequence[str], usual: int) -> str:
    codes = [code for code in strange if len(code) == length]
    return _(
        "%(n)s lignes ont un code de %(length)s caractères au milieu de codes de %(usual)s (%(codes)s) : ce sont "
        "d’autres territoires, qui compteraient les gens deux fois. Elles ont été laissées de côté."
    ) % {"n": n, "length": length, "usual": usual, "codes": _some(codes)}


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:TOLD]) + (", …" if len(codes) > TOLD else "")


def write(people: Mapping[str, float], file: Path) -> None:
    table = pa.table({"code": list(people), "people": list(people.values())}, schema=SCHEMA)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    pq.write_table(table, unfinished, compression="zstd")
    os.replace(unfinished, file)


def kept(file: Path) -> dict[str, float]:
    table = pq.read_table(file)
    return dict(zip(table["code"].to_pylist(), table["people"].to_pylist(), strict=True))
