"""The MRC des Trois-Ruisseaux: invented people in an invented county, the same at every start. Pure, no network.

It lies in the middle of the Gulf of St. Lawrence, where there is only water: nobody can take it for a real place.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from reperes.places import landscape
from reperes.places.landscape import Point, Seed

RANDOM_SEED = 3
CENTRE = (-61.9, 48.35)  # between Anticosti and the Îles de la Madeleine
KM_A_DEGREE = (73.98, 111.2)  # of longitude and of latitude, there
VINTAGE = "2021"
PEOPLE_A_DWELLING = 2.15
AT_WORK = 0.41  # commuters among people
UNINHABITED = "9909.04"
SUPPRESSED = "9908.03"
WITHOUT_COMMUTERS = ("9906.05", "9909.02")  # left blank, as where the long form had too few answers
UNRELIABLE = "9907.04"  # F in two columns

MUNICIPALITIES = {
    "99005": "Rivière-aux-Aulnes",
    "99010": "Saint-Odilon-des-Prés",
    "99015": "Val-Cormier",
    "99020": "Sainte-Philomène-du-Lac",
    "99025": "Saint-Éphrem-des-Monts",
}
COUNTY = ("990", "MRC des Trois-Ruisseaux")


@dataclass(frozen=True)
class Community:
    """A place people live in: where, of how many small areas, and what its people's days are like."""

    code: str
    name: str
    municipality: str
    centre: Point  # kilometres
    reach: float  # kilometres
    n_areas: int
    people: tuple[int, int]  # in one small area, from and to
    low_income: float  # shares of people, 0 to 1
    renters: float
    active: float  # shares of commuters
    transit: float


COMMUNITIES = (
    Community("1", "Vieux-Moulin", "99005", (0.7, 0.1), 1.5, 10, (420, 690), 0.22, 0.61, 0.16, 0.055),
    Community("2", "Faubourg-Nord", "99005", (3.6, 3.8), 1.9, 9, (450, 720), 0.15, 0.42, 0.09, 0.045),
    Community("3", "La Gare", "99005", (-2.6, -3.4), 1.7, 8, (430, 700), 0.26, 0.66, 0.13, 0.06),
    Community("4", "Coteau-des-Pins", "99005", (5.4, -3.6), 2.2, 7, (480, 760), 0.06, 0.13, 0.04, 0.025),
    Community("5", "Saint-Odilon", "99010", (-12.0, -12.6), 3.4, 6, (330, 560), 0.11, 0.18, 0.06, 0.004),
    Community("6", "Rang-Double", "99010", (-16.5, -1.5), 4.6, 5, (240, 430), 0.14, 0.11, 0.03, 0.0),
    Community("7", "Val-Cormier", "99015", (-12.0, 8.6), 3.8, 5, (310, 520), 0.17, 0.24, 0.07, 0.0),
    Community("8", "Grand-Lac", "99020", (17.0, -9.4), 4.6, 5, (180, 390), 0.13, 0.16, 0.05, 0.0),
    Community("9", "Les Monts", "99025", (17.5, 8.8), 5.2, 5, (170, 360), 0.19, 0.15, 0.04, 0.0),
)
ACROSS = {"6": ("99015", 0.0)}  # Rang-Double: its areas north of this line (km) belong to the other municipality


@dataclass(frozen=True)
class SmallArea:
    """One small area of the county."""

    code: str  # "9901.10": its last zero is part of it
    name: str
    community: str
    municipality: str
    shape: Any  # degrees


@dataclass(frozen=True)
class _Placed:
    code: str
    community: Community
    seed: Seed


def _placed(dice: random.Random) -> list[_Placed]:
    """Seeds of small areas, around each community's centre, none on top of another."""
    found: list[_Placed] = []
    for community in COMMUNITIES:
        nearest = community.reach * 1.25 / community.n_areas**0.5
        for number in range(1, community.n_areas + 1):
            seed = _free(dice, community, [one.seed for one in found], nearest)
            found.append(_Placed(f"990{community.code}.{number:02d}", community, seed))
    return found


def _free(dice: random.Random, community: Community, taken: Sequence[Seed], nearest: float) -> Seed:
    """The first draw far enough from the others; the wait shortens with each refusal."""
    x, y = community.centre
    while True:
        seed = Seed(dice.gauss(x, community.reach), dice.gauss(y, community.reach * 0.8), community.reach**0.8)
        if all((seed.x - one.x) ** 2 + (seed.y - one.y) ** 2 > nearest**2 for one in taken):
            return seed
        nearest *= 0.985


@cache
def small_areas() -> tuple[SmallArea, ...]:
    """The 60 small areas with their limits, in the order of codes."""
    dice = random.Random(RANDOM_SEED)  # noqa: S311 (a landscape, not a secret)
    placed = _placed(dice)
    towns = [(one.centre, one.reach * 1.2, 60 * one.n_areas if one.reach < 3 else 130) for one in COMMUNITIES]
    shapes = landscape.grown([one.seed for one in placed], towns, dice)
    return tuple(
        SmallArea(
            one.code,
            f"{one.community.name}, secteur {int(one.code[-2:])}",
            one.community.code,
            _municipality(one),
            shapely.transform(shape, _degrees),
        )
        for one, shape in zip(placed, shapes, strict=True)
    )


def _degrees(points: Any) -> Any:
    return np.round(np.asarray(points) / KM_A_DEGREE + CENTRE, 6)


def _municipality(one: _Placed) -> str:
    if one.community.code in ACROSS:
        other, line = ACROSS[one.community.code]
        return other if one.seed.y > line else one.community.municipality
    return one.community.municipality


def communities() -> dict[str, tuple[str, list[str]]]:
    """{code: (name, codes of its small areas)}."""
    return {
        one.code: (one.name, [area.code for area in small_areas() if area.community == one.code]) for one in COMMUNITIES
    }


def municipalities() -> dict[str, tuple[str, list[str]]]:
    return {
        code: (name, [area.code for area in small_areas() if area.municipality == code])
        for code, name in MUNICIPALITIES.items()
    }


def county() -> dict[str, tuple[str, list[str]]]:
    code, name = COUNTY
    return {code: (name, [area.code for area in small_areas()])}


# --- People ------------------------------------------------------------------------------------------

COLUMNS = (
    "secteur",
    "population",
    "logements",
    "navette_total",
    "navette_active",
    "navette_collectif",
    "navette_auto",
    "menages",
    "menages_locataires",
    "population_revenu",
    "faible_revenu",
)


def counts() -> list[tuple[str, ...]]:
    """A table as a census would give it, header first: text, with `x`, `F` and blanks where a census has them."""
    dice = random.Random(RANDOM_SEED + 1)  # noqa: S311
    by_code = {one.code: one for one in COMMUNITIES}
    return [COLUMNS, *(_row(area, by_code[area.community], dice) for area in small_areas())]


def _row(area: SmallArea, community: Community, dice: random.Random) -> tuple[str, ...]:
    people = dice.randint(*community.people)
    figures = [people, round(people / dice.gauss(PEOPLE_A_DWELLING, 0.12)), *_commuters(people, community, dice)]
    households = round(figures[1] * dice.uniform(0.9, 0.97))
    figures += [households, _part(households, community.renters, dice)]
    asked = _in_fives(people * 0.985)
    figures += [asked, _in_fives(_part(asked, community.low_income, dice))]
    return (area.code, *_published(area.code, [str(figure) for figure in figures]))


def _commuters(people: int, community: Community, dice: random.Random) -> list[int]:
    """Total, on foot or by bicycle, by public transit, by car; the few others make up the total."""
    total = _in_fives(people * dice.gauss(AT_WORK, 0.03))
    active = _in_fives(_part(total, community.active, dice))
    transit = _in_fives(_part(total, community.transit, dice)) if community.transit else 0
    return [total, active, transit, _in_fives((total - active - transit) * dice.uniform(0.95, 0.99))]


def _part(whole: int, share: float, dice: random.Random) -> int:
    return round(whole * min(0.95, max(0.0, dice.gauss(share, share * 0.22))))


def _in_fives(count: float) -> int:
    """Long-form counts are published rounded to 5."""
    return 5 * round(count / 5)


def _published(code: str, figures: list[str]) -> list[str]:
    if code == SUPPRESSED:
        return ["x"] * len(figures)
    if code == UNINHABITED:
        return ["0", "0", *[""] * (len(figures) - 2)]
    if code in WITHOUT_COMMUTERS:
        return [*figures[:2], "", "", "", "", *figures[6:]]
    if code == UNRELIABLE:
        return [*figures[:-1], "F"]
    return figures
