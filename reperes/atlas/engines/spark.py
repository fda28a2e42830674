"""A Spark cluster answers the questions. Imported only by hosts that chose one: the extra `spark`, and Java 17.

Ibis writes the SQL; we give it to the cluster ourselves, since Ibis' own driver of Spark asks for a package (a guard
for PyArrow under 14) that we do not ship.
"""

import os
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence
from functools import cache

import ibis
import pyarrow as pa
from django.utils.translation import gettext as _
from ibis.backends.sql.compilers import PySparkCompiler
from ibis.config import Config
from pyspark import SparkContext, cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col

from reperes.atlas.engines import workers
from reperes.atlas.engines.keeping import Kept
from reperes.core.errors import OutOfReach

COMPILER = PySparkCompiler()
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.dynamicAllocation.enabled": "true",  # executors come with the questions and leave a minute after the last
    "spark.dynamicAllocation.initialExecutors": "2",
    "spark.dynamicAllocation.shuffleTracking.enabled": "true",
    "spark.redaction.regex": "(?i)secret|password|token|access",  # what Spark hides when it prints its plans
}


class NaN(Config):
    """What Ibis' driver would have registered: NaN is a number here, and no figure is NaN."""

    treat_nan_as_null: bool = False


class Spark:
    """A connection to the cluster, opened by the first question and kept until close().

    What else a host wants of Spark (memory, ports, secrets) goes in spark-defaults.conf, in the folder SPARK_CONF_DIR.
    """

    def __init__(self, address: str, *, host: str = "") -> None:
        self.address, self.host = address, host
        self._spark: SparkSession | None = None

    @property
    def spark(self) -> SparkSession:
        """OutOfReach: no Java here, or nobody at the address."""
        if self._spark is None:
            _check(self.address)
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers' Python must be of the same version
            builder = SparkSession.builder.master(self.address).appName("Repères")
            called = {"spark.driver.host": self.host, "spark.driver.bindAddress": self.host} if self.host else {}
            for name, value in (SETTINGS | called).items():
                builder = builder.config(name, value)
            self._spark = builder.getOrCreate()
            self._spark.dataSource.register(workers.Groups)
        return self._spark

    def answers(
        self, figures: Kept, characteristics: Sequence[int], tables: Mapping[str, pa.Table],
        steps: Mapping[str, ibis.Table], asked: Sequence[ibis.Table],
    ) -> list[pa.Table]:  # fmt: skip
        for name, table in tables.items():
            self.spark.createDataFrame(table).createOrReplaceTempView(name)
        kept = {"figures": self._opened(figures, list(characteristics)).cache()}
        kept["figures"].createOrReplaceTempView("figures")
        try:
            for name, question in steps.items():
                kept[name] = self.spark.sql(written(question)).cache()
                kept[name].createOrReplaceTempView(name)
            return [self.spark.sql(written(question)).toArrow() for question in asked]
        finally:
            for table in kept.values():
                table.unpersist()

    def _opened(self, figures: Kept, characteristics: list[int]) -> DataFrame:
        if figures.bucket is None:  # a folder every machine of the cluster sees under the same name
            return self.spark.read.parquet(figures.file.as_uri()).where(col("characteristic").isin(characteristics))
        told = {f"{workers.S3}{name}": value for name, value in figures.bucket.options().items()}
        told["characteristics"] = ",".join(str(one) for one in characteristics)
        return self.spark.read.format(workers.NAME).options(key=figures.bucket.key(figures.file), **told).load()

    def close(self) -> None:
        """Give the cluster its executors back, and this machine the memory of its Java process."""
        if self._spark is None:
            return
        self._spark.stop()
        self._spark = None
        gateway = SparkContext._gateway
        SparkContext._gateway = SparkContext._jvm = None
        if gateway is not None:
            gateway.shutdown()
            gateway.proc.stdin.close()  # it ends when nobody speaks to it any more
            gateway.proc.wait(timeout=30)


def _check(address: str) -> None:
    """Spark itself would try for a minute, then speak in Java."""
    if not any(_answers(master) for master in address.removeprefix("spark://").split(",")):
        raise OutOfReach(
            _("Le groupe de calcul « %(address)s » ne répond pas; rien n’est perdu. Prévenez l’hôte, puis recommencez.")
            % {"address": address}
        )
    if not (shutil.which("java") or "JAVA_HOME" in os.environ):
        raise OutOfReach(
            _("Le calcul se fait sur un groupe de machines, et il manque Java 17 à celle-ci : l’hôte doit l’installer.")
        )


def _answers(master: str) -> bool:
    host, _colon, port = master.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return False
    return True


@cache
def written(question: ibis.Table) -> str:
    return str(COMPILER.to_sqlglot(question).sql(COMPILER.dialect))


ibis.options.pyspark = NaN()
cloudpickle.register_pickle_by_value(workers)
