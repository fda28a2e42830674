"""Numbers and statuses in words, the same everywhere: page, map, table, file, PDF. Missing is never written 0."""

import re
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from reperes.atlas.cells import WORDS, Cell
from reperes.atlas.models import Indicator
from reperes.figures.statuses import Status

NBSP = "\u00a0"
MINUS = "−"
FRENCH = str.maketrans({",": "\u202f", ".": ","})
SYMBOLS = {
    Status.SUPPRESSED: "x",
    Status.UNRELIABLE: "F",
    Status.UNAVAILABLE: "..",
    Status.NOT_APPLICABLE: "...",
    Status.NOT_COMPARABLE: "≠",
}


def number(value: float, decimals: int = 0) -> str:
    """« 1 234,5 » in French (narrow no-break space), “1,234.5” in English."""
    rounded = round(value, decimals)
    written = f"{abs(rounded):,.{decimals}f}"  # a map writes a thousand of them: a general formatter takes its time
    if get_language() != "en":
        written = written.translate(FRENCH)
    return f"{MINUS}{written}" if rounded < 0 else written


def percent(share: float, decimals: int = 1) -> str:
    """« 24,3 % » from 0.243."""
    return number(share * 100, decimals) + ("%" if get_language() == "en" else f"{NBSP}%")


def dollars(value: float, decimals: int = 0) -> str:
    return f"${number(value, decimals)}" if get_language() == "en" else f"{number(value, decimals)}{NBSP}$"


def figure(value: float, indicator: Indicator) -> str:
    """A value as a table shows it: with its sign (%, $), without its unit in words."""
    if indicator.unit == Indicator.Unit.SHARE:
        return percent(value, indicator.decimals)
    if indicator.unit == Indicator.Unit.DOLLARS:
        return dollars(value, indicator.decimals)
    if indicator.unit == Indicator.Unit.PER_1000:
        return number(value * 1000, indicator.decimals)
    return number(value, indicator.decimals)


def figure_with_unit(value: float, indicator: Indicator) -> str:
    """A value as a sentence says it: « 2 684 personnes »."""
    written = figure(value, indicator)
    units = {
        Indicator.Unit.PERSONS: ngettext("%(n)s personne", "%(n)s personnes", _plural(value)),
        Indicator.Unit.DWELLINGS: ngettext("%(n)s logement", "%(n)s logements", _plural(value)),
        Indicator.Unit.HOUSEHOLDS: ngettext("%(n)s ménage", "%(n)s ménages", _plural(value)),
        Indicator.Unit.FAMILIES: ngettext("%(n)s famille", "%(n)s familles", _plural(value)),
        Indicator.Unit.YEARS: ngettext("%(n)s an", "%(n)s ans", _plural(value)),
        Indicator.Unit.PER_1000: gettext("%(n)s pour 1 000"),
        Indicator.Unit.DENSITY: ngettext("%(n)s personne par km²", "%(n)s personnes par km²", _plural(value)),
    }
    return units.get(Indicator.Unit(indicator.unit), "%(n)s") % {"n": written}


def spelling(indicator: Indicator) -> dict[str, Any]:
    """All the map's script needs to write figures as `figure` and `status_words` do, in the reader's language."""
    before, after = re.split(r"[\d.,\u202f]+", figure(0.0, indicator), maxsplit=1)
    thousands, point = (",", ".") if get_language() == "en" else ("\u202f", ",")
    return {
        "decimals": indicator.decimals,
        "before": before,
        "after": after,
        "thousands": thousands,
        "point": point,
        "minus": MINUS,
        "symbols": {status.value: SYMBOLS.get(status, SYMBOLS[Status.UNAVAILABLE]) for status in Status},
        "statuses": {status.value: str(words) for status, words in WORDS.items()},
        "partial": gettext("partielle (%(share)s de la population)") % {"share": "SHARE"},
        "percent": percent(0.0, 0).lstrip("0"),
        "empty": gettext("personne n’y vit"),
    }


def cell_text(cell: Cell | None, indicator: Indicator) -> str:
    """The value, or the symbol of its absence."""
    if cell is None:
        return SYMBOLS[Status.UNAVAILABLE]
    if cell.value is None:
        return SYMBOLS.get(cell.status, SYMBOLS[Status.UNAVAILABLE])
    return figure(cell.value, indicator)


def status_words(cell: Cell | None) -> str:
    """Why the value is there or not; a partial one says how much it covers."""
    if cell and cell.status == Status.PARTIAL and cell.coverage is not None:
        return gettext("partielle (%(share)s de la population)") % {"share": percent(cell.coverage, 0)}
    return str(WORDS[cell.status if cell else Status.UNAVAILABLE])


def gap(here: float, there: float, indicator: Indicator) -> str:
    """How far apart, in words: points for shares, a percentage of the reference otherwise."""
    difference = here - there
    sign = "+" if difference >= 0 else MINUS
    if indicator.unit == Indicator.Unit.SHARE:
        points = abs(difference) * 100
        return ngettext("%(sign)s%(n)s point", "%(sign)s%(n)s points", _plural(points)) % {
            "sign": sign,
            "n": number(points, indicator.decimals),
        }
    if not there:
        return f"{sign}{figure(abs(difference), indicator)}"
    return sign + percent(abs(difference) / abs(there), 0)


def unit_words(indicator: Indicator) -> str:
    """The unit for a column heading; a share says of what."""
    if indicator.unit == Indicator.Unit.SHARE:
        return gettext("en %")
    return str(Indicator.Unit(indicator.unit).label)


def area_name(name: str, *, is_small: bool) -> str:
    """A census tract's name is a number: say what it is a number of."""
    if is_small and not any(letter.isalpha() for letter in name):
        return gettext("Secteur %(name)s") % {"name": name}
    return name


def listed(names: list[str]) -> str:
    """« A, B et C »."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _plural(value: float) -> int:
    """A number ngettext can count with: French says « 1,9 personne », English says “1.9 people”."""
    if get_language() == "en":
        return 1 if value == 1 else 2
    return 1 if abs(value) < 2 else 2
