"""Figures of a block of areas → packed chunks, as store/packing.py reads them. Compiled.

The same format as packing.pack, written from the integers the parser read rather than from doubles.
"""
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: PLR0913, PLR0917, SIM110 (compiled: arrays one by one)

import numpy as np

from reperes.reading.census.compiled import entry, jit
from reperes.reading.census.memory import copy
from reperes.reading.census.state import ABSENT, NO_NUMBER, ODD, STATUS, WIDE, WIDE_DECIMALS, WIDE_NUMBER
from reperes.reading.census.symbols import UNAVAILABLE
from reperes.reading.store import packing

NO_VALUE, DENSE = packing.NO_VALUE, int(packing.DENSE)
EXACT = 2**52  # so that differences stay exact too
TILE = 16  # series gathered together: what a line of the processor's cache holds
ALIGNED = 8
BASE, OFFSET, UNIT, N_RUNS, WIDTH_OF, DECIMALS, STATUS_OF_ALL = range(7)  # columns of `fields`
FIELDS = ["base", "offset", "unit", "n_runs", "width", "decimals", "status"]
POWERS = np.array([10**power for power in range(16)], np.int64)
FIVE = 5  # counts are rounded to it


@entry
def pack(series, n_series, n, numbers, meta, wide, careful, out, fields, tile, tile_meta, doubles, double_bytes):
    """Pack n areas from `series` on, as many as `out` holds. (the next series, bytes written).

    `careful`: numbers read with care, at their places in `wide`.
    Room to work in: tile and tile_meta (TILE, n); doubles (n,) and the same memory as bytes.
    """
    used = 0
    while series < n_series:
        width = min(TILE, n_series - series)
        if used + width * (12 * n + 2 * ALIGNED) > len(out):
            break
        for area in range(n):
            for j in range(width):
                tile[j, area] = numbers[area, series + j]
                tile_meta[j, area] = meta[area, series + j]
        for j in range(width):
            mine = fields[series + j]
            mine[OFFSET] = used
            used = _figures(n, tile[j], tile_meta[j], wide, careful, out, used, mine, doubles, double_bytes)
            used = _statuses(tile_meta[j], n, out, used, mine)
            used += -used % ALIGNED
        series += width
    return series, used


@jit
def _figures(n, numbers, meta, wide, careful, out, used, fields, doubles, double_bytes):
    fields[BASE], fields[UNIT], fields[DECIMALS], fields[WIDTH_OF] = 0, 1, 0, 0
    decimals = _level(n, numbers, meta, wide)
    if decimals == ODD:
        fields[WIDTH_OF] = 8
        return _write_doubles(n, numbers, meta, wide, careful, out, used, doubles, double_bytes)
    low, high = EXACT, -EXACT
    for area in range(n):
        if meta[area] & NO_NUMBER == 0:
            low, high = min(low, numbers[area]), max(high, numbers[area])
    if low > high:
        return used
    fields[BASE], fields[DECIMALS] = low, decimals
    fields[UNIT] = FIVE if _all_by_five(n, numbers, meta, low) else 1
    largest = (high - low) // fields[UNIT]
    if largest >= 2**32:
        fields[BASE], fields[UNIT], fields[DECIMALS], fields[WIDTH_OF] = 0, 1, 0, 8
        return _write_leveled(n, numbers, meta, decimals, out, used, doubles, double_bytes)
    width = 0 if largest == 0 else 1 if largest < 2**8 else 2 if largest < 2**16 else 4
    fields[WIDTH_OF] = width
    return _write(n, numbers, meta, low, fields[UNIT], width, out, used)


@jit
def _level(n, numbers, meta, wide):
    """Bring all numbers to as many decimals, which it returns; ODD: they are to be doubles. Updates both arrays."""
    fewest, most, is_wide = 15, 0, False
    for area in range(n):
        if meta[area] & NO_NUMBER == 0:
            decimals = _decimals(meta[area])
            fewest, most = min(fewest, decimals), max(most, decimals)
    if most == ODD:
        return ODD
    if most == WIDE:
        fewest, most, is_wide = 15, 0, True
        for area in range(n):
            if meta[area] & NO_NUMBER == 0:
                decimals = _decimals(meta[area])
                decimals = wide[numbers[area], WIDE_DECIMALS] if decimals == WIDE else decimals
                fewest, most = min(fewest, decimals), max(most, decimals)
    if not is_wide and fewest >= most:
        return most
    return _scale(n, numbers, meta, wide, most)


@jit
def _decimals(meta):
    return np.int64(meta) >> 4


@jit
def _scale(n, numbers, meta, wide, most):
    """`most`, or ODD where a number would grow too large; then nothing is changed."""
    for write in range(2):
        for area in range(n):
            if meta[area] & NO_NUMBER == 0:
                number, decimals = numbers[area], _decimals(meta[area])
                if decimals == WIDE:
                    number, decimals = wide[numbers[area], WIDE_NUMBER], wide[numbers[area], WIDE_DECIMALS]
                if abs(number) >= EXACT // POWERS[most - decimals]:
                    return ODD
                if write:
                    numbers[area] = number * POWERS[most - decimals]
    return most


@jit
def _all_by_five(n, numbers, meta, low):
    for area in range(n):
        if meta[area] & NO_NUMBER == 0 and (numbers[area] - low) % FIVE != 0:
            return False
    return True


@jit
def _write(n, numbers, meta, low, unit, width, out, used):
    if width == 0:
        return used
    for area in range(n):
        small = 0
        if meta[area] & NO_NUMBER == 0:
            small = numbers[area] - low
            if unit == FIVE:
                small = small // FIVE
        if width == 1:
            out[used] = small
        elif width == 2:
            out[used], out[used + 1] = small & 255, small >> 8
        else:
            for byte in range(4):
                out[used + byte] = (small >> 8 * byte) & 255
        used += width
    return used


@jit
def _write_doubles(n, numbers, meta, wide, careful, out, used, doubles, double_bytes):
    for area in range(n):
        doubles[area] = 0.0
        if meta[area] & NO_NUMBER == 0:
            doubles[area] = _double(numbers[area], _decimals(meta[area]), wide, careful)
            if np.isnan(doubles[area]):  # the careful reader could not read it
                meta[area] = UNAVAILABLE | NO_NUMBER
    copy(double_bytes, 0, 8 * n, out, used)
    return used + 8 * n


@jit
def _write_leveled(n, numbers, meta, decimals, out, used, doubles, double_bytes):
    for area in range(n):
        doubles[area] = 0.0
        if meta[area] & NO_NUMBER == 0:
            doubles[area] = numbers[area] / np.float64(POWERS[decimals])
    copy(double_bytes, 0, 8 * n, out, used)
    return used + 8 * n


@jit
def _double(number, decimals, wide, careful):
    if decimals == ODD:
        return careful[number]
    if decimals == WIDE:
        number, decimals = wide[number, WIDE_NUMBER], wide[number, WIDE_DECIMALS]
    return number / np.float64(POWERS[decimals])


@jit
def _statuses(meta, n, out, used, fields):
    """Runs of one status, or one code an area where runs are short."""
    n_runs = 1
    for area in range(1, n):
        n_runs += meta[area] & (STATUS | NO_NUMBER) != meta[area - 1] & (STATUS | NO_NUMBER)
    fields[N_RUNS], fields[STATUS_OF_ALL] = 0, _code(meta[0])
    if n_runs == 1:
        return used
    fields[STATUS_OF_ALL] = 0
    if 3 * n_runs > n:
        fields[N_RUNS] = DENSE
        for area in range(n):
            out[used + area] = _code(meta[area])
        return used + n
    fields[N_RUNS] = n_runs
    run = 0
    for area in range(n):
        if area == 0 or meta[area] & (STATUS | NO_NUMBER) != meta[area - 1] & (STATUS | NO_NUMBER):
            out[used + 2 * run], out[used + 2 * run + 1] = area & 255, area >> 8
            out[used + 2 * n_runs + run] = _code(meta[area])
            run += 1
    return used + 3 * n_runs


@jit
def _code(meta):
    """As packing writes it."""
    if meta & STATUS == ABSENT:
        return UNAVAILABLE | NO_VALUE
    return meta & STATUS | (NO_VALUE if meta & NO_NUMBER else 0)
