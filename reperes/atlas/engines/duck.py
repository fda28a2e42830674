"""DuckDB, in this process, answers the questions."""

from collections.abc import Mapping, Sequence
from functools import cache

import duckdb
import ibis
import pyarrow as pa
import pyarrow.dataset as pads
from ibis.backends.sql.compilers import DuckDBCompiler

from reperes.atlas.engines.keeping import Kept

COMPILER = DuckDBCompiler()


class Duck:
    """A connection in memory for each set of questions: nothing is held between two of them."""

    def answers(
        self, figures: Kept, characteristics: Sequence[int], tables: Mapping[str, pa.Table],
        steps: Mapping[str, ibis.Table], asked: Sequence[ibis.Table],
    ) -> list[pa.Table]:  # fmt: skip
        with duckdb.connect() as connection:
            for name, table in tables.items():
                connection.register(name, table)
            _open(connection, figures, characteristics)
            for name, question in steps.items():
                connection.sql(written(question)).create(name)
            return [connection.sql(written(question)).to_arrow_table() for question in asked]

    def close(self) -> None:
        """Nothing to let go."""


@cache
def written(question: ibis.Table) -> str:
    return str(COMPILER.to_sqlglot(question).sql(COMPILER.dialect))


def _open(connection: duckdb.DuckDBPyConnection, figures: Kept, characteristics: Sequence[int]) -> None:
    """The figures asked for, brought into memory once: three questions are put to them."""
    if figures.bucket is None:
        source = connection.read_parquet(str(figures.file))
    else:  # PyArrow reads the bucket: DuckDB's own reader is an extension to be downloaded
        dataset = pads.dataset(figures.bucket.key(figures.file), filesystem=figures.bucket.files(), format="parquet")
        source = connection.from_arrow(dataset.scanner(filter=pads.field("characteristic").isin(characteristics)))
    wanted = ", ".join(str(int(one)) for one in characteristics)
    source.filter(f"characteristic in ({wanted})").create("figures")
