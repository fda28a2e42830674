"""Small systems for the tests of disclosure, and the attacker who tries every whole number."""

import itertools

import numpy as np

from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.rules import Origin, Territories, primary
from reperes.figures.disclosure.system import Cells, Grouping


def grouping(name, *territories, **more) -> Grouping:
    """Each territory: places of small areas, or {place: weight}."""
    rows = [each if isinstance(each, dict) else dict.fromkeys(each, 1.0) for each in territories]
    entries = [(area, at, weight) for at, row in enumerate(rows) for area, weight in row.items()]
    source, target, weight = (np.array(column) for column in zip(*entries, strict=True))
    return Grouping(name, Overlap(source, target, weight.astype(float), len(rows)), **more)


def cells(numerator, denominator=None, people=None, *, origin=Origin.OWN_SURVEY, hid=None, **more) -> Cells:
    numerator = np.asarray(numerator, float)
    denominator = None if denominator is None else np.asarray(denominator, float)
    people = np.full(len(numerator), 500.0) if people is None else np.asarray(people, float)
    found = Territories(numerator, denominator, people, producer_hid=hid)
    return Cells(numerator, denominator, people, primary(origin, found, **more))


def sums(each: Grouping, areas: Cells, *, origin=Origin.OWN_SURVEY) -> Cells:
    """Cells of a grouping, from those of the small areas."""
    known = np.isfinite(areas.numerator)

    def total(amounts):
        return None if amounts is None else each.overlap.total(np.where(known, amounts, 0))

    return cells(
        total(areas.numerator), total(areas.denominator), total(areas.people), origin=origin, by_hand=not each.official
    )


def shown(protection):
    """Places not hidden: of areas, then of each grouping."""
    return [np.flatnonzero(~each.mask).tolist() for each in (protection.areas, *protection.groupings)]


def every_count(areas: Cells, groupings, protection, *, areas_shown=True):
    """All whole counts of the small areas that agree with what is shown: what an attacker with patience knows."""
    rooms = [range(int(room) + 1) for room in areas.denominator]
    if areas_shown:
        rooms = [
            room if hidden else [int(value)]
            for room, hidden, value in zip(rooms, protection.areas.mask, areas.numerator, strict=True)
        ]
    tried = np.array(list(itertools.product(*rooms)), float)
    for each, hidden in zip(groupings, protection.groupings, strict=True):
        for territory in np.flatnonzero(~hidden.mask):
            weights = row(each, territory, len(rooms))
            tried = tried[np.abs(tried @ weights - areas.numerator @ weights) < 1e-9]
    return tried


def row(each: Grouping, territory: int, n_areas: int):
    inside = each.overlap.target == territory
    return np.bincount(each.overlap.source[inside], each.overlap.weight[inside], minlength=n_areas)
