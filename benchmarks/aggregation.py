"""A whole census summed into territories, beside engines of common use: same figures, same run, same check; ratios.

./dev manage shell -c "from benchmarks import aggregation; aggregation.main()"

14,000 areas × 2,400 characteristics × 3 columns into 1,500 territories. Ours gives with each sum its status (coverage,
reasons); the others give the sum alone. Each runs in a process of its own, so that memory is told apart.
"""

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from reperes.atlas.engines.dense import Dense, sums_of_all
from reperes.atlas.engines.quantities import Quantity
from reperes.figures.aggregation import Overlap
from reperes.figures.statuses import OK, PLACE, Status
from reperes.reading.store import Characteristic, Store, Writer

N_AREAS, N_CHARACTERISTICS, N_TARGETS, REPEATS = 14_000, 2_400, 1_500, 3
COLUMNS = ("total", "men", "women")
HIDDEN = 0.02  # of the figures
DUCKDB_MOST, PANDAS_MOST, MEMORY_MOST, ONE_MOST = 1 / 5, 1 / 30, 1.5e9, 1e-3  # what we hold ourselves to

Made = tuple[float, float]  # check (total of all sums), seconds


def plant(folder: Path) -> None:
    """The same figures as a store and as long Parquet; some are hidden."""
    draw = np.random.default_rng(1792)
    characteristics = [Characteristic(one, f"C{one}") for one in range(N_CHARACTERISTICS)]
    with Writer(folder / "store", [str(area) for area in range(N_AREAS)], characteristics, COLUMNS) as writer:
        for one in range(N_CHARACTERISTICS):
            for column in COLUMNS:
                hidden = draw.random(N_AREAS) < HIDDEN
                values = np.where(hidden, np.nan, draw.integers(0, 500, N_AREAS) * 5.0)
                codes = np.where(hidden, PLACE[Status.SUPPRESSED], OK).astype(np.int8)
                writer.put(one, column, values, codes)
    Store.open(folder / "store").as_long(folder / "long.parquet")
    pq.write_table(
        pa.table({"area": np.arange(N_AREAS, dtype=np.int32), "target": targets()}), folder / "targets.parquet"
    )


def targets() -> np.ndarray:
    return np.random.default_rng(1837).integers(0, N_TARGETS, N_AREAS).astype(np.int32)


def crosswalk(seed: int = 1837) -> Overlap:
    target = targets() if seed == 1837 else np.random.default_rng(seed).integers(0, N_TARGETS, N_AREAS)
    return Overlap(np.arange(N_AREAS), target.astype(np.int64), np.ones(N_AREAS), N_TARGETS)


def timed(work: Callable[[], float]) -> Made:
    """The median of some runs, after one that warms files and compiles."""
    check, took = work(), []
    for _each in range(REPEATS):
        start = time.perf_counter()
        assert work() == check
        took.append(time.perf_counter() - start)
    return check, statistics.median(took)


def ours(folder: Path) -> Made:
    """From the store on disk to each sum with its status."""
    people = np.random.default_rng(1867).integers(0, 900, N_AREAS) * 1.0
    store = Store.open(folder / "store")
    _shown, seconds = timed(lambda: float(np.nansum(sums_of_all(store, crosswalk(), people).value)))
    return _total(store, people), seconds


def _total(store: Store, people: np.ndarray) -> float:
    """Of every sum, those that a low coverage hides as well; those shown are the same in both answers."""
    value = sums_of_all(store, crosswalk(), people).value.reshape(-1, N_TARGETS)
    pairs, total = [(one.id, column) for one in store.characteristics for column in COLUMNS], 0.0
    for start in range(0, len(pairs), 240):
        asked = [Quantity("", {pair: 1.0}) for pair in pairs[start : start + 240]]
        sums, shown = Dense().sums(store, asked, crosswalk(), people).numerator, value[start : start + 240]
        assert (np.isnan(shown) | (shown == sums)).all()
        total += float(sums.sum())
    return total


def one_indicator(folder: Path) -> Made:
    """A share re-aggregated with another crosswalk: figures in hand, new territories."""
    people = np.random.default_rng(1867).integers(0, 900, N_AREAS) * 1.0
    store, share = Store.open(folder / "store"), [Quantity("share", {(7, "women"): 1.0}, {(7, "total"): 1.0})]
    crosswalks = [crosswalk(seed) for seed in range(2, 52)]
    engine = Dense()
    engine.sums(store, share, crosswalks[0], people)
    took = []
    for each in crosswalks:
        start = time.perf_counter()
        found = engine.sums(store, share, each, people)
        took.append(time.perf_counter() - start)
    return float(found.numerator.sum()), statistics.median(took)


KEYS = 'characteristic, "column", target'
QUESTION = f"select sum(s) from (select sum(value) s from {{}} join targets using (area) group by {KEYS})"  # noqa: S608  our own words


def duckdb_table(folder: Path) -> Made:
    connection = _duckdb(folder)
    connection.sql(f"create table figures as from '{folder}/long.parquet'")
    return timed(lambda: connection.sql(QUESTION.format("figures")).fetchall()[0][0])


def duckdb_parquet(folder: Path) -> Made:
    connection = _duckdb(folder)
    return timed(lambda: connection.sql(QUESTION.format(f"'{folder}/long.parquet'")).fetchall()[0][0])


def _duckdb(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.sql(f"create table targets as from '{folder}/targets.parquet'")
    return connection


def polars(folder: Path) -> Made:
    figures, places = pl.read_parquet(folder / "long.parquet"), pl.read_parquet(folder / "targets.parquet")
    keys = ["characteristic", "column", "target"]
    asked = (
        figures.lazy()
        .join(places.lazy(), on="area")
        .group_by(keys)
        .agg(pl.col("value").sum())
        .select(pl.col("value").sum())
    )
    return timed(lambda: asked.collect(engine="streaming").item())


def pandas(folder: Path) -> Made:
    figures = pd.read_parquet(folder / "long.parquet", columns=["characteristic", "column", "area", "value"])
    place = targets()
    start = time.perf_counter()
    figures["target"] = place[figures["area"].to_numpy()]
    check = float(figures.groupby(["characteristic", "column", "target"], sort=False)["value"].sum().sum())
    return check, time.perf_counter() - start  # once: it is long


CASES: dict[str, Callable[[Path], Made]] = {
    "ours": ours,
    "DuckDB, native table": duckdb_table,
    "DuckDB, from Parquet": duckdb_parquet,
    "Polars, streaming": polars,
    "pandas": pandas,
}


def _apart(case: Callable[[Path], Made], folder: Path, answers: Any) -> None:
    check, seconds = case(folder)
    answers.put((check, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))


def measured(case: Callable[[Path], Made], folder: Path) -> tuple[float, float, float]:
    """Check, seconds, most memory held, of a process that does this alone."""
    context = multiprocessing.get_context("forkserver")
    answers = context.Queue()
    process = context.Process(target=_apart, args=(case, folder, answers))
    process.start()
    found = answers.get(timeout=600)
    process.join()
    return found


def main() -> None:
    n = N_AREAS * N_CHARACTERISTICS * len(COLUMNS)
    print(f"{n / 1e6:.1f} M figures → {N_CHARACTERISTICS * len(COLUMNS) * N_TARGETS / 1e6:.1f} M sums")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plant(folder)
        found = {}
        for case, work in CASES.items():
            found[case] = check, took, held = measured(work, folder)
            print(f"{case:22} {took:8.3f} s  {took / found['ours'][1]:6.1f} × ours  peak {held / 1e6:6.0f} MB  "
                  f"check {check:.0f}", flush=True)  # fmt: skip
        _check, one, _memory = measured(one_indicator, folder)
    check, seconds, memory = found["ours"]
    print(f"one indicator, another crosswalk: {one * 1000:.2f} ms")
    assert {result[0] for result in found.values()} == {check}, "the sums differ"
    goals = {
        "1/5 of DuckDB": seconds <= DUCKDB_MOST * found["DuckDB, native table"][1],
        "1/30 of pandas": seconds <= PANDAS_MOST * found["pandas"][1],
        "1.5 GB": memory <= MEMORY_MOST,
        "one indicator in 1 ms": one <= ONE_MOST,
    }
    print("; ".join(f"{goal}: {'held' if is_held else 'NOT HELD'}" for goal, is_held in goals.items()))
    if not all(goals.values()):
        sys.exit(1)
