"""Shapes of a file: brought to degrees, repaired where they can be, and why not where they cannot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reperes.core.errors import BadFile

DEGREES = "EPSG:4326"
LATITUDE_FIRST = "latitude-longitude"  # degrees too, exported the other way round
POLYGONS = {"Polygon", "MultiPolygon"}


def drawn(about: dict[str, Any], table: pa.Table) -> Any:
    blobs = table.column(about["geometry_name"] or "wkb_geometry").to_pylist()
    return shapely.force_2d(shapely.from_wkb(np.array(blobs, dtype=object), on_invalid="fix"))


def in_degrees(shapes: Any, crs: str, name: str) -> Any:
    if not crs:
        if not are_degrees(edges_of(shapes)):
            raise BadFile(
                _(
                    "« %(name)s » ne dit pas dans quelles coordonnées il est (.prj absent) : "
                    "indiquez-les, par exemple EPSG:32188."
                )
                % {"name": name}
            )
        crs = DEGREES
    if crs == LATITUDE_FIRST:
        shapes, crs = shapely.transform(shapes, lambda points: points[:, ::-1]), DEGREES
    try:
        onto = pyproj.Transformer.from_crs(pyproj.CRS.from_user_input(crs), DEGREES, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise BadFile(
            _("Le système de coordonnées « %(crs)s » est inconnu : écrivez par exemple EPSG:4326.") % {"crs": crs}
        ) from error
    turned = shapely.transform(shapes, lambda points: np.column_stack(onto.transform(points[:, 0], points[:, 1])))
    if not are_degrees(edges_of(turned)):
        raise BadFile(
            _("Lues en %(crs)s, les coordonnées de « %(name)s » tombent hors de la Terre : choisissez le bon système.")
            % {"crs": crs, "name": name}
        )
    return turned


def edges_of(shapes: Any) -> tuple[float, ...]:
    """West, south, east, north; nan where nothing is drawn."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return tuple(float(edge) for edge in shapely.total_bounds(there)) if len(there) else (math.nan,) * 4


def are_degrees(edges: Sequence[float]) -> bool:
    west, south, east, north = edges
    if any(math.isnan(edge) for edge in edges):
        return True  # nothing drawn at all: the rows will say so one by one
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


@dataclass(frozen=True)
class Mended:
    """A polygon that holds, and what had to be done for it; or why there is none to be had."""

    polygon: Any = None
    repair: str = ""
    refusal: str = ""


def mended(shape: Any) -> Mended:
    if shape is None or shape.is_empty:
        return Mended(refusal=_("aucune forme"))
    if shape.geom_type not in POLYGONS:
        return Mended(refusal=_("forme « %(kind)s » au lieu d’un polygone") % {"kind": shape.geom_type})
    if shape.is_valid:
        return Mended(shape)
    try:
        polygon = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except shapely.errors.GEOSException:  # coordinates that are not numbers
        return Mended(refusal=_("coordonnées illisibles"))
    if polygon.geom_type not in POLYGONS or polygon.is_empty:
        return Mended(refusal=_("trop peu de points pour un polygone"))
    return Mended(polygon, repair=_reason(shapely.is_valid_reason(shape)))


REASONS = {
    "Ring Self-intersection": gettext_noop("le contour se croise"),
    "Self-intersection": gettext_noop("le contour se croise"),
    "Too few points in geometry component": gettext_noop("un morceau avait trop peu de points et a été retiré"),
    "Hole lies outside shell": gettext_noop("un trou sortait du contour"),
    "Nested shells": gettext_noop("des morceaux étaient emboîtés"),
    "Interior is disconnected": gettext_noop("l’intérieur était coupé en deux"),
    "Duplicate Rings": gettext_noop("un contour était en double"),
}


def _reason(why: str) -> str:
    """GEOS names the defect and the point: « Ring Self-intersection[-74.07 45.52] »; maps say latitude first."""
    defect, _bracket, point = why.partition("[")
    words = _(REASONS.get(defect, defect))
    where = ", ".join(f"{float(degrees):.5f}" for degrees in reversed(point.rstrip("]").split()))
    return f"{words} ({where})" if where else words
