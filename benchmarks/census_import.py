"""Reading thirty million census rows: our reader beside pandas, DuckDB and Polars; same machine, same run, same file.

    .venv/bin/python -m benchmarks.census_import            # 5.6 GB are written in a temporary folder, then removed
    .venv/bin/python -m benchmarks.census_import --small    # a twentieth of that

Task: of 23 columns keep the area, the characteristic, six figures and six symbols; write a columnar store on disk.
Check: the sum of C1, which all must give. Cases are interleaved, each in a process of its own, after a warm-up on a
small file; medians. The zipped case is held against inflating the same archive and throwing the text away.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

AREAS, CHARACTERISTICS, SMALL = 14_000, 2_143, 700
VARIETY = 600  # areas whose figures are drawn; the others borrow theirs
ROOT = Path(__file__).resolve().parents[1]
HEADER = (
    "CENSUS_YEAR,DGUID,ALT_GEO_CODE,GEO_LEVEL,GEO_NAME,TNR_SF,TNR_LF,DATA_QUALITY_FLAG,CHARACTERISTIC_ID,"
    "CHARACTERISTIC_NAME,CHARACTERISTIC_NOTE,C1_COUNT_TOTAL,SYMBOL,C2_COUNT_MEN+,SYMBOL,C3_COUNT_WOMEN+,SYMBOL,"
    "C10_RATE_TOTAL,SYMBOL,C11_RATE_MEN+,SYMBOL,C12_RATE_WOMEN+,SYMBOL\r\n"
)
WORDS = ["Total", "Population", "Revenu médian", "Ménages", "Âge", "Langue parlée à la maison", "Diplôme", "Québec"]
KEPT = [1, 8, *range(11, 23)]
FIGURES = [11, 13, 15, 17, 19, 21]
SCHEMA = {"C1_COUNT_TOTAL", "C2_COUNT_MEN+", "C3_COUNT_WOMEN+", "C10_RATE_TOTAL", "C11_RATE_MEN+", "C12_RATE_WOMEN+"}
PEERS = ["pandas", "duckdb", "polars"]
OURS = ["ours", "ours with the file's SHA-256"]
ZIPPED = ["inflate only", "ours, zipped"]


def make(file: Path, n_areas: int) -> int:
    """Write a profile of so many areas; the sum of C1. The same bytes at each run."""
    draw = random.Random(2021)  # noqa: S311
    heads = [_head(draw, number) for number in range(1, CHARACTERISTICS + 1)]
    drawn = [_tails(draw, heads) for _area in range(VARIETY)]
    total = 0
    with file.open("wb", buffering=2**20) as target:
        target.write(HEADER.encode("latin-1"))
        for area in range(n_areas):
            tails, mine = drawn[area % VARIETY]
            code = 24_010_018 + area
            rates = f"{draw.random() * 30:.1f},{draw.random() * 30:.1f}"
            begins = f'2021,"2021S0512{code}","{code}","Dissemination area","{code}",{rates},"00000",'
            target.write((begins + begins.join(tails)).encode("latin-1"))
            total += mine
    return total


def _head(draw: random.Random, number: int) -> str:
    words = " ".join(draw.choices(WORDS, k=draw.randrange(2, 7)))
    return f'{number},"{"  " * draw.randrange(4)}{words}, {number}",{draw.choice(["", "1", "12", "137"])}'


def _tails(draw: random.Random, heads: list[str]) -> tuple[list[str], int]:
    """What follows the area's columns in each row, and the sum of C1: counts rounded to five, rates, symbols."""
    rows, total = [], 0
    for number, head in enumerate(heads, start=1):
        kind = draw.random()
        if kind < 0.03:
            cells = ',"x"' + ',,"x"' * 5
        elif kind < 0.2:
            count = draw.randrange(2500) if number < 8 else 5 * draw.randrange(500)
            cells, total = f'{count},""' + ',,"..."' * 5, total + count
        else:
            count = 5 * int(draw.paretovariate(0.9) * 8) % 60_000
            men = 5 * (count // 5 * draw.randrange(40, 60) // 100)
            rates = ",".join(f'{draw.randrange(1001) / 10},""' for _rate in range(3))
            cells, total = f'{count},"",{men},"",{count - men},"",{rates}', total + count
        rows.append(f"{head},{cells}\r\n")
    return rows, total


def ours(file: Path, out: Path, *, with_hash: bool = False) -> None:
    from reperes.reading.census import reading  # noqa: PLC0415

    reading.read(file, file.name, out, with_hash=with_hash)


def polars(file: Path, out: Path) -> None:
    import polars as pl  # noqa: PLC0415

    figures = dict.fromkeys(SCHEMA, pl.Float64)
    rows = pl.scan_csv(file, encoding="utf8-lossy", schema_overrides=figures)
    names = rows.collect_schema().names()
    rows.select([names[place] for place in KEPT]).sink_parquet(out)


def duckdb(file: Path, out: Path) -> None:
    import duckdb as engine  # noqa: PLC0415

    base = engine.connect()
    base.execute("set preserve_insertion_order = false")
    names = base.execute("select * from read_csv(?, encoding = 'latin-1', sample_size = 20000) limit 0", [str(file)])
    kept = ", ".join(f'"{names.description[place][0]}"' for place in KEPT)
    types = ", ".join(f"'{name}': 'DOUBLE'" for name in sorted(SCHEMA))
    base.execute(
        f"copy (select {kept} from read_csv('{file}', encoding = 'latin-1', types = {{{types}}}, "  # noqa: S608
        f"sample_size = 20000)) to '{out}' (format parquet)"
    )


def pandas(file: Path, out: Path) -> None:
    import pandas as pd  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    names = pd.read_csv(file, nrows=0, encoding="latin-1").columns
    types = {names[place]: "float64" if place in FIGURES else "str" for place in KEPT if place != 8}
    chunks = pd.read_csv(file, encoding="latin-1", usecols=KEPT, dtype=types, chunksize=1_000_000)
    writer = None
    for chunk in chunks:
        table = pa.Table.from_pandas(chunk, preserve_index=False)
        writer = writer or pq.ParquetWriter(out, table.schema)
        writer.write_table(table.cast(writer.schema))
    writer.close()


def inflate(file: Path, _out: Path) -> None:
    """The bytes of every member, thrown away as they come: no sum is checked."""
    from reperes.reading.archives import contents  # noqa: PLC0415

    for content in contents(file, file.name):
        for _piece in content.pieces():
            pass


CASES = {
    "ours": ours,
    "ours with the file's SHA-256": lambda file, out: ours(file, out, with_hash=True),
    "polars": polars,
    "duckdb": duckdb,
    "pandas": pandas,
    "inflate only": inflate,
    "ours, zipped": ours,
}


def total(out: Path) -> float:
    """The sum of C1 that was written."""
    if not out.exists():
        return 0
    if out.is_dir():
        import numpy as np  # noqa: PLC0415

        from reperes.reading.store import Store  # noqa: PLC0415

        store = Store.open(out)
        return float(sum(np.nansum(store.column(one.id)[0]) for one in store.characteristics))
    import pyarrow.parquet as pq  # noqa: PLC0415

    file = pq.ParquetFile(out)
    name = "C1_COUNT_TOTAL"
    return float(sum(batch[name].sum().as_py() or 0 for batch in file.iter_batches(columns=[name])))


def weigh(out: Path) -> int:
    return sum(one.stat().st_size for one in (out.rglob("*") if out.is_dir() else [out] if out.exists() else []))


def clear(out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.unlink(missing_ok=True)


def one_case(case: str, file: Path, warm: Path, out: Path) -> None:
    """In a process of its own: warm up, then time."""
    import resource  # noqa: PLC0415

    _begin()
    CASES[case](warm, out)
    clear(out)
    start, cpu = time.perf_counter(), time.process_time()
    CASES[case](file, out)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": seconds, "cpu": cpu, "peak": peak, "sum": total(out), "mb": weigh(out) / 1e6}))
    clear(out)


def _begin() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("REPERES_TESTING", "yes")
    import django  # noqa: PLC0415

    django.setup()


def _run(case: str, file: Path, warm: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.census_import", "--case", case, str(file), str(warm), str(out)]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def compress(file: Path) -> Path:
    with zipfile.ZipFile(file.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.write(file, file.name)
    return file.with_suffix(".zip")


def main(n_areas: int, repeats: int, only: list[str]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file, warm = folder / "profile.csv", folder / "warm.csv"
        expected = make(file, n_areas)
        make(warm, 8)
        zipped = {case: (compress(file), compress(warm)) for case in ZIPPED if case in only}
        print(f"{n_areas * CHARACTERISTICS:,} rows, {file.stat().st_size / 1e9:.2f} GB; sum of C1 {expected:,}")
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, zlib {zlib.ZLIB_RUNTIME_VERSION}")
        file.open("rb").read(1)
        found: dict[str, list[dict[str, float]]] = {case: [] for case in only}
        for _repeat in range(repeats):
            for case in only:
                mine, small = zipped.get(case, (file, warm))
                result = _run(case, mine, small, folder / f"out-{case.split()[0].strip(',')}")
                assert result["sum"] in {expected, 0} if case == "inflate only" else result["sum"] == expected, (
                    case,
                    result,
                )
                found[case].append(result)
        tell(found)


def tell(found: dict[str, list[dict[str, float]]]) -> None:
    """Medians, then the ratios the goals speak of."""
    medians = {
        case: {key: statistics.median(one[key] for one in many) for key in many[0]} for case, many in found.items()
    }
    print(f"{'case':<32}{'s':>8}{'CPU s':>8}{'peak MB':>9}{'MB written':>12}{'runs':>28}")
    for case, one in medians.items():
        runs = " ".join(f"{run['s']:.2f}" for run in found[case])
        print(f"{case:<32}{one['s']:>8.2f}{one['cpu']:>8.1f}{one['peak']:>9.0f}{one['mb']:>12.0f}{runs:>28}")
    for case in PEERS:
        if case in medians and "ours" in medians:
            print(f"{case} / ours: {medians[case]['s'] / medians['ours']['s']:.2f}")
    if set(ZIPPED) <= set(medians):
        print(f"ours, zipped / inflate only: {medians['ours, zipped']['s'] / medians['inflate only']['s']:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Read a made-up census profile with several readers.")
    parser.add_argument("--small", action="store_true", help="a twentieth of the rows")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(CASES), choices=list(CASES))
    parser.add_argument("--case", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        one_case(asked.case[0], *(Path(one) for one in asked.case[1:]))
    else:
        main(SMALL if asked.small else AREAS, asked.repeats, asked.only)
