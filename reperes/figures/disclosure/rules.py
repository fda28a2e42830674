"""Primary rules: which cells are hidden for what they say of few people, and by which rule.

Source: area and income suppression of the Census of Population (Statistics Canada, « Confidentiality »); the small
count rule is the house's own, for files that no producer has protected.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Origin(StrEnum):
    """Where a figure comes from decides which rules hold."""

    CENSUS_100 = "census_100"  # short form, every household
    CENSUS_25 = "census_25"  # long form, one household in four
    ADMINISTRATIVE = "administrative"
    OWN_SURVEY = "own_survey"


class Rule(IntEnum):
    """Why a cell is hidden. Careful: never publish which; a reader of SMALL_COUNT knows the count is 1 to 4."""

    SHOWN = 0
    FEW_PEOPLE = 1  # under 40 people: nothing but the population
    FEW_PEOPLE_BY_HAND = 2  # under 100 people, for an area built by hand
    PEOPLE_UNKNOWN = 3  # nobody says how many live there
    INCOME_FEW_PEOPLE = 4  # income, under 250 people
    INCOME_FEW_HOUSEHOLDS = 5  # income, under 40 private households
    SMALL_COUNT = 6  # 0 < n < 5 in a file no producer has protected
    SMALL_COMPLEMENT = 7  # 0 < universe − n < 5
    PRODUCER = 8  # the producer's own « x »: unknown to us, so it must stay unknown to all
    COMPLEMENTARY = 20  # hidden so that another cell cannot be computed
    WITHHELD = 30  # not shown for another reason (missing, low coverage): tells nobody's secret


@dataclass(frozen=True)
class Thresholds:
    """Each is « fewer than »; zero turns the rule off. `width`: see protecting."""

    people: int = 40
    people_by_hand: int = 100
    income_people: int = 250
    income_households: int = 40
    small_count: int = 5
    small_complement: bool = False
    width: float = 1.0  # part of its own value inside which no primary cell may be bounded


HOUSE = Thresholds()
UNPROTECTED = (Origin.ADMINISTRATIVE, Origin.OWN_SURVEY)


@dataclass(frozen=True)
class Territories:
    """What the rules ask of each territory, one value each; None where the source does not say (then no rule on it).

    `numerator` NaN where unknown; `producer_hid` where the source wrote « x ».
    """

    numerator: ArrayLike
    denominator: ArrayLike | None = None
    people: ArrayLike | None = None
    households: ArrayLike | None = None
    producer_hid: ArrayLike | None = None


def primary(
    origin: Origin,
    found: Territories,
    *,
    by_hand: bool = False,
    is_income: bool = False,
    thresholds: Thresholds = HOUSE,
) -> Codes:
    """The rule that hides each cell, SHOWN where none does; the first that holds, « x » before all.

    A territory where nobody lives and nothing is counted hides nobody. WITHHELD where the numerator is missing.
    """
    numerator = np.asarray(found.numerator, float)
    rules = [(Rule.PRODUCER, _flags(found.producer_hid, numerator)), (Rule.WITHHELD, ~np.isfinite(numerator))]
    rules += _few_people(found, numerator, thresholds.people_by_hand if by_hand else 0, thresholds)
    if is_income:
        rules.append((Rule.INCOME_FEW_PEOPLE, _under(found.people, thresholds.income_people, numerator)))
        rules.append((Rule.INCOME_FEW_HOUSEHOLDS, _under(found.households, thresholds.income_households, numerator)))
    if origin in UNPROTECTED:
        rules.append((Rule.SMALL_COUNT, (numerator > 0) & (numerator < thresholds.small_count)))
        if thresholds.small_complement and found.denominator is not None:
            rest = np.asarray(found.denominator, float) - numerator
            rules.append((Rule.SMALL_COMPLEMENT, (rest > 0) & (rest < thresholds.small_count)))
    return np.select([holds for _, holds in rules], [int(rule) for rule, _ in rules], Rule.SHOWN).astype(np.int8)


def _few_people(
    found: Territories, numerator: Floats, by_hand: int, thresholds: Thresholds
) -> list[tuple[Rule, Flags]]:
    if found.people is None:
        return []
    unknown = ~np.isfinite(np.asarray(found.people, float))
    return [
        (Rule.FEW_PEOPLE, _under(found.people, thresholds.people, numerator)),
        (Rule.FEW_PEOPLE_BY_HAND, _under(found.people, by_hand, numerator)),
        (Rule.PEOPLE_UNKNOWN, unknown),
    ]


def _under(amounts: ArrayLike | None, least: int, numerator: Floats) -> Flags:
    """Fewer than `least`; nobody and nothing counted is not few: there is no one to recognise."""
    if amounts is None:
        return np.zeros(len(numerator), bool)
    given = np.asarray(amounts, float)
    nobody = (given == 0) & (numerator == 0)
    return (given < least) & ~nobody


def _flags(given: ArrayLike | None, numerator: Floats) -> Flags:
    return np.zeros(len(numerator), bool) if given is None else np.asarray(given, bool)
