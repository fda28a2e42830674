"""One cell of a census profile: a plain number, nothing, or a symbol. Compiled."""
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: C901, PLR0913, PLR0917, PLR1714, SIM109 (compiled: arrays and comparisons one by one)

import numpy as np

from reperes.reading.census import symbols
from reperes.reading.census.compiled import inlined, jit
from reperes.reading.census.memory import byte_at, digits, load64
from reperes.reading.census.state import (
    BAD_NUMBER,
    BOTH,
    COUNTS,
    END,
    LINE,
    META,
    MOST_RECORDS,
    N_RECORDS,
    NO_NUMBER,
    NUMBER,
    ODD,
    SEPARATOR,
    START,
    SYMBOL,
    UNKNOWN_SYMBOL,
)  # fmt: skip
from reperes.reading.census.symbols import NONE, NOT_APPLICABLE, UNAVAILABLE, UNKNOWN

NEWLINE, RETURN, QUOTE, MINUS, PLUS, DOT, SPACE, TAB, DIGIT, LOWER_E, UPPER_E = (ord(one) for one in '\n\r"-+. \t0eE')
NUL = 0  # past what was read, buffers hold zeros
MOST_DECIMALS = 6
MOST_DIGITS = 15  # more, and the number is read by a careful reader
BLANK, NO_PLAIN_NUMBER = -1, -2
STATUS_OF = np.array(symbols.STATUS_OF, np.int64)
SYMBOL_KEYS = np.array([int.from_bytes(one.encode("ascii"), "little") for one in symbols.KNOWN], np.int64)
SYMBOL_CODES = np.array([code for code, _status in symbols.KNOWN.values()], np.int64)
DOTS = symbols.KNOWN["..."][0]
POWERS = np.array([10**power for power in range(9)], np.int64)
EMPTY_QUOTES, QUOTED_DOTS = (int.from_bytes(one, "little") for one in (b'""', b'"..."'))
ONE_BYTE, THREE_BYTES, SIX_BYTES = (np.uint64(256**n - 1) for n in (1, 3, 6))


@jit
def read(buffer, p, first, roles, row, at, notes):
    """Read the columns from `first` on; where the row ends, or -1 where it has not the header's width."""
    separator = at[SEPARATOR]
    nothing, dots = np.uint64(EMPTY_QUOTES | separator << 16), np.uint64(QUOTED_DOTS | separator << 40)
    last = len(roles) - 1
    for column in range(first, last + 1):
        role = roles[column]
        if role >= 0:
            p = _figure(buffer, p, column, separator, role, row, at, notes)
        elif role == -1:
            p = field_end(buffer, p, separator)
        else:
            word = load64(buffer, p)
            if word & THREE_BYTES == nothing:
                p += 2
            elif word & SIX_BYTES == dots:
                row[-2 - role, SYMBOL] = DOTS
                if row[-2 - role, META] & NO_NUMBER == 0:
                    note(notes, at, BOTH, column, p, p + 5, 0)
                row[-2 - role, META] = NOT_APPLICABLE | NO_NUMBER
                p += 5
            elif not _ends(np.int64(word & ONE_BYTE), separator):
                p = _beside(buffer, p, column, -2 - role, row, at, notes)
        if column < last:
            if byte_at(buffer, p) != separator:
                return -1
            p += 1
    if byte_at(buffer, p) == RETURN:
        p += 1
    return p + 1 if byte_at(buffer, p) == NEWLINE else -1


@inlined
def _figure(buffer, p, column, separator, k, row, at, notes):
    """Read a figure; where its field ends."""
    n, number = digits(buffer, p)
    end, decimals = p + n, 0
    if n == 0:
        if not _ends(byte_at(buffer, p), separator):
            return _less_usual(buffer, p, column, k, row, at, notes)
        row[k, NUMBER], row[k, META], row[k, SYMBOL] = 0, UNAVAILABLE | NO_NUMBER, NONE
        return p
    if byte_at(buffer, end) == DOT:
        decimals, more = digits(buffer, end + 1)
        end += 1 + decimals
        if decimals > MOST_DECIMALS:
            return _less_usual(buffer, p, column, k, row, at, notes)
        number = number * POWERS[decimals] + more
    if n == 8 or not _ends(byte_at(buffer, end), separator):
        return _less_usual(buffer, p, column, k, row, at, notes)
    row[k, NUMBER], row[k, META], row[k, SYMBOL] = number, decimals << 4, NONE
    return end


@jit
def _less_usual(buffer, p, column, k, row, at, notes):
    """A longer or a negative number. Where its field ends."""
    end, number, decimals = plain_number(buffer, p)
    if decimals < 0 or not _ends(byte_at(buffer, end), at[SEPARATOR]):
        return _unusual(buffer, p, column, k, row, at, notes)
    row[k, NUMBER], row[k, META], row[k, SYMBOL] = number, decimals << 4, NONE
    return end


@jit
def plain_number(buffer, p):
    """(where it ends, the integer its digits make, how many decimals). BLANK: nothing is written."""
    begin = p
    is_negative = buffer[p] == MINUS
    if is_negative:
        p += 1
    n_decimals, start = 0, p
    p, number = _digits(buffer, p, 0)
    n_digits = p - start
    if buffer[p] == DOT:
        start = p + 1
        p, number = _digits(buffer, start, number)
        n_decimals = p - start
    if n_digits + n_decimals == 0:
        return p, 0, BLANK if p == begin else NO_PLAIN_NUMBER
    if n_digits + n_decimals > MOST_DIGITS or n_decimals > MOST_DECIMALS:
        return p, 0, NO_PLAIN_NUMBER
    return p, -number if is_negative else number, n_decimals


@jit
def _digits(buffer, p, number):
    digit = np.int64(buffer[p]) - DIGIT
    while 0 <= digit <= 9:
        number = number * 10 + digit
        p += 1
        digit = np.int64(buffer[p]) - DIGIT
    return p, number


@inlined
def _ends(byte, separator):
    return byte == separator or byte == NEWLINE or byte == RETURN


@jit
def _unusual(buffer, p, column, k, row, at, notes):
    """A figure in quotes, a symbol in its place, a long number, or none of these. Where its field ends."""
    after = field_end(buffer, p, at[SEPARATOR])
    start, end = trim(buffer, p, after)
    row[k, NUMBER], row[k, START], row[k, END] = 0, start, end
    row[k, META], row[k, SYMBOL] = UNAVAILABLE | NO_NUMBER, NONE
    code = _symbol(buffer, start, end)
    if start < end and code != UNKNOWN and STATUS_OF[code] >= 0:
        row[k, SYMBOL], row[k, META] = code, STATUS_OF[code] | NO_NUMBER
        return after
    stop, number, decimals = plain_number(buffer, start)
    if stop == end and decimals >= 0:
        row[k, NUMBER], row[k, META] = number, decimals << 4
    elif _may_be_a_number(buffer, start, end):
        row[k, META] = ODD << 4
    elif start < end:
        note(notes, at, BAD_NUMBER, column, start, end, 0)
    return after


@jit
def _may_be_a_number(buffer, start, end):
    """Digits, with marks of an exponent: 1.2E+05, 12345678901234567890."""
    has_digit = False
    for p in range(start, end):
        byte = buffer[p]
        if DIGIT <= byte <= DIGIT + 9:
            has_digit = True
        elif byte != MINUS and byte != PLUS and byte != DOT and byte != LOWER_E and byte != UPPER_E:
            return False
    return has_digit


@jit
def _beside(buffer, p, column, k, row, at, notes):
    """Read the symbol that stands beside a figure, and let it speak. Where its field ends."""
    separator = at[SEPARATOR]
    after = field_end(buffer, p, separator)
    start, end = trim(buffer, p, after)
    code = _symbol(buffer, start, end)
    if code == UNKNOWN:
        note(notes, at, UNKNOWN_SYMBOL, column, start, end, 0)
    row[k, SYMBOL] = code
    if STATUS_OF[code] >= 0:
        if row[k, META] & NO_NUMBER == 0:
            note(notes, at, BOTH, column, p, after, 0)
        row[k, META] = STATUS_OF[code] | NO_NUMBER
    return after


@jit
def _symbol(buffer, start, end):
    """Its code; UNKNOWN where it is none of those known."""
    if end - start > 3:
        return UNKNOWN
    key = 0
    for p in range(start, end):
        key |= np.int64(buffer[p]) << 8 * (p - start)
    for i in range(len(SYMBOL_KEYS)):
        if SYMBOL_KEYS[i] == key:
            return SYMBOL_CODES[i]
    return UNKNOWN


@jit
def field_end(buffer, p, separator):
    """The separator, line end or end of what was read, after the field that starts at p."""
    if buffer[p] == QUOTE:
        p = _closing(buffer, p + 1)
    byte = buffer[p]
    while byte != separator and byte != NEWLINE and byte != NUL:
        p += 1
        byte = buffer[p]
    return p - 1 if byte == NEWLINE and buffer[p - 1] == RETURN else p


@jit
def _closing(buffer, p):
    """Just past the quote that closes; doubled ones do not."""
    while buffer[p] != NUL:
        if buffer[p] == QUOTE:
            if buffer[p + 1] != QUOTE:
                return p + 1
            p += 1
        p += 1
    return p


@jit
def trim(buffer, start, end):
    """Without quotes and spaces around."""
    start, end = _bare(buffer, start, end)
    if end - start >= 2 and buffer[start] == QUOTE and buffer[end - 1] == QUOTE:
        return _bare(buffer, start + 1, end - 1)
    return start, end


@jit
def _bare(buffer, start, end):
    while start < end and (buffer[start] == SPACE or buffer[start] == TAB):
        start += 1
    while end > start and (buffer[end - 1] == SPACE or buffer[end - 1] == TAB or buffer[end - 1] == RETURN):
        end -= 1
    return start, end


@jit
def note(notes, at, reason, column, start, end, place):
    """Remember why something was set aside, while there is room; count it always."""
    notes[COUNTS + reason, 0] += 1
    n = at[N_RECORDS]
    if n < MOST_RECORDS:
        notes[n, 0], notes[n, 1], notes[n, 2] = reason, at[LINE], column
        notes[n, 3], notes[n, 4], notes[n, 5] = start, end, place
        at[N_RECORDS] = n + 1


@jit
def forget(notes, at, n_records):
    """Take back what was noted since, while a row was misread."""
    for n in range(n_records, at[N_RECORDS]):
        notes[COUNTS + notes[n, 0], 0] -= 1
    at[N_RECORDS] = n_records
