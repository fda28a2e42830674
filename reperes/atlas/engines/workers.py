"""How a machine of the cluster reads the figures in a bucket: through PyArrow, which PySpark brings.

Spark's own S3 reader is a Java archive from a repository many hosts cannot reach. This file is sent to the workers as
it is: it leans on nothing of Repères, and they need only Python and PyArrow.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as pafs
import pyarrow.parquet as pq
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

NAME = "reperes_figures"
SCHEMA = "characteristic int, column tinyint, area int, value double, status tinyint"
S3 = "s3."  # how the names of the bucket's own options begin


class Groups(DataSource):
    """A Parquet file of figures in an S3 bucket, in row groups that several workers share."""

    @classmethod
    def name(cls) -> str:
        return NAME

    def schema(self) -> str:
        return SCHEMA

    def reader(self, schema: Any) -> "GroupReader":
        return GroupReader(dict(self.options))


class GroupReader(DataSourceReader):
    def __init__(self, options: dict[str, str]) -> None:
        self.key = options["key"]
        self.wanted = [int(one) for one in options["characteristics"].split(",")]
        self.bucket = {name.removeprefix(S3): value for name, value in options.items() if name.startswith(S3)}

    def partitions(self) -> list[InputPartition]:
        """One a row group that may hold a figure asked for, by what the file says of itself."""
        with self._opened() as file:
            kept = pq.ParquetFile(file).metadata
        groups = [number for number in range(kept.num_row_groups) if self._may_hold(kept.row_group(number))]
        return [InputPartition(number) for number in groups]

    def _may_hold(self, group: pq.RowGroupMetaData) -> bool:
        spread = group.column(0).statistics
        return spread is None or not spread.has_min_max or any(spread.min <= one <= spread.max for one in self.wanted)

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        with self._opened() as file:
            group = pq.ParquetFile(file).read_row_group(partition.value)
        wanted = pc.is_in(group["characteristic"], value_set=pa.array(self.wanted, pa.int32()))
        yield from group.filter(wanted).to_batches(max_chunksize=65_536)

    def _opened(self) -> Any:
        return pafs.S3FileSystem(**self.bucket).open_input_file(self.key)
