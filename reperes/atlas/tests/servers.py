"""Real servers for the tests of clusters and buckets, on this machine: a Spark cluster, an S3-compatible service."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow.fs as pafs
import pyspark

HERE = "127.0.0.1"
KEY, SECRET, BUCKET = "une-clef", "un-secret-assez-long", "depot"
SPARK_HOME = Path(pyspark.__file__).parent
HASTE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # Java that lives a minute need not polish its code
SMALL = {
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.extraJavaOptions": HASTE,
    "spark.executor.extraJavaOptions": HASTE,
}


def wait_until(found: Callable[[], object], *, seconds: float = 90) -> object:
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "the server did not come"
        time.sleep(0.05)
    return answer


@contextmanager
def running(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """A server and all it starts, ended at the end whatever happens."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, cwd=log.parent, start_new_session=True,
            env=os.environ | environment,
        )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def a_cluster(folder: Path) -> Iterator[str]:
    """A standalone master with two workers of one core; gives its address."""
    spark = [str(SPARK_HOME / "bin" / "spark-class")]
    here = ["--host", HERE, "--port", "0", "--webui-port", "0"]
    environment = {
        "SPARK_HOME": str(SPARK_HOME), "SPARK_LOCAL_IP": HERE, "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": HASTE, "PYSPARK_PYTHON": sys.executable,
    }  # fmt: skip
    log = folder / "master.log"
    with running([*spark, "org.apache.spark.deploy.master.Master", *here], log, **environment):
        address = wait_until(lambda: re.search(r"Starting Spark master at (spark://\S+)", log.read_text()))[1]
        worker = [*spark, "org.apache.spark.deploy.worker.Worker", *here, "--cores", "1", "--memory", "600m"]
        one, other = ([*worker, "--work-dir", str(folder / name), address] for name in ("one", "other"))
        with running(one, folder / "one.log", **environment), running(other, folder / "other.log", **environment):
            wait_until(lambda: log.read_text().count("Registering worker") == 2)
            yield address


def executors() -> dict[str, int]:
    """What works for an application of this machine's clusters: its number there, its process here."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = (process / "cmdline").read_text().split("\0")
            if "--executor-id" in said:
                found[said[said.index("--executor-id") + 1]] = int(process.name)
    return found


@contextmanager
def a_bucket(folder: Path) -> Iterator[str]:
    """An S3-compatible service with one empty bucket; gives its address."""
    (folder / "data").mkdir()
    identity = {"name": "essai", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = dict(zip(("master", "volume", "filer", "s3"), _free_ports(4), strict=True))
    command = [
        str(Path(sys.executable).parent / "weed"), "server", f"-dir={folder}/data", f"-ip={HERE}", f"-ip.bind={HERE}",
        "-filer", "-s3", f"-s3.config={folder}/s3.json", "-master.volumeSizeLimitMB=64",
        *(f"-{name}.port={port}" for name, port in ports.items()),
        "-s3.port.iceberg=0", "-s3.port.lance=0",  # doors at fixed ports that nobody here asks for
    ]  # fmt: skip
    address = f"http://{HERE}:{ports['s3']}"
    opened = pafs.S3FileSystem(
        access_key=KEY, secret_key=SECRET, endpoint_override=address, region="us-east-1", allow_bucket_creation=True
    )

    def answers() -> bool:
        with suppress(OSError):
            opened.create_dir(BUCKET)
            with opened.open_output_stream(f"{BUCKET}/essai") as file:
                file.write(b"1")
            return True
        return False

    with running(command, folder / "s3.log"):
        wait_until(answers)
        yield address


def _free_ports(n: int) -> list[int]:
    """… whose port ten thousand higher is free too: the service also takes that one. None is lent to connections."""
    found: list[int] = []
    for port in random.sample(range(12_000, 22_000), 2_000):  # not a secret
        with suppress(OSError), socket.socket() as one, socket.socket() as other:
            one.bind((HERE, port))
            other.bind((HERE, port + 10_000))
            found.append(port)
        if len(found) == n:
            return found
    raise AssertionError("no free port")
