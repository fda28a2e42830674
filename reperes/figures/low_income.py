"""Lines of low income: how they grow with the size of a family or household. Three measures, never to be mixed.

LIM (« MFR ») is half a median and is relative; MBM (« MPC », Canada's official line) is the price of a basket; the LIM
of before 2010 had another scale. Sources: Statistics Canada, Dictionary of the Census of Population 2021 (LIM-AT) and
2016 (MBM, table 4.5); table 11-10-0066-01 (MBM); 75F0002M2010004, table 1 (older scale).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np

REFERENCE_SIZE = 4  # the MBM basket is that of two adults and two children


@dataclass(frozen=True, slots=True)
class Threshold:
    """A published line for one size of family, in dollars of `year`."""

    measure: str
    year: int
    place: str
    size: int
    dollars: int
    source: str


_DICTIONARY = "Statistics Canada, Dictionary, Census of Population 2016, table 4.5"
_TABLE = "Statistics Canada, table 11-10-0066-01"
_OLDER = "Statistics Canada, 75F0002M2010004, table 1"
MBM_2015 = (Threshold("MBM", 2015, "Québec, rural", 4, 34_549, _DICTIONARY),)
MBM_2018 = tuple(
    Threshold("MBM, 2008 base", 2018, place, 4, dollars, _TABLE)
    for place, dollars in (
        ("Québec, rural", 35_096),
        ("Québec, under 30,000", 35_186),
        ("Québec, 30,000 to 99,999", 33_115),
        ("Québec, 100,000 to 499,999", 34_163),
        ("Québec (city)", 34_835),
        ("Montréal", 35_640),
    )
)
OLDER_LIM_2006 = tuple(
    Threshold("LIM after tax, older scale", 2006, "Canada", size, dollars, _OLDER)
    for size, dollars in ((1, 15_179), (2, 21_251), (3, 25_804), (4, 30_358))
)


def rounded(dollars: float) -> int:
    """To the nearest dollar, halves up, as thresholds are published."""
    return floor(dollars + 0.5)


def market_basket(reference: float, size: int, *, reference_size: int = REFERENCE_SIZE) -> int:
    """The MBM line of a family of `size`, in whole dollars, from that of the reference family.

    Scaled by √size from the reference and rounded last: starting from the rounded line of one person would be a dollar
    off. Raises ValueError for a size under one.
    """
    return rounded(reference * sqrt(_sound(size)) / sqrt(_sound(reference_size)))


def median_adjusted(incomes: Sequence[float], sizes: Sequence[int]) -> float:
    """Median over persons of after-tax household income divided by √size, in dollars; a household counts for its size.

    Raises ValueError without households or where lengths differ.
    """
    if not len(incomes) or len(incomes) != len(sizes):
        raise ValueError("a median needs at least one household, and a size for each")
    people = np.asarray(sizes, float)
    adjusted = np.asarray(incomes, float) / np.sqrt(people)
    order = np.argsort(adjusted, kind="stable")
    carried = np.cumsum(people[order])
    first = int(np.searchsorted(carried, carried[-1] / 2))
    at_half = carried[first] == carried[-1] / 2
    return float(adjusted[order][first : first + 1 + at_half].mean())


def low_income_measure(median: float, size: int) -> float:
    """The LIM-AT line, in dollars, of a household of `size`: half the adjusted median times √size; not yet rounded."""
    return median / 2 * sqrt(_sound(size))


def older_low_income_measure(one_person: float, adults: int, children: int = 0) -> int:
    """The LIM line as it was scaled until 2010: 1 for the first, 0.4 a further adult (or a lone parent's first child),
    0.3 a further child. Kept to recognise old series, which do not compare with today's.
    """
    first_child = 0.4 if adults == 1 and children else 0.3 * min(children, 1)
    return rounded(one_person * (1 + 0.4 * (_sound(adults) - 1) + first_child + 0.3 * max(children - 1, 0)))


def _sound(size: int) -> int:
    if size < 1:
        raise ValueError(f"a family has at least one person, not {size}")
    return size
