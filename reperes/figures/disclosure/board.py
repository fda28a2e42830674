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

from reperes.figures.disclosure.rules import Codes, Flags, Floats, Rule, Thresholds
from reperes.figures.disclosure.system import Cells, Places, System

BOUNDLESS = 1e12  # a universe nobody knows
OFFICIAL = 3.0  # hiding an official territory costs as much as hiding a drawn one with this many times its people
SURE = 1e-6  # what is called a difference between two amounts


@dataclass(frozen=True)
class Twins:
    """Classes of areas not shown that no shown territory tells apart. One value a class; `of` is −1 for shown areas."""

    of: Places
    total: Floats
    room: Floats
    free: Flags  # in no shown territory at all


class Board:
    """Amounts, needs and costs of one indicator; `reason_area`, `reason_row` grow as cells are hidden."""

    def __init__(self, system: System, areas: Cells, wider: Sequence[Cells], thresholds: Thresholds) -> None:
        self.system, self.thresholds = system, thresholds
        self.reason_area = areas.primary.astype(np.int8).copy()
        self.reason_row = system.stacked([each.primary for each in wider]).astype(np.int8)
        given_row = system.stacked([each.numerator for each in wider]).astype(float)
        self.known = np.isfinite(areas.numerator)
        self.reason_area[~self.known & (self.reason_area == Rule.SHOWN)] = Rule.WITHHELD
        self.live = self.known[system.area] | system.imported[system.row]
        self.room = _room(areas)
        self.amount = self._amounts(areas.numerator, given_row)
        self.cost_area = OFFICIAL * _people(areas.people)
        self.cost_row = np.where(system.official, OFFICIAL, 1.0) * _people(
            system.stacked([each.people for each in wider]).astype(float)
        )
        self.room_row = self.total_of_rows(self.room)
        self.amount_row = self.total_of_rows(self.amount)

    def total_of_rows(self, amounts: Floats) -> Floats:
        system = self.system
        weight = system.weight * self.live * amounts[system.area]
        return summed(system.row, weight, system.n_rows)

    def _amounts(self, numerator: Floats, given_row: Floats) -> Floats:
        """Unknown counts stand for an even share of what the smallest imported territory leaves them."""
        amount, system = np.where(self.known, numerator, 0.0), self.system
        if self.known.all() or not system.imported.any():
            return amount
        n_unknown = np.bincount(system.row, system.weight * ~self.known[system.area], minlength=system.n_rows)
        rest = given_row - np.bincount(system.row, system.weight * amount[system.area], minlength=system.n_rows)
        entry = system.imported[system.row] & ~self.known[system.area] & np.isfinite(rest)[system.row]
        order = np.flatnonzero(entry)[np.argsort(-n_unknown[system.row[entry]], kind="stable")]
        share = rest[system.row[order]] / n_unknown[system.row[order]]
        amount[system.area[order]] = np.clip(share, 0, self.room[system.area[order]])  # the smallest is written last
        return amount

    @property
    def unseen(self) -> Flags:
        """Areas whose own figure is not shown."""
        return np.ones(len(self.amount), bool) if not self.system.areas_shown else self.reason_area != Rule.SHOWN

    @property
    def row_shown(self) -> Flags:
        return self.reason_row == Rule.SHOWN

    @property
    def hideable_areas(self) -> Flags:
        """Shown small areas that may still be hidden."""
        may = self.system.areas_shown and not self.system.areas_locked
        return (self.reason_area == Rule.SHOWN) & may

    @property
    def hideable_rows(self) -> Flags:
        return self.row_shown & ~self.system.locked

    def need_area(self) -> Floats:
        return self._needs(self.reason_area, self.amount, self.room)

    def need_row(self) -> Floats:
        return self._needs(self.reason_row, self.amount_row, self.room_row)

    def hide(self, areas: Places, rows: Places) -> None:
        """Complementary suppression of what is still shown."""
        self.reason_area[areas] = Rule.COMPLEMENTARY
        self.reason_row[rows] = Rule.COMPLEMENTARY

    def _needs(self, reason: Codes, amount: Floats, room: Floats) -> Floats:
        """How wide the range of each hidden cell must be (see protecting); 0 where nothing needs protection."""
        needed = np.full(len(amount), float(max(self.thresholds.small_count, 1)))
        primary = (reason != Rule.COMPLEMENTARY) & (reason != Rule.PRODUCER)
        needed = np.where(primary, np.maximum(needed, self.thresholds.width * amount), needed)
        needed[(reason == Rule.SHOWN) | (reason == Rule.WITHHELD)] = 0
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

    def proven_areas(self, twins: Twins) -> Floats:
        """The width each unseen area's count is proven to have; 0 for shown ones."""
        width, unseen = np.zeros(len(self.amount)), np.flatnonzero(self.unseen)
        width[unseen] = _reach(twins, twins.of[unseen], self.room[unseen])
        return width

    def proven_rows(self, twins: Twins) -> Floats:
        """The width each hidden territory's count is proven to have: classes of twins move apart from each other."""
        system = self.system
        entry = np.flatnonzero(self.live & ~self.row_shown[system.row] & (twins.of[system.area] >= 0))
        n_classes = max(len(twins.total), 1)
        pair, place = np.unique(system.row[entry] * n_classes + twins.of[system.area[entry]], return_inverse=True)
        inside = summed(place, self.room[system.area[entry]], len(pair))
        lightest = np.full(len(pair), np.inf)
        np.minimum.at(lightest, place, system.weight[entry])
        width = lightest * _reach(twins, pair % n_classes, inside) if len(pair) else np.zeros(0)
        return summed(pair // n_classes, width, system.n_rows)


def summed(places: Places, amounts: Floats, n: int) -> Floats:
    return np.bincount(places, amounts, minlength=n).astype(np.float64)


def _reach(twins: Twins, kind: Places, inside: Floats) -> Floats:
    """How far the count of part of a class can move while the class keeps its total."""
    total, outside = twins.total[kind], np.maximum(twins.room[kind] - inside, 0)
    bound = np.minimum(inside, total) - np.maximum(0, total - outside)
    return np.where(twins.free[kind], inside, np.maximum(bound, 0))


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
