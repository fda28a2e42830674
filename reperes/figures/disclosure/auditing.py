"""The attacker: everything published in, everything hidden out, as far as arithmetic goes.

Written apart from `protecting` and by other means, so that a mistake in one is caught by the other: nothing of its
board, twins or paths is used. Three attacks:
- *equations*: random vectors that every shown figure leaves at zero; a secret such a vector leaves at zero too is a
  combination of shown figures (with probability one), hence exactly known. One solve for all secrets.
- *bounds*: every shown figure narrows each of its areas given the bounds of the others, until nothing moves.
  One pass is O(weights).
- *programmes*: the least and the most each secret can be, by SciPy's HiGHS. The sharpest; a fraction of a millisecond a
  secret for small systems solved together, some tens for a whole province.

The unknowns are counts x and rests c of each small area, both at least 0; a shown share ties them. The attacker may
know universes (x + c), as population is always published.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array, hstack
from scipy.sparse.linalg import lsmr

from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.outputs import MOST_PEOPLE, Table, read
from reperes.figures.disclosure.rules import Flags, Floats
from reperes.figures.disclosure.system import Places

CLOSE = 1e-6
DENSE = 1000  # unknowns under which equations are solved whole


@dataclass(frozen=True)
class Secret:
    """A hidden cell: Σ weight × count over its areas; over universes if `of_universe`."""

    areas: Places
    weights: Floats
    of_universe: bool = False


@dataclass(frozen=True)
class Case:
    """All that is public about one indicator, and what must not be found. `universe` NaN where not published."""

    n_areas: int
    tables: Sequence[Table]
    secrets: Sequence[Secret]
    universe: Floats | None = None


@dataclass(frozen=True)
class Found:
    """What the attacker has: the secret lies between; `is_exact` if it is a combination of what is shown."""

    low: float
    high: float
    is_exact: bool


@dataclass(frozen=True)
class _Facts:
    """least ≤ rows × (x, c) ≤ most, with 0 ≤ (x, c) ≤ roof; rows as triplets."""

    line: Places
    unknown: Places
    weight: Floats
    least: Floats
    most: Floats
    roof: Floats

    @property
    def rows(self) -> csr_array:
        shape = (len(self.least), len(self.roof))
        return csr_array((self.weight, (self.line, self.unknown)), shape=shape)


def audit(case: Case, *, programmes: bool = True) -> list[Found]:
    """Attack one indicator. Without `programmes`, by equations and bounds alone: quick on a whole province."""
    return audit_many([case], programmes=programmes)[0]


def audit_many(cases: Sequence[Case], *, programmes: bool = True) -> list[list[Found]]:
    """Attack many; their programmes are solved side by side in one."""
    facts = [_gather(case) for case in cases]
    aims = [_aims(case) for case in cases]
    exact = [_combinations(fact, aim) for fact, aim in zip(facts, aims, strict=True)]
    reach = _programmes(facts, aims) if programmes else [_bounds(f, a) for f, a in zip(facts, aims, strict=True)]
    return [
        [Found(float(low), float(high), bool(known)) for low, high, known in zip(lows, highs, each, strict=True)]
        for (lows, highs), each in zip(reach, exact, strict=True)
    ]


class _Lines:
    """Public figures written one under the other as lines of the system."""

    def __init__(self, n_areas: int) -> None:
        self.n, self.n_lines = n_areas, 0
        self.parts: list[tuple[Places, Places, Floats]] = []
        self.least: list[Floats] = []
        self.most: list[Floats] = []

    def add(self, over: Overlap, factors: tuple[Floats, Floats], least: Floats, most: Floats) -> None:
        """least ≤ Σ weight × (one factor × x + the other × c) ≤ most, a line a territory that says something."""
        says = np.isfinite(least) | np.isfinite(most)
        place = np.cumsum(says) - 1 + self.n_lines
        entry = np.flatnonzero(says[over.target])
        target, area = over.target[entry], over.source[entry]
        for factor, shift in zip(factors, (0, self.n), strict=True):
            self.parts.append((place[target], area + shift, over.weight[entry] * factor[target]))
        self.least.append(least[says])
        self.most.append(most[says])
        self.n_lines += int(says.sum())

    def facts(self, roof: Floats) -> _Facts:
        line, unknown, weight = (np.concatenate(each) for each in zip(*self.parts, strict=True))
        kept = weight != 0
        ends = np.concatenate(self.least), np.concatenate(self.most)
        return _Facts(line[kept], unknown[kept], weight[kept], *ends, roof)


def _gather(case: Case) -> _Facts:
    """Every public figure as a line."""
    n, lines = case.n_areas, _Lines(case.n_areas)
    universe = np.full(n, np.nan) if case.universe is None else case.universe
    known, ones = np.isfinite(universe), np.ones(n)
    itself = Overlap(np.arange(n), np.arange(n), ones, n)
    lines.add(itself, (ones, ones), np.where(known, universe, -np.inf), np.where(known, universe, np.inf))
    for table in case.tables:
        bounds, each = read(table), np.ones(table.overlap.n_targets)
        lines.add(table.overlap, (each, 0 * each), bounds.least, bounds.most)
        lines.add(table.overlap, (each, each), bounds.least_universe, bounds.most_universe)
        low, high = bounds.least_share, bounds.most_share  # low·(x + c) ≤ x ≤ high·(x + c)
        lines.add(table.overlap, (1 - low, -low), np.where(low > 0, 0, -np.inf), np.inf * each)
        lines.add(table.overlap, (1 - high, -high), -np.inf * each, np.where(high < 1, 0, np.inf))
    return lines.facts(np.tile(np.where(known, universe, MOST_PEOPLE), 2))


def _aims(case: Case) -> csr_array:
    """Secrets × (x, c)."""
    at = np.repeat(np.arange(len(case.secrets)), [len(each.areas) for each in case.secrets])
    areas = np.concatenate([np.zeros(0, np.int64), *(each.areas for each in case.secrets)])
    weights = np.concatenate([np.zeros(0), *(each.weights for each in case.secrets)])
    of_universe = np.array([each.of_universe for each in case.secrets], bool)
    counts = csr_array((weights, (at, areas)), shape=(len(case.secrets), case.n_areas))
    rests = csr_array((weights * of_universe[at], (at, areas)), shape=(len(case.secrets), case.n_areas))
    return csr_array(hstack([counts, rests]))


def _combinations(facts: _Facts, aims: csr_array) -> Flags:
    """Which secrets are combinations of exact figures: two random vectors of the null space never move them."""
    exact = csr_array(facts.rows[facts.most - facts.least < CLOSE])
    left = _unknown(exact)
    exact, aims = csr_array(exact[:, left]), csr_array(aims[:, left])
    exact = csr_array(exact[np.diff(exact.indptr) > 0])
    known = np.ones(aims.shape[0], bool)
    for seed in (1, 2):
        chance = np.random.default_rng(seed).standard_normal(len(left))
        known &= np.abs(aims @ (chance - _shadow(exact, chance))) < CLOSE
    return known


def _unknown(exact: csr_array) -> Places:
    """Unknowns left once those that stand alone in an exact figure are taken out, again and again."""
    pattern = csr_array((np.ones(len(exact.data)), exact.indices, exact.indptr), shape=exact.shape)
    left = np.ones(exact.shape[1])
    while True:
        alone = pattern @ left == 1
        found = np.unique(pattern[alone].indices)
        found = found[left[found] > 0]
        if not len(found):
            return np.flatnonzero(left)
        left[found] = 0


def _shadow(exact: csr_array, chance: Floats) -> Floats:
    """The part of a vector that the exact figures see (its projection on the space of their rows)."""
    if not exact.shape[0]:
        return np.zeros_like(chance)
    if exact.shape[1] <= DENSE:
        _turn, size, basis = np.linalg.svd(exact.toarray(), full_matrices=False)
        basis = basis[size > 1e-9 * max(size[0], 1)]
        seen: Floats = basis.T @ (basis @ chance)
        return seen
    solved: Floats = lsmr(exact, exact @ chance, atol=1e-14, btol=1e-14, conlim=0, maxiter=5000)[0]
    return solved


def _bounds(facts: _Facts, aims: csr_array, passes: int = 50) -> tuple[Floats, Floats]:
    """Narrow every unknown by every figure, given what the others may still be."""
    low, high = np.zeros_like(facts.roof), facts.roof.copy()
    line, unknown, weight, n = facts.line, facts.unknown, facts.weight, len(facts.least)
    for _pass in range(passes):
        small, large = np.sort([weight * low[unknown], weight * high[unknown]], axis=0)
        fewest = np.bincount(line, small, minlength=n)[line] - small
        greatest = np.bincount(line, large, minlength=n)[line] - large
        ends = np.sort([(facts.least[line] - greatest) / weight, (facts.most[line] - fewest) / weight], axis=0)
        before = high.sum() - low.sum()
        np.maximum.at(low, unknown, ends[0])
        np.minimum.at(high, unknown, ends[1])
        if before - (high.sum() - low.sum()) < CLOSE:
            break
    return aims @ low, aims @ high


def _programmes(facts: Sequence[_Facts], aims: Sequence[csr_array]) -> list[tuple[Floats, Floats]]:
    """Least and most of every secret: one block a secret and a direction, one programme for all."""
    blocks = [fact for fact, aim in zip(facts, aims, strict=True) for _each in range(2 * aim.shape[0])]
    if not blocks:
        return [(np.zeros(0), np.zeros(0)) for _fact in facts]
    price = np.concatenate([np.stack([lines, -lines], 1).ravel() for lines in (aim.toarray() for aim in aims)])
    solved = _solve(_side_by_side(blocks), price)
    starts = np.cumsum([0, *(len(block.roof) for block in blocks[:-1])])
    ends = np.add.reduceat(price * solved, starts)
    shares = np.split(ends, np.cumsum([2 * aim.shape[0] for aim in aims])[:-1])
    return [(each[0::2], -each[1::2]) for each in shares]


def _side_by_side(blocks: Sequence[_Facts]) -> _Facts:
    lines = np.cumsum([0, *(len(block.least) for block in blocks)])
    unknowns = np.cumsum([0, *(len(block.roof) for block in blocks)])
    return _Facts(
        np.concatenate([block.line + shift for block, shift in zip(blocks, lines, strict=False)]),
        np.concatenate([block.unknown + shift for block, shift in zip(blocks, unknowns, strict=False)]),
        *(np.concatenate([getattr(b, name) for b in blocks]) for name in ("weight", "least", "most", "roof")),
    )


def _solve(facts: _Facts, price: Floats) -> Floats:
    found = milp(  # no whole numbers asked: a plain programme
        price,
        bounds=Bounds(0, facts.roof),
        constraints=LinearConstraint(csc_array(facts.rows), facts.least, facts.most),
    )
    if found.x is None:
        raise ValueError(f"the public figures contradict each other: {found.message}")
    solved: Floats = found.x
    return solved
