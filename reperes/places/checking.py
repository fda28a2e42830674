"""What a drawing looks like as it stands: what is missing, doubtful, too small, in several pieces. Pure.

Told, not refused: a community of 350 people, or one on two shores, may be right. Bounds of people are those the
Observatoire du développement de l'Outaouais chose so that later figures hold (2,000 to 6,000 people).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reperes.places.sketch import members

FEW_PEOPLE, MANY_PEOPLE = 2_000, 6_000
ROUNDING = 1e-6

Neighbours = npt.NDArray[np.intp]  # pairs of positions in the list of small areas


@dataclass(frozen=True)
class Ground:
    """The small areas one draws with: parallel lists, in the order of codes."""

    codes: Sequence[str]
    names: Sequence[str]
    land_km2: Sequence[float]
    people: Mapping[str, float]  # unknown ones absent; empty if nobody is counted
    neighbours: Neighbours
    places: Mapping[str, int]  # code → position


@dataclass(frozen=True)
class Locality:
    """One locality of the drawing, with what there is to say of it."""

    key: str
    code: str
    name: str
    rationale: str
    standing: str
    level: str
    units: Mapping[str, float]
    people: float | None  # None: nobody is counted in any of its small areas
    uncounted: Sequence[str]  # small areas whose people are not known
    land_km2: float
    pieces: int  # 1: in one piece

    @property
    def n_units(self) -> int:
        return len(self.units)

    @property
    def is_small(self) -> bool:
        return self.people is not None and self.people < FEW_PEOPLE and not self.uncounted

    @property
    def is_large(self) -> bool:
        return self.people is not None and self.people > MANY_PEOPLE

    @property
    def shared(self) -> list[tuple[str, float]]:
        return [(unit, share) for unit, share in self.units.items() if share < 1 - ROUNDING]


@dataclass(frozen=True)
class Check:
    """Everything there is to tell."""

    localities: list[Locality]
    nobodys: list[str]  # small areas without locality
    partial: list[tuple[str, float]]  # part of them is nobody's: the part that is somebody's
    twice: list[tuple[str, float]]  # claimed beyond the whole
    same_codes: list[str]
    same_names: list[str]
    n_units: int
    people: float | None = None  # of all localities
    of_people: float | None = None  # of all small areas
    empty: list[Locality] = field(default_factory=list)
    unnamed: list[Locality] = field(default_factory=list)

    @property
    def n_grouped(self) -> int:
        return self.n_units - len(self.nobodys)

    @property
    def islands(self) -> list[Locality]:
        return [one for one in self.localities if one.pieces > 1]

    @property
    def by_key(self) -> dict[str, Locality]:
        return {one.key: one for one in self.localities}

    @property
    def is_ready(self) -> bool:
        """Nothing would be refused at publication."""
        refused = self.twice or self.same_codes or self.same_names or self.empty or self.unnamed
        return bool(self.localities) and not refused


def check(content: Mapping[str, Any], ground: Ground) -> Check:
    held = members(content)
    parts = pieces(held, ground)
    localities = [
        _locality(key, one, held[key], ground, parts[key]) for key, one in content.get("localities", {}).items()
    ]
    localities.sort(key=lambda one: (_natural(one.code), one.name))
    sums = {unit: sum(shares.values()) for unit, shares in content.get("units", {}).items()}
    counted = [one.people for one in localities if one.people is not None]
    return Check(
        localities,
        nobodys=[code for code in ground.codes if not sums.get(code)],
        partial=[(unit, total) for unit, total in sorted(sums.items()) if 0 < total < 1 - ROUNDING],
        twice=[(unit, total) for unit, total in sorted(sums.items()) if total > 1 + ROUNDING],
        same_codes=_repeated([one.code for one in localities]),
        same_names=_repeated([one.name for one in localities]),
        n_units=len(ground.codes),
        people=sum(counted) if counted else None,
        of_people=sum(ground.people.values()) if ground.people else None,
        empty=[one for one in localities if not one.units],
        unnamed=[one for one in localities if not one.name.strip() or not one.code.strip()],
    )


def _natural(code: str) -> tuple[int, str]:
    """2 before 10."""
    return (int(code), "") if code.isdecimal() else (10**12, code)


def _repeated(words: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    return sorted({word for word in words if word in seen or seen.add(word)})  # type: ignore[func-returns-value]


def _locality(key: str, one: Mapping[str, str], units: Mapping[str, float], ground: Ground, n_pieces: int) -> Locality:
    counted = {unit: ground.people[unit] * share for unit, share in units.items() if unit in ground.people}
    return Locality(
        key=key,
        code=one["code"],
        name=one["name"],
        rationale=one["rationale"],
        standing=one["standing"],
        level=one["level"],
        units=dict(sorted(units.items())),
        people=sum(counted.values()) if counted else None,
        uncounted=sorted(units.keys() - counted.keys()) if ground.people else [],
        land_km2=sum(ground.land_km2[ground.places[unit]] * share for unit, share in units.items()),
        pieces=n_pieces,
    )


def pieces(held: Mapping[str, Mapping[str, float]], ground: Ground) -> dict[str, int]:
    """In how many separate pieces each locality lies: one pass over neighbours, joining those of one locality."""
    homes: dict[int, list[str]] = defaultdict(list)
    for key, units in held.items():
        for unit in units:
            homes[ground.places[unit]].append(key)
    roots = {(key, place): place for place, keys in homes.items() for key in keys}
    counts = {key: len(units) for key, units in held.items()}
    for one, other in ground.neighbours.tolist():
        for key in homes.get(one, ()):
            if key in homes.get(other, ()):
                counts[key] -= _joined(roots, key, one, other)
    return counts


def _joined(roots: dict[tuple[str, int], int], key: str, one: int, other: int) -> int:
    """1 if they were apart until now."""
    left, right = _root(roots, key, one), _root(roots, key, other)
    if left == right:
        return 0
    roots[key, left] = right
    return 1


def _root(roots: dict[tuple[str, int], int], key: str, place: int) -> int:
    while roots[key, place] != place:
        roots[key, place] = roots[key, roots[key, place]]
        place = roots[key, place]
    return place
