"""Several territories beside a reference, perhaps of another partition; the difference, and what is sure of it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from reperes.atlas import comparing as atlas
from reperes.atlas import warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition, Indicator
from reperes.core.errors import DomainError, NotFound
from reperes.figures.comparison import Verdict
from reperes.figures.statuses import Status
from reperes.opendata import queries
from reperes.places.models import Parentage

Place = tuple[int, str]  # version, code
Row = dict[str, Any]


def compared(
    edition: Edition, indicator: Indicator, period: str, areas: Sequence[str], reference: str
) -> dict[str, Any]:
    """Each area's cell, its difference from the reference's, and whether the two can be told apart."""
    wanted, beside = [place_of(each) for each in areas], place_of(reference)
    cells = _cells(edition, indicator.code, period, {*wanted, beside})
    yardstick, inside = cells.get(beside), _inside(wanted, beside)
    return {
        "edition": edition.code,
        "indicator": indicator.code,
        "period": period,
        "unit": indicator.unit,
        "reference": yardstick,
        "compared": [
            {"version": version, "area": code, "cell": cells.get((version, code))}
            | difference(indicator, cells.get((version, code)), yardstick, is_inside=(version, code) in inside)
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


def difference(indicator: Indicator, cell: Row | None, reference: Row | None, *, is_inside: bool) -> dict[str, Any]:
    """In the unit of the value, with its limits where chance can be reckoned: as the page of a locality says it."""
    nothing = {"difference": None, "ci_lo": None, "ci_hi": None, "verdict": Verdict.NOT_COMPARABLE.value}
    if not cell or not reference or cell["value"] is None or reference["value"] is None:
        return nothing
    found = atlas.compared(indicator, _cell(cell), _cell(reference), is_inside=is_inside)
    if found is None or found.interval is None:
        return nothing | {"difference": cell["value"] - reference["value"]}
    limits = {"ci_lo": found.interval.low, "ci_hi": found.interval.high}
    return {"difference": found.difference, "verdict": found.verdict.value} | limits


def _cell(row: Row) -> Cell:
    return Cell(**({name: row[name] for name in Cell.__slots__} | {"status": Status(row["status"])}))


def _inside(places: Sequence[Place], reference: Place) -> set[Place]:
    """Those said to lie in the reference, wholly or in part: their people are counted in both."""
    version, code = reference
    said = Parentage.objects.filter(parent__version=version, parent__code=code)
    children = said.filter(child__version__in={number for number, _code in places})
    return set(children.values_list("child__version", "child__code"))
