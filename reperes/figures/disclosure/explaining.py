"""How a hidden cell would be found again: which shown figures, added and subtracted, give it.

An exact recovery is a combination of shown figures. The one with the fewest terms is what a person understands (« le
total de A moins celui de B »): the least sum of absolute coefficients (a linear programme), then every term that can be
left out is. A tight bound has no combination: the figures that hold it are named (the programme's dual prices).
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack

from reperes.figures.disclosure.board import SURE, Board, summed
from reperes.figures.disclosure.estimating import BOUNDLESS
from reperes.figures.disclosure.paths import Target, target_area, target_row
from reperes.figures.disclosure.rules import Floats
from reperes.figures.disclosure.system import AREAS, Places

SIMPLE = 1000  # coefficients are read as fractions of at most this denominator


@dataclass(frozen=True)
class Term:
    """So many times the figure of a territory; grouping AREAS for a small area."""

    grouping: int
    territory: int
    coefficient: float


@dataclass(frozen=True)
class Disclosure:
    """A hidden cell that shown figures would give: Σ coefficient × figure if exact; else they bound it too tightly."""

    grouping: int
    territory: int
    is_exact: bool
    terms: tuple[Term, ...]


def explain(board: Board, cell: tuple[int, int]) -> Disclosure:
    """Which figures shown on this board give the cell away."""
    grouping, territory = cell
    place = territory if grouping == AREAS else int(board.system.starts[grouping]) + territory
    target = target_area(place) if grouping == AREAS else target_row(board, place)
    unseen = np.flatnonzero(board.unseen)
    rows, matrix = _shown_over(board, unseen)
    aim = summed(target.areas, target.weights, len(board.amount))[unseen]
    found = _combination(matrix, aim)
    if found is not None:
        used = np.flatnonzero(found)
        return Disclosure(grouping, territory, True, _terms(board, target, rows[used], found[used]))
    holding = _holding(board, unseen, matrix, aim)
    named = tuple(Term(*board.system.named(int(row)), 1.0) for row in rows[holding])
    return Disclosure(grouping, territory, False, named)


def _shown_over(board: Board, unseen: Places) -> tuple[Places, csc_array]:
    """Shown territories that hold hidden areas, and their weights there: areas × territories."""
    system, place = board.system, np.full(len(board.amount), -1)
    place[unseen] = np.arange(len(unseen))
    entry = np.flatnonzero(board.live & board.row_shown[system.row] & (place[system.area] >= 0))
    rows, at = np.unique(system.row[entry], return_inverse=True)
    weights = system.weight[entry], (place[system.area[entry]], at)
    return rows, csc_array(weights, shape=(len(unseen), len(rows)))


def _combination(matrix: csc_array, aim: Floats) -> Floats | None:
    """Coefficients, one a column, that make the aim; as few as can be; None if there are none."""
    n = matrix.shape[1]
    if not np.abs(aim).max(initial=0) > 0:
        return np.zeros(n)  # no hidden area in it: shown areas alone give it
    found = linprog(np.ones(2 * n), A_eq=hstack([matrix, -matrix]), b_eq=aim, method="highs") if n else None
    if found is None or found.x is None:
        return None
    used = np.flatnonzero(np.abs(found.x[:n] - found.x[n:]) > SURE)
    for column in used.tolist():
        fewer = used[used != column]
        if len(fewer) and _makes(matrix, fewer, aim) is not None:
            used = fewer
    coefficients = np.zeros(n)
    made = _makes(matrix, used, aim)
    coefficients[used] = (found.x[:n] - found.x[n:])[used] if made is None else made
    return np.array([float(Fraction(each).limit_denominator(SIMPLE)) for each in coefficients.tolist()])


def _makes(matrix: csc_array, columns: Places, aim: Floats) -> Floats | None:
    few = matrix[:, columns].toarray()
    made: Floats = np.linalg.lstsq(few, aim, rcond=None)[0]
    return made if np.abs(few @ made - aim).max() < SURE else None


def _terms(board: Board, target: Target, rows: Places, coefficients: Floats) -> tuple[Term, ...]:
    """The territories used, then the shown small areas that are left over or missing."""
    system, rest = board.system, np.zeros(len(board.amount))
    rest[target.areas] += target.weights
    for row, coefficient in zip(rows.tolist(), coefficients, strict=True):
        entry = system.entries_of_row(row)
        entry = entry[board.live[entry]]
        rest[system.area[entry]] -= coefficient * system.weight[entry]
    left = np.flatnonzero((np.abs(rest) > SURE) & ~board.unseen)
    used = [Term(*system.named(row), float(each)) for row, each in zip(rows.tolist(), coefficients, strict=True)]
    return tuple(used + [Term(AREAS, int(area), float(np.round(rest[area], 6))) for area in left])


def _holding(board: Board, unseen: Places, matrix: csc_array, aim: Floats) -> Places:
    """Columns whose figures hold the least and the most the aim can be."""
    amount, room = board.amount[unseen], board.room[unseen]
    bounds = np.column_stack([np.zeros(len(amount)), np.where(room >= BOUNDLESS, np.inf, room)])
    held = np.zeros(matrix.shape[1], bool)
    for sign in (1, -1):
        found = linprog(sign * aim, A_eq=matrix.T, b_eq=matrix.T @ amount, bounds=bounds, method="highs")
        if found.x is not None:
            held |= np.abs(found.eqlin.marginals) > SURE
    return np.flatnonzero(held)
