"""Read boundaries in any of three formats and any coordinates: EPSG:4326, text codes, valid shapes, and a report.

What cannot be read whole is refused with one sentence; a row that cannot be kept is refused with its number and why.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyproj
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.core.files import sha256_of
from reperes.places import areas, doubts, gdal, shapes, written
from reperes.places.uploads import Kind, Opened, opened

N_SAMPLES = 5
LONGEST_CODE = 40  # characters, as places.Locality keeps them
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


def preview(file: Path, *, name: str = "", layer: str = "") -> Preview:
    """Columns with samples, coordinates, shapes and our guesses."""
    with opened(file, name=name, layer=layer) as source:
        layers = gdal.layers(source)
        layer = gdal.chosen_layer(source, layers, layer)
        about, table = gdal.read(source, layer)
        drawn = shapes.drawn(about, table)
        table = table.drop_columns([about["geometry_name"] or "wkb_geometry"])
        columns = tuple(_column(source, table, column) for column in table.column_names)
    crs, edges = _crs_code(about.get("crs")), shapes.edges_of(drawn)
    return Preview(
        kind=source.kind.value,
        layers=layers,
        layer=layer,
        n_features=table.num_rows,
        crs=crs,
        crs_name=pyproj.CRS.from_user_input(crs).name if crs else "",
        crs_guess=crs or (shapes.DEGREES if shapes.are_degrees(edges) else ""),
        geometry_types=tuple(sorted({shape.geom_type for shape in drawn if shape is not None})),
        columns=columns,
        code_column=_guess(columns, CODE_HINTS, unique=True),
        name_column=_guess(columns, NAME_HINTS, unique=False),
        land_column=next((column.name for column in columns if LAND_HINTS.search(column.name)), ""),
        bounds=edges,
    )


def attributes(file: Path, *, name: str = "", layer: str = "") -> bytes:
    """Everything but the shapes, as CSV: codes stay as they were written."""
    with opened(file, name=name, layer=layer) as source:
        layer = gdal.chosen_layer(source, gdal.layers(source), layer)
        about, table = gdal.read(source, layer)
        table = table.drop_columns([about["geometry_name"] or "wkb_geometry"])
        columns = [written.column(source, table, column) for column in table.column_names]
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(table.column_names)
    writer.writerows(zip(*columns, strict=True))
    return lines.getvalue().encode()


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
    wanted = {"code": code_column, "name": name_column, "land": land_column}
    with opened(file, name=name, layer=layer) as source:
        layer = gdal.chosen_layer(source, gdal.layers(source), layer)
        about, table = _columns(source, layer, [column for column in wanted.values() if column])
        named = "" if source.kind is Kind.GEOJSON else layer  # GDAL names a GeoJSON’s one layer after the file on disk
        report = Report(file=source.name, crs=crs or _crs_code(about.get("crs")), columns=wanted | {"layer": named})
        codes = written.column(source, table, code_column)
        names = written.column(source, table, name_column) if name_column else codes
        if written.may_have_lost_zeros(source, table, code_column):
            report.notes.append(_lost_zeros(code_column))
    land = written.numbers(table, land_column) if land_column else None
    drawn = shapes.in_degrees(shapes.drawn(about, table), report.crs, source.name)
    kept = _kept(codes, names, drawn, report, dict(corrections or {}))
    if not kept:
        raise BadFile(_("Aucun territoire de « %(name)s » n’a pu être lu : %(why)s.") % _first_refusal(source, report))
    found = areas.made(
        [codes[row] for row, _shape, _name in kept],
        [name for _row, _shape, name in kept],
        [shape for _row, shape, _name in kept],
        [land[row] for row, _shape, _name in kept] if land else None,
    )
    report.notes += doubts.notes(found)
    return Boundaries(found, sha256_of(file), report)


def _columns(source: Opened, layer: str, wanted: list[str]) -> tuple[dict[str, Any], pa.Table]:
    about, table = gdal.read(source, layer, columns=list(dict.fromkeys(wanted)))
    for column in wanted:
        if column not in table.column_names:
            raise BadFile(
                _("« %(name)s » n’a pas de colonne « %(column)s »; on y trouve : %(columns)s.")
                % {"name": source.name, "column": column, "columns": ", ".join(gdal.fields(source, layer))}
            )
    return about, table


def _lost_zeros(column: str) -> str:
    return _(
        "La colonne « %(column)s » est numérique : si des codes finissaient par 0 après le point, ce zéro est perdu."
    ) % {"column": column}


def _kept(
    codes: Sequence[str], names: Sequence[str], drawn: Any, report: Report, corrections: Mapping[str, str]
) -> list[tuple[int, Any, str]]:
    """(row, shape, name) of each row that can stay; the report says the rest, rows counted from 1."""
    kept: list[tuple[int, Any, str]] = []
    seen: dict[str, int] = {}
    for row, (code, name, shape) in enumerate(zip(codes, names, drawn, strict=True)):
        if not code:
            report.refuse(row + 1, "", _("code vide"))
        elif len(code) > LONGEST_CODE:
            report.refuse(row + 1, code[:LONGEST_CODE], _("code de plus de %(n)s caractères") % {"n": LONGEST_CODE})
        elif code in seen:
            report.refuse(row + 1, code, _("code déjà lu à la ligne %(row)s") % {"row": seen[code] + 1})
        elif (mended := shapes.mended(shape)).refusal:
            report.refuse(row + 1, code, mended.refusal)
        else:
            seen[code] = row
            kept.append((row, mended.polygon, _corrected(code, name, report, corrections)))
            if mended.repair:
                report.repaired.append({"code": code, "why": mended.repair})
    return kept


def _corrected(code: str, name: str, report: Report, corrections: Mapping[str, str]) -> str:
    if code in corrections and corrections[code] != name:
        report.corrected.append({"code": code, "was": name, "is": corrections[code]})
        return corrections[code]
    return name or code


def _first_refusal(source: Opened, report: Report) -> dict[str, str]:
    first = report.refused[0]
    return {"name": source.name, "why": _("ligne %(row)s, %(why)s") % first}


# --- Guesses -----------------------------------------------------------------------------------------


def _crs_code(crs: str | None) -> str:
    """A short name people know, where there is one."""
    if not crs:
        return ""
    try:
        parsed = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:  # a plan of one's own: the person will choose
        return ""
    authority = parsed.to_authority()
    return ":".join(authority) if authority else parsed.to_wkt()


def _column(source: Opened, table: pa.Table, column: str) -> Column:
    values = written.column(source, table, column)
    filled = [value for value in values if value]
    return Column(
        name=column,
        is_text=not (pa.types.is_floating(table.column(column).type) or pa.types.is_integer(table.column(column).type)),
        samples=tuple(dict.fromkeys(filled))[:N_SAMPLES],
        n_blank=len(values) - len(filled),
        is_unique=len(set(filled)) == len(values),
    )


def _guess(columns: Sequence[Column], hints: re.Pattern[str], *, unique: bool) -> str:
    """A column whose name hints at it; unique and full where a code is wanted; text before numbers."""
    fit = [column for column in columns if not unique or column.is_unique]
    hinted = [column for column in fit if hints.search(column.name)]
    ranked = sorted(hinted or (fit if unique else []), key=lambda column: (not column.is_text, column.n_blank))
    return ranked[0].name if ranked else ""
