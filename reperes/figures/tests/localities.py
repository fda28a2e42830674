"""Random territories for the attack: nested, overlapping, fractional, drawn by hand, over two editions."""

from dataclasses import dataclass, replace

import numpy as np

from reperes.figures import intervals
from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.auditing import Case, Secret
from reperes.figures.disclosure.outputs import Table
from reperes.figures.disclosure.protecting import protect
from reperes.figures.disclosure.rules import Origin, Rule, Territories, Thresholds, primary
from reperes.figures.disclosure.system import Cells, Grouping, Protection, System, as_hidden

ORIGINS = list(Origin)


@dataclass(frozen=True)
class Drawn:
    """One random system and what was decided of it; `reasons`: of the areas, then of each grouping."""

    system: System
    truth: np.ndarray  # counts of the areas, those the producer hid too
    areas: Cells
    wider: list[Cells]
    protection: Protection
    thresholds: Thresholds
    origin: Origin

    @property
    def reasons(self):
        return [self.protection.areas.reason, *(each.reason for each in self.protection.groupings)]


def draw(rng, *, n_areas=None, protection=True) -> Drawn:
    """Small areas with counts, one to four groupings; half the time, an earlier edition was published before."""
    n = int(n_areas or rng.choice([2, 3, 4, 5, 6, 8]))
    thresholds = Thresholds(people=10, people_by_hand=20, income_people=40, small_complement=bool(rng.integers(2)))
    origin = ORIGINS[rng.integers(len(ORIGINS))]
    truth, areas = _areas(rng, n, origin, thresholds)
    groupings = [_grouping(rng, n, k) for k in range(rng.choice([1, 1, 2, 2, 3, 4]))]
    seen = bool(rng.random() < 0.6)
    decide = protect if protection else _primary_alone
    rules = {"origin": origin, "thresholds": thresholds}
    n_earlier = int(rng.integers(0, len(groupings))) if rng.random() < 0.5 else 0
    earlier = groupings[:n_earlier]
    if earlier:  # published first, as it was protected then: nothing of it can be taken back
        wider = [_sums(each, areas, truth, **rules) for each in earlier]
        first = decide(System(n, earlier, areas_shown=seen), areas, wider, thresholds=thresholds)
        areas = replace(areas, primary=first.areas.reason)
        wider = [replace(cells, primary=hid.reason) for cells, hid in zip(wider, first.groupings, strict=True)]
        groupings = [replace(each, locked=True) for each in earlier] + groupings[n_earlier:]
    else:
        wider = []
    wider += [_sums(each, areas, truth, **rules) for each in groupings[n_earlier:]]
    system = System(n, groupings, areas_shown=seen, areas_locked=bool(earlier))
    found = decide(system, areas, wider, thresholds=thresholds)
    if earlier and found.exposed:  # the new edition is refused: the first stays alone
        groupings, wider, found = groupings[:n_earlier], wider[:n_earlier], first
        system = System(n, groupings, areas_shown=seen)
    return Drawn(system, truth, areas, wider, found, thresholds, origin)


def drawn_by_hand(rng, drawn: Drawn) -> tuple[Grouping, Cells]:
    """One more locality or two, and their figures."""
    new = Grouping("new", _drawn(rng, len(drawn.truth)), official=False)
    return new, _sums(new, drawn.areas, drawn.truth, origin=drawn.origin, thresholds=drawn.thresholds)


def with_one_more(drawn: Drawn, new: Grouping, figures: Cells, reason) -> Drawn:
    before = drawn.system
    system = System(before.n_areas, [*before.groupings, new], areas_shown=before.areas_shown)
    protection = replace(drawn.protection, groupings=(*drawn.protection.groupings, as_hidden(reason)))
    return replace(drawn, system=system, wider=[*drawn.wider, figures], protection=protection)


def _areas(rng, n, origin, thresholds) -> tuple[np.ndarray, Cells]:
    people = rng.choice([0, 5, 20, 60, 150, 400], n) + rng.integers(0, 10, n)
    universe = rng.binomial(people, rng.choice([0.3, 0.9, 1.0])).astype(float)
    counts = rng.binomial(universe.astype(int), rng.choice([0.0, 0.02, 0.1, 0.5, 0.9, 1.0], n)).astype(float)
    hid = rng.random(n) < (0.15 if origin is Origin.CENSUS_25 else 0)
    truth = counts.copy()
    counts[hid] = np.nan
    found = Territories(counts, universe, people, producer_hid=hid)
    income = bool(origin is Origin.CENSUS_100 and rng.integers(2))
    codes = primary(origin, found, is_income=income, thresholds=thresholds)
    return truth, Cells(counts, universe, people.astype(float), codes)


def _grouping(rng, n, k) -> Grouping:
    kind = ("partition", "nested", "fractional", "drawn", "whole")[rng.integers(5)]
    official = kind in ("partition", "nested", "whole")
    imported = official and bool(rng.integers(2))  # its totals count what the producer hid below
    return Grouping(f"{kind} {k}", globals()[f"_{kind}"](rng, n), official=official, imported=imported)


def _partition(rng, n) -> Overlap:
    target = rng.integers(0, rng.integers(1, n + 1), n)
    return _compact(np.arange(n), target, np.ones(n))


def _nested(rng, n) -> Overlap:
    """Runs of neighbours: cuts of two such groupings often fall together."""
    return _compact(np.arange(n), np.arange(n) // rng.choice([1, 2, 3, 4]), np.ones(n))


def _fractional(rng, n) -> Overlap:
    parts = rng.choice([0.25, 0.5, 0.4, 1.0], n)
    target, other = rng.integers(0, 3, n), rng.integers(3, 6, n)
    shared = np.flatnonzero(parts < 1)
    source = np.concatenate([np.arange(n), shared])
    return _compact(source, np.concatenate([target, other[shared]]), np.concatenate([parts, 1 - parts[shared]]))


def _drawn(rng, n) -> Overlap:
    """Localities drawn by people: any areas, some twice, some never."""
    member = rng.random((rng.integers(1, 5), n)) < rng.choice([0.3, 0.6])
    member[np.arange(len(member)), rng.integers(0, n, len(member))] = True
    target, source = np.nonzero(member)
    return _compact(source, target, np.ones(len(source)))


def _whole(_rng, n) -> Overlap:
    return _compact(np.arange(n), np.zeros(n, int), np.ones(n))


def _compact(source, target, weight) -> Overlap:
    kinds, target = np.unique(target, return_inverse=True)
    return Overlap(source.astype(np.int64), target.astype(np.int64), weight, len(kinds))


def _sums(each: Grouping, areas: Cells, truth, *, origin, thresholds) -> Cells:
    known = np.isfinite(areas.numerator) | each.imported
    counts = each.overlap.total(np.where(known, truth, 0))
    universe = each.overlap.total(np.where(known, areas.denominator, 0))
    people = each.overlap.total(areas.people)
    found = Territories(counts, universe, people)
    codes = primary(origin, found, by_hand=not each.official, thresholds=thresholds)
    return Cells(counts, universe, people, codes)


def _primary_alone(_system, areas, wider, *, thresholds):
    """What a house that knows only the primary rules would publish."""
    return Protection(as_hidden(areas.primary), tuple(as_hidden(cells.primary) for cells in wider))


def attack(drawn: Drawn, *, counts_shown: bool, universe_known: bool) -> Case:
    """What is published of it, and what must stay secret."""
    n = len(drawn.truth)
    itself = Overlap(np.arange(n), np.arange(n), np.ones(n), n)
    summed = [itself, *(_summed(drawn, each) for each in drawn.system.groupings)]
    published, secrets = [], []
    for over, cells, codes in zip(summed, [drawn.areas, *drawn.wider], drawn.reasons, strict=True):
        published.append(_table(over, cells, codes == Rule.SHOWN, counts_shown))
        secrets += _secrets(over, codes)
    if not universe_known:
        secrets += [replace(each, of_universe=True) for each in secrets]
    told = published if drawn.system.areas_shown else published[1:]
    return Case(n, told, secrets, drawn.areas.denominator if universe_known else None)


def _summed(drawn, each: Grouping) -> Overlap:
    over = each.overlap
    known = np.isfinite(drawn.areas.numerator)[over.source] | each.imported
    return Overlap(over.source[known], over.target[known], over.weight[known], over.n_targets)


def _table(over, cells, seen, counts_shown) -> Table:
    counts, universe = np.where(seen, cells.numerator, np.nan), np.where(seen, cells.denominator, np.nan)
    told = np.isfinite(counts) & (universe > 0)
    share = np.divide(counts, universe, out=np.full(len(seen), np.nan), where=told)
    low, high = share.copy(), share.copy()
    for place in np.flatnonzero(told):
        limits = intervals.wilson(counts[place], universe[place])
        low[place], high[place] = limits.low, limits.high
    share, low, high = (np.round(each, 3) for each in (share, low, high))
    if counts_shown:
        return Table(over, counts, universe, share)
    return Table(over, None, None, share, low, high)


def _secrets(over, codes):
    for place in np.flatnonzero((codes != Rule.SHOWN) & (codes != Rule.WITHHELD)):
        inside = over.target == place
        if inside.any():
            yield Secret(over.source[inside], over.weight[inside])
