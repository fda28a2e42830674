"""Ask GDAL: layers, columns and rows of a file already recognised. Its refusals become ours, in one sentence."""

import codecs
import contextlib
import json
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pyogrio.errors
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.places.uploads import Kind, Opened

REFUSALS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pa.ArrowException,
    RuntimeError,
    UnicodeDecodeError,
)


def _ask(reader: Any, source: Opened, *args: Any, **options: Any) -> Any:
    """Call pyogrio; its refusals become ours."""
    if source.kind is Kind.SHAPEFILE and reader is not pyogrio.list_layers:
        options["encoding"] = _encoding(source.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # unclosed rings and the like: we repair and report them
            return reader(source.address, *args, **options)
    except REFUSALS as error:
        raise BadFile(_sentence(source)) from error


def _sentence(source: Opened) -> str:
    """Name the line where a GeoJSON stops being one."""
    words: dict[str, Any] = {"name": source.name, "kind": source.kind.value}
    if source.kind is Kind.GEOJSON:
        try:
            json.loads(source.path.read_bytes())
        except RecursionError:
            pass  # nested beyond reason: no collection of territories
        except json.JSONDecodeError as error:
            words |= {"line": error.lineno, "column": error.colno}
            return (
                _("« %(name)s » n’est pas un GeoJSON lisible : erreur à la ligne %(line)s, colonne %(column)s.") % words
            )
        except UnicodeDecodeError as error:
            words |= {"line": source.path.read_bytes()[: error.start].count(b"\n") + 1}
            return _("« %(name)s » n’est pas en UTF-8 : octet illisible à la ligne %(line)s.") % words
        return _("« %(name)s » est du JSON, mais pas une collection de territoires GeoJSON.") % words
    return _("« %(name)s » ne se laisse pas lire comme %(kind)s : réexportez-le depuis votre logiciel.") % words


def layers(source: Opened) -> tuple[str, ...]:
    if source.layers:
        return source.layers
    return tuple(str(row[0]) for row in _ask(pyogrio.list_layers, source))


def chosen_layer(source: Opened, there: tuple[str, ...], layer: str) -> str:
    """The layer asked for; the first one where none is."""
    if layer and layer not in there:
        raise BadFile(
            _("« %(name)s » ne contient pas la couche « %(layer)s »; on y trouve : %(layers)s.")
            % {"name": source.name, "layer": layer, "layers": ", ".join(there)}
        )
    if not there:
        raise BadFile(_("« %(name)s » ne contient aucune couche de territoires.") % {"name": source.name})
    return layer or there[0]


def _inside(source: Opened, layer: str) -> str | None:
    """The layer's name for GDAL: only a GeoPackage holds several."""
    return layer if source.kind is Kind.GEOPACKAGE else None


def read(source: Opened, layer: str, **options: Any) -> tuple[dict[str, Any], pa.Table]:
    about, table = _ask(
        pyogrio.raw.read_arrow,
        source,
        layer=_inside(source, layer),
        datetime_as_string=True,
        **options,
    )
    if table.num_rows == 0:
        raise BadFile(_("« %(name)s » ne contient aucun territoire.") % {"name": source.name})
    return about, table


def fields(source: Opened, layer: str) -> list[str]:
    return [str(column) for column in _ask(pyogrio.read_info, source, layer=_inside(source, layer))["fields"]]


def _encoding(shapes: Path) -> str:
    """What the .cpg says if Python knows it; else UTF-8 if the bytes are, else Windows' own."""
    code_page = shapes.with_suffix(".cpg")
    said = code_page.read_text(encoding="ascii", errors="ignore").strip() if code_page.exists() else ""
    for name in (said, f"cp{said.split()[-1]}" if said else ""):
        with contextlib.suppress(LookupError):
            return codecs.lookup(name).name
    try:
        shapes.with_suffix(".dbf").read_bytes()[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
