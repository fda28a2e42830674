"""How far a hidden cell can move while every shown cell keeps its value, and the cheapest way to let it move.

Linear programmes (SciPy's HiGHS) over a neighbourhood of the cell: the areas of the smallest territories that hold it,
then of those they touch. All other areas stay put, so that what is found is possible in the whole system too: proof of
safety never rests on the cut; only the price could be a little above the best. One programme: some hundreds of
variables, 2 to 10 ms.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from reperes.figures.disclosure.board import SURE, Board, summed
from reperes.figures.disclosure.estimating import BOUNDLESS
from reperes.figures.disclosure.rules import Flags, Floats
from reperes.figures.disclosure.system import Places

MOST_AREAS, MOST_OF_A_ROW = 150, 30  # of a neighbourhood
DEPTH = 3  # from territories to those they touch
IDLE = 1e-6  # price of a needless move
PATIENCE = {"node_limit": 500}  # in whole numbers: past that, what was found by then (hiding more is always safe)


@dataclass(frozen=True)
class Target:
    """The cell looked at: how much each of its areas counts in it."""

    areas: Places
    weights: Floats


@dataclass(frozen=True)
class Aim:
    """A target, the width it needs, how far it is known to go, and the width it cannot pass as things stand."""

    target: Target
    need: float
    down: float
    up: float
    most: float

    @property
    def is_reached(self) -> bool:
        return self.down + self.up >= self.need - SURE

    @property
    def is_hopeless(self) -> bool:
        return self.most < self.need - SURE


@dataclass(frozen=True)
class Path:
    """What must be hidden for the cell to move."""

    areas: Places
    rows: Places

    @property
    def is_empty(self) -> bool:
        return not len(self.areas) and not len(self.rows)


NOTHING = Path(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class _Around:
    """A neighbourhood: areas that may move, shown territories that hold them, and the weights between (triplets)."""

    areas: Places
    rows: Places
    line: Places  # in rows
    column: Places  # in areas
    weight: Floats
    functional: Floats  # of the target, an area each

    def lines(self, signs: tuple[float, ...], opened: Places) -> csc_array:
        """One line a shown territory, then the target's; columns: areas once a sign, then `opened` rows' own slack."""
        n, m, last = len(self.areas), len(opened), len(self.rows)
        inside = np.flatnonzero(self.functional)
        line, column, weight = [], [], []
        for shift, sign in enumerate(signs):
            line += [self.line, np.full(len(inside), last)]
            column += [self.column + shift * n, inside + shift * n]
            weight += [sign * self.weight, sign * self.functional[inside]]
        for shift, sign in enumerate(signs):
            line.append(opened)
            column.append(np.arange(m) + len(signs) * n + shift * m)
            weight.append(np.full(m, -sign))
        triplets = np.concatenate(weight), (np.concatenate(line), np.concatenate(column))
        return csc_array(triplets, shape=(last + 1, len(signs) * (n + m)))


def target_area(area: int) -> Target:
    return Target(np.array([area]), np.ones(1))


def target_row(board: Board, row: int) -> Target:
    entry = board.system.entries_of_row(row)
    entry = entry[board.live[entry]]
    return Target(board.system.area[entry], board.system.weight[entry])


def reach(board: Board, aim: Aim, *, whole: bool) -> Aim:
    """How far down and up the target can go, little past its need, moving only areas that are not shown."""
    around = _around(board, aim.target, board.unseen)
    for sign in (1, -1):
        if len(around.areas) and not aim.is_reached:
            found = _furthest(board, around, aim.need, sign, whole)
            aim = replace(aim, up=max(aim.up, found)) if sign > 0 else replace(aim, down=max(aim.down, found))
    return aim


def _furthest(board: Board, around: _Around, need: float, sign: int, whole: bool) -> float:
    """Maximum of sign × target. First as a plain programme; again in whole numbers if its answer is not whole."""
    amount, room = board.amount[around.areas], board.room[around.areas]
    bounds = Bounds(-amount, np.where(room >= BOUNDLESS, np.inf, np.maximum(room - amount, 0)))
    lines = around.lines((1.0,), np.zeros(0, np.int64))
    enough = need + np.abs(around.functional).max()  # one whole step past what is needed
    edge = np.concatenate([np.zeros(len(around.rows)), [enough]])
    countable = whole & (np.abs(amount - np.round(amount)) < SURE)
    for integrality in (np.zeros(len(amount)), countable.astype(float)):
        kept = LinearConstraint(lines, -edge, edge)
        found = milp(
            -sign * around.functional, bounds=bounds, constraints=kept, integrality=integrality, options=PATIENCE
        )
        if found.x is None:
            return 0.0
        if _is_whole(found.x, countable):
            board.remember(around.areas, found.x)
            return float(sign * around.functional @ found.x)
    raise AssertionError("a programme in whole numbers answered with parts")


def sweep(board: Board, need_area: Floats, need_row: Floats, *, seed: int, whole: bool) -> None:
    """Move everything that lacks proof at once, up or down as chance has it: one programme over all hidden areas.

    Cuts of two nested families of territories make its answer whole; where it is not, nothing is learnt here.
    """
    system, unseen = board.system, np.flatnonzero(board.unseen)
    chance = np.random.default_rng(seed)
    pull = np.where(need_area > 0, chance.choice([1.0, 1.0, -1.0], len(need_area)), 0.0)
    sign_row = np.where(need_row > 0, chance.choice([1.0, 1.0, -1.0], len(need_row)), 0.0)
    entry = np.flatnonzero(board.live & ~board.row_shown[system.row])
    pull += summed(system.area[entry], (system.weight[entry] * sign_row[system.row[entry]]), system.n_areas)
    place = np.full(system.n_areas, -1)
    place[unseen] = np.arange(len(unseen))
    entry = _entries(board, unseen)
    rows, at = np.unique(system.row[entry], return_inverse=True)
    around = _Around(unseen, rows, at, place[system.area[entry]], system.weight[entry], np.zeros(len(unseen)))
    amount = board.amount[unseen]
    most = np.where(need_area > 0, need_area, BOUNDLESS)[unseen]  # past its need, a move helps nobody
    bounds = Bounds(-np.minimum(amount, most), np.minimum(np.maximum(board.room[unseen] - amount, 0), most))
    kept = LinearConstraint(around.lines((1.0,), np.zeros(0, np.int64)), 0, 0)
    found = milp(-pull[unseen], bounds=bounds, constraints=kept)
    countable = whole & (np.abs(amount - np.round(amount)) < SURE)
    if found.x is not None and _is_whole(found.x, countable):
        board.remember(unseen, found.x)


def _is_whole(moves: Floats, countable: Flags) -> bool:
    moves = moves[countable]
    return bool((np.abs(moves - np.round(moves)) < SURE).all())


def cheapest_path(board: Board, aim: Aim, *, whole: bool) -> tuple[Aim, Path]:
    """The least costly set of shown cells to hide so that the target goes further; empty if there is none.

    Each move is paid in proportion: the price of hiding a cell over what it can yield (a fixed price is not linear).
    Where going one way costs nothing, the aim returned knows it and the other way is tried for the rest.
    """
    around = _around(board, aim.target, board.unseen | board.hideable_areas)
    functional = around.functional
    amount, room = board.amount[around.areas], board.room[around.areas]
    able_up, able_down = float(functional @ np.maximum(room - amount, 0)), float(functional @ amount)
    for sign in (1, -1, 1):
        wanted = min(aim.need - aim.down, able_up) if sign > 0 else min(aim.need - aim.up, able_down)
        if aim.is_reached or wanted <= (aim.up if sign > 0 else aim.down) + SURE:
            continue
        path, is_proof = _pay(board, around, sign * wanted, whole)
        if not path.is_empty:
            return aim, path
        if is_proof:
            aim = replace(aim, up=wanted) if sign > 0 else replace(aim, down=wanted)
    return aim, NOTHING


def _pay(board: Board, around: _Around, wanted: float, whole: bool) -> tuple[Path, bool]:
    """One programme: areas up, areas down, shown territories up, down; prices a unit moved.

    Returns what to hide, and whether the change found proves that the target can then move as wanted.
    """
    amount, seen = board.amount[around.areas], ~board.unseen[around.areas]
    lift = np.maximum(board.room[around.areas] - amount, 0)
    yielded = np.clip(np.maximum(lift, amount), SURE, abs(wanted))
    price = np.where(seen, board.cost_area[around.areas] / yielded, IDLE)
    opened = np.flatnonzero(board.hideable_rows[around.rows])
    n, m, n_rows = len(amount), len(opened), len(around.rows)
    price_row = board.cost_row[around.rows[opened]] / abs(wanted)
    edge = np.concatenate([np.zeros(n_rows), [wanted]])
    found = milp(
        np.concatenate([price, price, price_row, price_row]),
        bounds=Bounds(0, np.concatenate([lift, amount, np.full(2 * m, np.inf)])),
        constraints=LinearConstraint(around.lines((1.0, -1.0), opened), edge, edge),
    )
    if found.x is None:
        return NOTHING, False
    moves = found.x[:n] - found.x[n : 2 * n]
    slid = np.abs(found.x[2 * n : 2 * n + m] - found.x[2 * n + m :]) > SURE
    is_proof = _is_whole(moves, whole & (np.abs(amount - np.round(amount)) < SURE))
    if is_proof:
        board.remember(around.areas, moves)
    return Path(around.areas[(np.abs(moves) > SURE) & seen], around.rows[opened[slid]]), is_proof


def shown_around(board: Board, target: Target) -> Path:
    """The cheapest shown territory that holds part of the target and may be hidden; an empty path if none.

    Shares of areas are what keeps whole numbers from moving: territories that hold some come first, even next door.
    """
    near = _rows_of(board, target.areas)
    if not len(near):
        return NOTHING
    sizes = board.system.first_of_row[near + 1] - board.system.first_of_row[near]
    next_door = _rows_of(board, _members(board, int(near[np.argmin(sizes)])))
    for rows in (near, next_door):
        shared = rows[board.system.has_shares[rows] & board.hideable_rows[rows]]
        if len(shared):
            near = shared
            break
    near = near[board.hideable_rows[near]]
    return Path(NOTHING.areas, near[np.argsort(board.cost_row[near], kind="stable")][:1])


def _rows_of(board: Board, areas: Places) -> Places:
    return np.unique(board.system.row[_entries(board, areas)])


def _around(board: Board, target: Target, movable: Flags) -> _Around:
    areas = _neighbours(board, target, movable)
    system, place = board.system, np.full(len(board.amount), -1)
    place[areas] = np.arange(len(areas))
    entry = _entries(board, areas)
    rows, at = np.unique(system.row[entry], return_inverse=True)
    functional, inside = np.zeros(len(areas)), place[target.areas] >= 0
    functional[place[target.areas[inside]]] = target.weights[inside]
    return _Around(areas, rows, at, place[system.area[entry]], system.weight[entry], functional)


def _neighbours(board: Board, target: Target, movable: Flags) -> Places:
    """The target's own areas, then those of the territories that hold them, smallest first: hidden, then cheapest."""
    system, everyone = board.system, np.flatnonzero(movable)
    if len(everyone) <= MOST_OF_A_ROW:
        return everyone
    taken = np.zeros(len(board.amount), bool)
    seen_rows = np.zeros(system.n_rows, bool)
    new = _best(board, target.areas[movable[target.areas]], MOST_AREAS // 2)
    taken[new], left = True, MOST_AREAS - len(new)
    for _step in range(DEPTH):
        rows = np.unique(system.row[_entries(board, np.flatnonzero(taken))])
        rows = rows[~seen_rows[rows]]
        sizes = system.first_of_row[rows + 1] - system.first_of_row[rows]
        for row in rows[np.argsort(sizes, kind="stable")].tolist():
            if left <= 0:
                break
            seen_rows[row] = True
            inside = _members(board, row)
            new = inside[movable[inside] & ~taken[inside]][: min(left, MOST_OF_A_ROW)]
            taken[new], left = True, left - len(new)
    return np.flatnonzero(taken)


def _members(board: Board, row: int) -> Places:
    """The best areas of a territory to move, hidden ones first; kept for the round, as the largest hold thousands."""
    if row not in board.members:
        entry = board.system.entries_of_row(row)
        inside = board.system.area[entry[board.live[entry]]]
        inside = inside[board.unseen[inside] | board.hideable_areas[inside]]
        board.members[row] = _best(board, inside, 4 * MOST_OF_A_ROW)
    return board.members[row]


def _best(board: Board, areas: Places, most: int) -> Places:
    return areas[np.lexsort((areas, board.cost_area[areas], ~board.unseen[areas]))][:most]


def _entries(board: Board, areas: Places) -> Places:
    """Weights of these areas in shown territories."""
    entry = board.system.entries_of(areas)
    return entry[board.live[entry] & board.row_shown[board.system.row[entry]]]
