"""What real tables hide: codes of another level, numbers that mean missing, notes glued to names. Told, never mended.

Nothing here changes a figure. Where only the person can know (is −999 a number?), the question is asked.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.reading.numbers import SPACES, NotANumber, Raw, Writing
from reperes.reading.table import Reading, Row, as_text, rows, sample
from reperes.reading.told import Told, few

LOOKED_AT = 60_000  # rows
CODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9.\-]{1,19}")
NAME = re.compile(r"[^\W\d_]{2,}")
GLUED = re.compile(rf"(?P<name>.*[^\W\d][.)’']?)[{SPACES}](?P<note>\d{{1,2}})")
SPACED = re.compile(rf"-?\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?")
ODD_NUMBERS = {-9.0, -99.0, -999.0, -9999.0, -99999.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0, 99999999.0}
FAR = 10  # times the next figure: a 9999 is no figure of the column
PEOPLE = re.compile(r"pop|habitant|personne|resident|résident", re.IGNORECASE)
NO_COUNT = re.compile(r"dens|pourcent|percent|part|taux|rate|share|variation|score|logement|dwelling", re.IGNORECASE)
STANDS_IN = 20  # times more rows than a usual code


@dataclass(frozen=True)
class Column:
    """One column, whole."""

    name: str
    cells: list[Raw]
    lines: list[int]

    @property
    def texts(self) -> list[str]:
        return [as_text(cell) for cell in self.cells]

    def where(self, found: Sequence[int]) -> tuple[int, ...]:
        """The lines of the first few."""
        return tuple(self.lines[place] for place in found[:5])


def met(path: Path, name: str, reading: Reading) -> list[Told]:
    """The traps of a table, read as told. Looks at its first LOOKED_AT rows."""
    names = [column.name for column in sample(path, name, reading).columns]
    table = _columns(names, itertools.islice(rows(path, name, reading), LOOKED_AT))
    codes = next((column for column in table if _holds_codes(column)), None)
    found = [*_of_writing(path, reading, table)]
    if codes:
        found += [*_lengths(codes), *_padding(codes), *_cut_decimals(codes)]
    others = [column for column in table if column is not codes]
    for column in others:
        found += [*_stand_in(column), *_zeros(column, reading.writing)]
    found += _odd_numbers(others, reading.writing)
    named = next((column for column in table if _holds_names(column)), None)
    if named:
        found += [*_footnotes(named), *_same_names(named, has_codes=codes is not None)]
    return found


def unpublished(figures: Mapping[str, float], published: Mapping[str, float | None]) -> list[str]:
    """Codes whose figure is 0 where another table of the same figures gives none: missing, not zero."""
    return [code for code, value in figures.items() if value == 0 and code in published and published[code] is None]


def _columns(names: list[str], found: Iterator[Row]) -> list[Column]:
    whole = [row for row in found if len(row.cells) == len(names)]
    lines = [row.number for row in whole]
    return [Column(one, [row.cells[place] for row in whole], lines) for place, one in enumerate(names)]


def _holds_codes(column: Column) -> bool:
    """Nearly all look like codes, and nearly all differ."""
    texts = [text for text in column.texts if text]
    like = sum(CODE.fullmatch(text) is not None and len(text) > 2 for text in texts)
    return bool(texts) and like >= 0.95 * len(texts) and len(set(texts)) >= 0.9 * len(texts)


def _holds_names(column: Column) -> bool:
    texts = [text for text in column.texts if text]
    worded = sum(NAME.search(text) is not None for text in texts)
    return bool(texts) and worded >= 0.95 * len(texts) and len(set(texts)) >= 0.5 * len(texts)


def _of_writing(path: Path, reading: Reading, table: list[Column]) -> Iterator[Told]:
    if reading.kind == "text":
        with path.open(encoding=reading.encoding, errors="replace") as file:
            if re.match(r"\ufeff?[ \t]+\"", file.readline(4096)):
                yield Told(
                    "space_before_quote", _("Une espace précède le premier guillemet; elle est ignorée."), 1, (1,)
                )
    spaced = [text for column in table for text in column.texts if SPACED.fullmatch(text)]
    if spaced:
        sentence = _("Des nombres ont des espaces entre les milliers; ils sont lus comme des nombres.")
        yield Told("spaced_thousands", sentence, len(spaced), (), few(spaced))


def _lengths(codes: Column) -> Iterator[Told]:
    """Codes of another length are often areas of another level, whose people are counted twice."""
    lengths = Counter(len(text) for text in codes.texts if text)
    usual, n_usual = lengths.most_common(1)[0]
    other = [place for place, text in enumerate(codes.texts) if text and len(text) < usual]
    if not other or n_usual < 0.6 * lengths.total():
        return
    texts = codes.texts
    beginnings = {text[:n] for text in texts if len(text) == usual for n in {len(texts[place]) for place in other}}
    n_parents = sum(texts[place] in beginnings for place in other)
    sentence = ngettext(
        "%(n)s code de « %(column)s » est plus court que les autres",
        "%(n)s codes de « %(column)s » sont plus courts que les autres",
        len(other),
    ) % {"n": len(other), "column": codes.name}
    if n_parents:
        why = _("ce sont des territoires qui contiennent les autres; additionner la colonne compterait deux fois.")
    else:
        why = _("vérifiez qu’un zéro n’a pas été perdu.")
    examples = few([texts[place] for place in other])
    yield Told("code_lengths", f"{sentence} : {why}", len(other), codes.where(other), examples)


def _padding(codes: Column) -> Iterator[Told]:
    padded = [place for place, cell in enumerate(codes.cells) if isinstance(cell, str) and cell != cell.strip()]
    if padded:
        sentence = _("Des codes de « %(column)s » ont des espaces à la fin; elles sont retirées.")
        yield Told("padded_codes", sentence % {"column": codes.name}, len(padded), codes.where(padded))


def _cut_decimals(codes: Column) -> Iterator[Told]:
    """4620725.10 read as a number loses its zero."""
    with_point = [text for text in codes.texts if re.fullmatch(r"\d+\.\d+", text)]
    if not with_point:
        return
    usual = max(len(text.partition(".")[2]) for text in with_point)
    cut = [place for place, text in enumerate(codes.texts) if "." in text and len(text.partition(".")[2]) < usual]
    if cut or any(isinstance(cell, float) for cell in codes.cells):
        sentence = _("Des codes de « %(column)s » ont perdu un zéro à la fin; gardez la colonne en texte.")
        examples = few([codes.texts[place] for place in cut])
        yield Told("cut_codes", sentence % {"column": codes.name}, len(cut), codes.where(cut), examples)
    else:
        sentence = _("Les codes de « %(column)s » ressemblent à des nombres; ils sont gardés tels quels.")
        yield Told("codes_like_numbers", sentence % {"column": codes.name}, len(with_point), (), few(with_point))


def _stand_in(column: Column) -> Iterator[Told]:
    """One code shared by a great many rows stands for « none »: 9924.00, every area outside a census tract."""
    texts = [text for text in column.texts if text]
    counts = Counter(texts)
    like = sum(CODE.fullmatch(text) is not None and "." in text for text in texts)
    if len(counts) < 20 or like < 0.95 * len(texts):
        return
    (code, n), (_next, n_next) = counts.most_common(2)
    if n > STANDS_IN * n_next:
        sentence = _("« %(code)s » tient lieu de « %(column)s » pour %(n)s lignes : ce n’est pas un territoire.")
        yield Told("stand_in_code", sentence % {"code": code, "column": column.name, "n": n}, n, (), (code,))


def _odd_numbers(columns: list[Column], writing: Writing) -> Iterator[Told]:
    """−999 among shares, 9999999 among incomes: proposed as missing, never taken as such."""
    met: dict[float, list[tuple[Column, list[int]]]] = {}
    for column in columns:
        values = [_value(cell, writing) for cell in column.cells]
        there = [value for value in values if value is not None]
        for odd in {value for value in there if value in ODD_NUMBERS}:
            others = [value for value in there if value != odd]
            if others and (odd < 0 <= min(others) or odd > FAR * max(*others, 1.0)):
                places = [place for place, value in enumerate(values) if value == odd]
                met.setdefault(odd, []).append((column, places))
    for odd, found in sorted(met.items()):
        names = ", ".join(column.name for column, _places in found[:5])
        sentence = _("« %(number)s » (%(columns)s) veut-il dire « manquant »? Dites-le pour qu’il ne compte pas.")
        written = few([column.texts[place] for column, places in found for place in places])
        yield Told(
            "odd_number",
            sentence % {"number": f"{odd:g}", "columns": names + ("…" if len(found) > 5 else "")},
            sum(len(places) for _column, places in found),
            found[0][0].where(found[0][1]),
            written,
            needs_answer=True,
        )


def _zeros(column: Column, writing: Writing) -> Iterator[Told]:
    """An area without people is rare; a zero often stands for a figure that was not published."""
    if not PEOPLE.search(column.name) or NO_COUNT.search(column.name):
        return
    values = [_value(cell, writing) for cell in column.cells]
    zeros = [place for place, value in enumerate(values) if value == 0]
    there = sum(value is not None for value in values)
    if zeros and len(zeros) < 0.1 * there:
        sentence = ngettext(
            "%(n)s territoire a 0 dans « %(column)s » : personne n’y vit, ou le chiffre n’a pas été publié?",
            "%(n)s territoires ont 0 dans « %(column)s » : personne n’y vit, ou le chiffre n’a pas été publié?",
            len(zeros),
        )
        said = sentence % {"n": len(zeros), "column": column.name}
        yield Told("zeros", said, len(zeros), column.where(zeros), needs_answer=True)


def _value(cell: Raw, writing: Writing) -> float | None:
    try:
        return writing.figure(cell).value
    except NotANumber:
        return None


def _footnotes(named: Column) -> Iterator[Told]:
    """« Alma 5 »: a note’s number, or a real name as reserves have. Kept as written."""
    glued = [place for place, text in enumerate(named.texts) if GLUED.fullmatch(text)]
    if glued and len(glued) < 0.5 * len(named.cells):
        sentence = _(
            "Des noms de « %(column)s » finissent par un chiffre : appel de note, ou nom véritable. Ils sont gardés "
            "tels quels; un jumelage par nom les manquera."
        )
        examples = few([named.texts[place] for place in glued])
        yield Told("glued_footnotes", sentence % {"column": named.name}, len(glued), named.where(glued), examples)


def _same_names(named: Column, *, has_codes: bool) -> Iterator[Told]:
    counts = Counter(named.texts)
    shared = [place for place, text in enumerate(named.texts) if counts[text] > 1]
    if shared and not has_codes:
        sentence = ngettext(
            "%(n)s ligne partage son nom avec une autre : sans code, un jumelage par nom est ambigu.",
            "%(n)s lignes partagent leur nom avec une autre : sans code, un jumelage par nom est ambigu.",
            len(shared),
        )
        examples = few([named.texts[place] for place in shared])
        yield Told("same_names", sentence % {"n": len(shared)}, len(shared), named.where(shared), examples)
