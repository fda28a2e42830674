"""Many sums at once over an overlap: position is the key, nothing is hashed, nothing is allocated per row.

Compiled on first use and kept (numba); imported only by what sums, so that pages open without it.
Method: docs/methods/summing.md. The rules are aggregation's: a small area enters where every figure it needs is known.
"""
# ruff: noqa: PLR0913, PLR0917  what numba compiles takes arrays, not objects

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from reperes.figures import aggregation
from reperes.figures.aggregation import Floats, Overlap, Whole
from reperes.figures.statuses import GRAVEST, PLACE, STATUSES, Codes, Status

RANK = {status: len(GRAVEST) - place for place, status in enumerate(GRAVEST)}  # the graver, the higher; known: 0
RANKS = np.array([RANK.get(status, 0) for status in STATUSES], np.int8)  # by code of a status
NOT_APPLICABLE, NOT_COMPARABLE = PLACE[Status.NOT_APPLICABLE], PLACE[Status.NOT_COMPARABLE]
UNAVAILABLE, PARTIAL = PLACE[Status.UNAVAILABLE], PLACE[Status.PARTIAL]


@dataclass(frozen=True)
class Plan:
    """An overlap with its small areas put beside those of the same wider area, and what each counts in coverage."""

    start: Whole  # (n_targets + 1,): the run of each wider area in the three below
    source: NDArray[np.int32]
    weight: Floats
    presence: Floats  # weight × people, or what stands for them; see aggregation.presence

    @classmethod
    def of(cls, overlap: Overlap, people: Floats) -> "Plan":
        """`people`: (n_sources,), NaN where unpublished."""
        start, order = _runs(np.asarray(overlap.target, np.int64), overlap.n_targets)
        weight = np.asarray(overlap.weight, np.float64)
        presence = weight * aggregation.presence(people, overlap)
        return cls(start, overlap.source[order].astype(np.int32), weight[order], presence[order])

    @property
    def n_targets(self) -> int:
        return len(self.start) - 1

    @property
    def everyone(self) -> Floats:
        """Σ presence, (n_targets,)."""
        return _run_sums(self.start, self.presence)

    @property
    def n_reached(self) -> NDArray[np.int64]:
        return np.diff(self.start)


@dataclass(frozen=True)
class Sheet:
    """Measures over rows of figures. Each has forms: what it sums, then what it divides by if it does, then others.

    A form is Σ coefficient × row. Forms of a measure follow each other, terms of a form too.
    """

    first_form: NDArray[np.int32]  # (n_measures + 1,)
    divides: NDArray[np.bool_]  # (n_measures,): its second form must be over zero
    first_term: NDArray[np.int32]  # (n_forms + 1,)
    row: NDArray[np.int32]
    coefficient: Floats

    @classmethod
    def of(cls, measures: Sequence[Sequence[Mapping[int, float]]], divides: Sequence[bool]) -> "Sheet":
        """`measures`: for each, its forms, {row: coefficient}."""
        forms = [form for measure in measures for form in measure]
        terms = [term for form in forms for term in form.items()]
        return cls(
            np.cumsum([0, *map(len, measures)], dtype=np.int32),
            np.array(divides, np.bool_),
            np.cumsum([0, *map(len, forms)], dtype=np.int32),
            np.array([row for row, _coefficient in terms], np.int32),
            np.array([coefficient for _row, coefficient in terms], np.float64),
        )

    @classmethod
    def each(cls, n_rows: int) -> "Sheet":
        """Every row is a measure of its own."""
        steps = np.arange(n_rows + 1, dtype=np.int32)
        return cls(steps, np.zeros(n_rows, np.bool_), steps, steps[:-1], np.ones(n_rows))

    @property
    def n_forms(self) -> int:
        return len(self.first_term) - 1


@dataclass(frozen=True)
class Added:
    """What measures sum to over wider areas, in the order asked."""

    forms: Floats  # (n_forms, n_targets)
    covered: Floats  # (n_measures, n_targets): Σ presence of the known small areas
    missing: NDArray[np.int32]  # (n_measures, len(STATUSES), n_targets): how many small areas are missing, by code

    @classmethod
    def nothing(cls, n_measures: int, n_forms: int, n_targets: int) -> "Added":
        missing = np.zeros((n_measures, len(STATUSES), n_targets), np.int32)
        return cls(np.zeros((n_forms, n_targets)), np.zeros((n_measures, n_targets)), missing)


def add(values: Floats, codes: Codes, sheet: Sheet, plan: Plan) -> Added:
    """`values`, `codes`: (n_rows, n_sources), figures and codes of statuses.PLACE; what is missing may be NaN."""
    made = Added.nothing(len(sheet.divides), sheet.n_forms, plan.n_targets)
    _add(
        np.ascontiguousarray(values), np.ascontiguousarray(codes), RANKS,
        sheet.first_form, sheet.divides, sheet.first_term, sheet.row, sheet.coefficient,
        plan.start, plan.source, plan.weight, plan.presence, plan.everyone,
        made.forms, made.covered, made.missing,
    )  # fmt: skip
    return made


@njit(nogil=True, cache=True)
def _runs(target: Any, n_targets: int) -> Any:
    """Where the run of each target starts, and the places in `target` run after run, each in the order given."""
    start, order = np.zeros(n_targets + 1, np.int64), np.empty(len(target), np.int64)
    for each in target:
        start[each + 1] += 1
    start = np.cumsum(start)
    end = start.copy()
    for place in range(len(target)):
        order[end[target[place]]] = place
        end[target[place]] += 1
    return start, order


@njit(nogil=True, cache=True)
def _add(
    values: Any, codes: Any, ranks: Any,
    first_form: Any, divides: Any, first_term: Any, row: Any, coefficient: Any,
    start: Any, source: Any, weight: Any, presence: Any, everyone: Any,
    forms: Any, covered: Any, missing: Any,
) -> None:  # fmt: skip
    n = values.shape[1]
    status, amount = np.empty(n, np.int8), np.empty(n, np.float64)
    for measure in range(len(divides)):
        begin, end = first_form[measure], first_form[measure + 1]
        lacks = _gravest(codes, ranks, row[first_term[begin] : first_term[end]], status)
        if divides[measure]:
            below = slice(first_term[begin + 1], first_term[begin + 2])
            _form(values, row[below], coefficient[below], amount)
            lacks |= _refuse_nobody(amount, status)
        if lacks:
            _count(status, start, source, presence, covered[measure], missing[measure])
        else:
            covered[measure] = everyone
        for form in range(begin, end):
            terms = slice(first_term[form], first_term[form + 1])
            _form(values, row[terms], coefficient[terms], amount)
            if lacks:
                _mask(amount, status)
            _total(amount, start, source, weight, forms[form])


@njit(nogil=True, cache=True)
def any_lack(codes: Any) -> bool:
    found = np.int8(0)
    for area in range(len(codes)):
        found |= codes[area]
    return found != 0


@njit(nogil=True, cache=True)
def _gravest(codes: Any, ranks: Any, rows: Any, status: Any) -> bool:
    """Fill in the status of each small area, ok or the gravest reason; says whether any is not ok."""
    status[:] = 0
    lacks = False
    for each in rows:
        of_row = codes[each]
        if any_lack(of_row):
            for area in range(len(status)):
                if of_row[area] != 0 and ranks[of_row[area]] > ranks[status[area]]:
                    status[area] = of_row[area]
                    lacks = True
    return lacks


@njit(nogil=True, cache=True)
def _refuse_nobody(below: Any, status: Any) -> bool:
    """Nothing is divided by nothing: such a small area says “not applicable”."""
    lacks = False
    for area in range(len(status)):
        if status[area] == 0 and not below[area] > 0:
            status[area] = NOT_APPLICABLE
            lacks = True
    return lacks


@njit(nogil=True, cache=True)
def _form(values: Any, rows: Any, coefficients: Any, amount: Any) -> None:
    amount[:] = 0.0
    for place in range(len(rows)):
        of_row, coefficient = values[rows[place]], coefficients[place]
        for area in range(len(amount)):
            amount[area] += coefficient * of_row[area]


@njit(nogil=True, cache=True)
def _mask(amount: Any, status: Any) -> None:
    for area in range(len(amount)):
        if status[area] != 0:
            amount[area] = 0.0


@njit(nogil=True, cache=True)
def _total(amount: Any, start: Any, source: Any, weight: Any, sums: Any) -> None:
    for target in range(len(sums)):
        total = 0.0
        for place in range(start[target], start[target + 1]):
            total += weight[place] * amount[source[place]]
        sums[target] = total


@njit(nogil=True, cache=True)
def _count(status: Any, start: Any, source: Any, presence: Any, covered: Any, missing: Any) -> None:
    for target in range(len(covered)):
        people = 0.0
        for place in range(start[target], start[target + 1]):
            reason = status[source[place]]
            if reason == 0:
                people += presence[place]
            else:
                missing[reason, target] += 1
        covered[target] = people


@njit(nogil=True, cache=True)
def add_row(
    values: Any, codes: Any, ranks: Any, start: Any, source: Any, weight: Any, presence: Any, everyone: Any,
    sums: Any, covered: Any, missing: Any,
) -> None:  # fmt: skip
    """One row of figures summed in one pass: what _add does of a measure that is a row, for those who sum them all."""
    if not any_lack(codes):
        _total(values, start, source, weight, sums)
        covered[:] = everyone
        return
    for target in range(len(sums)):
        total = people = 0.0
        for place in range(start[target], start[target + 1]):
            area = source[place]
            code = codes[area]
            if code == 0 or ranks[code] == 0:
                total += weight[place] * values[area]
                people += presence[place]
            else:
                missing[code, target] += 1
        sums[target], covered[target] = total, people


@njit(nogil=True, cache=True)
def tell(
    sums: Any, covered: Any, missing: Any, everyone: Any, start: Any, partial_below: float, hidden_below: float,
    value: Any, status: Any,
) -> None:  # fmt: skip
    """aggregation.statuses for one row, with the value where one is given. Clears `missing`."""
    for target in range(len(sums)):
        code = _common_reason(missing, target, start[target + 1] - start[target])
        if code == 0:
            coverage = covered[target] / everyone[target] if everyone[target] > 0 else 0.0
            code = UNAVAILABLE if coverage < hidden_below else PARTIAL if coverage < partial_below else 0
        status[target] = code
        value[target] = sums[target] if code in (0, PARTIAL) else np.nan


@njit(nogil=True, cache=True)
def _common_reason(missing: Any, target: int, n_reached: int) -> int:
    """0: something is known. Else the reason all give, if they agree; “unavailable” if not. Clears what it read."""
    n_missing, common = 0, UNAVAILABLE
    for code in range(1, len(missing)):
        n_missing += missing[code, target]
        if missing[code, target] == n_reached > 0 and code != NOT_COMPARABLE:
            common = code
        missing[code, target] = 0
    return common if n_missing == n_reached else 0


@njit(nogil=True, cache=True)
def _run_sums(start: Any, amounts: Any) -> Any:
    sums = np.zeros(len(start) - 1)
    for run in range(len(sums)):
        for place in range(start[run], start[run + 1]):
            sums[run] += amounts[place]
    return sums
