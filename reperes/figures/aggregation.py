"""From small areas to wider ones: sums over sums, never means of rates; coverage says how much of the people is in it.

Method: domain rule « totaux sur totaux ». An area whose figure is missing leaves the numerator and the denominator.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reperes.figures.statuses import OK, PLACE, Codes, Status

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

PARTIAL_BELOW = 0.80  # share of the people covered under which a value is told as partial
HIDDEN_BELOW = 0.50  # … under which no value is given


@dataclass(frozen=True)
class Overlap:
    """Which part of each small area (by position) lies in each wider area (by position)."""

    source: Whole
    target: Whole
    weight: Floats
    n_targets: int

    def total(self, amounts: Floats) -> Floats:
        """Σ weight × amount, one sum a wider area; careful: NaN spreads, mask first."""
        sums = np.bincount(self.target, self.weight * amounts[self.source], minlength=self.n_targets)
        return sums.astype(np.float64)


@dataclass(frozen=True)
class Totals:
    """What each wider area sums to. `coverage` is NaN where the overlap reaches no small area at all."""

    numerator: Floats
    denominator: Floats
    coverage: Floats
    has_any: Flags  # at least one known figure


def presence(people: Floats, overlap: Overlap) -> Floats:
    """How much each area of each overlap counts in coverage: its people, or an average area's where unpublished.

    An unknown population must not weigh nothing: a neighbourhood with one area in three hidden is not whole.
    """
    known = np.isfinite(people)
    filled = np.where(known, people, 0.0)
    n_known = overlap.total(known.astype(float))
    mean = np.divide(overlap.total(filled), n_known, out=np.ones(overlap.n_targets), where=n_known > 0)
    each = np.where(known[overlap.source], filled[overlap.source], mean[overlap.target])
    nobody = np.bincount(overlap.target, overlap.weight * each, minlength=overlap.n_targets) == 0
    return np.where(nobody[overlap.target], 1.0, each)  # nobody lives there: areas count by number


def totals(overlap: Overlap, numerator: Floats, denominator: Floats, known: Flags, people: Floats) -> Totals:
    """Sum known figures of small areas into wider areas; for counts, give ones as the denominator."""
    weight = overlap.weight * presence(people, overlap)
    everyone = np.bincount(overlap.target, weight, minlength=overlap.n_targets)
    covered = np.bincount(overlap.target, weight * known[overlap.source], minlength=overlap.n_targets)
    return Totals(
        numerator=overlap.total(np.where(known, numerator, 0.0)),
        denominator=overlap.total(np.where(known, denominator, 0.0)),
        coverage=np.divide(covered, everyone, out=np.full(overlap.n_targets, np.nan), where=everyone > 0),
        has_any=overlap.total(known.astype(float)) > 0,
    )


def statuses(
    coverage: Floats, known: NDArray[np.number], reached: Whole, missing: Mapping[Status, NDArray[np.number]]
) -> Codes:
    """Under half of the people covered, no value; under four fifths, a partial one; none known, the common reason.

    `coverage`, `known` and each of `missing` (how many small areas are missing for that reason): (…, n_targets);
    `reached`: (n_targets,). Answers codes of statuses.PLACE, (…, n_targets).
    """
    with np.errstate(invalid="ignore"):
        status = np.where(coverage < PARTIAL_BELOW, np.int8(PLACE[Status.PARTIAL]), np.int8(OK))
        status[~(coverage >= HIDDEN_BELOW) | (known == 0)] = PLACE[Status.UNAVAILABLE]
    for reason, count in missing.items():
        status[(known == 0) & (count == reached) & (reached > 0)] = PLACE[reason]
    return status


def is_shown(status: Codes) -> Flags:
    """Where a value is given."""
    return (status == OK) | (status == PLACE[Status.PARTIAL])
