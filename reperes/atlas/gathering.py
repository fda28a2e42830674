"""A table's columns laid beside the areas they speak of; every line and cell left out is told with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from reperes.atlas import matching
from reperes.atlas.recipe import Recipe
from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, Status
from reperes.places.models import PartitionVersion
from reperes.reading.numbers import NotANumber, Raw, Writing
from reperes.reading.table import Reading, Row, as_text, rows, sample
from reperes.reading.told import MOST_REFUSALS, Refusal

TELL_EVERY = 2_000  # rows


@dataclass(frozen=True)
class Areas:
    """The small areas of a partition version, in the order of their codes."""

    codes: list[str]
    names: list[str]
    land_km2: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.codes)


def areas(version: PartitionVersion) -> Areas:
    """Read the limits' file without their shapes."""
    table = pq.read_table(version.areas_file, columns=["code", "name", "land_km2"])
    return Areas(table["code"].to_pylist(), table["name"].to_pylist(), table["land_km2"].to_numpy().astype(float))


@dataclass
class Figures:
    """One column: a number or a status for each area."""

    values: NDArray[np.float64]
    statuses: NDArray[np.int8]
    blank: NDArray[np.bool_]  # nothing was written, not even a symbol
    percent: NDArray[np.bool_]  # written with a percent sign: already divided by 100


@dataclass
class Gathered:
    """The whole table, aligned; and what was left out."""

    areas: Areas
    columns: dict[str, Figures]
    lines: NDArray[np.int64]  # where each area was read, 0: nowhere
    refusals: list[Refusal] = field(default_factory=list)
    n_refusals: int = 0
    n_rows: int = 0
    notes: list[str] = field(default_factory=list)  # titles inside the table, footnotes

    @property
    def n_matched(self) -> int:
        return int((self.lines > 0).sum())

    def refuse(self, line: int, code: str, reason: str, *, column: str = "", text: str = "") -> None:
        self.n_refusals += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(line, code, column, text[:80], reason))


def _nobody(n_rows: int) -> None:
    """Nobody listens."""


def gather(  # noqa: PLR0913 (a file, how it reads, what it means, where, and who watches)
    path: Path, name: str, reading: Reading, recipe: Recipe, *, found: Areas, tell: Callable[[int], None] = _nobody
) -> Gathered:
    """Read every row once. `tell` hears how many rows were read."""
    names = [column.name for column in sample(path, name, reading).columns]
    for column in [recipe.code_column, *recipe.columns]:
        if column not in names:
            raise BadFile(
                _("« %(file)s » n’a pas de colonne « %(column)s »; ses colonnes : %(names)s.")
                % {"file": name, "column": column, "names": ", ".join(names[:20])}
            )
    hand = _Hand(names, recipe, found, reading.writing)
    for row in rows(path, name, reading):
        hand.take(row)
        if hand.gathered.n_rows % TELL_EVERY == 0:
            tell(hand.gathered.n_rows)
    hand.forget_conflicts()
    if not hand.gathered.n_matched:
        raise BadFile(
            _("« %(file)s » : aucun code de la colonne « %(column)s » n’est dans le découpage choisi.")
            % {"file": name, "column": recipe.code_column}
        )
    return hand.gathered


class _Hand:
    """Takes rows one after the other and lays each where it belongs."""

    def __init__(self, names: list[str], recipe: Recipe, found: Areas, writing: Writing) -> None:
        self.width, self.writing = len(names), writing
        self.code_place = names.index(recipe.code_column)
        self.places = {column: names.index(column) for column in recipe.columns}
        self.known = matching.index(found.codes, found.names, recipe.matching)
        self.key = matching.WAYS[recipe.matching].row
        self.conflicts: set[int] = set()
        columns = {column: _empty(len(found)) for column in recipe.columns}
        self.gathered = Gathered(found, columns, np.zeros(len(found), np.int64))

    def take(self, row: Row) -> None:
        self.gathered.n_rows += 1
        area = self._area(row)
        if area is None:
            return
        if self.gathered.lines[area]:
            self._repeat(row, area)
            return
        self.gathered.lines[area] = row.number
        for column, place in self.places.items():
            self._write(column, area, row, row.cells[place])

    def _area(self, row: Row) -> int | None:
        """The area a row speaks of; None when the row was set aside, and told."""
        code = as_text(row.cells[self.code_place]) if self.code_place < len(row.cells) else ""
        area = self.known.get(self.key(code))
        if area is None and row.n_filled <= 1:  # a title between two blocks, a footnote: no figure in it
            self.gathered.notes.append(" ".join(as_text(cell) for cell in row.cells if cell != "")[:200])
        elif len(row.cells) != self.width:
            n = len(row.cells)
            reason = ngettext("%(n)s colonne au lieu de %(width)s", "%(n)s colonnes au lieu de %(width)s", n)
            self.gathered.refuse(row.number, code, reason % {"n": n, "width": self.width})
            return None
        elif not code:
            self.gathered.refuse(row.number, code, _("pas de code"))
        elif area is None:
            self.gathered.refuse(row.number, code, _("code absent du découpage"))
        return area

    def _write(self, column: str, area: int, row: Row, raw: Raw) -> None:
        figures = self.gathered.columns[column]
        try:
            read = self.writing.figure(raw)
        except NotANumber:
            code, reason = self.gathered.areas.codes[area], _("ni un nombre ni un symbole connu")
            self.gathered.refuse(row.number, code, reason, column=column, text=str(raw))
            figures.blank[area] = False
            return
        figures.values[area] = np.nan if read.value is None else read.value
        figures.statuses[area] = PLACE[read.status]
        figures.blank[area] = isinstance(raw, str) and not raw.strip()
        figures.percent[area] = read.is_percent

    def _repeat(self, row: Row, area: int) -> None:
        """A code given twice: harmless if it says the same, otherwise nobody can tell which line is right."""
        first, code = int(self.gathered.lines[area]), self.gathered.areas.codes[area]
        if all(self._says(row.cells[place]) == self._kept(column, area) for column, place in self.places.items()):
            self.gathered.refuse(row.number, code, _("répète la ligne %(line)s") % {"line": first})
            return
        self.conflicts.add(area)
        reason = _("contredit la ligne %(line)s : aucune des deux n’est retenue") % {"line": first}
        self.gathered.refuse(row.number, code, reason)

    def _says(self, raw: Raw) -> tuple[float | None, int]:
        try:
            read = self.writing.figure(raw)
        except NotANumber:
            return None, PLACE[Status.UNAVAILABLE]
        return read.value, PLACE[read.status]

    def _kept(self, column: str, area: int) -> tuple[float | None, int]:
        figures = self.gathered.columns[column]
        value = figures.values[area]
        return (None if np.isnan(value) else float(value)), int(figures.statuses[area])

    def forget_conflicts(self) -> None:
        for area in self.conflicts:
            for figures in self.gathered.columns.values():
                figures.values[area], figures.statuses[area] = np.nan, PLACE[Status.UNAVAILABLE]
                figures.blank[area] = False


def _empty(n: int) -> Figures:
    unavailable = np.full(n, PLACE[Status.UNAVAILABLE], np.int8)
    return Figures(np.full(n, np.nan), unavailable, np.ones(n, bool), np.zeros(n, bool))
