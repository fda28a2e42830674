"""May one more grouping be published beside what already is? Nothing already public can be taken back.

Cost: with the proofs of the protection at hand, one pass over the weights and a programme or two for each hidden cell
that the new figures touch; without them, as `protect`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reperes.figures.disclosure.board import Board
from reperes.figures.disclosure.explaining import Disclosure, explain
from reperes.figures.disclosure.protecting import complete
from reperes.figures.disclosure.rules import HOUSE, Thresholds
from reperes.figures.disclosure.system import Cells, Grouping, Hidden, Protection, System, as_hidden


@dataclass(frozen=True)
class Published:
    """One indicator as it is public: its system, its figures (the hidden ones too), what is hidden, the thresholds."""

    system: System
    areas: Cells
    wider: Sequence[Cells]
    protection: Protection
    thresholds: Thresholds = HOUSE


@dataclass(frozen=True)
class Answer:
    """`hidden`: cells of the new grouping not to be shown (all, when refused). `reasons`: what they would tell."""

    is_allowed: bool
    hidden: Hidden
    reasons: tuple[Disclosure, ...] = ()


def may_add(published: Published, grouping: Grouping, cells: Cells, *, hide_inside: bool = True) -> Answer:
    """Whether `grouping` may be shown with figures `cells` (their primary codes hold), and if not, what it would tell.

    With `hide_inside`, cells of the new grouping may be hidden so that the others can be shown; it is refused if even
    that does not do. In the reasons, the new grouping's number is that after the last published one.
    """
    as_drawn = _board(published, grouping, cells, locked=True)
    found = complete(as_drawn)
    told = [cell for cell in found.exposed if cell not in published.protection.exposed]
    if not told:
        return Answer(True, as_hidden(cells.primary))
    reasons = tuple(explain(as_drawn, cell) for cell in told)
    if hide_inside:
        second = complete(_board(published, grouping, cells, locked=False))
        if set(second.exposed) <= set(published.protection.exposed):
            return Answer(True, second.groupings[-1], reasons)
    return Answer(False, Hidden(np.ones(len(cells.primary), bool), cells.primary), reasons)


def _board(published: Published, grouping: Grouping, cells: Cells, *, locked: bool) -> Board:
    """What is public, locked, and the new grouping beside it."""
    before, hidden = published.system, published.protection
    groupings = [replace(each, locked=True) for each in before.groupings]
    system = System(
        before.n_areas,
        [*groupings, replace(grouping, locked=locked)],
        areas_shown=before.areas_shown,
        areas_locked=True,
    )
    areas = replace(published.areas, primary=hidden.areas.reason)
    wider = [replace(each, primary=hid.reason) for each, hid in zip(published.wider, hidden.groupings, strict=True)]
    board = Board(system, areas, [*wider, cells], published.thresholds)
    board.recall(hidden.proofs)
    return board
