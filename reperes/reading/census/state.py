"""What the compiled parser learns and fills, so that it may be stopped anywhere and taken up again.

A few flat arrays: a compiled function pays for each one it is given, at every row.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]

# meta, of a cell: low three bits, the status, as statuses.PLACE; then NO_NUMBER; high four, how many decimals.
ABSENT = 7  # no line of the file gave it
NO_NUMBER = 8
STATUS = 7
WIDE, ODD = 14, 15  # in place of decimals: the number is in `wide`; or a double, kept there bit for bit
EMPTY = ABSENT | NO_NUMBER

# What stopped the parser
MORE, BLOCK_IS_FULL, TABLE_IS_FULL = 0, 1, 2

# Why a line, or a cell, was set aside
WIDTH, NO_AREA, BAD_ID, BAD_NUMBER, CONFLICT, REPEAT, OPEN_QUOTE, OTHER_NAME, UNKNOWN_SYMBOL, BOTH = range(10)
N_REASONS = 10

# Places in `at`: where the parser is, then which column is what
(
    N_PLACES, EXPECTED, SLOT, N_SLOTS, N_WIDE, PREFIX, LINE, N_ROWS, NAMES_USED, TEXT_USED, N_RECORDS,
    SEPARATOR, KEY, ID, FIRST, AFTER, N_VALUES,
) = range(17)  # fmt: skip
# FIRST: of the characteristic's columns, contiguous, after those of the area; AFTER: the first past them, or 0: the
# columns come in another order. Roles of columns: k, a value; -2 - k, its symbol; -1, neither.

NUMBER, META, SYMBOL, START, END = range(5)  # columns of `row`, a figure a row
TEXT_START, TEXT_LENGTH, IDENTIFIER, DIFFER = range(4)  # of `table`, a characteristic a row; length 0: never compared
AREA_KEY, AREA_START, AREA_END = range(3)  # of `areas`
WIDE_NUMBER, WIDE_DECIMALS, WIDE_START, WIDE_END = range(4)  # of `wide`; a start: left to a careful reader
MOST_RECORDS = 4096  # between two calls; beyond, only counted
COUNTS, SYMBOLS = MOST_RECORDS, MOST_RECORDS + N_REASONS  # rows of `notes` that count

LONGEST_ROW = 2**20  # a quote never closed, past this
PADDING = 64  # bytes one may read past the end of a buffer
IDS = 2**20
N_SYMBOLS = 16


@dataclass(frozen=True)
class State:
    """The arrays, in the order compiled functions take them."""

    roles: Integers  # (columns,)
    row: Integers  # (8, 5) the figures of the row being read
    cut: Integers  # (columns + 2, 2) where each field starts and ends, when a row was cut
    notes: Integers  # (records, then counts; 6) reason, line, column, start and end in the buffer, place
    table: Integers  # (characteristics, 4)
    names: Bytes  # each characteristic as the file writes it
    place_of: NDArray[np.int32]  # id → place, or -1
    numbers: NDArray[np.int32]  # (areas, characteristics × columns)
    meta: Bytes  # the same
    wide: Integers  # (n, 4)
    areas: Integers  # (areas, 3)
    text: Bytes  # what begins the rows of each area
    at: Integers

    @property
    def arrays(self) -> tuple[NDArray, ...]:
        return tuple(self.__dict__.values())

    @property
    def n_series(self) -> int:
        return int(self.at[N_PLACES] * self.at[N_VALUES])


def new(roles: Integers, layout: dict[int, int], n_places: int, n_areas: int) -> State:
    """`layout`: what stands at SEPARATOR and after."""
    at = np.zeros(24, np.int64)
    at[SLOT] = -1
    for place, value in layout.items():
        at[place] = value
    n_series = n_places * layout[N_VALUES]
    return State(
        roles,
        np.zeros((8, 5), np.int64),
        np.zeros((len(roles) + 2, 2), np.int64),
        np.zeros((SYMBOLS + N_SYMBOLS, 6), np.int64),
        np.zeros((n_places, 4), np.int64),
        np.zeros(n_places * 400 + PADDING, np.uint8),
        np.full(IDS, -1, np.int32),
        np.zeros((n_areas, n_series), np.int32),
        np.full((n_areas, n_series), EMPTY, np.uint8),
        np.zeros((2**15, 4), np.int64),
        np.zeros((n_areas, 3), np.int64),
        np.zeros(n_areas * 512 + LONGEST_ROW + PADDING, np.uint8),
        at,
    )


def larger(state: State, n_places: int) -> State:
    """The same, with room for more characteristics."""
    n_series = n_places * int(state.at[N_VALUES])
    table, names = np.zeros((n_places, 4), np.int64), np.zeros(max(n_places * 400, 2 * len(state.names)), np.uint8)
    numbers = np.zeros((len(state.numbers), n_series), np.int32)
    meta = np.full(numbers.shape, EMPTY, np.uint8)
    n = min(state.numbers.shape[1], n_series)
    table[: min(len(state.table), n_places)] = state.table[:n_places]
    names[: len(state.names)] = state.names
    numbers[:, :n], meta[:, :n] = state.numbers[:, :n], state.meta[:, :n]
    return replace(state, table=table, names=names, numbers=numbers, meta=meta)


def taught(state: State, n_more: int) -> State:
    """A fresh one that knows the same characteristics, with room for a few more."""
    at = state.at
    n_places = int(at[N_PLACES])
    layout = {place: int(at[place]) for place in range(SEPARATOR, N_VALUES + 1)}
    made = larger(new(state.roles, layout, 1, len(state.areas)), n_places + n_more)
    made.table[:n_places] = state.table[:n_places]
    made.table[:, DIFFER] = 0
    made.names[: int(at[NAMES_USED])] = state.names[: int(at[NAMES_USED])]
    made.place_of[:] = state.place_of
    made.at[N_PLACES], made.at[NAMES_USED] = n_places, at[NAMES_USED]
    return made
