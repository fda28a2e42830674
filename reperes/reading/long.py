"""Tables with one line a figure, or a breakdown a line → a store. Which column is what is recognised, and told.

Five shapes: SDMX-CSV; Statistics Canada's full tables; the deprivation index of the INSPQ; the monthly files of
last-resort assistance, where breakdowns are stacked; and any table of an area, a characteristic and a figure a line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, Status
from reperes.reading.census.layout import fold
from reperes.reading.numbers import NotANumber, Writing
from reperes.reading.store import Characteristic, Store, Writer
from reperes.reading.table import Reading, Row, TableSample, as_text, rows, sample
from reperes.reading.told import Origin, Recorder, Refusal, Told, few

UNAVAILABLE = PLACE[Status.UNAVAILABLE]
MOST_FIGURES = 60_000_000  # held in memory at once
SDMX_ATTRIBUTES = re.compile(r"(obs|conf|unit|decimals|comment|embargo|pre_break|collection|source|title).*", re.I)
SDMX_STATUS = {
    "M": Status.NOT_APPLICABLE, "O": Status.UNAVAILABLE, "L": Status.UNAVAILABLE, "H": Status.UNAVAILABLE,
    "K": Status.UNAVAILABLE, "Q": Status.SUPPRESSED, "U": Status.UNRELIABLE,
}  # fmt: skip
CONFIDENTIAL = {"C", "N", "S", "D"}
BREAKDOWN, VALUE = "caracteristique", "valeur"
REGION = re.compile(r"(?P<code>\d{2})\s*[-–—]\s*(?P<name>.+)")
MONTH = re.compile(r"(20\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)")
FRACTION = re.compile(r"frac[ _](clsc|rls)")
FULL_TABLE = {"ref date": "period", "periode de reference": "period", "dguid": "area", "idugd": "area",
              "value": "value", "valeur": "value", "status": "status", "statut": "status"}  # fmt: skip
TECHNICAL = {"geo", "uom", "uom id", "scalar factor", "scalar id", "vector", "coordinate", "symbol", "terminated",
             "decimals", "unite de mesure", "identificateur d'unite de mesure", "facteur scalaire", "vecteur",
             "coordonnee", "symbole", "termine", "decimales", "identificateur scalaire"}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """What each column is."""

    kind: str  # sdmx, full_table, deprivation, breakdowns, long
    area: str
    dimensions: tuple[str, ...]  # whose members, joined, name a characteristic; none: each figure's column does
    values: tuple[str, ...]
    period: str = ""
    status: str = ""
    confidential: str = ""
    power: str = ""  # of ten, to multiply by
    fraction: str = ""  # of the area a line speaks of
    breakdown: str = ""  # the column that says which breakdown a line belongs to
    chosen: str = ""  # the only breakdown read
    evidence: str = ""


@dataclass
class Loaded:
    """A store, and everything to say of the file it came from."""

    store: Store
    origin: Origin
    n_rows: int
    told: list[Told]
    refusals: list[Refusal]
    n_refusals: int
    periods: list[str] = field(default_factory=list)  # all those the file has; the store holds one


def recognise(found: TableSample) -> Shape | None:
    """The shape of a table by its columns; None: it is wide, one line an area."""
    names = {fold(column.name.split(":")[0]): column.name for column in found.columns}
    for judge in (_sdmx, _full_table, _deprivation, _breakdowns):
        if (shape := judge(names)) is not None:
            return shape
    return _any_long(found)


def _sdmx(names: dict[str, str]) -> Shape | None:
    if not {"obs value", "ref area"} <= set(names):
        return None
    left = {"dataflow", "structure", "structure id", "structure name", "action", "ref area", "time period", "freq"}
    dimensions = tuple(
        name
        for folded, name in names.items()
        if folded not in left and not SDMX_ATTRIBUTES.fullmatch(folded.replace(" ", "_"))
    )
    known = {"period": "time period", "status": "obs status", "confidential": "conf status", "power": "unit mult"}
    more = {role: names[folded] for role, folded in known.items() if folded in names}
    evidence = _("colonnes REF_AREA et OBS_VALUE : c’est du SDMX-CSV")
    return Shape("sdmx", names["ref area"], dimensions, (names["obs value"],), **more, evidence=evidence)


def _full_table(names: dict[str, str]) -> Shape | None:
    roles = {role: names[folded] for folded, role in FULL_TABLE.items() if folded in names}
    if not {"period", "area", "value"} <= set(roles):
        return None
    dimensions = tuple(name for folded, name in names.items() if name not in roles.values() and folded not in TECHNICAL)
    evidence = _("colonnes DGUID et VALUE : c’est un tableau complet de Statistique Canada")
    more = {"period": roles["period"], "status": roles.get("status", "")}
    return Shape("full_table", roles["area"], dimensions, (roles["value"],), **more, evidence=evidence)


def _deprivation(names: dict[str, str]) -> Shape | None:
    area = next((names[one] for one in ("ad", "adidu", "dauid", "da") if one in names), "")
    scores = tuple(name for folded, name in names.items() if re.fullmatch(r"note ?(mat|soc)", folded))
    quintiles = tuple(
        name for folded, name in names.items() if folded.startswith(("quintmat", "quintsoc", "centmat", "centsoc"))
    )
    if not (area and scores and quintiles):
        return None
    people = tuple(name for folded, name in names.items() if re.fullmatch(r"(ad)?pop ?\d{4}", folded))
    fraction = next((name for folded, name in names.items() if FRACTION.fullmatch(folded)), "")
    evidence = _("colonnes NOTEMAT, NOTESOC et quintiles : c’est l’indice de défavorisation de l’INSPQ")
    return Shape("deprivation", area, (), (*people, *scores, *quintiles), fraction=fraction, evidence=evidence)


def _breakdowns(names: dict[str, str]) -> Shape | None:
    if list(names)[:2] != [BREAKDOWN, VALUE] or len(names) < 3:
        return None
    values = tuple(name for folded, name in names.items() if folded not in {BREAKDOWN, VALUE})
    evidence = _("colonnes Caracteristique et Valeur : plusieurs ventilations sont empilées")
    return Shape("breakdowns", names[VALUE], (), values, breakdown=names[BREAKDOWN], chosen="Région", evidence=evidence)


def _any_long(found: TableSample) -> Shape | None:
    """An area repeated, characteristics repeated, and one column of figures."""
    figures = [column.name for column in found.columns if column.is_number]
    texts = {column.name: place for place, column in enumerate(found.columns)}
    cells = {
        name: [as_text(row.cells[place]) for row in found.rows if place < len(row.cells)]
        for name, place in texts.items()
    }
    codes = [
        name
        for name, many in cells.items()
        if re.search(r"\b(code|id|uid|dguid|geo|ad|territoire|area)\w*", fold(name))
    ]
    kinds = [name for name in cells if re.search(r"caract|indicat|variable|characteristic|measure|mesure", fold(name))]
    values = [name for name in figures if re.search(r"val(eur|ue)|obs|nombre|count|chiffre", fold(name))]
    codes = [name for name in codes if name not in [*kinds, *values]]
    if not (codes and kinds and len(values) == 1):
        return None
    if len(set(zip(cells[codes[0]], cells[kinds[0]], strict=False))) < 0.5 * len(found.rows):
        return None
    period = next((name for name in cells if re.search(r"period|annee|year|date|mois", fold(name))), "")
    evidence = _("une ligne par territoire et par caractéristique")
    return Shape("long", codes[0], tuple(kinds), (values[0],), period=period, evidence=evidence)


def periods(path: Path, name: str, reading: Reading, shape: Shape) -> list[str]:
    """Those a file speaks of, in order."""
    if not shape.period:
        return []
    place = _place(path, name, reading, shape.period)
    return sorted({as_text(row.cells[place]) for row in rows(path, name, reading) if place < len(row.cells)})


def read(path: Path, name: str, reading: Reading, shape: Shape, folder: Path, *, period: str = "") -> Loaded:  # noqa: PLR0913
    """Lay a table's figures in a store at `folder`. `period`: one of its periods; the last by default.

    BadFile: no readable line, a period it has not, or too many figures to hold at once.
    """
    known = periods(path, name, reading, shape)
    if period and period not in known:
        raise BadFile(_("« %(file)s » n’a pas la période « %(period)s ».") % {"file": name, "period": period})
    hand = _Hand([column.name for column in sample(path, name, reading).columns], shape, reading.writing)
    wanted = period or (known[-1] if known else "")
    for row in rows(path, name, reading):
        hand.take(row, wanted)
    if not hand.figures:
        raise BadFile(_("« %(file)s » n’a aucune ligne lisible sous son en-tête.") % {"file": name})
    told = [Told("shape", shape.evidence), *hand.told()]
    if len(known) > 1:
        sentence = _("Le fichier a %(n)s périodes; celle-ci est lue : %(period)s.")
        told.append(Told("periods", sentence % {"n": len(known), "period": wanted}, len(known), (), few(known[::-1])))
    month = MONTH.search(name)
    vintage = wanted or (f"{month[1]}-{month[2]}" if month else "")
    return Loaded(
        hand.written(folder), Origin(vintage=vintage, language="fr"), hand.n_rows, told,
        hand.recorder.refusals, hand.recorder.n_refusals, known,
    )  # fmt: skip


def _place(path: Path, name: str, reading: Reading, column: str) -> int:
    return [one.name for one in sample(path, name, reading).columns].index(column)


class _Hand:
    """Takes lines one after the other; each figure has its area and its characteristic."""

    def __init__(self, names: list[str], shape: Shape, writing: Writing) -> None:
        self.names, self.shape, self.writing = names, shape, writing
        self.at = {name: place for place, name in enumerate(names)}
        self.areas: dict[str, int] = {}
        self.labels: list[str] = []  # of areas, where the file names them with their code
        self.kinds: dict[str, int] = {}
        self.figures: dict[tuple[int, int], tuple[float, int, int]] = {}  # (kind, area) → value, status, line
        self.conflicts: dict[tuple[int, int], int] = {}
        self.fractions: dict[str, float] = {}
        self.lines: Counter[str] = Counter()  # of each area
        self.left: Counter[str] = Counter()  # other breakdowns
        self.recorder, self.n_rows = Recorder(), 0

    def _cell(self, row: Row, column: str) -> str:
        return as_text(row.cells[self.at[column]]) if column else ""

    def take(self, row: Row, period: str) -> None:
        self.n_rows += 1
        if len(row.cells) != len(self.names):
            n, width = len(row.cells), len(self.names)
            reason = ngettext("%(n)s colonne au lieu de %(width)s", "%(n)s colonnes au lieu de %(width)s", n)
            self.recorder.refuse(Refusal(row.number, "", "", "", reason % {"n": n, "width": width}))
            return
        if self.shape.period and self._cell(row, self.shape.period) != period:
            return
        if self.shape.breakdown and self._cell(row, self.shape.breakdown) != self.shape.chosen:
            self.left[self._cell(row, self.shape.breakdown)] += 1
            return
        self._lay(row)

    def _lay(self, row: Row) -> None:
        written = self._cell(row, self.shape.area)
        if not written:
            self.recorder.refuse(Refusal(row.number, "", self.shape.area, "", _("pas de code de territoire")))
            return
        code, label = self._code(written)
        if code not in self.areas:
            self.areas[code] = len(self.areas)
            self.labels.append(label)
        self.lines[code] += 1
        if self.shape.fraction:
            self.fractions[code] = self.fractions.get(code, 0) + (self._number(row, self.shape.fraction) or 0)
        members = " · ".join(self._cell(row, one) for one in self.shape.dimensions)
        for column in self.shape.values:
            kind = self.kinds.setdefault(members or column, len(self.kinds))
            self._keep(row, code, kind, column)

    def _code(self, written: str) -> tuple[str, str]:
        """(code, name): « 02 - Saguenay–Lac-Saint-Jean »; SDMX's « 24: Québec »; a DGUID’s own code."""
        if self.shape.kind == "breakdowns" and (found := REGION.fullmatch(written)):
            return found["code"], found["name"]
        if self.shape.kind == "sdmx" and ": " in written:
            code, _colon, label = written.partition(": ")
            return code, label
        if self.shape.kind == "full_table" and (found := re.fullmatch(r"\d{4}[A-Z]\d{4}(.+)", written)):
            return found[1], ""
        return written, ""

    def _number(self, row: Row, column: str) -> float | None:
        try:
            return self.writing.figure(row.cells[self.at[column]]).value
        except NotANumber:
            return None

    def _keep(self, row: Row, code: str, kind: int, column: str) -> None:
        try:
            figure = self.writing.figure(row.cells[self.at[column]])
        except NotANumber:
            reason = _("ni un nombre ni un symbole connu")
            self.recorder.refuse(Refusal(row.number, code, column, self._cell(row, column)[:80], reason))
            value, status = float("nan"), UNAVAILABLE
        else:
            value = (
                float("nan")
                if figure.value is None
                else figure.value * 10 ** (self._number(row, self.shape.power) or 0 if self.shape.power else 0)
            )
            status = PLACE[figure.status]
            if figure.value is None:
                status = self._reason(row, status)
        self._lay_figure(row, (kind, self.areas[code]), value, status, code)

    def _reason(self, row: Row, status: int) -> int:
        """Why a figure is missing, where another column says it."""
        said, hidden = self._cell(row, self.shape.status), self._cell(row, self.shape.confidential)
        if hidden.split(":")[0] in CONFIDENTIAL:
            return PLACE[Status.SUPPRESSED]
        if self.shape.kind == "sdmx":
            return PLACE[SDMX_STATUS.get(said.split(":")[0], Status.UNAVAILABLE)]
        known = self.writing.missing.get(said.lower())
        return PLACE[known] if said and known else status

    def _lay_figure(self, row: Row, pair: tuple[int, int], value: float, status: int, code: str) -> None:
        before = self.figures.get(pair)
        if before is None:
            if len(self.figures) >= MOST_FIGURES:
                raise BadFile(_("Ce tableau a trop de chiffres pour cette forme; apportez-en une partie."))
            self.figures[pair] = value, status, row.number
        elif before[:2] != (value, status) and not (np.isnan(value) and np.isnan(before[0]) and status == before[1]):
            self.conflicts[pair] = row.number
            reason = _("contredit la ligne %(line)s : aucune des deux n’est retenue") % {"line": before[2]}
            self.recorder.refuse(Refusal(row.number, code, "", "", reason))

    def written(self, folder: Path) -> Store:
        """The store."""
        n = len(self.areas)
        values = np.full((len(self.kinds), n), np.nan)
        statuses = np.full((len(self.kinds), n), UNAVAILABLE, np.int8)
        for (kind, area), (value, status, _line) in self.figures.items():
            if (kind, area) not in self.conflicts:
                values[kind, area], statuses[kind, area] = value, status
        kinds = [Characteristic(place, name) for place, name in enumerate(self.kinds, start=1)]
        facts = {"name": self.labels} if any(self.labels) else {}
        with Writer(folder, list(self.areas), kinds, facts=facts) as writer:
            for place in range(len(kinds)):
                writer.put(place + 1, "total", values[place], statuses[place])
        return Store.open(folder)

    def told(self) -> Iterator[Told]:
        """The traps of this shape."""
        if self.left:
            sentence = _(
                "Ce fichier empile des ventilations : seule « %(chosen)s » est lue, sans quoi des personnes "
                "compteraient plusieurs fois. Les autres : %(others)s."
            )
            others = ", ".join(self.left)
            yield Told(
                "breakdowns",
                sentence % {"chosen": self.shape.chosen, "others": others},
                len(self.left),
                (),
                few([*self.left]),
            )
        unknown = [code for code in self.areas if "inconnue" in code.lower()]
        if unknown:
            sentence = _(
                "« %(area)s » n’est pas un territoire : ses personnes comptent dans le total, sur aucune carte."
            )
            yield Told("unknown_area", sentence % {"area": unknown[0]}, len(unknown), (), few(unknown))
        if self.conflicts:
            sentence = _("Des lignes se contredisent; les chiffres en cause ne sont pas retenus.")
            yield Told("conflict", sentence, len(self.conflicts), tuple(self.conflicts.values())[:5])
        if self.shape.kind == "deprivation":
            yield from self._told_of_deprivation()

    def _told_of_deprivation(self) -> Iterator[Told]:
        split = [code for code, n in self.lines.items() if n > 1]
        if split:
            sentence = ngettext(
                "%(n)s aire est partagée entre plusieurs lignes; elle ne compte qu’une fois.",
                "%(n)s aires sont partagées entre plusieurs lignes; chacune ne compte qu’une fois.",
                len(split),
            )
            yield Told("split_areas", sentence % {"n": len(split)}, len(split), (), few(split))
        wrong = [code for code, total in self.fractions.items() if abs(total - 1) > 0.02]
        if wrong:
            sentence = _("Les fractions de %(n)s aires ne font pas 1 : leurs parts sont à vérifier.")
            yield Told("fractions", sentence % {"n": len(wrong)}, len(wrong), (), few(wrong))
        quintiles = [kind for name, kind in self.kinds.items() if fold(name).startswith("quint")]
        empty = {area for kind, area in self.figures if kind in quintiles and np.isnan(self.figures[kind, area][0])}
        if empty:
            sentence = _("%(n)s aires n’ont pas de quintile : elles sortent du numérateur et du dénominateur.")
            yield Told("no_quintile", sentence % {"n": len(empty)}, len(empty))
        yield Told("rights", _("L’INSPQ permet l’étude privée et la recherche; un autre usage demande sa permission."))


def by(shape: Shape, breakdown: str) -> Shape:
    """The same table, read by another of its breakdowns."""
    return replace(shape, chosen=breakdown)
