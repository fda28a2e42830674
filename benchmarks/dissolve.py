"""Dissolving 14,400 areas into 1,600 localities: ours, geopandas' two ways and DuckDB's, same machine, same run.

.venv/bin/python -m benchmarks.dissolve
"""

import time
from collections.abc import Callable
from functools import partial

import duckdb
import geopandas
import numpy as np
import shapely

from reperes.places import coverages

SIDE, BLOCK, BETWEEN, REPEATS = 120, 3, 15, 7  # 120 × 120 areas, groups of 3 × 3, 15 points between two corners


def areas() -> tuple[np.ndarray, np.ndarray]:
    """Polygons that share every vertex of their wavy borders, and the group of each."""
    draw = np.random.default_rng(7)
    steps = np.arange(SIDE + 1)
    corners = np.stack(np.meshgrid(steps, steps, indexing="ij"), -1) + draw.uniform(-0.2, 0.2, (SIDE + 1, SIDE + 1, 2))
    east, north = wavy(corners[:-1], corners[1:], draw), wavy(corners[:, :-1], corners[:, 1:], draw)
    rings = [
        np.concatenate(
            [east[i, j], north[i + 1, j][1:], east[i, j + 1][::-1][1:], north[i, j][::-1][1:]],
        )
        for i in range(SIDE)
        for j in range(SIDE)
    ]
    group = [(i // BLOCK) * (SIDE // BLOCK) + j // BLOCK for i in range(SIDE) for j in range(SIDE)]
    return shapely.polygons(np.array(rings)), np.array(group)


def wavy(start: np.ndarray, end: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """A border between two corners, each point pushed a little aside."""
    along = np.linspace(0, 1, BETWEEN + 2)[None, None, :, None]
    across = np.stack([-(end - start)[..., 1], (end - start)[..., 0]], -1)[:, :, None]
    aside = draw.uniform(-0.05, 0.05, (*start.shape[:2], BETWEEN + 2, 1)) * along * (1 - along) * 4
    return start[:, :, None] * (1 - along) + end[:, :, None] * along + across * aside


def fastest(cases: dict[str, Callable[[], float]]) -> dict[str, tuple[float, float]]:
    """Best time of each and the total perimeter it found; in turns, so that a busy machine slows them all alike."""
    best: dict[str, tuple[float, float]] = {}
    for _ in range(REPEATS):
        for name, made in cases.items():
            start = time.perf_counter()
            perimeter = made()
            spent = time.perf_counter() - start
            best[name] = (min(spent, best.get(name, (spent, 0.0))[0]), perimeter)
    return best


def in_duckdb(shapes: np.ndarray, groups: np.ndarray) -> Callable[[], float] | None:
    """Where its spatial extension is installed: we ask no network for it."""
    base = duckdb.connect()
    try:
        base.execute("load spatial")
    except duckdb.Error:
        return None
    rows = geopandas.pd.DataFrame({"part": groups, "shape": shapely.to_wkb(shapes)})
    base.register("rows", rows)
    base.execute("create table parts as select part, st_geomfromwkb(shape) as shape from rows")
    ask = "select sum(st_perimeter(whole)) from (select st_coverageunion_agg(shape) as whole from parts group by part)"
    return lambda: base.execute(ask).fetchone()[0]


def main() -> None:
    shapes, groups = areas()
    frame = geopandas.GeoDataFrame({"part": groups}, geometry=shapes)
    n_groups = int(groups.max()) + 1

    def by_geopandas(method: str) -> float:
        return frame.dissolve("part", method=method).length.sum()

    cases: dict[str, Callable[[], float]] = {
        "geopandas, default": partial(by_geopandas, "unary"),
        "geopandas, coverage (unchecked)": partial(by_geopandas, "coverage"),
        "Repères, checked": lambda: shapely.length(coverages.dissolve(shapes, groups, n_groups)).sum(),
    }
    if theirs := in_duckdb(shapes, groups):
        cases["DuckDB ST_CoverageUnion_Agg"] = theirs
    print(f"{len(shapes):,} areas, {shapely.get_num_coordinates(shapes).sum():,} vertices, {n_groups:,} groups")
    best = fastest(cases)
    base = best["geopandas, default"][0]
    for name, (spent, perimeter) in best.items():
        print(f"{name:34} {spent:7.3f} s   {base / spent:5.1f} ×   perimeter {perimeter:,.4f}")
    if not theirs:
        print("DuckDB: its spatial extension is not installed here")
    broken = shapes.copy()
    broken[0] = shapely.affinity.translate(shapes[0], 0.1)
    try:
        coverages.dissolve(broken, groups, n_groups)
    except coverages.BrokenCoverage as refusal:
        print(f"moved area 0: refused, {[(one.one, one.other) for one in refusal.breaches]}")


if __name__ == "__main__":
    main()
