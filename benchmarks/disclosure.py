"""Protecting one indicator of Québec's 13,806 areas over five groupings, then attacking it and adding a locality.

python -m benchmarks.disclosure FOLDER      # FOLDER holds statcan-da-quebec-2021

Seconds of processor. Rarer counts hide more: at one in five hundred, half of the areas are hidden by rule.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.adding import Published, may_add
from reperes.figures.disclosure.protecting import protect
from reperes.figures.disclosure.rules import Origin, Rule, Territories, primary
from reperes.figures.disclosure.system import Cells, Grouping, System

CASES = [
    (0.05, Origin.CENSUS_100), (0.1, Origin.ADMINISTRATIVE), (0.03, Origin.ADMINISTRATIVE),
    (0.01, Origin.ADMINISTRATIVE), (0.002, Origin.ADMINISTRATIVE),
]  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def territories(folder: Path) -> tuple[np.ndarray, list[Grouping]]:
    """People of each area; tracts, towns, divisions, the province, and localities of nine neighbours across tracts."""
    file = folder / "statcan-da-quebec-2021" / "da_quebec_2021_latin1.csv"
    columns = np.loadtxt(file, str, delimiter=",", skiprows=1, usecols=(1, 4, 5, 9), encoding="latin-1")
    people, division, town, tract = columns.T
    tract = np.where(tract == "9924.00", town, tract)
    drawn = np.array([f"{name} {place // 9}" for place, name in enumerate(division)])
    keys = {"tracts": tract, "towns": town, "divisions": division, "province": np.full(len(town), "24")}
    official = [gathered(name, each) for name, each in keys.items()]
    return people.astype(float), [*official, gathered("localities", drawn, official=False)]


def gathered(name: str, keys: np.ndarray, *, official: bool = True) -> Grouping:
    kinds, target = np.unique(keys, return_inverse=True)
    return Grouping(name, Overlap(np.arange(len(keys)), target, np.ones(len(keys)), len(kinds)), official=official)


def figures(people: np.ndarray, counts: np.ndarray, origin: Origin, *, by_hand: bool) -> Cells:
    return Cells(counts, people, people, primary(origin, Territories(counts, people, people), by_hand=by_hand))


def main(folder: Path) -> None:
    people, groupings = territories(folder)
    seconds, system = timed(lambda: System(len(people), groupings))
    print(
        f"{len(people):,} areas, {system.n_rows:,} territories, {len(system.weight):,} weights: "
        f"stacked in {seconds:.3f} s"
    )
    for rate, origin in CASES:
        chance = np.clip(np.random.default_rng(11).gamma(2, rate / 2, len(people)), 0, 1)
        counts = np.random.default_rng(12).binomial(people.astype(int), chance).astype(float)
        areas = figures(people, counts, origin, by_hand=False)
        sums = [(each, each.overlap.total(people), each.overlap.total(counts)) for each in groupings]
        wider = [figures(all_, some, origin, by_hand=not each.official) for each, all_, some in sums]
        seconds, found = timed(lambda areas=areas, wider=wider: protect(system, areas, wider))
        hidden, more = found.areas.mask.mean(), (found.areas.reason == Rule.COMPLEMENTARY).mean()
        drawn = found.groupings[-1].mask.mean()
        published = Published(system, areas, wider, found)
        new = Grouping("new", Overlap(np.arange(9), np.zeros(9, int), np.ones(9), 1), official=False)
        cells = figures(new.overlap.total(people), new.overlap.total(counts), origin, by_hand=True)
        adding, _answer = timed(lambda p=published, n=new, c=cells: may_add(p, n, c))
        print(
            f"{origin.value:15s} {rate:6.1%}  protect {seconds:6.2f} s  may_add {adding:5.2f} s  "
            f"areas hidden {hidden:5.1%} ({more:5.1%} for others), localities {drawn:5.1%}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
