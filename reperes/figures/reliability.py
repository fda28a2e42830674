"""How far a figure may be trusted, by its coefficient of variation. Cut-offs are the custom of Quebec's surveys."""

from enum import StrEnum
from math import sqrt

CAUTION_ABOVE = 16.6  # percent
UNRELIABLE_ABOVE = 33.3  # percent


class Reliability(StrEnum):
    """As Quebec's surveys print it: nothing, a star, nothing published."""

    GOOD = "good"
    CAUTION = "caution"
    UNRELIABLE = "unreliable"


def of(
    variation: float, *, caution_above: float = CAUTION_ABOVE, unreliable_above: float = UNRELIABLE_ABOVE
) -> Reliability:
    """What a coefficient of variation in percent allows; a variation that is not a number allows nothing."""
    if not variation <= unreliable_above:
        return Reliability.UNRELIABLE
    return Reliability.CAUTION if variation > caution_above else Reliability.GOOD


def variation_of_count(count: float) -> float:
    """100/√O, in percent, for a Poisson count; infinite for none."""
    return 100 / sqrt(count) if count > 0 else float("inf")


def variation_of_share(cases: float, people: float, *, sampled: float = 1.0) -> float:
    """100 √((1 − p)/(n p)), in percent, n the people asked; infinite where no case was seen."""
    if people <= 0 or cases <= 0:
        return float("inf")
    return 100 * sqrt(max(0.0, 1 - cases / people) / (cases * sampled))


def variation(value: float, standard_error: float) -> float:
    """100 × standard error over value, in percent; infinite for a value of zero."""
    return 100 * standard_error / abs(value) if value else float("inf")
