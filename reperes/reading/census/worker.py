"""One thread's share of a census profile: bytes → parsed areas → packed blocks on disk."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reperes.reading.census import packer, parser, state
from reperes.reading.census.state import (
    ABSENT,
    AREA_END,
    AREA_START,
    BAD_NUMBER,
    BLOCK_IS_FULL,
    COUNTS,
    EMPTY,
    LINE,
    LONGEST_ROW,
    MORE,
    N_RECORDS,
    N_ROWS,
    N_SLOTS,
    N_VALUES,
    N_WIDE,
    PADDING,
    PREFIX,
    SLOT,
    STATUS,
    TABLE_IS_FULL,
    TEXT_USED,
    WIDE_END,
    WIDE_NUMBER,
    WIDE_START,
)  # fmt: skip
from reperes.reading.store.packing import CHUNK
from reperes.reading.store.writing import Blocks
from reperes.reading.told import MOST_REFUSALS

READ_AT_ONCE = 2**21
AREAS_A_BLOCK = 1024
PACKED_AT_ONCE = 2**23
NEWLINE = b"\n"
Fill = Callable[[memoryview], int]  # fills what it is given from the start; how many bytes; 0: no more


@dataclass(frozen=True, slots=True)
class Record:
    """Something set aside: why, where (a line of this share), and the bytes themselves."""

    reason: int
    line: int
    column: int
    text: bytes
    place: int
    area: bytes  # what begins the rows of the area being read


@dataclass
class Share:
    """What one thread found."""

    order: int
    areas: list[bytes] = field(default_factory=list)  # what begins the rows of each
    n_given: list[int] = field(default_factory=list)  # characteristics each has
    records: list[Record] = field(default_factory=list)
    n_lines: int = 0
    n_rows: int = 0
    n_read: int = 0  # bytes
    ends_midway: bool = False  # the last line has no end


class Worker:
    """Reads what `fill` gives, whole rows at a time, and hands packed blocks over."""

    def __init__(self, mine: state.State, blocks: Blocks, order: int) -> None:
        self.state, self.blocks, self.share, self.stop = mine, blocks, Share(order), threading.Event()
        self.buffer = np.zeros(READ_AT_ONCE + 2 * LONGEST_ROW + PADDING, np.uint8)
        self.careful = mine.wide[:, WIDE_NUMBER].view(np.float64)  # the same memory
        self._carried, self._n_blocks, self.is_done = 0, 0, False

    def run(self, fill: Fill) -> None:
        """Read to the end, or until told to stop."""
        while not self.is_done and not self.stop.is_set():
            self.step(fill)

    def step(self, fill: Fill) -> None:
        """Read one piece. What follows its last whole row waits for the next one."""
        view = memoryview(self.buffer)[self._carried : self._carried + READ_AT_ONCE]  # type: ignore[arg-type]
        n_read = fill(view)
        n, is_last = self._carried + n_read, n_read == 0
        self.share.n_read += n_read
        if is_last and n and self.buffer[n - 1] != NEWLINE[0]:
            self.buffer[n], n, self.share.ends_midway = NEWLINE[0], n + 1, True
        self.buffer[n : n + PADDING] = 0
        r = self._parse(n, is_last)
        self._carried = n - r
        self.buffer[: self._carried] = self.buffer[r:n].copy()
        if is_last:
            self._flush()
            self.share.n_lines, self.share.n_rows = int(self.state.at[LINE]), int(self.state.at[N_ROWS])
            self.is_done = True

    def _parse(self, n: int, is_last: bool) -> int:
        r, stop = 0, BLOCK_IS_FULL
        while stop != MORE:
            n_wide = int(self.state.at[N_WIDE])
            used, stop = parser.parse(self.buffer[r:], n - r, is_last, *self.state.arrays)
            self._collect(r, n_wide)
            r = min(n, r + used)
            if stop == BLOCK_IS_FULL:
                self._flush()
            elif stop == TABLE_IS_FULL:
                self.state = state.larger(self.state, 2 * len(self.state.table))
        return r

    def _collect(self, base: int, n_wide: int) -> None:
        """Take the notes, and read with care the numbers left for that, while their bytes are here."""
        at, notes, wide = self.state.at, self.state.notes, self.state.wide
        room = MOST_REFUSALS - len(self.share.records)
        for reason, line, column, start, end, place in notes[: min(int(at[N_RECORDS]), room)].tolist():
            self._remember(reason, line, column, self.buffer[base + start : base + end].tobytes(), place)
        at[N_RECORDS] = 0
        for where in range(n_wide, int(at[N_WIDE])):
            if wide[where, WIDE_END]:
                text = self.buffer[base + wide[where, WIDE_START] : base + wide[where, WIDE_END]].tobytes()
                self.careful[where] = _carefully(text)
                wide[where, WIDE_END] = 0
                if np.isnan(self.careful[where]):
                    notes[COUNTS + BAD_NUMBER, 0] += 1
                    self._remember(BAD_NUMBER, int(at[LINE]), -1, text, 0)

    def _remember(self, reason: int, line: int, column: int, text: bytes, place: int) -> None:
        at, areas = self.state.at, self.state.areas
        start, end = areas[at[SLOT], [AREA_START, AREA_END]] if at[SLOT] >= 0 else (0, 0)
        area = self.state.text[start:end].tobytes()
        self.share.records.append(Record(reason, line, column, text, place, area))

    def _flush(self) -> None:
        """Pack the block and hand it over; then it is empty."""
        at = self.state.at
        n = int(at[N_SLOTS])
        if n:
            self._note_areas(n)
            chunks, pieces = self._pack(n)
            self.blocks.add((self.share.order, self._n_blocks), n, chunks, pieces)
            self._n_blocks += 1
            self.state.meta[:n] = EMPTY
        at[[N_SLOTS, N_WIDE, TEXT_USED, PREFIX]] = 0
        at[SLOT] = -1

    def _note_areas(self, n: int) -> None:
        spans = self.state.areas[:n, [AREA_START, AREA_END]].tolist()
        self.share.areas += [self.state.text[start:end].tobytes() for start, end in spans]
        given = self.state.meta[:n, : self.state.n_series : int(self.state.at[N_VALUES])] & STATUS != ABSENT
        self.share.n_given += given.sum(axis=1).tolist()

    def _pack(self, n: int) -> tuple[np.ndarray[Any, Any], list[bytes]]:
        n_series, mine = self.state.n_series, self.state
        fields = np.zeros((n_series, len(packer.FIELDS)), np.int64)
        tiles = np.zeros((packer.TILE, n), np.int64), np.zeros((packer.TILE, n), np.uint8)
        doubles, out = np.zeros(n), np.empty(max(PACKED_AT_ONCE, 16 * 12 * (n + 8)), np.uint8)
        room = (out, fields, *tiles, doubles, doubles.view(np.uint8))
        pieces, series, written = [], 0, 0
        while series < n_series:
            after, used = packer.pack(series, n_series, n, mine.numbers, mine.meta, mine.wide, self.careful, *room)
            fields[series:after, packer.OFFSET] += written
            pieces.append(out[:used].tobytes())
            series, written = after, written + used
        chunks = np.zeros(n_series, CHUNK)
        for place, name in enumerate(packer.FIELDS):
            chunks[name] = fields[:, place]
        return chunks, pieces


def _carefully(text: bytes) -> float:
    """A number written with an exponent, or with more digits than fit; NaN where it is none."""
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")
