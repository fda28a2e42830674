"""The cell: a value that carries its status. Missing is never zero."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reperes.figures.statuses import Status

WORDS: dict[Status, Promise] = {
    Status.OK: _("publiée"),
    Status.PARTIAL: _("partielle"),
    Status.SUPPRESSED: _("confidentielle (x)"),
    Status.UNRELIABLE: _("trop peu fiable (F)"),
    Status.UNAVAILABLE: _("non disponible (..)"),
    Status.NOT_APPLICABLE: _("sans objet (...)"),
    Status.NOT_COMPARABLE: _("non comparable"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator, one area, one period. `value` is None unless status is ok or partial; shares run from 0 to 1."""

    area: str
    period: str
    value: float | None
    status: Status
    numerator: float | None = None
    denominator: float | None = None
    ci_lo: float | None = None
    ci_hi: float | None = None
    coverage: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.value is not None
