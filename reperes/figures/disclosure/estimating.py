"""Counts nobody gave us, where the source's own totals say something of them.

A producer hides a part and publishes the total: the total less the parts we know is what the hidden ones share. Any
counts that agree with those totals will do: what a reader cannot exclude does not depend on which are taken. Where
totals were randomly rounded no counts agree exactly: those that disagree least are taken.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from reperes.figures.disclosure.rules import Flags, Floats
from reperes.figures.disclosure.system import System

BOUNDLESS = 1e12  # a universe nobody knows


def estimate(system: System, numerator: Floats, known: Flags, room: Floats, given_row: Floats) -> Floats:
    """Every count: the known ones, zero where nothing is said, else whole numbers nearest to the imported totals."""
    amount = np.where(known, numerator, 0.0)
    told = system.imported & np.isfinite(given_row)
    entry = np.flatnonzero(told[system.row] & ~known[system.area])
    if not len(entry):
        return amount
    summed = np.bincount(system.row, system.weight * amount[system.area], minlength=system.n_rows)
    areas, column = np.unique(system.area[entry], return_inverse=True)
    rows, line = np.unique(system.row[entry], return_inverse=True)
    most = np.where(room[areas] >= BOUNDLESS, np.inf, room[areas])
    weights = csc_array((system.weight[entry], (line, column)), shape=(len(rows), len(areas)))
    amount[areas] = _nearest(weights, np.maximum(given_row - summed, 0)[rows], most)
    return amount


def _nearest(weights: csc_array, rest: Floats, most: Floats) -> Floats:
    """Whole x from 0 to `most` with the least Σ |weights·x − rest|."""
    n_rows, n = weights.shape
    line, column = weights.nonzero()
    every = np.arange(n_rows)
    lines = csc_array(
        (
            np.concatenate([weights[line, column], np.ones(n_rows), -np.ones(n_rows)]),
            (np.concatenate([line, every, every]), np.concatenate([column, every + n, every + n + n_rows])),
        ),
        shape=(n_rows, n + 2 * n_rows),
    )
    found = milp(
        np.concatenate([np.zeros(n), np.ones(2 * n_rows)]),
        bounds=Bounds(0, np.concatenate([most, np.full(2 * n_rows, np.inf)])),
        constraints=LinearConstraint(lines, rest, rest),
        integrality=np.concatenate([np.ones(n), np.zeros(2 * n_rows)]),
    )
    nearest: Floats = np.round(found.x[:n])
    return nearest
