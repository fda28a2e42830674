"""Limits with their values, as OGC API – Features wants them: pages, boxes, filters, properties.

A collection is a version of limits the served edition speaks of. Its properties are the columns of its GeoPackage: the
latest value of each indicator and its status. A hidden value is null.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from reperes.atlas import warehouse
from reperes.atlas.models import Edition, Indicator
from reperes.atlas.queries.editions import current_edition
from reperes.core.errors import DomainError, NotFound
from reperes.core.text import spoken
from reperes.opendata import queries, writing
from reperes.opendata.queries import Held
from reperes.places.areas import Area

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MOST = 5_000  # features of a page, whatever was asked
MOST_VALUES = 60_000  # … and values: about a second of work
MOST_TO_READ = 100  # rows of a page of HTML
INSTANT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})|\d{4}-\d{2}-\d{2}"
MOMENT = re.compile(rf"({INSTANT})|({INSTANT}|\.\.)?/({INSTANT}|\.\.)?")
OF_AREA = {"code": "string", "name": "string", "land_km2": "number"}


@dataclass(frozen=True)
class Collection:
    """One version of limits with the series of the served edition one may read on it."""

    edition: Edition
    held: Held
    indicators: list[Indicator]

    @property
    def id(self) -> str:
        return f"{self.held.version.partition.code}.{self.held.version.pk}"

    @property
    def latest(self) -> dict[str, tuple[str, ...]]:
        return {each.code: self.held.periods[each.code][:1] for each in self.indicators}

    @property
    def columns(self) -> dict[str, tuple[Indicator, str]]:
        """Each property that holds a value, its indicator and its period."""
        return {
            writing.column_name(each.code, period): (each, period)
            for each in self.indicators
            for period in self.latest[each.code]
        }

    @property
    def most(self) -> int:
        """Features of one page: fewer where each carries many values."""
        return min(MOST, max(10, MOST_VALUES // max(1, len(self.indicators))))

    @property
    def names(self) -> list[str]:
        return [*OF_AREA, *(name for column in self.columns for name in (column, f"{column}_status"))]


def collections() -> list[Collection]:
    """None while no edition is served."""
    edition = current_edition()
    if edition is None:
        return []
    every = {each.code: each for each in queries.indicators()}
    return [
        Collection(edition, held, [every[code] for code in sorted(held.periods) if code in every])
        for held in queries.held(edition)
    ]


def collection(name: str, wanted: str = "") -> Collection:
    """By its id; with `wanted`, codes of indicators separated by commas, narrowed to them."""
    found = next((each for each in collections() if each.id == name), None)
    if found is None:
        raise NotFound(_("Aucune collection ne porte le nom « %(name)s ».") % {"name": name[:60]})
    if not wanted:
        return found
    codes = wanted.split(",")
    known = {each.code: each for each in found.indicators}
    if odd := next((code for code in codes if code not in known), None):
        raise DomainError(_("Cette collection n’a pas d’indicateur « %(code)s ».") % {"code": odd[:60]})
    return Collection(found.edition, found.held, [known[code] for code in dict.fromkeys(codes)])


def schema(found: Collection) -> dict[str, Any]:
    """JSON Schema of the properties: a program knows that a column holds numbers before it meets one."""
    properties: dict[str, Any] = {
        "geometry": {"$ref": "https://geojson.org/schema/Geometry.json", "x-ogc-role": "primary-geometry"},
    }
    properties |= {name: {"type": kind} for name, kind in OF_AREA.items()}
    for column, (indicator, period) in found.columns.items():
        unit = str(indicator.get_unit_display())
        properties[column] = {"type": "number", "title": f"{indicator}, {period}", "description": unit}
        properties[f"{column}_status"] = {"type": "string", "title": _("Statut de « %(name)s »") % {"name": indicator}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": str(found.held.version),
        "properties": properties,
    }


@dataclass(frozen=True)
class Asked:
    """Which features: a box, values of properties, a page."""

    box: tuple[float, ...] | None
    filters: Mapping[str, str]
    limit: int
    offset: int


@dataclass(frozen=True)
class Found:
    """One page of features, each already written as GeoJSON."""

    features: list[str]
    n_matched: int


def box_of(written: str) -> tuple[float, ...] | None:
    """west,south,east,north in degrees; heights, if given, are passed over."""
    if not written:
        return None
    try:
        numbers = [float(part) for part in written.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or numbers[1] > numbers[3]:
        raise DomainError(
            _("« bbox » se lit ouest,sud,est,nord, en degrés : « %(written)s ».") % {"written": written[:80]}
        )
    return tuple(numbers)


def check_moment(written: str) -> None:
    """Limits have no date of their own: any well-written moment finds them all."""
    if written and (not MOMENT.fullmatch(written) or written == "/"):
        raise DomainError(
            _("« datetime » est un instant ou un intervalle RFC 3339 : « %(written)s ».") % {"written": written[:80]}
        )


def check_coordinates(*asked: str) -> None:
    """Longitude and latitude on WGS 84: what GeoJSON says."""
    if odd := next((each for each in asked if each not in {"", CRS84}), None):
        raise DomainError(_("Ces coordonnées ne sont pas offertes : « %(asked)s ».") % {"asked": odd[:80]})


def filters_of(found: Collection, asked: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """What is asked beside the known parameters must name properties."""
    filters = {name: value for name, value in asked.items() if name not in set(known)}
    if odd := next((name for name in filters if name not in found.names), None):
        raise DomainError(
            _("« %(name)s » n’est ni un paramètre ni une propriété de cette collection : %(names)s.")
            % {"name": odd[:60], "names": ", ".join(found.names[:12])}
        )
    return filters


def page(found: Collection, asked: Asked) -> Found:
    """Those asked for, in the order of codes."""
    kept = _filtered(found, _inside(queries.areas(found.held.version), asked.box), asked.filters)
    leaf = kept[asked.offset : asked.offset + asked.limit]
    return Found(_written(found, leaf), len(kept))


def one(found: Collection, code: str) -> str:
    return _written(found, [queries.area(found.held.version, code)])[0]


def _inside(areas: Sequence[Area], box: tuple[float, ...] | None) -> list[Area]:
    """Those that touch the box; one that crosses the 180th meridian is two."""
    if box is None:
        return list(areas)
    west, south, east, north = box
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    shapes = np.array([area.geometry for area in areas], dtype=object)
    touched = np.zeros(len(areas), bool)
    for left, right in boxes:
        touched |= shapely.intersects(shapes, shapely.box(left, south, right, north))
    return [area for area, is_in in zip(areas, touched, strict=True) if is_in]


def _filtered(found: Collection, areas: list[Area], filters: Mapping[str, str]) -> list[Area]:
    of_values = {name: value for name, value in filters.items() if name not in OF_AREA}
    rows = _properties(found, areas, {name.removesuffix("_status") for name in of_values}) if of_values else {}
    return [
        area
        for area in areas
        if all(
            _meets(rows.get(area.code, {}).get(name, getattr(area, name, None)), value)
            for name, value in filters.items()
        )
    ]


def _meets(value: Any, asked: str) -> bool:
    """Text is equal; a number is equal, or lies in « low..high », ends included. What is hidden meets nothing."""
    if value is None:
        return False
    if isinstance(value, str):
        return value == asked
    low, dots, high = asked.partition("..")
    try:
        least, most = float(low or "-inf"), float(high or "inf") if dots else float(low)
    except ValueError:
        raise DomainError(
            _("« %(asked)s » n’est ni un nombre ni un intervalle comme 0.1..0.3.") % {"asked": asked[:40]}
        ) from None
    return least <= value <= most


def _properties(found: Collection, areas: Sequence[Area], columns: set[str] | None = None) -> dict[str, dict[str, Any]]:
    """{code: {property: value}} for these areas, in one read of the warehouse."""
    wanted = {name: pair for name, pair in found.columns.items() if columns is None or name in columns}
    codes = [indicator.code for indicator, _period in wanted.values()]
    cells = warehouse.sheet(
        found.edition, version=found.held.version.pk, indicators=codes, areas=[area.code for area in areas]
    )
    kept = [indicator for indicator, _period in wanted.values()]
    wide = writing.wide(cells, areas, kept, {each.code: found.latest[each.code] for each in kept})
    return {area.code: {name: column[n] for name, column in wide.items()} for n, area in enumerate(areas)}


def _written(found: Collection, areas: Sequence[Area]) -> list[str]:
    rows = _properties(found, areas)
    return [_feature(area, {name: getattr(area, name) for name in OF_AREA} | rows[area.code]) for area in areas]


def _feature(area: Area, properties: dict[str, Any]) -> str:
    """Assembled as text: the geometry is written once, by GEOS."""
    named, said = (json.dumps(each, ensure_ascii=False) for each in (area.code, properties))
    return f'{{"type":"Feature","id":{named},"geometry":{shapely.to_geojson(area.geometry)},"properties":{said}}}'


def title(found: Collection) -> str:
    return f"{found.held.version} — {spoken(found.edition.name, found.edition.name_en)}"
