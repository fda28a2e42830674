"""Sums over dense matrices, in this process: position is the key. Imported only by what builds or sums (numba)."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

import numpy as np

from reperes.atlas.engines import packed
from reperes.atlas.engines.packed import Chunks
from reperes.atlas.engines.quantities import REASONS, Form, Quantity, Sums, Term
from reperes.figures import summing
from reperes.figures.aggregation import Floats, Overlap
from reperes.figures.statuses import PLACE, STATUSES, Codes
from reperes.figures.summing import Added, Plan, Sheet
from reperes.reading.store import Store

BLOCK = 32  # measures, or rows of figures, at once: some megabytes a thread, whatever the size of the store
CODES = [PLACE[reason] for reason in REASONS]
Item = TypeVar("Item")


class Dense:
    """The engine of one machine."""

    def sums(self, store: Store, quantities: Sequence[Quantity], overlap: Overlap, people: Floats) -> Sums:
        plan = _plan(store, overlap, people)
        work = partial(_quantities, store, Chunks.of(store), plan)
        parts = _by_threads(work, [quantities[start : start + BLOCK] for start in range(0, len(quantities), BLOCK)])
        return _gathered(quantities, plan, parts)

    def __enter__(self) -> "Dense":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held."""


def _by_threads(work: Any, items: Sequence[Item]) -> list[Any]:
    """In order. The sums release Python's lock, so that threads are enough; one item needs none."""
    if len(items) < 2:
        return [work(one) for one in items]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, items))


def _plan(store: Store, overlap: Overlap, people: Floats) -> Plan:
    """A store may hold areas of other levels: the plan points at their places, so that no row of figures is cut."""
    plan = Plan.of(overlap, people)
    return plan if store.shown is None else replace(plan, source=store.shown[plan.source].astype(np.int32))


def _quantities(store: Store, chunks: Chunks, plan: Plan, quantities: Sequence[Quantity]) -> Added:
    terms = sorted({term for quantity in quantities for term in quantity.terms})
    places = {term: row for row, term in enumerate(terms)}
    measures = [[_rows(form, places) for form in _forms(quantity)] for quantity in quantities]
    sheet = Sheet.of(measures, [quantity.denominator is not None for quantity in quantities])
    return summing.add(*packed.rows(store, chunks, terms), sheet, plan)


def _forms(quantity: Quantity) -> list[Form]:
    below = [] if quantity.denominator is None else [quantity.denominator]
    return [quantity.numerator, *below, *quantity.classes]


def _rows(form: Form, places: dict[Term, int]) -> dict[int, float]:
    return {places[term]: coefficient for term, coefficient in form.items()}


def _gathered(quantities: Sequence[Quantity], plan: Plan, parts: Sequence[Added]) -> Sums:
    n, t = len(quantities), plan.n_targets
    forms = np.concatenate([np.zeros((0, t)), *(part.forms for part in parts)])
    first = np.cumsum([0, *(len(_forms(quantity)) for quantity in quantities)])
    denominator = np.zeros((n, t))
    classes = {}
    for place, quantity in enumerate(quantities):
        if quantity.denominator is not None:
            denominator[place] = forms[first[place] + 1]
        if quantity.classes:
            classes[place] = forms[first[place + 1] - len(quantity.classes) : first[place + 1]]
    missing = np.concatenate([np.zeros((0, len(STATUSES), t), np.int32), *(part.missing for part in parts)])
    return Sums(
        numerator=forms[first[:-1]],
        denominator=denominator,
        covered=np.concatenate([np.zeros((0, t)), *(part.covered for part in parts)]),
        everyone=np.tile(plan.everyone, (n, 1)),
        n_known=(plan.n_reached - missing.sum(1)).astype(np.float64),
        n_reached=plan.n_reached,
        reasons=missing[:, CODES].transpose(1, 0, 2).astype(np.int64),
        classes=classes,
    )


@dataclass(frozen=True)
class Everything:
    """Every count of a store over wider areas: (n_characteristics, n_columns, n_targets), in the store's order."""

    value: Floats  # Σ weight × figure; NaN where the status says that none is given
    status: Codes  # of statuses.PLACE


def sums_of_all(store: Store, overlap: Overlap, people: Floats, *, columns: Sequence[str] | None = None) -> Everything:
    """Sum every characteristic of a store, in these columns (all of them), and say what each sum is worth.

    Only counts add up: leave rates and medians out of `columns`, or read nothing in their sums.
    """
    wanted = list(columns or store.columns)
    series = np.array([store.series(one.id, column) for one in store.characteristics for column in wanted], np.int64)
    plan, chunks = _plan(store, overlap, people), Chunks.of(store)
    shape = (len(store.characteristics), len(wanted), plan.n_targets)
    value, status = np.empty((len(series), plan.n_targets)), np.empty((len(series), plan.n_targets), np.int8)

    def fill(start: int) -> None:
        part = slice(start, start + BLOCK)
        packed.sum_all(chunks, series[part], plan, value[part], status[part])

    _by_threads(fill, range(0, len(series), BLOCK))
    return Everything(value.reshape(shape), status.reshape(shape))
