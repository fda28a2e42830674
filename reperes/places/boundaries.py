"""Read boundaries in any of three formats and any coordinates: EPSG:4326, text codes, valid shapes, and a report.

What cannot be read whole is refused with one sentence; a row that cannot be kept is refused with its number and why.
"""

import hashlib
import json
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import pyogrio.errors
import pyproj
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reperes.core.errors import BadFile
from reperes.places import areas
from reperes.places.uploads import Kind, Opened, opened

DEGREES = "EPSG:4326"
N_SAMPLES = 5
NOT_A_SHAPE_FILE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pa.ArrowException,
    RuntimeError,
    UnicodeDecodeError,
)
CODE_HINTS = re.compile(r"(ctuid|dauid|dguid|uid$|^code|code$|^id$|^cd|no_|num)", re.IGNORECASE)
NAME_HINTS = re.compile(r"(nom|name|libel|socio|desig|toponym)", re.IGNORECASE)
LAND_HINTS = re.compile(r"(land_?area|superficie_?terr)", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of the file, as a person choosing it needs to see it."""

    name: str
    is_text: bool
    samples: tuple[str, ...]
    n_blank: int
    is_unique: bool


@dataclass(frozen=True)
class Preview:
    """What we understood of a file; every guess can be corrected by the caller."""

    kind: str
    layers: tuple[str, ...]
    layer: str
    n_features: int
    crs: str  # "" when the file does not say
    crs_name: str
    crs_guess: str  # what we would use if nobody says: degrees, when the coordinates are degrees
    geometry_types: tuple[str, ...]
    columns: tuple[Column, ...]
    code_column: str
    name_column: str
    land_column: str
    bounds: tuple[float, ...]  # in the file's own coordinates


@dataclass
class Report:
    """What was repaired, corrected and refused, in words, ready to be kept as JSON."""

    file: str = ""
    crs: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    repaired: list[dict[str, str]] = field(default_factory=list)
    corrected: list[dict[str, str]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, row: int, code: str, why: str) -> None:
        self.refused.append({"row": row, "code": code, "why": why})


@dataclass(frozen=True)
class Boundaries:
    """The areas that could be kept, and the report."""

    areas: list[areas.Area]
    sha256: str
    report: Report


def sha256_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def preview(file: Path, *, name: str = "", layer: str = "") -> Preview:
    """Columns with samples, coordinates, shapes and our guesses."""
    with opened(file, name=name, layer=layer) as source:
        layers = _layers(source)
        layer = _layer(source, layers, layer)
        about, table = _read(source, layer)
        shapes = _shapes(about, table)
        table = table.drop_columns([about["geometry_name"] or "wkb_geometry"])
        edges = tuple(float(edge) for edge in shapely.total_bounds(shapes))
        crs = _crs_code(about.get("crs"))
        columns = tuple(_column(source, layer, table, column) for column in table.column_names)
    return Preview(
        kind=source.kind.value,
        layers=layers,
        layer=layer,
        n_features=table.num_rows,
        crs=crs,
        crs_name=pyproj.CRS.from_user_input(crs).name if crs else "",
        crs_guess=crs or (DEGREES if _are_degrees(edges) else ""),
        geometry_types=tuple(sorted({shape.geom_type for shape in shapes if shape is not None})),
        columns=columns,
        code_column=_guess(columns, CODE_HINTS, unique=True),
        name_column=_guess(columns, NAME_HINTS, unique=False),
        land_column=next((column.name for column in columns if LAND_HINTS.search(column.name)), ""),
        bounds=edges,
    )


def read(  # noqa: PLR0913 (each is a choice a person can see and correct)
    file: Path,
    *,
    code_column: str,
    name_column: str = "",
    land_column: str = "",
    crs: str = "",
    layer: str = "",
    name: str = "",
    corrections: Mapping[str, str] | None = None,
) -> Boundaries:
    """The areas of the file. `crs` is needed where the file does not say, and wins where it does."""
    with opened(file, name=name, layer=layer) as source:
        layer = _layer(source, _layers(source), layer)
        wanted = [column for column in (code_column, name_column, land_column) if column]
        about, table = _read(source, layer, columns=list(dict.fromkeys(wanted)))
        for column in wanted:
            if column not in table.column_names:
                raise BadFile(
                    _("« %(name)s » n’a pas de colonne « %(column)s » ; on y trouve : %(columns)s.")
                    % {"name": source.name, "column": column, "columns": ", ".join(_fields(source, layer))}
                )
        report = Report(file=source.name, crs=crs or _crs_code(about.get("crs")))
        report.columns = {"code": code_column, "name": name_column, "land": land_column, "layer": layer}
        codes = _written(source, layer, table, code_column, report)
        names = _written(source, layer, table, name_column) if name_column else codes
    land = _numbers(table, land_column) if land_column else None
    shapes = _in_degrees(_shapes(about, table), report.crs, source.name)
    kept = _kept(codes, names, shapes, report, dict(corrections or {}))
    if not kept:
        raise BadFile(_("Aucun territoire de « %(name)s » n’a pu être lu : %(why)s.") % _first_refusal(source, report))
    return Boundaries(
        areas.made(
            [codes[row] for row, _shape, _name in kept],
            [name for _row, _shape, name in kept],
            [shape for _row, shape, _name in kept],
            [land[row] for row, _shape, _name in kept] if land else None,
        ),
        sha256_of(file),
        report,
    )


# --- Asking the reader of shapes ---------------------------------------------------------------------


def _ask(reader: Any, source: Opened, *args: Any, **options: Any) -> Any:
    """Call pyogrio; its refusals become ours."""
    if source.kind is Kind.SHAPEFILE and _is_utf8(source.path) and reader is not pyogrio.list_layers:
        options["encoding"] = "UTF-8"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # unclosed rings and the like: we repair and report them
            return reader(source.address, *args, **options)
    except NOT_A_SHAPE_FILE as error:
        raise BadFile(_sentence(source)) from error


def _sentence(source: Opened) -> str:
    """Name the line where a GeoJSON stops being one."""
    words: dict[str, Any] = {"name": source.name, "kind": source.kind.value}
    if source.kind is Kind.GEOJSON:
        try:
            json.loads(source.path.read_bytes())
        except json.JSONDecodeError as error:
            words |= {"line": error.lineno, "column": error.colno}
            return (
                _("« %(name)s » n’est pas un GeoJSON lisible : erreur à la ligne %(line)s, colonne %(column)s.") % words
            )
        except UnicodeDecodeError as error:
            words |= {"line": source.path.read_bytes()[: error.start].count(b"\n") + 1}
            return _("« %(name)s » n’est pas en UTF-8 : octet illisible à la ligne %(line)s.") % words
        return _("« %(name)s » est du JSON, mais pas une collection de territoires GeoJSON.") % words
    return _("« %(name)s » ne se laisse pas lire comme %(kind)s : réexportez-le depuis votre logiciel.") % words


def _layers(source: Opened) -> tuple[str, ...]:
    if source.layers:
        return source.layers
    return tuple(str(row[0]) for row in _ask(pyogrio.list_layers, source))


def _layer(source: Opened, layers: tuple[str, ...], layer: str) -> str:
    """The layer asked for; the first one where none is."""
    if layer and layer not in layers:
        raise BadFile(
            _("« %(name)s » ne contient pas la couche « %(layer)s » ; on y trouve : %(layers)s.")
            % {"name": source.name, "layer": layer, "layers": ", ".join(layers)}
        )
    if not layers:
        raise BadFile(_("« %(name)s » ne contient aucune couche de territoires.") % {"name": source.name})
    return layer or layers[0]


def _inside(source: Opened, layer: str) -> str | None:
    """The layer's name for GDAL: only a GeoPackage holds several."""
    return layer if source.kind is Kind.GEOPACKAGE else None


def _read(source: Opened, layer: str, **options: Any) -> tuple[dict[str, Any], pa.Table]:
    about, table = _ask(
        pyogrio.raw.read_arrow,
        source,
        layer=_inside(source, layer),
        datetime_as_string=True,
        **options,
    )
    if table.num_rows == 0:
        raise BadFile(_("« %(name)s » ne contient aucun territoire.") % {"name": source.name})
    return about, table


def _fields(source: Opened, layer: str) -> list[str]:
    return [str(column) for column in _ask(pyogrio.read_info, source, layer=_inside(source, layer))["fields"]]


def _is_utf8(shapes: Path) -> bool:
    """A .dbf without .cpg says nothing of its encoding; GDAL then assumes Latin-1, wrongly if the bytes are UTF-8."""
    if shapes.with_suffix(".cpg").exists():
        return False
    text = shapes.with_suffix(".dbf").read_bytes()[32:]
    try:
        return not text.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


# --- Codes stay as they were written -----------------------------------------------------------------


def _written(source: Opened, layer: str, table: pa.Table, column: str, report: Report | None = None) -> list[str]:
    """The column as text: a code typed 4620725.10 in the file is not allowed to become 4620725.1."""
    values = table.column(column)
    if pa.types.is_floating(values.type):
        if source.kind is Kind.GEOJSON:
            return _written_in_json(source.path, column)
        decimals = _dbf_decimals(source.path, column) if source.kind is Kind.SHAPEFILE else None
        if decimals is None and report is not None:
            report.notes.append(
                _(
                    "La colonne « %(column)s » est numérique : "
                    "si des codes finissaient par 0 après le point, ce zéro est perdu."
                )
                % {"column": column}
            )
        return [_number_as_text(value, decimals) for value in values.to_pylist()]
    return ["" if value is None else str(value).strip() for value in values.to_pylist()]


def _number_as_text(value: float | None, decimals: int | None) -> str:
    if value is None or math.isnan(value):
        return ""
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return f"{value:.0f}" if value == int(value) else repr(value)


def _written_in_json(file: Path, column: str) -> list[str]:
    """Read the numbers of one property as the characters they are."""

    def lighten(thing: dict[str, Any]) -> dict[str, Any] | None:
        return None if "coordinates" in thing or "geometries" in thing else thing

    whole = json.loads(file.read_bytes(), parse_float=str, parse_int=str, object_hook=lighten)
    found = [(feature.get("properties") or {}).get(column) for feature in whole["features"]]
    return ["" if value is None else str(value).strip() for value in found]


def _dbf_decimals(shapes: Path, column: str) -> int | None:
    """dBase keeps numbers as text with the decimals its header tells: 32 bytes a field, from byte 32."""
    header = shapes.with_suffix(".dbf").read_bytes()[:32_768]
    for start in range(32, len(header), 32):
        one = header[start : start + 32]
        if len(one) < 32 or one[:1] == b"\r":
            break
        if one[:11].split(b"\0")[0].decode("latin-1") == column and one[11:12] in b"NF":
            return one[17]
    return None


def _numbers(table: pa.Table, column: str) -> list[float | None]:
    found: list[float | None] = []
    for value in table.column(column).to_pylist():
        try:
            number = float(str(value).strip().replace(",", "."))
        except ValueError:
            number = math.nan
        found.append(number if math.isfinite(number) and number >= 0 else None)
    return found


# --- Shapes ------------------------------------------------------------------------------------------


def _shapes(about: dict[str, Any], table: pa.Table) -> Any:
    blobs = table.column(about["geometry_name"] or "wkb_geometry").to_pylist()
    return shapely.force_2d(shapely.from_wkb(np.array(blobs, dtype=object), on_invalid="fix"))


def _in_degrees(shapes: Any, crs: str, name: str) -> Any:
    if not crs:
        if not _are_degrees(shapely.total_bounds(shapes)):
            raise BadFile(
                _(
                    "« %(name)s » ne dit pas dans quelles coordonnées il est (.prj absent) : "
                    "indiquez-les, par exemple EPSG:32188."
                )
                % {"name": name}
            )
        crs = DEGREES
    try:
        onto = pyproj.Transformer.from_crs(pyproj.CRS.from_user_input(crs), DEGREES, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise BadFile(
            _("Le système de coordonnées « %(crs)s » est inconnu : écrivez par exemple EPSG:4326.") % {"crs": crs}
        ) from error
    turned = shapely.transform(shapes, lambda points: np.column_stack(onto.transform(points[:, 0], points[:, 1])))
    if not _are_degrees(shapely.total_bounds(turned[~shapely.is_missing(turned)])):
        raise BadFile(
            _("Lues en %(crs)s, les coordonnées de « %(name)s » tombent hors de la Terre : choisissez le bon système.")
            % {"crs": crs, "name": name}
        )
    return turned


def _are_degrees(edges: Sequence[float]) -> bool:
    west, south, east, north = (float(edge) for edge in edges)
    if any(math.isnan(edge) for edge in (west, south, east, north)):
        return True  # nothing drawn at all: the rows will say so one by one
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def _kept(
    codes: Sequence[str], names: Sequence[str], shapes: Any, report: Report, corrections: Mapping[str, str]
) -> list[tuple[int, Any, str]]:
    """(row, shape, name) of each row that can stay; the report says the rest, rows counted from 1."""
    kept: list[tuple[int, Any, str]] = []
    seen: dict[str, int] = {}
    for row, (code, name, shape) in enumerate(zip(codes, names, shapes, strict=True)):
        if not code:
            report.refuse(row + 1, "", _("code vide"))
        elif code in seen:
            report.refuse(row + 1, code, _("code déjà lu à la ligne %(row)s") % {"row": seen[code] + 1})
        elif (polygon := _polygon(code, shape, row, report)) is not None:
            seen[code] = row
            kept.append((row, polygon, _corrected(code, name, report, corrections)))
    return kept


def _corrected(code: str, name: str, report: Report, corrections: Mapping[str, str]) -> str:
    if code in corrections and corrections[code] != name:
        report.corrected.append({"code": code, "was": name, "is": corrections[code]})
        return corrections[code]
    return name or code


def _polygon(code: str, shape: Any, row: int, report: Report) -> Any:
    """The shape as a valid polygon, repaired if need be; None, and a refusal, if there is none to be had."""
    if shape is None or shape.is_empty:
        report.refuse(row + 1, code, _("aucune forme"))
        return None
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        report.refuse(row + 1, code, _("forme « %(kind)s » au lieu d’un polygone") % {"kind": shape.geom_type})
        return None
    if shape.is_valid:
        return shape
    why = shapely.is_valid_reason(shape)
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if mended.geom_type not in {"Polygon", "MultiPolygon"} or mended.is_empty:
        report.refuse(row + 1, code, _("trop peu de points pour un polygone"))
        return None
    report.repaired.append({"code": code, "why": _reason(why)})
    return mended


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
    """GEOS names the defect and the point: « Ring Self-intersection[-74.07 45.52] »."""
    defect, _bracket, point = why.partition("[")
    words = _(REASONS.get(defect, defect))
    return f"{words} [{point}" if point else words


def _first_refusal(source: Opened, report: Report) -> dict[str, str]:
    first = report.refused[0]
    return {"name": source.name, "why": _("ligne %(row)s, %(why)s") % first}


# --- Guesses -----------------------------------------------------------------------------------------


def _crs_code(crs: str | None) -> str:
    """A short name people know, where there is one."""
    if not crs:
        return ""
    parsed = pyproj.CRS.from_user_input(crs)
    authority = parsed.to_authority()
    return ":".join(authority) if authority else parsed.to_wkt()


def _column(source: Opened, layer: str, table: pa.Table, column: str) -> Column:
    written = _written(source, layer, table, column)
    filled = [value for value in written if value]
    return Column(
        name=column,
        is_text=not (pa.types.is_floating(table.column(column).type) or pa.types.is_integer(table.column(column).type)),
        samples=tuple(dict.fromkeys(filled))[:N_SAMPLES],
        n_blank=len(written) - len(filled),
        is_unique=len(set(filled)) == len(written),
    )


def _guess(columns: Sequence[Column], hints: re.Pattern[str], *, unique: bool) -> str:
    """A column whose name hints at it; unique and full where a code is wanted; text before numbers."""
    fit = [column for column in columns if not unique or column.is_unique]
    hinted = [column for column in fit if hints.search(column.name)]
    ranked = sorted(hinted or (fit if unique else []), key=lambda column: (not column.is_text, column.n_blank))
    return ranked[0].name if ranked else ""
