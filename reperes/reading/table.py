"""A table as understood: where its header is, its columns, its rows. Every guess is shown and may be corrected."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.figures.statuses import Status
from reperes.reading import dialect, guards, parquet, sheets, text
from reperes.reading.numbers import MISSING, Raw, Writing, decimal_mark, looks_like_a_number

LOOKED_AT = 200  # rows read to guess
MOST_COLUMNS = 3_000
RAGGED_SHARE = 0.05  # more rows than this of another width: the separator or the file is wrong
RAGGED_FEWEST = 3


@dataclass(frozen=True)
class Reading:
    """How to read one file."""

    kind: str  # text, xlsx, ods, parquet
    encoding: str = "utf-8"
    separator: str = ";"
    sheet: str = ""
    header_row: int = 1  # as the file numbers them; 0: there is none
    decimal: str = "."
    missing: dict[str, str] = field(default_factory=dict)  # symbols of this file, beside the usual ones

    @property
    def writing(self) -> Writing:
        own = {symbol.strip().lower(): Status(status) for symbol, status in self.missing.items()}
        return Writing(self.decimal, MISSING | own)

    def corrected(self, by: dict[str, Any]) -> "Reading":
        return replace(self, **by)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    number: int
    cells: list[Raw]

    @property
    def n_filled(self) -> int:
        return sum(cell != "" for cell in self.cells)


@dataclass(frozen=True)
class Column:
    """One column: its name made unique, and what its first cells look like."""

    name: str
    samples: list[str]
    n_numbers: int
    n_missing: int
    n_texts: int

    @property
    def is_number(self) -> bool:
        """Mostly numbers: the cells that are not are refused one by one, and told."""
        return self.n_numbers > self.n_texts


@dataclass(frozen=True)
class TableSample:
    """The first rows of a file, as they were understood."""

    reading: Reading
    columns: list[Column]
    rows: list[Row]
    titles: list[str]  # what stands above the header
    evidence: dict[str, str] = field(default_factory=dict)  # field of reading → why
    sheets: list[str] = field(default_factory=list)


def as_text(cell: Raw) -> str:
    """A code or a name: a spreadsheet's 24010018.0 is « 24010018 »."""
    if isinstance(cell, str):
        return cell.strip(" \u00a0\t")
    return str(int(cell)) if cell.is_integer() else repr(cell)


def detect(path: Path, name: str) -> TableSample:
    """Understand a file nobody described yet."""
    kind = guards.check(path, name)
    evidence: dict[str, str] = {}
    if kind == "text":
        encoding = dialect.encoding(path, name)
        separator = dialect.separator(dialect.first_lines(path, encoding.value))
        reading = Reading("text", encoding=encoding.value, separator=separator.value)
        evidence |= {"encoding": encoding.evidence, "separator": separator.evidence}
    elif kind == "parquet":
        reading = Reading(kind, decimal=".")
    else:
        reading = Reading(kind, sheet=_fullest(path, name), decimal=",")
        evidence["sheet"] = _("la feuille visible la plus remplie")
    looked = list(itertools.islice(_raw(path, name, reading), LOOKED_AT))
    header, why = _header(looked)
    reading = replace(reading, header_row=header)
    body = [row for row in looked if row.number > header]
    mark = decimal_mark(_columns_of_text(body), prior="." if reading.separator == "," and kind == "text" else ",")
    if not any(row.n_filled for row in body):
        raise BadFile(_("« %(file)s » n’a aucune ligne sous son en-tête.") % {"file": name})
    evidence |= {"header_row": why, "decimal": _decimal_evidence(mark.examples, mark.is_certain)}
    return sample(path, name, replace(reading, decimal=mark.mark), evidence)


def sample(path: Path, name: str, reading: Reading, evidence: dict[str, str] | None = None) -> TableSample:
    """The first rows, read as told."""
    looked = list(itertools.islice(_raw(path, name, reading), LOOKED_AT + reading.header_row))
    header = next((row for row in looked if row.number == reading.header_row), None)
    body = [row for row in looked if row.number > reading.header_row and row.n_filled]
    width = _width(header, body)
    if width < 2:
        raise BadFile(_("« %(file)s » n’a qu’une colonne : vérifiez le séparateur.") % {"file": name})
    names = column_names(header.cells if header else [], width)
    writing = reading.writing
    return TableSample(
        reading=reading,
        columns=[
            _column(one, [row.cells[i] for row in body if i < len(row.cells)], writing) for i, one in enumerate(names)
        ],
        rows=body[:LOOKED_AT],
        titles=[
            " ".join(as_text(cell) for cell in row.cells if cell != "")
            for row in looked
            if row.number < reading.header_row
        ],
        evidence=evidence or {},
        sheets=sheets.names(path, name) if reading.kind in {"xlsx", "ods"} else [],
    )


def rows(path: Path, name: str, reading: Reading) -> Iterator[Row]:
    """Every row under the header that holds something, cut or filled to the header's width where that is harmless.

    A row of another width keeps its own: the caller tells it. Too many of them, and the file is refused.
    """
    known = sample(path, name, reading)
    width, n_rows, ragged, first_ragged = len(known.columns), 0, 0, 0
    for row in _raw(path, name, reading):
        if row.number <= reading.header_row or not row.n_filled:
            continue
        cells = row.cells
        while len(cells) > width and cells[-1] == "":
            cells.pop()
        n_rows += 1
        if len(cells) != width and row.n_filled > 1:
            ragged += 1
            first_ragged = first_ragged or row.number
        yield row
    if ragged >= RAGGED_FEWEST and ragged > RAGGED_SHARE * n_rows:
        raise BadFile(
            _(
                "« %(file)s », ligne %(line)s : %(n)s lignes n’ont pas %(width)s colonnes comme l’en-tête; "
                "vérifiez le séparateur et les guillemets."
            )
            % {"file": name, "line": first_ragged, "width": width, "n": ragged}
        )


def column_names(header: list[Raw], width: int) -> list[str]:
    """Each column has a name of its own: a repeated one gets a number, an empty one its place."""
    seen: Counter[str] = Counter()
    names = []
    for place in range(width):
        name = re.sub(r"\s+", " ", as_text(header[place]) if place < len(header) else "").strip()
        name = name or _("Colonne %(place)s") % {"place": place + 1}
        seen[name] += 1
        while seen[name] > 1 and (numbered := f"{name} ({seen[name]})") in seen:
            seen[name] += 1
        if seen[name] > 1:
            name = numbered
            seen[name] += 1
        names.append(name)
    return names


def _raw(path: Path, name: str, reading: Reading) -> Iterator[Row]:
    for number, cells in _read(path, name, reading):
        if len(cells) > MOST_COLUMNS:
            raise BadFile(
                _("« %(file)s », ligne %(line)s : plus de %(most)s colonnes.")
                % {"file": name, "line": number, "most": MOST_COLUMNS}
            )
        yield Row(number, list(cells))


def _read(path: Path, name: str, reading: Reading) -> Iterator[tuple[int, list[Raw]]] | Iterator[tuple[int, list[str]]]:
    if reading.kind == "text":
        return text.rows(path, name, encoding=reading.encoding, separator=reading.separator)
    if reading.kind == "parquet":
        return parquet.rows(path, name)
    return sheets.rows(path, name, reading.sheet)


def _fullest(path: Path, name: str) -> str:
    """The sheet with the most rows of two cells or more; the first on a tie."""

    def n_rows(sheet: str) -> int:
        return sum(row.n_filled > 1 for row in _raw(path, name, Reading("xlsx", sheet=sheet)))

    return max(sheets.names(path, name), key=n_rows)


def _header(looked: list[Row]) -> tuple[int, str]:
    """The first row about as wide as the others that is made of words; titles above it are skipped."""
    widths = Counter(row.n_filled for row in looked if row.n_filled > 1)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    for row in looked:
        filled = [cell for cell in row.cells if cell != ""]
        if len(filled) < max(2, 0.6 * usual):
            continue
        if sum(_is_number(cell) for cell in filled) >= 0.5 * len(filled):
            return row.number - 1, _("pas d’en-tête : la première ligne est déjà faite de nombres")
        return row.number, _("première ligne aussi large que le tableau et faite de mots")
    return 0, _("aucune ligne d’en-tête reconnue")


def _is_number(cell: Raw) -> bool:
    return isinstance(cell, float) or (looks_like_a_number(cell) and not re.fullmatch(r"(19|20)\d\d", cell.strip()))


def _width(header: Row | None, body: list[Row]) -> int:
    if header is None:
        return max((len(row.cells) for row in body), default=0)
    cells = list(header.cells)
    widest = max((len(row.cells) for row in body if row.n_filled > 1), default=0)
    while len(cells) > widest and cells[-1] == "":
        cells.pop()
    return len(cells)


def _columns_of_text(body: list[Row]) -> list[list[str]]:
    width = max((len(row.cells) for row in body), default=0)
    return [
        [str(row.cells[i]) for row in body if i < len(row.cells) and isinstance(row.cells[i], str)]
        for i in range(width)
    ]


def _column(name: str, cells: list[Raw], writing: Writing) -> Column:
    numbers = missing = texts = 0
    for cell in cells:
        try:
            figure = writing.figure(cell)
        except ValueError:
            texts += 1
        else:
            numbers, missing = numbers + (figure.value is not None), missing + (figure.value is None)
    samples = list(dict.fromkeys(as_text(cell) for cell in cells if cell != ""))[:4]
    return Column(name, samples, numbers, missing, texts)


def _decimal_evidence(examples: tuple[str, ...], is_certain: bool) -> str:
    if not examples:
        return _("aucun nombre à décimales clair : l’usage du séparateur a décidé")
    said = _("comme dans %(examples)s") % {"examples": ", ".join(_("« %s »") % one for one in examples)}
    return said if is_certain else said + "; " + _("d’autres cellules disent le contraire : vérifiez")
