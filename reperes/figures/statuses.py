"""Why a value is there, or is not. Missing is never zero: it has a reason, and the reason travels."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int8]


class Status(StrEnum):
    """Symbols are Statistics Canada's."""

    OK = "ok"
    PARTIAL = "partial"  # covers 50 to 80 % of the people of the area
    SUPPRESSED = "suppressed"  # x
    UNRELIABLE = "unreliable"  # F
    UNAVAILABLE = "unavailable"  # ..
    NOT_APPLICABLE = "not_applicable"  # ...
    NOT_COMPARABLE = "not_comparable"


SYMBOLS = {"x": Status.SUPPRESSED, "F": Status.UNRELIABLE, "..": Status.UNAVAILABLE, "...": Status.NOT_APPLICABLE}
STATUSES = list(Status)
PLACE = {status: place for place, status in enumerate(STATUSES)}  # how arrays and stores write a status
OK = PLACE[Status.OK]
# When two figures are missing for different reasons, the cell says the one a reader most needs to know.
GRAVEST = (Status.SUPPRESSED, Status.UNRELIABLE, Status.NOT_APPLICABLE, Status.UNAVAILABLE, Status.NOT_COMPARABLE)


def gravest(statuses: Sequence[Codes]) -> Codes:
    """OK where all are; otherwise the gravest reason. Arrays of one shape, of codes of PLACE."""
    found = np.full_like(statuses[0], OK)
    for reason in reversed(GRAVEST):
        for each in statuses:
            found[each == PLACE[reason]] = PLACE[reason]
    return found
