"""Rows of a census profile → figures by position. Compiled; runs without the interpreter's lock.

Rows come area after area, and in each area the characteristics come in one order. So a row begins as the one before it
did, and goes on as the row of the same place in the first area did: two comparisons of bytes stand for eleven columns,
and only the figures are read one by one. Whatever does not match is cut at its separators and looked at whole. No byte
is decoded: only the names, once each, by the caller.
"""
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: PLR0913, PLR0917, PLR1714, SIM109, SIM110 (compiled: arrays one by one, in the order of state.State)

import numpy as np

from reperes.reading.census import cells
from reperes.reading.census.cells import NEWLINE, QUOTE, RETURN
from reperes.reading.census.compiled import entry, jit
from reperes.reading.census.memory import copy, same
from reperes.reading.census.state import (
    AFTER,
    AREA_END,
    AREA_KEY,
    AREA_START,
    BAD_ID,
    BLOCK_IS_FULL,
    CONFLICT,
    DIFFER,
    EMPTY,
    END,
    EXPECTED,
    FIRST,
    ID,
    IDENTIFIER,
    IDS,
    KEY,
    LINE,
    LONGEST_ROW,
    META,
    MORE,
    N_PLACES,
    N_RECORDS,
    N_ROWS,
    N_SLOTS,
    N_VALUES,
    N_WIDE,
    NAMES_USED,
    NO_AREA,
    NO_NUMBER,
    NUMBER,
    ODD,
    OPEN_QUOTE,
    OTHER_NAME,
    PADDING,
    PREFIX,
    REPEAT,
    SEPARATOR,
    SLOT,
    START,
    STATUS,
    SYMBOL,
    SYMBOLS,
    TABLE_IS_FULL,
    TEXT_LENGTH,
    TEXT_START,
    TEXT_USED,
    WIDE,
    WIDE_DECIMALS,
    WIDE_END,
    WIDE_NUMBER,
    WIDE_START,
    WIDTH,
)  # fmt: skip
from reperes.reading.census.symbols import NONE, UNAVAILABLE

INT32 = 2**31 - 1
DIGIT = ord("0")
FNV, FNV_PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
NOT_A_ROW = -1
SHOWN = 80  # bytes of a line set aside


@entry
def parse(
    buffer, n, is_last, roles, row, cut, notes, table, names, place_of, numbers, meta, wide, areas, text, at
):  # fmt: skip
    """Read the whole rows of buffer[:n], zeros after that. (bytes read, why it stopped)."""
    last = n - 1
    while last >= 0 and buffer[last] != NEWLINE:
        last -= 1
    r = 0
    while r <= last:
        if at[N_WIDE] + 8 > len(wide):
            return r, BLOCK_IS_FULL
        after, p = -1, _known(buffer, r, n, table, names, areas, text, at)
        if p >= 0:
            n_records = at[N_RECORDS]
            after = cells.read(buffer, p, at[AFTER], roles, row, at, notes)
            if after >= 0:
                _keep(at[EXPECTED], r, after, row, notes, numbers, meta, wide, at)
                at[LINE] += 1
            else:
                cells.forget(notes, at, n_records)
        if after < 0:
            after, stop = _other(
                buffer, r, n, is_last, roles, row, cut, notes, table, names, place_of, numbers, meta, wide, areas,
                text, at,
            )  # fmt: skip
            if stop != MORE or after == r:
                return r, stop
        r = after
    return r, MORE


@jit
def _known(buffer, r, n, table, names, areas, text, at):
    """Where the figures start, in a row that begins like the one before and goes on as expected; -1 otherwise."""
    length, place = at[PREFIX], at[EXPECTED]
    if length == 0 or place >= at[N_PLACES] or r + length > n:
        return -1
    p, size = r + length, table[place, TEXT_LENGTH]
    if size == 0 or p + size > n:
        return -1
    if not same(buffer, p, names, table[place, TEXT_START], size):
        return -1
    return p + size if same(buffer, r, text, areas[at[SLOT], AREA_START], length) else -1


@jit
def _keep(place, r, after, row, notes, numbers, meta, wide, at):
    """Lay the figures where they belong. A pair given twice must say the same; otherwise neither is kept."""
    slot, base = at[SLOT], place * at[N_VALUES]
    is_repeat, is_conflict = False, False
    for k in range(at[N_VALUES]):
        number, mark, series = row[k, NUMBER], row[k, META], base + k
        if row[k, SYMBOL] != NONE:
            notes[SYMBOLS + row[k, SYMBOL], 0] += 1
        if mark & NO_NUMBER == 0 and (mark >> 4 == ODD or number > INT32 or number < -INT32):
            number, mark = _aside(k, row, wide, at)
        if meta[slot, series] == EMPTY:
            meta[slot, series], numbers[slot, series] = mark, number
        else:
            is_repeat = True
            if not _agree(meta[slot, series], numbers[slot, series], mark, number, wide):
                is_conflict = True
                meta[slot, series], numbers[slot, series] = UNAVAILABLE | NO_NUMBER, 0
    if is_repeat:
        cells.note(notes, at, CONFLICT if is_conflict else REPEAT, -1, r, min(after, r + SHOWN), place)
    at[EXPECTED] = place + 1
    at[N_ROWS] += 1


@jit
def _agree(was, kept, mark, number, wide):
    if was != mark:
        return False
    if mark >> 4 == WIDE:
        return (
            wide[kept, WIDE_NUMBER] == wide[number, WIDE_NUMBER]
            and wide[kept, WIDE_DECIMALS] == wide[number, WIDE_DECIMALS]
        )
    return mark & NO_NUMBER != 0 or (mark >> 4 != ODD and kept == number)


@jit
def _aside(k, row, wide, at):
    """A number too large for its cell, or left to a careful reader. (its place among those, its cell's mark)."""
    where, mark = at[N_WIDE], row[k, META]
    at[N_WIDE] += 1
    if mark >> 4 == ODD:
        wide[where, WIDE_START], wide[where, WIDE_END] = row[k, START], row[k, END]
        return where, mark
    wide[where, WIDE_NUMBER], wide[where, WIDE_DECIMALS], wide[where, WIDE_END] = row[k, NUMBER], mark >> 4, 0
    return where, WIDE << 4 | (mark & STATUS)


@jit
def _other(
    buffer, r, n, is_last, roles, row, cut, notes, table, names, place_of, numbers, meta, wide, areas, text, at
):  # fmt: skip
    """Any other row. (where the next one starts, MORE); (r, …): it is not whole, or there is no room for it."""
    width, after, breaks = _split(buffer, r, n, at[SEPARATOR], cut)
    if after < 0:  # the row goes on past what was read, or a quote is never closed
        if not is_last and n - r < LONGEST_ROW:
            return r, MORE
        cells.note(notes, at, OPEN_QUOTE, -1, r, min(n, r + SHOWN), 0)
        at[LINE] += 1
        return _next_line(buffer, r, n), MORE
    number = _judge(buffer, r, width, roles, cut, notes, at)
    if number < 0:
        if breaks > 1:  # a stray quote joined lines: only the first one is lost
            at[LINE] += 1
            return _next_line(buffer, r, n), MORE
        at[LINE] += 1
        return after, MORE
    place, stop = _locate(buffer, r, number, roles, cut, notes, table, names, place_of, numbers, areas, text, at)
    if stop != MORE:
        return r, stop
    first = at[AFTER]
    if cells.read(buffer, cut[first, 0] if first else r, first, roles, row, at, notes) < 0:
        cells.note(notes, at, WIDTH, width, r, min(after, r + SHOWN), 0)
    else:
        _keep(place, r, after, row, notes, numbers, meta, wide, at)
    at[LINE] += breaks
    return after, MORE


@jit
def _split(buffer, r, n, separator, cut):
    """(number of fields, where the next row starts or -1, line breaks in the row). Fills `cut`."""
    field, breaks, p = 0, 0, r
    while True:
        start = p
        p, inside = _field(buffer, p, n, separator)
        breaks += inside
        if p >= n:
            return 0, -1, 0
        if field < len(cut):
            cut[field, 0] = start
            cut[field, 1] = p - 1 if buffer[p] == NEWLINE and p > start and buffer[p - 1] == RETURN else p
        field += 1
        p += 1
        if buffer[p - 1] == NEWLINE:
            return field, p, breaks + 1


@jit
def _field(buffer, p, n, separator):
    """(where the field ends, line breaks inside its quotes)."""
    breaks, quoted = 0, buffer[p] == QUOTE
    if quoted:
        p += 1
    while p < n:
        byte = buffer[p]
        if byte == QUOTE and quoted:
            if p + 1 < n and buffer[p + 1] == QUOTE:
                p += 1
            else:
                quoted = False
        elif not quoted and (byte == separator or byte == NEWLINE):
            break
        elif byte == NEWLINE:
            breaks += 1
        p += 1
    return p, breaks


@jit
def _next_line(buffer, p, n):
    while p < n and buffer[p] != NEWLINE:
        p += 1
    return p + 1


@jit
def _judge(buffer, r, width, roles, cut, notes, at):
    """The number of the row's characteristic; -1 where the row cannot be used, which is noted."""
    shown = min(cut[min(width, len(cut)) - 1, 1], r + SHOWN)
    start, end = cells.trim(buffer, cut[0, 0], cut[0, 1])
    if width == 1 and start == end:
        return -1
    if width != len(roles):
        cells.note(notes, at, WIDTH, width, r, shown, 0)
        return -1
    start, end = cells.trim(buffer, cut[at[KEY], 0], cut[at[KEY], 1])
    if start == end:
        cells.note(notes, at, NO_AREA, at[KEY], r, shown, 0)
        return -1
    start, end = cells.trim(buffer, cut[at[ID], 0], cut[at[ID], 1])
    number = _id(buffer, start, end)
    if number < 0:
        cells.note(notes, at, BAD_ID, at[ID], start, end, 0)
    return number


@jit
def _id(buffer, start, end):
    """A characteristic's number; -1 where it is none, or out of reason."""
    number = 0 if end > start else -1
    for p in range(start, end):
        digit = np.int64(buffer[p]) - DIGIT
        if digit < 0 or digit > 9 or number >= IDS // 10:
            return -1
        number = number * 10 + digit
    return number


@jit
def _locate(buffer, r, number, roles, cut, notes, table, names, place_of, numbers, areas, text, at):
    """(place of the row's characteristic, MORE), with its area made the current one.

    (-1, BLOCK_IS_FULL) or (-1, TABLE_IS_FULL): there is no room for it; nothing was changed.
    """
    place, is_usual = np.int64(place_of[number]), at[AFTER] > 0
    start = cut[at[FIRST], 0] if is_usual else r
    end = cut[at[AFTER], 0] if is_usual else cut[len(roles) - 1, 1]
    if place < 0:
        is_full = at[N_PLACES] == len(table) or at[NAMES_USED] + end - start + PADDING > len(names)
        if is_full or (at[N_PLACES] + 1) * at[N_VALUES] > numbers.shape[1]:
            return NOT_A_ROW, TABLE_IS_FULL
    if not _move(buffer, r, start if is_usual else end, cut, areas, text, at):
        return NOT_A_ROW, BLOCK_IS_FULL
    if place < 0:
        return _learn(buffer, start, end, number, table, names, place_of, at), MORE
    size = table[place, TEXT_LENGTH]
    if is_usual and size and (end - start != size or not same(buffer, start, names, table[place, TEXT_START], size)):
        if table[place, DIFFER] == 0:
            cells.note(notes, at, OTHER_NAME, at[FIRST], start, end - 1, place)
        table[place, DIFFER] += 1
    return place, MORE


@jit
def _move(buffer, r, stop, cut, areas, text, at):
    """Make the area of row buffer[r:stop] the current one; False where the block holds as many as it can."""
    start, end = cells.trim(buffer, cut[at[KEY], 0], cut[at[KEY], 1])
    key = _hash(buffer, start, end)
    slot = at[SLOT]
    if slot < 0 or areas[slot, AREA_KEY] != key:
        slot = -1
        for other in range(at[N_SLOTS]):
            if areas[other, AREA_KEY] == key:
                slot = other
    if slot < 0:
        size, used = stop - r, at[TEXT_USED]
        if at[N_SLOTS] == len(areas) or used + size + PADDING > len(text):
            return False
        slot = at[N_SLOTS]
        areas[slot, AREA_KEY] = key
        copy(buffer, r, stop, text, used)
        areas[slot, AREA_START], areas[slot, AREA_END] = used, used + size
        at[N_SLOTS] += 1
        at[TEXT_USED] += size
    at[SLOT] = slot
    at[PREFIX] = 0
    size = areas[slot, AREA_END] - areas[slot, AREA_START]
    if at[AFTER] > 0 and not _has_break(text, areas[slot, AREA_START], areas[slot, AREA_END]):
        at[PREFIX] = size
    return True


@jit
def _hash(buffer, start, end):
    value = FNV
    for p in range(start, end):
        value = (value ^ np.uint64(buffer[p])) * FNV_PRIME
    return np.int64(value)


@jit
def _has_break(buffer, start, end):
    for p in range(start, end):
        if buffer[p] == NEWLINE:
            return True
    return False


@jit
def _learn(buffer, start, end, number, table, names, place_of, at):
    """A characteristic met for the first time. Its place."""
    place, used = at[N_PLACES], at[NAMES_USED]
    copy(buffer, start, end, names, used)
    table[place, TEXT_START], table[place, IDENTIFIER] = used, number
    table[place, TEXT_LENGTH] = 0 if _has_break(buffer, start, end) else end - start
    place_of[number] = place
    at[N_PLACES] += 1
    at[NAMES_USED] += end - start
    return place
