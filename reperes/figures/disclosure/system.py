"""What is published together: small areas, and groupings of them, each cell shown or hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.rules import Codes, Flags, Floats, Rule

Places = NDArray[np.int64]
Hashes = NDArray[np.uint64]
AREAS = -1  # stands for the small areas where a grouping is meant


@dataclass(frozen=True)
class Grouping:
    """One way small areas are gathered into territories whose figures are published.

    `imported`: its figures came from the source, so that they count also what the source hid below; otherwise they
    are our sums, which leave out what we do not know. `locked`: already public (an earlier edition), nothing of it can
    be hidden any more.
    """

    name: str
    overlap: Overlap
    official: bool = True
    imported: bool = False
    locked: bool = False


@dataclass(frozen=True)
class Cells:
    """One indicator over the territories of a grouping, or over the small areas: one value each.

    `numerator`: NaN where unknown. `denominator`: the universe the numerator is part of, None for plain counts.
    `people`: who is lost when the cell is hidden (its cost). `primary`: a code of Rule each.
    """

    numerator: Floats
    denominator: Floats | None
    people: Floats
    primary: Codes


@dataclass(frozen=True)
class Hidden:
    """Which cells of a grouping are not shown, and why (internal: a public reason would tell the count)."""

    mask: Flags
    reason: Codes


@dataclass(frozen=True)
class Proof:
    """A change of some areas' counts that leaves every shown cell as it was: what it moves cannot be known."""

    areas: Places
    moves: Floats


@dataclass(frozen=True)
class Protection:
    """`exposed`: (grouping, cell) that no suppression still allowed can protect; AREAS for a small area.

    `proofs`: changes found on the way, so that a later question need not find them again (see adding).
    """

    areas: Hidden
    groupings: tuple[Hidden, ...]
    exposed: tuple[tuple[int, int], ...] = ()
    proofs: tuple[Proof, ...] = ()


class System:
    """The groupings stacked, one row a territory: built once, used for every indicator.

    `areas_shown`: whether the small areas' own figures are published. Memory: about 40 bytes a weight.
    """

    def __init__(
        self, n_areas: int, groupings: Sequence[Grouping], *, areas_shown: bool = True, areas_locked: bool = False
    ) -> None:
        self.n_areas, self.groupings = n_areas, tuple(groupings)
        self.areas_shown, self.areas_locked = areas_shown, areas_locked
        sizes = [each.overlap.n_targets for each in self.groupings]
        self.starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.n_rows = int(self.starts[-1])
        self._stack()

    def _stack(self) -> None:
        nothing = np.zeros(0, np.int64)
        area = np.concatenate([nothing, *(each.overlap.source for each in self.groupings)]).astype(np.int64)
        row = np.concatenate(
            [nothing, *(each.overlap.target + start for each, start in zip(self.groupings, self.starts, strict=False))]
        ).astype(np.int64)
        weight = np.concatenate([np.zeros(0), *(each.overlap.weight for each in self.groupings)]).astype(float)
        key, place = np.unique(area * max(self.n_rows, 1) + row, return_inverse=True)
        summed = np.bincount(place, weight, minlength=len(key))
        key, self.weight = key[summed != 0], summed[summed != 0]
        self.area, self.row = key // max(self.n_rows, 1), key % max(self.n_rows, 1)  # sorted by area, then row
        self.first = np.searchsorted(self.area, np.arange(self.n_areas + 1))
        self.by_row = np.argsort(self.row, kind="stable")
        self.first_of_row = np.searchsorted(self.row[self.by_row], np.arange(self.n_rows + 1))
        self.mark = _mixed(self.row.astype(np.uint64), self.weight.view(np.uint64))

    def spread(self, values: Sequence[bool]) -> Flags:
        """One flag a grouping → one a row."""
        return np.repeat(np.array(values, bool), np.diff(self.starts)) if self.groupings else np.zeros(0, bool)

    @cached_property
    def imported(self) -> Flags:
        return self.spread([each.imported for each in self.groupings])

    @cached_property
    def locked(self) -> Flags:
        return self.spread([each.locked for each in self.groupings])

    @cached_property
    def has_shares(self) -> Flags:
        """Which territories hold part of an area only."""
        return np.bincount(self.row, self.weight % 1 != 0, minlength=self.n_rows) > 0

    @cached_property
    def official(self) -> Flags:
        return self.spread([each.official for each in self.groupings])

    def stacked(self, parts: Sequence[NDArray]) -> NDArray:
        """One array a grouping → one value a row."""
        return np.concatenate(parts) if parts else np.zeros(0)

    def named(self, row: int) -> tuple[int, int]:
        """Row → (grouping, territory)."""
        grouping = int(np.searchsorted(self.starts, row, side="right")) - 1
        return grouping, int(row - self.starts[grouping])

    def entries_of(self, areas: Places) -> Places:
        """Places of the weights of these areas, whatever the territory."""
        sizes = self.first[areas + 1] - self.first[areas]
        return np.arange(sizes.sum()) + np.repeat(self.first[areas] - np.cumsum(sizes) + sizes, sizes)

    def entries_of_row(self, row: int) -> Places:
        return self.by_row[self.first_of_row[row] : self.first_of_row[row + 1]]


def as_hidden(codes: Codes) -> Hidden:
    return Hidden(codes != Rule.SHOWN, codes)


def _mixed(row: Hashes, weight: Hashes) -> Hashes:
    """A 64-bit mark for “this weight in this row” (splitmix64): sums of marks tell columns apart."""
    with np.errstate(over="ignore"):
        mixed = (row + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) ^ weight
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        return mixed ^ (mixed >> np.uint64(31))
