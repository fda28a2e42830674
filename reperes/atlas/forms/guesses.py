"""What a column seems to mean, before anyone says."""

import re

from django.utils.text import slugify

from reperes.atlas.models import Indicator
from reperes.atlas.recipe import Role
from reperes.reading.numbers import SPACES
from reperes.reading.table import Column

NEW, IGNORE = "+", "-"
YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
LIVED_IN = re.compile(r"popul|logement|dwelling|m[ée]nage|household", re.IGNORECASE)


def guesses(columns: list[Column], indicators: list[Indicator]) -> dict[str, dict[str, str]]:
    """For each column; of two that say the same thing of two years, the latest is taken and the other left aside."""
    latest_first = sorted(columns, key=lambda column: max(years(column), default=""), reverse=True)
    found: dict[str, dict[str, str]] = {}
    taken: set[str] = set()
    for column in latest_first:
        guess = _guess(column, columns, indicators)
        if guess["role"] != IGNORE and guess["name"].lower() in taken:
            guess |= {"role": IGNORE, "of": IGNORE, "indicator": NEW}
        taken.add(guess["name"].lower())
        found[column.name] = guess
    return found


def years(column: Column) -> list[str]:
    return [found.group() for found in YEAR.finditer(column.name)]


def _guess(column: Column, others: list[Column], indicators: list[Indicator]) -> dict[str, str]:
    """A share where numbers run from 0 to 1; a count where the name says people or homes; nothing otherwise."""
    name = re.sub(r"[_\s]+", " ", YEAR.sub("", column.name)).strip(" ,-()") or column.name
    totals = [one.name for one in others if "total" in one.name.lower() and one != column]
    is_share = bool(totals) and _looks_like_a_share(column)
    is_count = not is_share and bool(LIVED_IN.search(name)) and all(_as_number(t).is_integer() for t in column.samples)
    known = {spelling: one.code for one in indicators for spelling in (one.name.lower(), one.code)}
    return {
        "role": Role.SHARE if is_share else Role.COUNT if is_count else IGNORE,
        "of": totals[0] if is_share else IGNORE,
        "indicator": known.get(slugify(name), known.get(name.lower(), NEW)),
        "name": name[:1].upper() + name[1:],
        "unit": Indicator.Unit.PERSONS if "popul" in name.lower() else Indicator.Unit.COUNT,
    }


def _looks_like_a_share(column: Column) -> bool:
    has_decimals = any("." in text or "," in text for text in column.samples)
    return has_decimals and all(0 <= _as_number(text) <= 1 for text in column.samples)


def _as_number(text: str) -> float:
    try:
        return float(re.sub(rf"[{SPACES}]", "", text).replace(",", "."))
    except ValueError:
        return -1.5  # neither a share nor a count
