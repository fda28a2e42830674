"""How much did a place's limits change between two versions? Pure.

    changed = 1 − common / (before + after − common)

of its people (or of its land where people are not counted): 0 for the same limits, 1 for nothing in common (the
Jaccard distance). Up to 1 % figures compare; up to 5 % with care; beyond, what moved may be the limits, not the people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reperes.places.weights import Weight

SAME, CARE = 0.01, 0.05
MOSTLY = 0.5  # of both: less is another place


@dataclass(frozen=True)
class Overlap:
    """What places of both versions have in common: {(older, newer): size}, and the size of each."""

    common: Mapping[tuple[str, str], float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    split: Mapping[str, float]  # newer place → part of it made of small areas that were divided


@dataclass(frozen=True)
class Found:
    """The place one came from, and how much changed; `older` is "" for a new one."""

    older: str
    changed: float
    split: float


def overlap(older: Iterable[Weight], newer: Iterable[Weight], sizes: Mapping[str, float]) -> Overlap:
    """Through the small areas both are made of. What two versions share of one small area is taken as the same part."""
    was: dict[str, dict[str, float]] = defaultdict(dict)
    for weight in older:
        was[weight.source][weight.target] = weight.weight
    now: dict[str, dict[str, float]] = defaultdict(dict)
    for weight in newer:
        now[weight.source][weight.target] = now[weight.source].get(weight.target, 0.0) + weight.weight
    common: dict[tuple[str, str], float] = defaultdict(float)
    before: dict[str, float] = defaultdict(float)
    after: dict[str, float] = defaultdict(float)
    split: dict[str, float] = defaultdict(float)
    for unit in was.keys() | now.keys():
        size = sizes.get(unit, 0.0)
        for place, share in was[unit].items():
            before[place] += size * share
        for place, share in now[unit].items():
            after[place] += size * share
            split[place] += size * share if len(now[unit]) > len(was[unit]) else 0.0
            for old, part in was[unit].items():
                common[old, place] += size * min(part, share)
    parts = {place: amount / after[place] for place, amount in split.items() if after[place]}
    return Overlap(dict(common), dict(before), dict(after), parts)


def compared(place: str, found: Overlap) -> Found | None:
    """None where nothing is measured: nobody lives there, or it is made of nothing we know."""
    after = found.after.get(place, 0.0)
    if not after:
        return None
    olds = {old: size for (old, new), size in found.common.items() if new == place and size > 0}
    if not olds:
        return Found("", 1.0, found.split.get(place, 0.0))
    nearest = max(sorted(olds), key=lambda old: olds[old])
    common, before = olds[nearest], found.before[nearest]
    changed = max(0.0, 1 - common / (before + after - common))
    is_other = common < MOSTLY * before and common < MOSTLY * after
    return Found("" if is_other else nearest, round(changed, 6), found.split.get(place, 0.0))
