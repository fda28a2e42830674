"""Figures out of a store's packed chunks without Python's lock: what reading.store.packing.unpack does, compiled.

A test holds the two to the same figures, bit for bit.
"""
# ruff: noqa: PLR0913, PLR0917  what numba compiles takes arrays, not objects

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from reperes.atlas.engines.quantities import Term
from reperes.figures import aggregation, summing
from reperes.figures.aggregation import Floats
from reperes.figures.statuses import Codes
from reperes.figures.summing import RANKS, Plan
from reperes.reading.store import Store
from reperes.reading.store.packing import DENSE, MOST_DECIMALS, NO_VALUE

POWERS = 10.0 ** np.arange(MOST_DECIMALS + 1)
ALL_CODES = int(DENSE)


@dataclass(frozen=True)
class Chunks:
    """A store as compiled code reads it."""

    bytes: NDArray[np.uint8]
    index: NDArray[np.void]  # (n_blocks, n_series), records of packing.CHUNK
    blocks: NDArray[np.int64]  # (n_blocks, 3): first area, number of areas, first byte

    @classmethod
    def of(cls, store: Store) -> "Chunks":
        blocks = np.array(store.blocks, np.int64).reshape(-1, 3)
        return cls(np.asarray(store.bytes), np.asarray(store.index), blocks)

    @property
    def n_kept(self) -> int:
        """Areas of every level the folder holds, shown or not."""
        return int(self.blocks[:, 1].sum())


def rows(store: Store, chunks: Chunks, terms: Sequence[Term]) -> tuple[Floats, Codes]:
    """As store.rows, over all the areas of the folder: both (len(terms), chunks.n_kept). KeyError: not in the store."""
    series = np.array([store.series(*term) for term in terms], np.int64)
    values, codes = np.empty((len(terms), chunks.n_kept)), np.empty((len(terms), chunks.n_kept), np.int8)
    _fill_all(chunks.bytes, chunks.index, chunks.blocks, series, values, codes)
    return values, codes


def sum_all(chunks: Chunks, series: NDArray[np.int64], plan: Plan, value: Floats, status: Codes) -> None:
    """Fill `value` and `status`, (len(series), n_targets), with each row's sum and what it is worth."""
    _sum_all(
        chunks.bytes, chunks.index, chunks.blocks, series, chunks.n_kept, RANKS,
        plan.start, plan.source, plan.weight, plan.presence, plan.everyone,
        aggregation.PARTIAL_BELOW, aggregation.HIDDEN_BELOW, value, status,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _sum_all(
    packed: Any, index: Any, blocks: Any, series: Any, n_kept: int, ranks: Any,
    start: Any, source: Any, weight: Any, presence: Any, everyone: Any,
    partial_below: float, hidden_below: float, value: Any, status: Any,
) -> None:  # fmt: skip
    values, codes = np.empty(n_kept, np.float64), np.empty(n_kept, np.int8)
    sums, covered = np.empty(len(everyone), np.float64), np.empty(len(everyone), np.float64)
    missing = np.zeros((len(ranks), len(everyone)), np.int32)
    for row in range(len(series)):
        _fill(packed, index, blocks, series[row], values, codes)
        summing.add_row(values, codes, ranks, start, source, weight, presence, everyone, sums, covered, missing)
        summing.tell(sums, covered, missing, everyone, start, partial_below, hidden_below, value[row], status[row])


@njit(nogil=True, cache=True)
def _fill_all(packed: Any, index: Any, blocks: Any, series: Any, values: Any, codes: Any) -> None:
    for row in range(len(series)):
        _fill(packed, index, blocks, series[row], values[row], codes[row])


@njit(nogil=True, cache=True)
def _fill(packed: Any, index: Any, blocks: Any, series: int, values: Any, codes: Any) -> None:
    for block in range(len(blocks)):
        first, n, offset = blocks[block]
        chunk = index[block, series]
        _figures(packed[offset:], chunk, values[first : first + n])
        marks = packed[offset + np.int64(chunk.offset) + n * np.int64(chunk.width) :]
        _codes(marks, chunk, values[first : first + n], codes[first : first + n])


@njit(nogil=True, cache=True)
def _figures(block: Any, chunk: Any, values: Any) -> None:
    n, start, width = len(values), np.int64(chunk.offset), np.int64(chunk.width)
    base, unit, scale = np.float64(chunk.base), np.float64(chunk.unit), POWERS[chunk.decimals]
    run = block[start : start + n * width]
    if width == 8:
        values[:] = run.view(np.float64)
    elif width == 0:
        values[:] = base / scale
    elif width == 1:
        _scaled(run, base, unit, scale, values)
    elif width == 2:
        _scaled(run.view(np.uint16), base, unit, scale, values)
    else:
        _scaled(run.view(np.uint32), base, unit, scale, values)


@njit(nogil=True, cache=True)
def _scaled(small: Any, base: float, unit: float, scale: float, values: Any) -> None:
    """Dividing by one changes nothing, but takes as long as dividing."""
    if scale == 1.0:
        for area in range(len(values)):
            values[area] = base + unit * small[area]
    else:
        for area in range(len(values)):
            values[area] = (base + unit * small[area]) / scale


@njit(nogil=True, cache=True)
def _codes(marks: Any, chunk: Any, values: Any, codes: Any) -> None:
    n_runs = np.int64(chunk.n_runs)
    if n_runs == 0:
        _set(np.int8(chunk.status), 0, len(codes), values, codes)
    elif n_runs == ALL_CODES:
        for area in range(len(codes)):
            codes[area] = np.int8(marks[area]) & ~NO_VALUE
            if marks[area] & NO_VALUE:
                values[area] = np.nan
    else:
        starts, said = marks[: 2 * n_runs].view(np.uint16), marks[2 * n_runs : 3 * n_runs]
        for run in range(n_runs):
            end = starts[run + 1] if run + 1 < n_runs else len(codes)
            _set(np.int8(said[run]), starts[run], end, values, codes)


@njit(nogil=True, cache=True)
def _set(code: Any, start: int, end: int, values: Any, codes: Any) -> None:
    said = code & ~NO_VALUE
    for area in range(start, end):
        codes[area] = said
    if code & NO_VALUE:
        for area in range(start, end):
            values[area] = np.nan
