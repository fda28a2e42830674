"""One indicator for 14,000 areas, as the map gets it: time in the server and bytes on the wire, beside its peers.

./dev manage shell -c "from benchmarks import map_answer; map_answer.main()"

Ours goes through the whole house: every middleware, the question to the database, the answer's headers. The peers
only make the bytes: DuckDB reads a table in memory or the Parquet file, Python writes records {"id", "v"}, packs them.
"""

import gzip
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from reperes.atlas.models import Edition, Indicator
from reperes.atlas.testing import a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status

N_AREAS, REPEATS = 14_000, 200
HEADERS = {"Accept-Encoding": "gzip"}


def median_ms(ask: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def planted() -> tuple[Edition, dict[str, str]]:
    """A share, a count and an income over squares; three in a hundred are hidden. Returns the addresses to ask."""
    draw = random.Random(1792)  # noqa: S311  the same figures at each run
    names = {f"2466{n:05d}": f"{n}" for n in range(N_AREAS)}
    version = a_version("mesure-secteurs", names, level="small_area")
    an_indicator("mesure-part")
    an_indicator("mesure-personnes", unit=Indicator.Unit.PERSONS, decimals=0, aggregation="sum")
    an_indicator("mesure-revenu", unit=Indicator.Unit.DOLLARS, decimals=0, aggregation="none")
    draws = {
        "mesure-part": lambda: draw.betavariate(2, 9),
        "mesure-personnes": lambda: float(round(draw.gauss(560, 140))),
        "mesure-revenu": lambda: 400.0 * round(draw.gauss(150, 35)),
    }
    cells = {
        (version, code): cells_of(
            "2021", {area: Status.SUPPRESSED if draw.random() < 0.03 else one() for area in names}
        )
        for code, one in draws.items()
    }
    edition = an_edition(cells)
    addresses = {code: reverse("atlas:values", args=[edition.code, version.pk, code, "2021"]) for code in draws}
    return edition, addresses


def records(rows: list[tuple[str, float | None]]) -> bytes:
    return gzip.compress(json.dumps([{"id": area, "v": value} for area, value in rows]).encode(), 6)


def measure(edition: Edition, code: str, address: str) -> None:
    client = Client()
    first = median_ms(lambda: client.get(address, headers=HEADERS), 1)
    ours = median_ms(lambda: client.get(address, headers=HEADERS))
    size = len(client.get(address, headers=HEADERS).content)
    engine = duckdb.connect()
    engine.execute(f"create table cells as select * from '{edition.cells_file}'")  # noqa: S608
    asked = "select area, value from {} where indicator = ? and period = '2021' order by area"

    def from_(where: str) -> bytes:
        return records(engine.execute(asked.format(where), [code]).fetchall())

    print(f"{code}, {N_AREAS} areas")
    print(f"  ours, whole request        {ours:7.2f} ms  {size / 1000:6.1f} kB  (first asked: {first:.0f} ms)")
    for name, where in {
        "DuckDB table + records": "cells",
        "DuckDB on Parquet + records": f"'{edition.cells_file}'",
    }.items():
        theirs = median_ms(lambda where=where: from_(where), 9)
        print(f"  {name:<27}{theirs:7.2f} ms  {len(from_(where)) / 1000:6.1f} kB  ratio {theirs / ours:.0f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        with override_settings(WAREHOUSE=Path(folder), ALLOWED_HOSTS=["testserver"], BUDGET_PER_MINUTE=0):
            edition, addresses = planted()
            for code, address in addresses.items():
                measure(edition, code, address)
        transaction.set_rollback(True)
