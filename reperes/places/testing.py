"""Makers of boundary files and of little territories: squares of a hundredth of a degree, side by side."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from reperes.places import areas, gestures
from reperes.places.actions import boundaries, drawings
from reperes.places.models import Drawing, Partition, PartitionVersion

STEP = 0.01  # degrees
CORNER = (-62.0, 48.0)  # in the Gulf, like the county that does not exist


def square(column: int, row: int = 0, size: float = 1) -> shapely.Polygon:
    x, y = CORNER[0] + STEP * column, CORNER[1] + STEP * row
    return shapely.box(x, y, x + STEP * size, y + STEP * size)


def a_feature(shape: Any, **properties: object) -> dict[str, Any]:
    """`shape` is a shapely geometry, or the dict of one that shapely would refuse, or None."""
    geometry = json.loads(shapely.to_geojson(shape)) if hasattr(shape, "geom_type") else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def a_geojson(folder: Path, features: Sequence[dict[str, Any]], name: str = "limites.geojson") -> Path:
    file = folder / name
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return file


def squares_file(folder: Path, names: Mapping[str, str], name: str = "limites.geojson") -> Path:
    """One square a name, in a row, with columns `code` and `nom`."""
    return a_geojson(
        folder, [a_feature(square(n), code=code, nom=said) for n, (code, said) in enumerate(names.items())], name
    )


def a_layer(file: Path, columns: Mapping[str, Sequence[Any]], shapes: Sequence[Any], **options: Any) -> Path:
    """A file in any format GDAL writes, here GeoPackage or Shapefile."""
    options = {"crs": "EPSG:4326", "geometry_type": "Polygon"} | options
    pyogrio.raw.write(
        file,
        geometry=np.array(shapely.to_wkb(list(shapes)), dtype=object),
        field_data=[
            np.array(values, dtype=object if isinstance(values[0], str) else None) for values in columns.values()
        ],
        fields=list(columns),
        **options,
    )
    return file


def a_zip(file: Path, members: Sequence[Path]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.write(member, member.name)
    return file


def a_shapefile(folder: Path, columns: Mapping[str, Sequence[Any]], shapes: Sequence[Any], **options: Any) -> Path:
    """A zipped shapefile; `without` names members to leave out, `decimals` what its numbers declare."""
    without, decimals = options.pop("without", ()), options.pop("decimals", None)
    made = a_layer(folder / "secteurs.shp", columns, shapes, **options)
    if decimals is not None:
        _declare(made.with_suffix(".dbf"), decimals)
    family = [part for part in sorted(folder.glob("secteurs.*")) if part.suffix not in (*without, ".zip")]
    return a_zip(made.with_suffix(".zip"), family)


def _declare(table: Path, decimals: int) -> None:
    """Rewrite the one numeric column of a dBase file with that many decimals, as other software does."""
    content = bytearray(table.read_bytes())
    start, width, declared = int.from_bytes(content[8:10], "little"), content[48], 49
    content[declared] = decimals
    for row in range(int.from_bytes(content[4:8], "little")):
        cell = slice(start + row * (width + 1) + 1, start + (row + 1) * (width + 1))
        content[cell] = f"{float(content[cell]):>{width}.{decimals}f}".encode()
    table.write_bytes(content)


def a_version(
    code: str, shapes: Mapping[str, Any], *, level: str = Partition.Level.SMALL_AREA, **fields: Any
) -> PartitionVersion:
    """A version with its limits, without tiles; names are « Lieu » and the code. Called again: newer limits."""
    found = areas.made(list(shapes), [f"Lieu {one}" for one in shapes], list(shapes.values()))
    said = {"name": code.capitalize(), "level": level} | fields
    partition, _is_new = Partition.objects.get_or_create(code=code, defaults=said)
    version = PartitionVersion.objects.create(
        partition=partition,
        vintage="2021",
        n_areas=len(found),
        bounds=areas.bounds(found),
        file_sha256=boundaries.fingerprint(found),
    )
    areas.write(found, version.areas_file)
    return version


def a_drawing(source: PartitionVersion, *, by: Any, name: str = "Rangs dessinés", **fields: Any) -> Drawing:
    return drawings.begin(source, by=by, name=name, vintage=fields.pop("vintage", "2026"), **fields)


def add_locality(drawing: Drawing, name: str, *, by: Any, **fields: str) -> str:
    """A locality in the drawing; its key."""
    said = {"name": name, "standing": "draft", "level": "local"} | fields
    before = set(drawing.content["localities"])
    drawings.make(
        drawing, lambda content: gestures.add(content, said)[1], base=drawing.revision, by=by, words=f"ajouté {name}"
    )
    return (set(drawing.content["localities"]) - before).pop()


def put(drawing: Drawing, units: Sequence[str], key: str, share: float = 1.0, *, by: Any) -> None:
    drawings.make(
        drawing, lambda content: gestures.put(content, units, key, share), base=drawing.revision, by=by, words="mis"
    )
