"""What the threads found, put together: one list of areas, one of characteristics, one store."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reperes.reading.archives import Content
from reperes.reading.census import state
from reperes.reading.census.layout import Profile, fold
from reperes.reading.census.state import DIFFER, IDENTIFIER, N_PLACES, TEXT_START
from reperes.reading.census.symbols import UNAVAILABLE
from reperes.reading.census.worker import AREAS_A_BLOCK, Share, Worker
from reperes.reading.store import Characteristic, Store, Writer
from reperes.reading.store.opened import described
from reperes.reading.store.packing import Codes, Values
from reperes.reading.store.writing import Blocks, empty_chunks, finish, twice

PLACES = 3072  # characteristics there is room for at first; a profile has some 2,600
ENCODINGS = ("utf-8", "cp1252", "latin-1")
LEVELS = {  # by the kind of area a DGUID names
    "A0000": "country", "A0001": "region_of_canada", "A0002": "province", "A0003": "census_division",
    "A0004": "federal_electoral_district", "A0005": "census_subdivision", "A0006": "designated_place",
    "A0007": "health_region", "A0011": "forward_sortation_area", "S0500": "economic_region",
    "S0503": "census_metropolitan_area", "S0504": "census_agglomeration", "S0505": "census_agglomeration",
    "S0507": "census_tract", "S0510": "population_centre", "S0512": "dissemination_area",
    "S0516": "aggregate_dissemination_area",
}  # fmt: skip
NAMED = {  # as older files and copies call them, folded
    "country": ("country", "pays", "canada"), "province": ("province", "territory", "territoire"),
    "census_division": ("census division", "division de recensement"),
    "census_subdivision": ("census subdivision", "subdivision de recensement"),
    "census_tract": ("census tract", "secteur de recensement"),
    "dissemination_area": ("dissemination area", "aire de diffusion"),
    "aggregate_dissemination_area": ("aggregate dissemination area", "aire de diffusion agregee"),
}  # fmt: skip
BY_LENGTH = {2: "province", 4: "census_division", 7: "census_subdivision", 8: "dissemination_area"}


@dataclass(frozen=True, slots=True)
class Area:
    """What the file says of an area beside its figures."""

    code: str
    level: str
    facts: dict[str, str]  # dguid, name, quality…
    n_given: int


@dataclass
class Parts:
    """Shares of all threads and files, in order."""

    profile: Profile
    shares: list[Share] = field(default_factory=list)
    sources: list[Content] = field(default_factory=list)  # of each share
    states: list[state.State] = field(default_factory=list)
    _taken: int = 0

    def worker(self, blocks: Blocks, order: int = 0, like: Worker | None = None) -> Worker:
        """One that knows what those before learnt."""
        known = like.state if like else self.states[-1] if self.states else None
        fresh = state.taught(known, 64) if known else self.profile.state(PLACES, AREAS_A_BLOCK)
        return Worker(fresh, blocks, self._taken + order)

    def take(self, content: Content, workers: list[Worker]) -> None:
        """Keep what they found; their figures are on disk."""
        for worker in workers:
            self.shares.append(worker.share)
            self.sources.append(content)
            self.states.append(worker.state)
        self._taken += len(workers)

    @cached_property
    def encoding(self) -> str:
        """Names are decoded alone: what they are written in is what the file is written in."""
        known = self.states[-1]
        said = known.names[: int(known.at[state.NAMES_USED])].tobytes() + b"".join(
            area for share in self.shares for area in share.areas
        )
        for encoding in ENCODINGS:
            try:
                said.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
        return "latin-1"

    def decoded(self, text: bytes) -> str:
        """Read as the names are; what cannot be, as Latin-1."""
        try:
            return text.decode(self.encoding)
        except UnicodeDecodeError:
            return text.decode("cp1252", "replace")

    def ids(self) -> list[int]:
        """Every characteristic's number, in the order of the file."""
        return list(dict.fromkeys(number for one in self.states for number in _ids(one)))

    def texts(self) -> Iterator[tuple[int, bytes]]:
        """(number, what the file writes for it), for each file and thread."""
        for one in self.states:
            ends = [*one.table[1 : int(one.at[N_PLACES]), TEXT_START].tolist(), int(one.at[state.NAMES_USED])]
            for row, end in zip(one.table[: int(one.at[N_PLACES])].tolist(), ends, strict=False):
                yield row[IDENTIFIER], one.names[row[TEXT_START] : end].tobytes()

    def n_differing(self) -> int:
        """Rows whose characteristic is not called as it was."""
        return sum(int(one.table[:, DIFFER].sum()) for one in self.states)

    def characteristics(self) -> list[Characteristic]:
        """As the file names them, with how far each is set in."""
        written: dict[int, bytes] = {}
        for number, text in self.texts():
            written.setdefault(number, text)
        names = {number: self._name(text) for number, text in written.items()}
        indents = {number: len(name) - len(name.lstrip(" ")) for number, name in names.items()}
        step = min((indent for indent in indents.values() if indent), default=2)
        return [
            Characteristic(number, *self._bilingual(names[number].strip()), indents[number] // step)
            for number in self.ids()
        ]

    def _bilingual(self, name: str) -> tuple[str, str]:
        return (name, "") if self.profile.language == "fr" else (name, name)

    def _name(self, text: bytes) -> str:
        cells = next(csv.reader([self.decoded(text)], delimiter=self.profile.separator), [])
        first = min(self.profile.characteristic.values()) if self.is_usual else 0
        place = self.profile.characteristic["name"] - first
        return cells[place] if place < len(cells) else ""

    @property
    def is_usual(self) -> bool:
        """Columns come in the usual order."""
        return bool(self.states[-1].at[state.AFTER])

    def areas(self) -> list[Area]:
        """In the order of the blocks."""
        return [
            self._area(self.decoded(text), n)
            for share in self.shares
            for text, n in zip(share.areas, share.n_given, strict=True)
        ]

    def code_of(self, text: bytes) -> str:
        """Of the area whose rows begin so."""
        return self._area(self.decoded(text), 0).code if text else ""

    def _area(self, text: str, n_given: int) -> Area:
        cells = next(csv.reader([text], delimiter=self.profile.separator), [])
        said = {role: cells[column].strip() for role, column in self.profile.area.items() if column < len(cells)}
        code = cells[self.profile.code].strip() if self.profile.code < len(cells) else ""
        facts = {role: said.get(role, "") for role in self.profile.area if role not in {"year", "level"}}
        return Area(code, _level(said, code), facts, n_given)


def _ids(one: state.State) -> list[int]:
    return one.table[: int(one.at[N_PLACES]), IDENTIFIER].tolist()


def _level(said: dict[str, str], code: str) -> str:
    if known := LEVELS.get(said.get("dguid", "")[4:9]):
        return known
    written = fold(said.get("level", ""))
    for level, names in NAMED.items():
        if written in names:
            return level
    if written.isdigit() or not written:  # 2016: a rank among the levels of that file
        if "." in code:
            return "census_tract"
        return "country" if code in {"01", "1"} and written in {"0", ""} else BY_LENGTH.get(len(code), written)
    return written


@dataclass
class Joined:
    """Areas that a file gives in several places, made one."""

    codes: list[str] = field(default_factory=list)
    n_conflicts: int = 0  # figures that said otherwise there: neither is kept

    @property
    def n_areas(self) -> int:
        return len(self.codes)


def assemble(found: Parts, blocks: Blocks, part: Path, folder: Path) -> tuple[Store, Joined]:
    """Give every chunk its place, and the store its name. Areas given twice are joined."""
    ids, n_values = found.ids(), len(found.profile.values)
    place_of = {number: place for place, number in enumerate(ids)}
    own = [np.array([place_of[number] for number in _ids(one)], np.int64) for one in found.states]

    def placed(order: tuple[int, int], chunks: np.ndarray) -> np.ndarray:
        whole = empty_chunks(len(ids) * n_values)
        series = (own[order[0]][:, None] * n_values + np.arange(n_values)).ravel()
        whole[series[: len(chunks)]] = chunks
        return whole

    written, content = blocks.finish(placed)
    areas = found.areas()
    said = {
        "areas": [area.code for area in areas],
        "levels": [area.level for area in areas],
        "facts": {role: [area.facts[role] for area in areas] for role in (areas[0].facts if areas else {})},
        "characteristics": described(found.characteristics()),
        "columns": found.profile.columns,
        "blocks": written,
    }
    if len({(area.code, area.level) for area in areas}) == len(areas):
        return finish(part, folder, content, said), Joined()
    return _join(finish(part, twice(folder), content, said, is_whole=True), areas, folder)


def _join(read: Store, areas: list[Area], folder: Path) -> tuple[Store, Joined]:
    """Write the store again, each area once: of two figures the one that is there; of two that differ, none."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, area in enumerate(areas):
        places.setdefault((area.code, area.level), []).append(place)
    firsts = np.array([many[0] for many in places.values()])
    again = [(row, other) for row, many in enumerate(places.values()) for other in many[1:]]
    rows, others = (np.array(column) for column in zip(*again, strict=True))
    joined = Joined([code for (code, _level), many in places.items() if len(many) > 1])
    facts = {role: [said[place] for place in firsts] for role, said in read.facts.items()}
    levels = [areas[place].level for place in firsts]
    codes = [areas[place].code for place in firsts]
    with Writer(folder, codes, read.characteristics, read.columns, facts=facts, levels=levels) as writer:
        for one in read.characteristics:
            for column in read.columns:
                values, statuses = read.column(one.id, column)
                kept, marks = values[firsts], statuses[firsts]
                joined.n_conflicts += _add(kept, marks, rows, values[others], statuses[others])
                writer.put(one.id, column, kept, marks)
    shutil.rmtree(read.folder)
    return Store.open(folder), joined


def _add(kept: Values, marks: Codes, rows: NDArray[np.int64], values: Values, statuses: Codes) -> int:
    """Lay each figure over its area's; how many were contradicted."""
    n_conflicts = 0
    for row, value, status in zip(rows.tolist(), values.tolist(), statuses.tolist(), strict=True):
        if status == UNAVAILABLE or (status == marks[row] and (value == kept[row] or np.isnan(value))):
            continue
        if marks[row] == UNAVAILABLE:
            kept[row], marks[row] = value, status
        else:
            kept[row], marks[row] = np.nan, UNAVAILABLE
            n_conflicts += 1
    return n_conflicts
