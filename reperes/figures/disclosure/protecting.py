"""Complementary suppression: what else must be hidden so that no hidden cell can be computed from what is shown.

A hidden cell is protected when, given everything shown over *every* grouping and all universes, its count may still be
anything in a range as wide as it needs: the small-count threshold and, for a cell hidden by a primary rule, its own
value (`Thresholds.width` = 1), never more than its universe allows. So the range of a count under five reaches past
five: nobody can prove that it was small. A cell hidden only to protect others needs the threshold alone: its exact
value is nobody's secret, but must stay open or it would protect no one.

Numerator, universe and their difference are one family hidden together: with x (count) and c (rest) both at least 0
and their shown sums apart, the reader who knows the universes knows the most; protected from him, protected from all.

Method: rounds of (1) twins (see board), one pass over the weights; (2) for what twins do not prove, the cheapest twin
to add; (3) failing that, a linear programme over the neighbourhood: the cheapest change of hidden and hideable cells
that moves the cell and leaves every shown one as it was. Cost: people, three times dearer for official territories.
Each round is O(weights log weights); rounds are few (about as many as floors of nesting, plus two). Deterministic.

Source of the model: M. Fischetti and J. J. Salazar, “Models and algorithms for optimizing cell suppression in tabular
data with linear constraints”, JASA 95 (2000); here solved greedily, component by component.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from reperes.figures.disclosure.board import SURE, Board, Twins
from reperes.figures.disclosure.paths import Aim, cheapest_path, reach, shown_around, sweep, target_area, target_row
from reperes.figures.disclosure.rules import HOUSE, Floats, Thresholds
from reperes.figures.disclosure.system import AREAS, Cells, Places, Protection, System, as_hidden
from reperes.figures.disclosure.twinning import add_twins

MANY, MOST_SWEEPS = 20, 30  # cells without proof, and programmes over all of them


def protect(
    system: System,
    areas: Cells,
    wider: Sequence[Cells],
    *,
    thresholds: Thresholds = HOUSE,
    whole: bool = True,
) -> Protection:
    """Hide what must be. `wider`: one Cells a grouping of the system, in its order; `whole`: counts are whole numbers.

    Cells already public (`locked`) stay; a cell that cannot be protected because of them is told in `exposed`.
    """
    _check(system, areas, wider)
    return complete(Board(system, areas, wider, thresholds), whole=whole)


def complete(board: Board, *, whole: bool = True) -> Protection:
    """Hide on the board what must be; what a proof already recalled there covers costs nothing more."""
    exposed = _Rounds(board, whole).run()
    cut = [as_hidden(board.reason_row[start:end]) for start, end in pairwise(board.system.starts)]
    return Protection(as_hidden(board.reason_area), tuple(cut), exposed, tuple(board.proofs))


def protect_all(
    system: System, indicators: Iterable[tuple[Cells, Sequence[Cells]]], *, thresholds: Thresholds = HOUSE
) -> Iterator[Protection]:
    """Many indicators over the same groupings: the system is stacked once."""
    for areas, wider in indicators:
        yield protect(system, areas, wider, thresholds=thresholds)


def _check(system: System, areas: Cells, wider: Sequence[Cells]) -> None:
    if len(areas.numerator) != system.n_areas or len(wider) != len(system.groupings):
        raise ValueError(f"expected {system.n_areas} areas and {len(system.groupings)} groupings")
    for grouping, cells in zip(system.groupings, wider, strict=True):
        if len(cells.primary) != grouping.overlap.n_targets:
            raise ValueError(f"grouping {grouping.name}: {grouping.overlap.n_targets} territories expected")


class _Rounds:
    """`settled`: areas and rows found safe by a programme (hiding more never narrows a range) or past protecting."""

    def __init__(self, board: Board, whole: bool) -> None:
        self.board, self.whole = board, whole
        self.settled_area = np.zeros(len(board.amount), bool)
        self.settled_row = np.zeros(board.system.n_rows, bool)
        self.exposed: list[tuple[int, int]] = []

    def run(self) -> tuple[tuple[int, int], ...]:
        """Until every hidden cell is protected, or known not to be protectable."""
        while True:
            twins = self.board.twins()
            areas, rows = self._unproven(twins)
            if not len(areas) and not len(rows):
                return tuple(sorted(self.exposed))
            if not add_twins(self.board, twins, areas):
                self._sweep()
                self._open_paths(areas, rows)

    def _sweep(self) -> None:
        """Where many lack proof, programmes over all of them at once spare one for each; as long as they do."""
        before = None
        for seed in range(MOST_SWEEPS):
            area, row = self._hopeful()
            lacking = int((area > 0).sum() + (row > 0).sum())
            if lacking < MANY or (before is not None and before - lacking < MANY // 2):
                return
            before = lacking
            sweep(self.board, area, row, seed=seed, whole=self.whole)

    def _hopeful(self) -> tuple[Floats, Floats]:
        """The needs of what lacks proof, where nothing says that it must lack it; 0 elsewhere."""
        board, (most, most_row) = self.board, self.board.at_most()
        area, row = board.need_area(), board.need_row()
        width = self.moves.or_further(board.area_moves).width
        width_row = self.row_moves.or_further(board.row_moves).width
        area[(width >= area - SURE) | (most < area - SURE) | self.settled_area] = 0
        row[(width_row >= row - SURE) | (most_row < row - SURE) | self.settled_row] = 0
        return area, row

    def _unproven(self, twins: Twins) -> tuple[Places, Places]:
        self.moves, self.row_moves = self.board.proven(twins)
        lacking = self.moves.width < self.board.need_area() - SURE
        lacking_row = self.row_moves.width < self.board.need_row() - SURE
        return np.flatnonzero(lacking & ~self.settled_area), np.flatnonzero(lacking_row & ~self.settled_row)

    def _open_paths(self, areas: Places, rows: Places) -> None:
        board, (most, most_row) = self.board, self.board.at_most()
        board.members.clear()
        need_area, need_row = board.need_area(), board.need_row()
        for area in areas.tolist():
            known = self.moves.or_further(board.area_moves).at(area)
            aim = Aim(target_area(area), need_area[area], *known, most[area])
            self.settled_area[area] = self._open(aim, (AREAS, area))
        for row in rows.tolist():
            known = self.row_moves.or_further(board.row_moves).at(row)
            aim = Aim(target_row(board, row), need_row[row], *known, most_row[row])
            self.settled_row[row] = self._open(aim, board.system.named(row))

    def _open(self, aim: Aim, name: tuple[int, int]) -> bool:
        """Hide what lets the target move. Returns whether nothing more is to be done for it."""
        if aim.is_reached:
            return True  # by the change just made for another
        if not aim.is_hopeless:
            aim = reach(self.board, aim, whole=self.whole)
        if not aim.is_reached:
            aim, path = cheapest_path(self.board, aim, whole=self.whole)
            if not path.is_empty:
                self.board.hide(path.areas, path.rows)
                return False
            aim = reach(self.board, aim, whole=self.whole)  # in whole numbers, and with what was hidden since
        return aim.is_reached or self._shut(aim, name)

    def _shut(self, aim: Aim, name: tuple[int, int]) -> bool:
        """No change in whole numbers: hide a territory that holds the target; failing that, say that it is exposed."""
        path = shown_around(self.board, aim.target)
        self.board.hide(path.areas, path.rows)
        if path.is_empty:
            self.exposed.append(name)
        return path.is_empty
