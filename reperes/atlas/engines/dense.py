"""Sums over dense matrices, in this process: position is the key, nothing is hashed."""

from collections.abc import Sequence

import numpy as np

from reperes.atlas.engines.quantities import REASONS, Form, Quantity, Sums
from reperes.figures import aggregation
from reperes.figures.aggregation import Floats, Overlap
from reperes.figures.statuses import OK, PLACE, Codes, Status, gravest
from reperes.reading.store import Store


class Dense:
    """The engine of one machine."""

    def sums(self, store: Store, quantities: Sequence[Quantity], overlap: Overlap, people: Floats) -> Sums:
        n, t = len(quantities), overlap.n_targets
        presence = overlap.weight * aggregation.presence(people, overlap)
        reached = np.bincount(overlap.target, minlength=t)
        made = Sums(
            *(np.zeros((n, t)) for _each in range(3)),
            everyone=np.tile(np.bincount(overlap.target, presence, minlength=t), (n, 1)),
            n_known=np.zeros((n, t)),
            n_reached=reached,
            reasons=np.zeros((len(REASONS), n, t), np.int64),
            classes={},
        )
        for place, quantity in enumerate(quantities):
            _add(made, place, Figures(store, quantity), overlap, presence)
        return made


def _add(made: Sums, place: int, figures: "Figures", overlap: Overlap, presence: Floats) -> None:
    quantity = figures.quantity
    known = figures.status == OK
    made.numerator[place] = overlap.total(np.where(known, figures.of(quantity.numerator), 0.0))
    if quantity.denominator is not None:
        made.denominator[place] = overlap.total(np.where(known, figures.of(quantity.denominator), 0.0))
    made.covered[place] = np.bincount(overlap.target, presence * known[overlap.source], minlength=overlap.n_targets)
    made.n_known[place] = np.bincount(overlap.target, known[overlap.source], minlength=overlap.n_targets)
    for row, reason in enumerate(REASONS):
        found = (figures.status == PLACE[reason])[overlap.source]
        made.reasons[row, place] = np.bincount(overlap.target, found, minlength=overlap.n_targets)
    if quantity.classes:
        counts = [overlap.total(np.where(known, figures.of(form), 0.0)) for form in quantity.classes]
        made.classes[place] = np.array(counts)  # type: ignore[index]


class Figures:
    """The figures one quantity needs, over the small areas, and the status of the whole."""

    def __init__(self, store: Store, quantity: Quantity) -> None:
        self.quantity, terms = quantity, quantity.terms
        self._place = {term: row for row, term in enumerate(terms)}
        self._values, statuses = store.rows(terms)
        self.status: Codes = gravest(list(statuses))
        if quantity.denominator is not None:
            empty = (self.status == OK) & ~(self.of(quantity.denominator) > 0)
            self.status[empty] = PLACE[Status.NOT_APPLICABLE]

    def of(self, form: Form) -> Floats:
        found = np.zeros(self._values.shape[1])
        for term, coefficient in form.items():
            found += coefficient * self._values[self._place[term]]
        return found
