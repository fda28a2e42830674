"""The same sums on a real Spark cluster of two workers, from a folder and from a real S3-compatible bucket.

One module, one worker of the tests: the servers start once, and take memory.
"""

import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test.utils import override_settings

from reperes.atlas.bucket import configured
from reperes.atlas.engines import choosing, keeping
from reperes.atlas.engines.columnar import Columnar
from reperes.atlas.engines.duck import Duck
from reperes.atlas.tests import servers
from reperes.atlas.tests.sums import a_census, assert_same
from reperes.reading.store import opened

pytestmark = [
    pytest.mark.slow,  # starts a Spark cluster (three Java processes) and an S3-compatible server
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(not shutil.which("java"), reason="no Java here: sudo apt-get install openjdk-17-jre-headless"),
    # PySpark leaves its connections to Java for the collector to close
    pytest.mark.filterwarnings("ignore:unclosed <socket.socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in servers.SMALL.items()))
    with pytest.MonkeyPatch.context() as patch, servers.a_cluster(folder) as address:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        patch.setenv("SPARK_LOCAL_IP", servers.HERE)
        yield address


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with servers.a_bucket(tmp_path_factory.mktemp("bucket")) as address:
        yield address


@pytest.fixture
def bucket(service, settings):
    settings.WAREHOUSE_BUCKET, settings.BUCKET_ENDPOINT = f"{servers.BUCKET}/entrepot", service
    settings.BUCKET_KEY, settings.BUCKET_SECRET, settings.BUCKET_REGION = servers.KEY, servers.SECRET, "us-east-1"
    return configured()


@pytest.fixture(scope="module")
def connection(cluster):
    """One for all: Java takes its time to come."""
    with override_settings(ENGINE=cluster, ENGINE_HOST=servers.HERE), choosing.chosen() as engine:
        yield engine


@pytest.fixture
def engine(connection):
    return connection


@pytest.fixture
def census(tmp_path, monkeypatch):
    monkeypatch.setattr(opened, "ROWS_A_GROUP", 4_000)  # a dozen groups of rows: work for both
    return a_census(tmp_path / "store")


def test_a_cluster_over_a_folder(engine, census):
    assert_same(engine.sums(*census), Columnar(Duck()).sums(*census))


def test_a_cluster_whose_workers_read_the_bucket_themselves(engine, bucket, census, settings):
    store, asked, overlap, people = census
    found = engine.sums(store, asked, overlap, people)
    assert bucket.has(keeping.kept(store).file)
    assert (
        list((settings.WAREHOUSE / "long").rglob("*.parquet")) == []
    )  # nothing the workers could have read in its place
    in_bucket = Columnar(Duck()).sums(store, asked, overlap, people)
    settings.WAREHOUSE_BUCKET = ""
    in_folder = Columnar(Duck()).sums(store, asked, overlap, people)
    assert_same(found, in_folder)
    assert_same(in_bucket, in_folder)


def test_an_executor_killed_at_work_changes_nothing(engine, bucket, census):
    """Stopped first, so that what it had in hand stays in its hand; then killed."""
    keeping.kept(census[0])
    context = engine.home.spark.sparkContext
    (number, process), *_others = servers.executors().items()

    def in_hand() -> int:
        listed = context._jsc.sc().statusStore().executorList(True)
        found = [listed.apply(place) for place in range(listed.size())]
        return sum(one.activeTasks() for one in found if one.id() == number)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(engine.sums, *census)
        servers.wait_until(in_hand)
        os.kill(process, signal.SIGSTOP)
        servers.wait_until(in_hand)
        stages = context.statusTracker().getActiveStageIds()
        os.kill(process, signal.SIGKILL)
        found = asked.result(timeout=60)
    assert sum(context.statusTracker().getStageInfo(stage).numFailedTasks for stage in stages) >= 1
    assert number not in servers.executors()
    assert_same(found, Columnar(Duck()).sums(*census))
