"""A list of small areas with their locality, as people have it: code, group and perhaps a share, in a CSV file.

Read whole or refused, with every wrong line told (the first ones), and what to do.
"""

import csv
import io
import math
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.core.text import fold
from reperes.places.gestures import Row

COLUMNS = {
    "code": {"code", "secteur", "unite", "unit", "source", "dauid", "ctuid", "aire", "ad"},
    "group": {"groupe", "group", "communaute", "localite", "locality", "target", "territoire"},
    "share": {"part", "share", "weight", "poids"},
}
TOLD = 12  # wrong lines told one by one
HEAVY = 20 * 2**20  # bytes


def table(content: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header, then (line of the file, cells); the separator is the header's."""
    if len(content) > HEAVY or b"\0" in content[:4096]:
        raise BadFile(
            _("« %(name)s » n’est pas un CSV : enregistrez la liste en CSV, puis déposez-la.") % {"name": name}
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        raise BadFile(_("« %(name)s » est vide : mettez-y une ligne par secteur.") % {"name": name})
    return filled[0][1], filled[1:]


def rows(content: bytes, name: str, known: Collection[str]) -> list[Row]:
    """(small area, locality, share); a share not given is the whole."""
    header, lines = table(content, name)
    places = columns(header, COLUMNS, ("code", "group"), name)
    found, wrong = [], []
    sums: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for number, cells in lines:
        row = _row(cells, places)
        if why := _why_not(row, known, sums, seen):
            wrong.append(_("ligne %(line)s : %(why)s") % {"line": number, "why": why})
        elif row:
            found.append(row)
    if wrong:
        raise BadFile(told(wrong, name))
    if not found:
        raise BadFile(_("« %(name)s » n’a que son en-tête : mettez-y une ligne par secteur.") % {"name": name})
    return found


def columns(
    header: Sequence[str], wanted: Mapping[str, Collection[str]], needed: Sequence[str], name: str
) -> dict[str, int]:
    places = {
        column: next((place for place, word in enumerate(header) if fold(word) in names), -1)
        for column, names in wanted.items()
    }
    if missing := [column for column in needed if places[column] < 0]:
        raise BadFile(
            _("« %(name)s » doit avoir une colonne nommée %(missing)s; on y trouve : %(header)s.")
            % {"name": name, "missing": ", ".join(sorted(wanted[missing[0]])), "header": ", ".join(header)}
        )
    return places


def told(wrong: Sequence[str], name: str) -> str:
    more = _("; et %(n)s autres lignes") % {"n": len(wrong) - TOLD} if len(wrong) > TOLD else ""
    return _("Rien n’a changé. Dans « %(name)s », %(wrong)s%(more)s. Corrigez le fichier et déposez-le à nouveau.") % {
        "name": name,
        "wrong": "; ".join(wrong[:TOLD]),
        "more": more,
    }


def _row(cells: Sequence[str], places: Mapping[str, int]) -> Row | None:
    def at(column: str) -> str:
        place = places[column]
        return cells[place] if 0 <= place < len(cells) else ""

    return at("code"), at("group"), share(at("share"))


def share(words: str) -> float:
    """0.6, 0,6 or 60 %; the whole where nothing is said; nan where it is no number."""
    plain = words.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        return 1.0 if not plain else float(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)
    except ValueError:
        return math.nan


def _why_not(row: Row | None, known: Collection[str], sums: dict[str, float], seen: set[tuple[str, str]]) -> str:
    code, group, part = row or ("", "", math.nan)
    if code not in known:
        return unknown(code, known)
    if not group:
        return _("le secteur %(code)s n’a pas de groupe") % {"code": code}
    if not 0 < part <= 1:
        return _("la part doit être entre 0 et 1 (ou de 0 à 100 %%)") % {}
    if (code, fold(group)) in seen:
        return _("le secteur %(code)s est déjà donné à « %(group)s » plus haut") % {"code": code, "group": group}
    if sums.get(code, 0.0) + part > 1 + 1e-6:
        return _("les parts du secteur %(code)s font %(sum)s, plus que 1") % {
            "code": code,
            "sum": f"{sums[code] + part:.2f}",
        }
    seen.add((code, fold(group)))
    sums[code] = sums.get(code, 0.0) + part
    return ""


def unknown(code: str, known: Collection[str]) -> str:
    """A spreadsheet that took codes for numbers ate their zeros: we say which one it was."""
    if not code:
        return _("le code est vide")
    whole = next((one for one in (f"{code}0", f"{code}.00", f"{code}00", f"0{code}") if one in known), "")
    if whole:
        return _("le code %(code)s n’existe pas; c’est sans doute %(whole)s (gardez les codes en texte)") % {
            "code": code,
            "whole": whole,
        }
    return _("le code %(code)s n’existe pas dans ce découpage") % {"code": code}
