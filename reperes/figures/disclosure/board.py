"""One indicator laid on a system: what is hidden for now, what each hidden cell may still be worth, what hiding costs.

A reader knows every shown cell and, at worst, every universe (population is always published): each small area's count
lies between 0 and its universe. Two hidden areas that stand in exactly the same shown territories are twins: moving
people of the count from one to the other changes nothing shown. What twins allow is proof, in whole numbers, and costs
one pass over the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reperes.figures.disclosure.estimating import BOUNDLESS, estimate
from reperes.figures.disclosure.rules import Codes, Flags, Floats, Rule, Thresholds
from reperes.figures.disclosure.system import Cells, Places, Proof, System

SHOWN, PRODUCER, COMPLEMENTARY, WITHHELD = (
    int(rule) for rule in (Rule.SHOWN, Rule.PRODUCER, Rule.COMPLEMENTARY, Rule.WITHHELD)
)  # bare: NumPy compares them ten times faster
OFFICIAL = 3.0  # hiding an official territory costs as much as hiding a drawn one with this many times its people
SURE = 1e-6  # what is called a difference between two amounts


@dataclass(frozen=True)
class Twins:
    """Classes of areas not shown that no shown territory tells apart. One value a class; `of` is −1 for shown areas."""

    of: Places
    total: Floats
    room: Floats
    free: Flags  # in no shown territory at all


@dataclass(frozen=True)
class Moves:
    """How far down and up each count can go from what it is."""

    down: Floats
    up: Floats

    @property
    def width(self) -> Floats:
        return self.down + self.up

    def or_further(self, other: "Moves") -> "Moves":
        return Moves(np.maximum(self.down, other.down), np.maximum(self.up, other.up))

    def at(self, place: int) -> tuple[float, float]:
        return float(self.down[place]), float(self.up[place])

    def note(self, places: Places | slice, moves: Floats) -> None:
        self.down[places] = np.maximum(self.down[places], -moves)
        self.up[places] = np.maximum(self.up[places], moves)


class Board:
    """Amounts, needs and costs of one indicator; `reason_area`, `reason_row` grow as cells are hidden."""

    def __init__(self, system: System, areas: Cells, wider: Sequence[Cells], thresholds: Thresholds) -> None:
        self.system, self.thresholds = system, thresholds
        self.reason_area = areas.primary.astype(np.int8).copy()
        self.reason_row = system.stacked([each.primary for each in wider]).astype(np.int8)
        given_row = system.stacked([each.numerator for each in wider]).astype(float)
        self.known = np.isfinite(areas.numerator)
        self.reason_area[~self.known & (self.reason_area == SHOWN)] = WITHHELD
        self.live = self.known[system.area] | system.imported[system.row]
        self.room = _room(areas)
        self.amount = estimate(system, areas.numerator, self.known, self.room, given_row)
        self.cost_area = OFFICIAL * _people(areas.people)
        self.cost_row = np.where(system.official, OFFICIAL, 1.0) * _people(
            system.stacked([each.people for each in wider]).astype(float)
        )
        self.room_row = self.total_of_rows(self.room)
        self.amount_row = self.total_of_rows(self.amount)
        self.area_moves = Moves(*np.zeros((2, system.n_areas)))
        self.row_moves = Moves(*np.zeros((2, system.n_rows)))
        self.proofs: list[Proof] = []
        self.members: dict[int, Places] = {}  # see paths

    def total_of_rows(self, amounts: Floats) -> Floats:
        system = self.system
        weight = system.weight * self.live * amounts[system.area]
        return summed(system.row, weight, system.n_rows)

    @property
    def unseen(self) -> Flags:
        """Areas whose own figure is not shown."""
        return np.ones(len(self.amount), bool) if not self.system.areas_shown else self.reason_area != SHOWN

    @property
    def row_shown(self) -> Flags:
        return self.reason_row == SHOWN

    @property
    def hideable_areas(self) -> Flags:
        """Shown small areas that may still be hidden."""
        may = self.system.areas_shown and not self.system.areas_locked
        return (self.reason_area == SHOWN) & may

    @property
    def hideable_rows(self) -> Flags:
        return self.row_shown & ~self.system.locked

    def need_area(self) -> Floats:
        return self._needs(self.reason_area, self.amount, self.room)

    def need_row(self) -> Floats:
        return self._needs(self.reason_row, self.amount_row, self.room_row)

    def hide(self, areas: Places, rows: Places) -> None:
        """Complementary suppression of what is still shown."""
        self.reason_area[areas] = COMPLEMENTARY
        self.reason_row[rows] = COMPLEMENTARY

    def _needs(self, reason: Codes, amount: Floats, room: Floats) -> Floats:
        """How wide the range of each hidden cell must be (see protecting); 0 where nothing needs protection."""
        needed = np.full(len(amount), float(max(self.thresholds.small_count, 1)))
        primary = (reason != COMPLEMENTARY) & (reason != PRODUCER)
        needed = np.where(primary, np.maximum(needed, self.thresholds.width * amount), needed)
        needed[(reason == SHOWN) | (reason == WITHHELD)] = 0
        return np.minimum(needed, room)

    def signatures(self) -> NDArray[np.uint64]:
        """One mark an area: equal where areas have the same weights in the same shown territories."""
        system = self.system
        seen = np.where(self.live & self.row_shown[system.row], system.mark, np.uint64(0))
        with np.errstate(over="ignore"):
            running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(seen, dtype=np.uint64)])
            return running[system.first[1:]] - running[system.first[:-1]]

    def twins(self) -> Twins:
        marks, unseen = self.signatures(), np.flatnonzero(self.unseen)
        kinds, place = np.unique(marks[unseen], return_inverse=True)
        of = np.full(len(self.amount), -1)
        of[unseen] = place
        total = summed(place, self.amount[unseen], len(kinds))
        room = summed(place, self.room[unseen], len(kinds))
        return Twins(of, total, room, kinds == 0)

    def proven(self, twins: Twins) -> tuple[Moves, Moves]:
        """How far each area's count, and each hidden territory's, is proven to move down and up."""
        unseen, system = np.flatnonzero(self.unseen), self.system
        areas = Moves(np.zeros(len(self.amount)), np.zeros(len(self.amount)))
        move = _moves(twins, twins.of[unseen], self.amount[unseen], self.room[unseen])
        areas.down[unseen], areas.up[unseen] = move.down, move.up
        entry = np.flatnonzero(self.live & ~self.row_shown[system.row] & (twins.of[system.area] >= 0))
        area, n_classes = system.area[entry], max(len(twins.total), 1)
        pair, place = np.unique(system.row[entry] * n_classes + twins.of[area], return_inverse=True)
        amount, room = summed(place, self.amount[area], len(pair)), summed(place, self.room[area], len(pair))
        lightest = np.full(len(pair), np.inf)
        np.minimum.at(lightest, place, system.weight[entry])
        move = _moves(twins, pair % n_classes, amount, room)  # classes move apart from each other
        rows = Moves(*(summed(pair // n_classes, lightest * each, system.n_rows) for each in (move.down, move.up)))
        return areas.or_further(self.area_moves), rows.or_further(self.row_moves)

    def remember(self, areas: Places, moves: Floats) -> None:
        """A change of the counts of `areas` that leaves every shown cell as it was: it proves that all it moves can."""
        self.proofs.append(Proof(areas, moves))
        self.area_moves.note(areas, moves)
        self.row_moves.note(slice(None), self.change_of_rows(areas, moves))

    def change_of_rows(self, areas: Places, moves: Floats) -> Floats:
        """What a change of these areas' counts does to each territory."""
        moved = np.zeros(len(self.amount))
        moved[areas] = moves
        entry = self.system.entries_of(areas)
        entry = entry[self.live[entry]]
        change = self.system.weight[entry] * moved[self.system.area[entry]]
        return summed(self.system.row[entry], change, self.system.n_rows)

    def recall(self, proofs: Sequence[Proof]) -> None:
        """Proofs made for another system on the same areas: those that hold here are kept."""
        for proof in proofs:
            shown_change = self.change_of_rows(proof.areas, proof.moves)[self.row_shown]
            if (np.abs(shown_change) < SURE).all():
                self.remember(proof.areas, proof.moves)

    def at_most(self) -> tuple[Floats, Floats]:
        """A width no area's count, no territory's, can pass: each shown territory asks the others to give or take."""
        system, unseen = self.system, self.unseen
        entry = np.flatnonzero(self.live & self.row_shown[system.row] & unseen[system.area])
        area, row, weight = system.area[entry], system.row[entry], system.weight[entry]
        most = [np.where(unseen, self.room - self.amount, 0.0), np.where(unseen, self.amount, 0.0)]
        for limit, given in zip(most, (self.amount, self.room - self.amount), strict=True):
            others = summed(row, weight * given[area], system.n_rows)[row] - weight * given[area]
            np.minimum.at(limit, area, others / weight)
        areas = most[0] + most[1]
        return areas, self.total_of_rows(areas)


def summed(places: Places, amounts: Floats, n: int) -> Floats:
    return np.bincount(places, amounts, minlength=n).astype(np.float64)


def _moves(twins: Twins, kind: Places, amount: Floats, room: Floats) -> Moves:
    """How far the count of part of a class can move while the class keeps its total."""
    total, outside, free = twins.total[kind], np.maximum(twins.room[kind] - room, 0), twins.free[kind]
    lowest = np.where(free, 0, np.maximum(0, total - outside))
    highest = np.where(free, room, np.minimum(room, total))
    return Moves(np.maximum(amount - lowest, 0), np.maximum(highest - amount, 0))


def _room(areas: Cells) -> Floats:
    """The most each area can count: its universe; boundless where unknown, or where the count is no part of it."""
    if areas.denominator is None:
        return np.full(len(areas.numerator), BOUNDLESS)
    known = np.isfinite(areas.denominator)
    part = not (areas.numerator > areas.denominator + SURE).any()
    return np.where(known & part, np.maximum(areas.denominator, 0), BOUNDLESS)


def _people(people: Floats) -> Floats:
    """Unknown populations cost as the middle one; one person more so that nothing is free to hide."""
    known = np.isfinite(people)
    middle = float(np.median(people[known])) if known.any() else 0.0
    return np.where(known, people, middle) + 1.0
