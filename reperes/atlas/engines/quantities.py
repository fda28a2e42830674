"""What an engine is asked, and what it answers. Plain data: nothing here knows who does the work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from reperes.figures.aggregation import Floats, Overlap
from reperes.figures.statuses import Status
from reperes.reading.store import Store

Term = tuple[int, str]  # a characteristic and a column of the store
Form = Mapping[Term, float]  # a linear form: Σ coefficient × figure; only such forms may be summed, then divided
REASONS = (Status.SUPPRESSED, Status.UNRELIABLE, Status.NOT_APPLICABLE, Status.UNAVAILABLE)


@dataclass(frozen=True)
class Quantity:
    """One measure: its forms. A small area enters only if every figure it needs is known (and its denominator > 0)."""

    code: str
    numerator: Form
    denominator: Form | None = None  # None: a count, or classes
    classes: tuple[Form, ...] = ()  # counts of the classes of a grouped median; numerator is then their sum

    @property
    def terms(self) -> list[Term]:
        forms = [self.numerator, self.denominator or {}, *self.classes]
        return sorted({term for form in forms for term in form})


@dataclass(frozen=True)
class Sums:
    """Arrays of (n_quantities, n_targets), in the order asked. Nothing known: 0 with n_known 0, never a figure."""

    numerator: Floats  # Σ weight × numerator over the known small areas
    denominator: Floats  # … × denominator; 0 for counts
    covered: Floats  # Σ weight × presence over the known ones
    everyone: Floats  # Σ weight × presence over all
    n_known: Floats  # small areas known, by number
    n_reached: NDArray[np.int64]  # small areas the target has, (n_targets,)
    reasons: NDArray[np.int64]  # (len(REASONS), n_quantities, n_targets): how many are missing for each
    classes: Mapping[int, Floats] = field(default_factory=dict)  # quantity place → (n_classes, n_targets)


class Engine(Protocol):
    """Whoever can sum. Left as a context, it lets go of what it holds: nothing, or a cluster's executors."""

    def sums(self, store: Store, quantities: Sequence[Quantity], overlap: Overlap, people: Floats) -> Sums:
        """`people`: who lives in each small area of the store, NaN where unpublished; see aggregation.presence."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
