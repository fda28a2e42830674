"""The cheapest twin: which shown small area to hide beside a hidden one, in the same shown territories."""

from dataclasses import dataclass

import numpy as np

from reperes.figures.disclosure.board import SURE, Board, Twins
from reperes.figures.disclosure.rules import Flags, Floats
from reperes.figures.disclosure.system import Places


@dataclass(frozen=True)
class _Class:
    """A class of twins that lacks room: its total and universe, and those of its members that lack some."""

    total: float
    room: float
    rooms: Floats
    needs: Floats


def add_twins(board: Board, twins: Twins, lacking: Places) -> int:
    """Hide one more area in each class where `lacking` areas are too tightly bound. Returns how many were hidden."""
    if not len(lacking) or not board.hideable_areas.any():
        return 0
    marks, needs = board.signatures(), board.need_area()
    candidates = np.flatnonzero(board.hideable_areas & board.known)
    candidates = candidates[np.argsort(marks[candidates], kind="stable")]
    sorted_marks = marks[candidates]
    lacking = lacking[np.argsort(twins.of[lacking], kind="stable")]
    found: list[int] = []
    for group in np.split(lacking, np.flatnonzero(np.diff(twins.of[lacking])) + 1):
        mark, kind = marks[group[0]], twins.of[group[0]]
        near = candidates[np.searchsorted(sorted_marks, mark) : np.searchsorted(sorted_marks, mark, side="right")]
        if len(near):
            short = _Class(twins.total[kind], twins.room[kind], board.room[group], needs[group])
            found += _choose(board, short, near)
    board.hide(np.array(found, np.int64), np.zeros(0, np.int64))
    return len(found)


def _choose(board: Board, short: _Class, near: Places) -> list[int]:
    """The least costly that suffices for all; else the one that helps most; none if no one helps."""
    own = np.minimum(board.room[near], max(board.thresholds.small_count, 1))
    total, room = short.total + board.amount[near], short.room + board.room[near]
    its_own = _width(board.room[near], total, room) - own
    worst = (_width(short.rooms[:, None], total, room) - short.needs[:, None]).min(axis=0)
    enough: Flags = np.minimum(worst, its_own) >= -SURE
    if enough.any():
        return [int(near[enough][np.argmin(board.cost_area[near[enough]])])]
    before = (_width(short.rooms, np.array(short.total), np.array(short.room)) - short.needs).min()
    best = int(np.lexsort((board.cost_area[near], -worst))[0])
    return [int(near[best])] if worst[best] > before + SURE else []


def _width(inside: Floats, total: Floats, room: Floats) -> Floats:
    return np.minimum(inside, total) - np.maximum(0, total - np.maximum(room - inside, 0))
