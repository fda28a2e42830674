"""The areas of one version, in a GeoParquet file that any GIS opens."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("name", pa.string()),
        ("land_km2", pa.float64()),
        ("longitude", pa.float64()),  # of a point surely inside
        ("latitude", pa.float64()),
        ("geometry", pa.binary()),
    ]
)


@dataclass(frozen=True, slots=True)
class Area:
    """One territory of a partition: its limits are a Polygon or MultiPolygon in EPSG:4326."""

    code: str  # text always
    name: str
    land_km2: float
    longitude: float
    latitude: float
    geometry: BaseGeometry


def made(
    codes: Sequence[str], names: Sequence[str], shapes: Any, land_km2: Sequence[float | None] | None = None
) -> list[Area]:
    """Areas in the order of codes; land is measured on the shapes where it is not given."""
    shapes = np.asarray(shapes, dtype=object)
    points = shapely.point_on_surface(shapes)
    longitudes, latitudes = shapely.get_x(points), shapely.get_y(points)
    measured = shapely.area(flattened(shapes)) / 1e6
    given = land_km2 if land_km2 is not None else [None] * len(codes)
    found = [
        Area(code, name, float(size if known is None else known), float(x), float(y), shape)
        for code, name, size, known, x, y, shape in zip(
            codes, names, measured, given, longitudes, latitudes, shapes, strict=True
        )
    ]
    return sorted(found, key=lambda area: area.code)


def flattened(shapes: Any) -> Any:
    """The shapes in metres on an equal-area plane centred on them all (Lambert azimuthal), for measuring."""
    shapes = np.asarray(shapes, dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    plane = pyproj.CRS.from_proj4(
        f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +datum=WGS84 +units=m"
    )
    onto = pyproj.Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    return shapely.transform(shapes, lambda points: np.column_stack(onto.transform(points[:, 0], points[:, 1])))


def bounds(areas: Sequence[Area]) -> list[float]:
    """[west, south, east, north] in degrees."""
    return [round(float(edge), 6) for edge in shapely.total_bounds([area.geometry for area in areas])]


def overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    """Do two bounds have ground in common? Unknown ones have none."""
    if len(one) != 4 or len(other) != 4:
        return False
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def write(areas: Sequence[Area], file: Path) -> None:
    """Write all of them, or nothing that a reader could see."""
    shapes = [area.geometry for area in areas]
    columns = {name: [getattr(area, name) for area in areas] for name in SCHEMA.names if name != "geometry"}
    table = pa.table(columns | {"geometry": shapely.to_wkb(shapes).tolist()}, schema=SCHEMA)
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {  # no "crs": the specification then says longitude and latitude on WGS 84
            "geometry": {
                "encoding": "WKB",
                "geometry_types": sorted({shape.geom_type for shape in shapes}),
                "bbox": bounds(areas),
            }
        },
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), unfinished, compression="zstd")
    os.replace(unfinished, file)


def read(file: Path) -> tuple[Area, ...]:
    """Every area of the file, in the order of codes."""
    table = pq.read_table(file)
    columns = [table.column(name).to_pylist() for name in SCHEMA.names[:-1]]
    shapes = shapely.from_wkb(np.array(table.column("geometry").to_pylist(), dtype=object))
    return tuple(Area(*row) for row in zip(*columns, shapes, strict=True))
