"""How far a hidden cell can move while every shown cell keeps its value, and the cheapest way to let it move.

Linear programmes (SciPy's HiGHS) over a neighbourhood of the cell: the areas of the smallest territories that hold it,
then of those they touch. All other areas stay put, so that what is found is possible in the whole system too: proof of
safety never rests on the cut; only the price could be a little above the best. One programme: some hundreds of
variables, 2 to 10 ms.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

from reperes.figures.disclosure.board import BOUNDLESS, SURE, Board
from reperes.figures.disclosure.rules import Flags, Floats
from reperes.figures.disclosure.system import Places

MOST_AREAS, MOST_OF_A_ROW = 300, 60  # of a neighbourhood
DEPTH = 3  # from territories to those they touch
IDLE = 1e-6  # price of a needless move


@dataclass(frozen=True)
class Target:
    """The cell looked at: how much each of its areas counts in it."""

    areas: Places
    weights: Floats


@dataclass(frozen=True)
class Path:
    """What must be hidden for the cell to move."""

    areas: Places
    rows: Places

    @property
    def is_empty(self) -> bool:
        return not len(self.areas) and not len(self.rows)


@dataclass(frozen=True)
class _Around:
    """A neighbourhood: areas that may move, shown territories that hold them, weights of the ones in the others."""

    areas: Places
    rows: Places
    matrix: csr_array  # rows × areas
    functional: Floats  # of the target, an area each


def target_area(area: int) -> Target:
    return Target(np.array([area]), np.ones(1))


def target_row(board: Board, row: int) -> Target:
    entry = board.system.entries_of_row(row)
    entry = entry[board.live[entry]]
    return Target(board.system.area[entry], board.system.weight[entry])


def reach(board: Board, target: Target, need: float, *, whole: bool) -> tuple[float, float]:
    """How far down and up the target can go, each at most `need`, moving only areas that are not shown."""
    around = _around(board, target, board.unseen)
    if not len(around.areas):
        return 0.0, 0.0
    down = _furthest(board, around, need, -1, whole)
    return (down, 0.0) if down >= need - SURE else (down, _furthest(board, around, need, 1, whole))


def _furthest(board: Board, around: _Around, need: float, sign: int, whole: bool) -> float:
    """Maximum of sign × target. First as a plain programme; again in whole numbers if its answer is not whole."""
    amount, room = board.amount[around.areas], board.room[around.areas]
    bounds = Bounds(-amount, np.where(room >= BOUNDLESS, np.inf, np.maximum(room - amount, 0)))
    kept = LinearConstraint(around.matrix, 0, 0) if around.matrix.shape[0] else None
    near = LinearConstraint(around.functional[None, :], -need, need)
    constraints = [near] if kept is None else [near, kept]
    countable = np.abs(amount - np.round(amount)) < SURE
    for integrality in (np.zeros(len(amount)), countable.astype(float)):
        found = milp(-sign * around.functional, bounds=bounds, constraints=constraints, integrality=integrality)
        if found.x is None:
            return 0.0
        moved = np.abs(found.x - np.round(found.x))
        if not whole or not (moved[countable] > SURE).any():
            return float(sign * around.functional @ found.x)
    return float(sign * around.functional @ found.x)


def cheapest_path(board: Board, target: Target, need: float, down: float, up: float) -> Path | None:
    """The least costly set of shown cells to hide so that the target goes further than `down` and `up`; None if none.

    Each move is paid in proportion: the price of hiding a cell over what it can yield (a fixed price is not linear).
    """
    around = _around(board, target, board.unseen | board.hideable_areas)
    functional = around.functional
    amount = board.amount[around.areas]
    room = np.minimum(board.room[around.areas], BOUNDLESS)
    able_up, able_down = float(functional @ np.maximum(room - amount, 0)), float(functional @ amount)
    for wanted in (min(need - down, able_up), -min(need - up, able_down)):
        if abs(wanted) <= (up if wanted > 0 else down) + SURE:
            continue
        path = _pay(board, around, amount, room, wanted)
        if path is not None:
            return path
    return None


def shown_around(board: Board, target: Target) -> Path:
    """The cheapest shown territory that holds part of the target and may be hidden; an empty path if none."""
    rows = np.unique(board.system.row[_entries(board, target.areas)])
    rows = rows[board.hideable_rows[rows]]
    cheapest = rows[np.argsort(board.cost_row[rows], kind="stable")][:1]
    return Path(np.zeros(0, np.int64), cheapest)


def _pay(board: Board, around: _Around, amount: Floats, room: Floats, wanted: float) -> Path | None:
    """One programme: areas up, areas down, shown territories up, down; prices a unit moved."""
    size = abs(wanted)
    lift, n_rows = np.maximum(room - amount, 0), len(around.rows)
    yielded = np.clip(np.maximum(lift, amount), SURE, size)
    seen = ~board.unseen[around.areas]
    price = np.where(seen, board.cost_area[around.areas] / yielded, IDLE)
    open_rows = board.hideable_rows[around.rows]
    slack = csr_array(-np.eye(n_rows)[:, open_rows])
    price_row = board.cost_row[around.rows][open_rows] / size
    top = hstack([around.matrix, -around.matrix, slack, -slack])
    aim = csr_array(np.concatenate([around.functional, -around.functional, np.zeros(2 * open_rows.sum())])[None, :])
    most = np.concatenate([lift, amount, np.full(2 * open_rows.sum(), np.inf)])
    found = linprog(
        np.concatenate([price, price, price_row, price_row]),
        A_eq=vstack([top, aim]),
        b_eq=np.concatenate([np.zeros(n_rows), [wanted]]),
        bounds=np.column_stack([np.zeros(len(most)), most]),
        method="highs",
    )
    if found.x is None:
        return None
    n, m = len(amount), int(open_rows.sum())
    moved = (found.x[:n] + found.x[n : 2 * n]) > SURE
    opened = (found.x[2 * n : 2 * n + m] + found.x[2 * n + m :]) > SURE
    return Path(around.areas[moved & seen], around.rows[open_rows][opened])


def _around(board: Board, target: Target, movable: Flags) -> _Around:
    areas = _neighbours(board, target, movable)
    system, place = board.system, np.full(len(board.amount), -1)
    place[areas] = np.arange(len(areas))
    entry = _entries(board, areas)
    rows, at = np.unique(system.row[entry], return_inverse=True)
    shape = (len(rows), len(areas))
    matrix = csr_array((system.weight[entry], (at, place[system.area[entry]])), shape=shape)
    functional, inside = np.zeros(len(areas)), place[target.areas] >= 0
    functional[place[target.areas[inside]]] = target.weights[inside]
    return _Around(areas, rows, matrix, functional)


def _neighbours(board: Board, target: Target, movable: Flags) -> Places:
    """The target's own areas, then those of the territories that hold them, smallest first: hidden, then cheapest."""
    system = board.system
    taken = np.zeros(len(board.amount), bool)
    seen_rows = np.zeros(system.n_rows, bool)
    taken[_best(board, target.areas[movable[target.areas]], MOST_AREAS // 2)] = True
    for _step in range(DEPTH):
        rows = np.unique(system.row[_entries(board, np.flatnonzero(taken))])
        rows = rows[~seen_rows[rows]]
        sizes = system.first_of_row[rows + 1] - system.first_of_row[rows]
        for row in rows[np.argsort(sizes, kind="stable")]:
            left = MOST_AREAS - int(taken.sum())
            if left <= 0:
                break
            seen_rows[row] = True
            entry = system.entries_of_row(row)
            inside = system.area[entry[board.live[entry]]]
            taken[_best(board, inside[movable[inside] & ~taken[inside]], min(left, MOST_OF_A_ROW))] = True
    return np.flatnonzero(taken)


def _best(board: Board, areas: Places, most: int) -> Places:
    if len(areas) <= most:
        return areas
    return areas[np.lexsort((areas, board.cost_area[areas], ~board.unseen[areas]))][:most]


def _entries(board: Board, areas: Places) -> Places:
    """Weights of these areas in shown territories."""
    first = board.system.first
    spans = [np.arange(first[area], first[area + 1]) for area in areas]
    entry = np.concatenate([np.zeros(0, np.int64), *spans])
    return entry[board.live[entry] & board.row_shown[board.system.row[entry]]]
