"""Several territories beside a reference, perhaps of another partition; the difference, and what is sure of it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from reperes.atlas import warehouse
from reperes.atlas.models import Edition, Indicator
from reperes.core.errors import DomainError, NotFound
from reperes.figures import intervals
from reperes.opendata import queries

Place = tuple[int, str]  # version, code
Row = dict[str, Any]


def compared(
    edition: Edition, indicator: Indicator, period: str, areas: Sequence[str], reference: str
) -> dict[str, Any]:
    """Each area's cell, its difference from the reference's, and whether the two can be told apart."""
    wanted, beside = [place_of(each) for each in areas], place_of(reference)
    cells = _cells(edition, indicator.code, period, {*wanted, beside})
    yardstick = cells.get(beside)
    return {
        "edition": edition.code,
        "indicator": indicator.code,
        "period": period,
        "unit": indicator.unit,
        "reference": yardstick,
        "compared": [
            {"version": version, "area": code, "cell": cells.get((version, code))}
            | difference(cells.get((version, code)), yardstick)
            for version, code in wanted
        ],
    }


def place_of(written: str) -> Place:
    """« 12:4620725.10 »: a version of limits and the code of an area in it."""
    number, colon, code = written.partition(":")
    if not colon or not code or not (number.isascii() and number.isdigit()):
        raise DomainError(
            _("« %(written)s » ne désigne pas un territoire : écrivez VERSION:CODE.") % {"written": written[:60]}
        )
    return int(number[:18]), code


def _cells(edition: Edition, indicator: str, period: str, places: set[Place]) -> dict[Place, Row]:
    found: dict[Place, Row] = {}
    for version in sorted({number for number, _code in places}):
        when = queries.held_period(edition, version, indicator, period)
        codes = [code for number, code in places if number == version]
        rows = warehouse.sheet(edition, version=version, indicators=[indicator], period=when, areas=codes).to_pylist()
        found |= {(version, row["area"]): row for row in rows}
    if absent := sorted(places - found.keys()):
        raise NotFound(_("Cette édition n’a pas de territoire %(place)s.") % {"place": "{}:{}".format(*absent[0])})
    return found


def difference(cell: Row | None, reference: Row | None) -> dict[str, Any]:
    """In the unit of the value; with Newcombe's interval where both are shares of people counted."""
    nothing = {"difference": None, "ci_lo": None, "ci_hi": None, "verdict": "unknown"}
    if not cell or not reference or cell["value"] is None or reference["value"] is None:
        return nothing
    gap = cell["value"] - reference["value"]
    if not (_is_share(cell) and _is_share(reference)):
        return nothing | {"difference": gap}
    found = intervals.difference_of_shares(
        cell["numerator"], cell["denominator"], reference["numerator"], reference["denominator"]
    )
    verdict = "higher" if found.low > 0 else "lower" if found.high < 0 else "indistinguishable"
    return {"difference": gap, "ci_lo": found.low, "ci_hi": found.high, "verdict": verdict}


def _is_share(cell: Row) -> bool:
    numerator, denominator = cell["numerator"], cell["denominator"]
    if numerator is None or not denominator or not 0 <= numerator <= denominator:
        return False
    return abs(numerator / denominator - cell["value"]) < 1e-6
