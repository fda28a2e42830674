"""How much of each small area belongs to each wider one: by point, by shared area, by people,
or as a table says. Pure.

Weights of one small area never sum to more than 1. What falls outside is told, and what two claim is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from reperes.places.areas import Area, flattened

SCHEMA = pa.schema([("source", pa.string()), ("target", pa.string()), ("weight", pa.float64())])
ENOUGH = 1e-9  # rounding, not loss
SLIVER = 0.005  # a shared area under this part of the small area is two drawings of one border


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    source: str
    target: str
    weight: float


@dataclass
class Report:
    """What did not go without saying."""

    assigned: int = 0
    outside: list[str] = field(default_factory=list)  # codes of small areas nobody has
    partial: list[dict[str, Any]] = field(default_factory=list)  # {"source", "share"}: part of it is nobody's
    shared: list[dict[str, Any]] = field(
        default_factory=list
    )  # claimed by several: {"source", "targets", "names", "given_to"}
    by_land: list[str] = field(default_factory=list)  # nobody is counted in them: shared by surface, not by people
    lost: dict[str, Any] = field(default_factory=dict)  # what no target has: {"areas", "people", "km2"}


class BadWeights(ValueError):
    """A supplied table that cannot be weights: the row (from 1) and why."""

    def __init__(self, row: int, why: str, *details: object) -> None:
        super().__init__(f"{row}: {why} {details}")
        self.row, self.why, self.details = row, why, details


def by_point(sources: Sequence[Area], targets: Sequence[Area]) -> tuple[list[Weight], Report]:
    """Each small area goes whole where its representative point lies; once only, to the one it shares most with."""
    points = shapely.points([(area.longitude, area.latitude) for area in sources])
    tree = shapely.STRtree([area.geometry for area in targets])
    claims: dict[int, list[int]] = defaultdict(list)
    for source, target in np.transpose(tree.query(points, predicate="intersects")):
        claims[int(source)].append(int(target))
    report, found = Report(), []
    for number, area in enumerate(sources):
        claimants = sorted(claims[number])
        if not claimants:
            report.outside.append(area.code)
            continue
        winner = targets[claimants[0]]
        if len(claimants) > 1:
            winner = _closest(area, [targets[one] for one in claimants])
            report.shared.append(_told(area, [targets[one] for one in claimants], winner))
        found.append(Weight(area.code, winner.code, 1.0))
    report.assigned = len(found)
    return found, report


def _closest(area: Area, claimants: Sequence[Area]) -> Area:
    """The one with the larger shared area; the first code if they are equal."""
    shapes = flattened([area.geometry, *(one.geometry for one in claimants)])
    common = shapely.area(shapely.intersection(shapes[0], shapes[1:]))
    return claimants[int(np.argmax(common))]


def _told(area: Area, claimants: Sequence[Area], winner: Area | None) -> dict[str, Any]:
    return {
        "source": area.code,
        "targets": [one.code for one in claimants],
        "names": [one.name for one in claimants],
        "given_to": winner.code if winner else "",
    }


def by_area(sources: Sequence[Area], targets: Sequence[Area]) -> tuple[list[Weight], Report]:
    """Each small area is split in proportion of the surfaces it shares, on an equal-area plane."""
    shapes = flattened([area.geometry for area in (*sources, *targets)])
    ours, theirs = shapes[: len(sources)], shapes[len(sources) :]
    whole = shapely.area(ours)
    pairs = np.transpose(shapely.STRtree(theirs).query(ours, predicate="intersects"))
    parts: dict[int, dict[int, float]] = defaultdict(dict)
    for source, target in sorted((int(source), int(target)) for source, target in pairs):
        part = float(shapely.area(shapely.intersection(ours[source], theirs[target])) / whole[source])
        if part > SLIVER:
            parts[source][target] = part
    report, found = Report(), []
    for number, area in enumerate(sources):
        found += _split(area, parts[number], targets, report)
    report.assigned = len({weight.source for weight in found})
    return found, report


def _split(area: Area, parts: dict[int, float], targets: Sequence[Area], report: Report) -> list[Weight]:
    """Overlapping targets would count the same ground twice: their parts are brought back to the whole."""
    total = sum(parts.values())
    if not parts:
        report.outside.append(area.code)
    elif total > 1 + SLIVER:
        report.shared.append(_told(area, [targets[one] for one in parts], None))
    elif total < 1 - SLIVER:
        report.partial.append({"source": area.code, "share": round(total, 4)})
    reach = total if total >= 1 - SLIVER else 1.0  # so near the whole: two drawings of one border
    return [Weight(area.code, targets[one].code, part / reach) for one, part in parts.items()]


def by_people(
    sources: Sequence[Area], targets: Sequence[Area], finer: Sequence[Area], people: Mapping[str, float]
) -> tuple[list[Weight], Report]:
    """Each small area is split as its people are, counted in finer areas (blocks) placed by their point.

    Where nobody is counted, surfaces decide, and the report says where.
    """
    counted = [area for area in finer if people.get(area.code, 0) > 0]
    points = shapely.points(np.array([(area.longitude, area.latitude) for area in counted]).reshape(-1, 2))
    homes, reached = _containing(points, sources), _containing(points, targets)
    inside: dict[str, float] = defaultdict(float)
    common: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for place, area in enumerate(counted):
        if (home := homes.get(place)) is None:
            continue
        inside[home] += people[area.code]
        if (target := reached.get(place)) is not None:
            common[home][target] += people[area.code]
    found = [
        Weight(home, target, count / inside[home]) for home, parts in common.items() for target, count in parts.items()
    ]
    empty = [area for area in sources if not inside.get(area.code)]
    by_surface, report = by_area(empty, targets) if empty else ([], Report())
    report.by_land = [area.code for area in empty]
    report.outside = sorted({*report.outside, *(code for code in inside if code not in common)})
    report.partial += [
        {"source": code, "share": round(share, 4)}
        for code in sorted(common)
        if (share := sum(common[code].values()) / inside[code]) < 1 - ENOUGH
    ]
    found += by_surface
    report.assigned = len({weight.source for weight in found})
    return sorted(found), report


def _containing(points: Any, areas: Sequence[Area]) -> dict[int, str]:
    """{point's number: the first area it lies in}."""
    found: dict[int, str] = {}
    pairs = shapely.STRtree([area.geometry for area in areas]).query(points, predicate="intersects").T
    for point, area in sorted((int(point), int(area)) for point, area in pairs):
        found.setdefault(point, areas[area].code)
    return found


def lost(found: Iterable[Weight], sources: Sequence[Area], people: Mapping[str, float]) -> dict[str, Any]:
    """What no target has: how many small areas (in part too), of their people (None: not counted) and land."""
    kept: dict[str, float] = defaultdict(float)
    for weight in found:
        kept[weight.source] += weight.weight
    rest = {area.code: 1 - kept[area.code] for area in sources if kept[area.code] < 1 - 1e-6}
    land = {area.code: area.land_km2 for area in sources}
    counted = [people[code] * share for code, share in rest.items() if code in people]
    return {
        "areas": len(rest),
        "people": round(sum(counted), 1) if people else None,
        "km2": round(sum(land[code] * share for code, share in rest.items()), 3),
    }


def whole(sources: Sequence[Area], target: Area) -> tuple[list[Weight], Report]:
    """Everything belongs to one territory."""
    return [Weight(area.code, target.code, 1.0) for area in sources], Report(assigned=len(sources))


def as_told(
    rows: Iterable[tuple[str, str, float]], sources: Sequence[Area], targets: Sequence[Area]
) -> tuple[list[Weight], Report]:
    """Weights somebody supplies (blocks, postal codes, a list): checked, never mended."""
    known = {area.code for area in sources}, {area.code for area in targets}
    found: list[Weight] = []
    sums: dict[str, float] = defaultdict(float)
    seen: set[tuple[str, str]] = set()
    for number, (source, target, weight) in enumerate(rows, start=1):
        if why := _why_not(source, target, weight, known, seen):
            raise BadWeights(number, *why)
        sums[source] += weight
        if sums[source] > 1 + 1e-6:
            raise BadWeights(number, "sums_past_one", source, round(sums[source], 6))
        seen.add((source, target))
        found.append(Weight(source, target, weight))
    report = Report(assigned=len(sums))
    report.outside = sorted(known[0] - sums.keys())
    report.partial = [
        {"source": code, "share": round(total, 6)} for code, total in sorted(sums.items()) if total < 1 - 1e-6
    ]
    return sorted(found), report


def _why_not(
    source: str, target: str, weight: float, known: tuple[set[str], set[str]], seen: set[tuple[str, str]]
) -> tuple[Any, ...]:
    if source not in known[0]:
        return "unknown_source", source
    if target not in known[1]:
        return "unknown_target", target
    if not 0 < weight <= 1 + ENOUGH:
        return "not_a_share", weight
    return ("said_twice", source, target) if (source, target) in seen else ()


def chained(first: Iterable[Weight], second: Iterable[Weight]) -> list[Weight]:
    """Units → boroughs, boroughs → city: units → city."""
    onward: dict[str, list[Weight]] = defaultdict(list)
    for weight in second:
        onward[weight.source].append(weight)
    total: dict[tuple[str, str], float] = defaultdict(float)
    for weight in first:
        for step in onward[weight.target]:
            total[weight.source, step.target] += weight.weight * step.weight
    return [Weight(source, target, min(1.0, share)) for (source, target), share in sorted(total.items())]


def shares(
    children: Iterable[Weight], parents: Iterable[Weight], sizes: dict[str, float]
) -> dict[tuple[str, str], float]:
    """{(child, parent): part of the child's people who live in the parent}, through the units both are made of.

    A unit is taken as evenly mixed when both split it. Units without a size (suppressed, unknown) are left out.
    """
    over: dict[str, list[Weight]] = defaultdict(list)
    for weight in parents:
        over[weight.source].append(weight)
    people: dict[tuple[str, str], float] = defaultdict(float)
    whole_child: dict[str, float] = defaultdict(float)
    for weight in children:
        size = sizes.get(weight.source, 0.0) * weight.weight
        whole_child[weight.target] += size
        for above in over[weight.source]:
            people[weight.target, above.target] += size * above.weight
    return {pair: count / whole_child[pair[0]] for pair, count in people.items() if count > 0}


def write(found: Sequence[Weight], file: Path) -> None:
    table = pa.table({name: [getattr(one, name) for one in found] for name in SCHEMA.names}, schema=SCHEMA)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.replace(file)


def read(file: Path) -> list[Weight]:
    return [Weight(**row) for row in pq.read_table(file).to_pylist()]
