"""Reading a store."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from reperes.core.errors import BadFile
from reperes.reading.store.packing import Codes, Values, unpack

COLUMNS = ("total", "men", "women", "rate_total", "rate_men", "rate_women")
FORMAT = 1
EVERY_LEVEL = "*"  # areas of all levels together: never to be summed
ROWS_A_GROUP = 2_000_000  # of as_long's Parquet
LONG = pa.schema(
    [
        ("characteristic", pa.int32()),
        ("column", pa.int8()),  # place in columns
        ("area", pa.int32()),  # place in areas
        ("value", pa.float64()),
        ("status", pa.int8()),
    ]
)


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What one line of a census profile, or one column of a wide table, counts."""

    id: int
    name: str
    name_en: str = ""
    depth: int = 0  # how far its name is set in, under the one it is part of


@dataclass(frozen=True)
class Store:
    """Figures of n_areas × characteristics × columns; a pair the source never gave is unavailable.

    A file may speak of several levels (Canada, province, areas): they are kept apart, and a store shows one of them.
    """

    folder: Path
    areas: list[str]
    characteristics: list[Characteristic]
    columns: tuple[str, ...]
    fingerprint: str
    levels: dict[str, int] = field(default_factory=dict)  # level → how many areas the folder holds of it
    level: str = ""
    facts: dict[str, list[str]] = field(default_factory=dict)  # what the source says of each area beside its figures
    _blocks: list[tuple[int, int, int]] = field(default_factory=list, repr=False)  # (first area, areas, first byte)
    _shown: NDArray[np.int64] | None = field(default=None, repr=False)  # places of this level's areas in the folder

    @classmethod
    def open(cls, folder: Path, level: str = "") -> "Store":
        """The level asked for, or the one with most areas. BadFile: no such store, or no such level."""
        try:
            written = json.loads((folder / "store.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadFile(
                _("Les données importées « %(name)s » ne s’ouvrent pas : refaites l’importation.")
                % {"name": folder.name}
            ) from error
        if written["format"] != FORMAT:
            raise BadFile(
                _("Les données importées « %(name)s » sont d’une autre version : refaites l’importation.")
                % {"name": folder.name}
            )
        return _shown(folder, written, level)

    @cached_property
    def places(self) -> dict[int, int]:
        """Characteristic id → its place."""
        return {one.id: place for place, one in enumerate(self.characteristics)}

    @cached_property
    def bytes(self) -> NDArray[np.uint8]:
        """The packed figures, mapped."""
        file = self.folder / "figures.bin"
        return np.memmap(file, np.uint8, mode="r") if file.stat().st_size else np.zeros(0, np.uint8)

    @cached_property
    def index(self) -> NDArray[np.void]:
        """packing.CHUNK records, (blocks, characteristics × columns)."""
        return np.load(self.folder / "index.npy", mmap_mode="r")

    @property
    def blocks(self) -> list[tuple[int, int, int]]:
        """(first area, number of areas, first byte) of each block, in the folder's order of areas."""
        return self._blocks

    @property
    def shown(self) -> NDArray[np.int64] | None:
        """Places, in the folder's order, of the areas shown; None: all of them."""
        return self._shown

    def series(self, characteristic: int, column: str = "total") -> int:
        """The place of a pair in the index. KeyError where the store has no such characteristic or column."""
        if column not in self.columns:
            raise KeyError(column)
        return self.places[characteristic] * len(self.columns) + self.columns.index(column)

    def column(self, characteristic: int, column: str = "total") -> tuple[Values, Codes]:
        """(values, NaN where missing; codes of statuses.PLACE), both (n_areas,). KeyError: not in the store."""
        values, statuses = self.rows([(characteristic, column)])
        return values[0], statuses[0]

    def rows(self, wanted: Sequence[tuple[int, str]]) -> tuple[Values, Codes]:
        """The same for several pairs: both (k, n_areas)."""
        places = [self.series(*pair) for pair in wanted]
        values = np.empty((len(places), self._n_kept))
        statuses = np.empty((len(places), self._n_kept), np.int8)
        for row, place in enumerate(places):
            self._fill(place, values[row], statuses[row])
        if self._shown is None:
            return values, statuses
        return values[:, self._shown], statuses[:, self._shown]

    def _fill(self, place: int, values: Values, statuses: Codes) -> None:
        for (first, n, start), chunks in zip(self._blocks, self.index, strict=True):
            unpack(chunks[place], self.bytes[start:], values[first : first + n], statuses[first : first + n])

    @property
    def _n_kept(self) -> int:
        return sum(n for _first, n, _start in self._blocks)

    def as_long(self, file: Path) -> None:
        """Write one Parquet row a figure, for columnar engines: sorted by characteristic, column, area. See LONG."""
        step = max(1, ROWS_A_GROUP // max(1, len(self.areas)))
        pairs = [(one.id, column) for one in self.characteristics for column in self.columns]
        unfinished = file.with_suffix(".part")
        with pq.ParquetWriter(unfinished, LONG, compression="zstd", compression_level=1) as target:
            for start in range(0, len(pairs), step):
                target.write_table(self._long(pairs[start : start + step]))
        unfinished.replace(file)

    def _long(self, pairs: list[tuple[int, str]]) -> pa.Table:
        values, statuses = self.rows(pairs)
        n = len(self.areas)
        columns = [
            np.repeat(np.array([one for one, _column in pairs], np.int32), n),
            np.repeat(np.array([self.columns.index(column) for _one, column in pairs], np.int8), n),
            np.tile(np.arange(n, dtype=np.int32), len(pairs)),
            pa.array(values.ravel(), from_pandas=True),  # NaN is null
            statuses.ravel(),
        ]
        return pa.table(columns, schema=LONG)


def _shown(folder: Path, written: dict[str, Any], level: str) -> Store:
    areas, facts, levels = written["areas"], written["facts"], written["levels"]
    names = list(dict.fromkeys(levels))
    counts = {name: levels.count(name) for name in names}
    if level and level not in {*counts, EVERY_LEVEL}:
        raise BadFile(
            _("Les données importées « %(name)s » n’ont pas le niveau « %(level)s »; elles ont : %(levels)s.")
            % {"name": folder.name, "level": level, "levels": ", ".join(names)}
        )
    level = level or max(names, key=counts.__getitem__, default="")
    shown = None
    if len(names) > 1 and level != EVERY_LEVEL:
        shown = np.flatnonzero(np.array(levels) == level)
        areas = [areas[place] for place in shown]
        facts = {key: [said[place] for place in shown] for key, said in facts.items()}
    return Store(
        folder,
        areas,
        [Characteristic(*one) for one in written["characteristics"]],
        tuple(written["columns"]),
        hashlib.sha256(f"{written['fingerprint']} {level}".encode()).hexdigest(),
        counts,
        level,
        facts,
        [tuple(block) for block in written["blocks"]],
        shown,
    )


def described(characteristics: Sequence[Characteristic]) -> list[list[Any]]:
    """As store.json keeps them."""
    return [list(asdict(one).values()) for one in characteristics]
