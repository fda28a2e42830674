"""The same sums on a real Spark cluster of two workers, from a folder and from a real S3-compatible bucket.

One module, one worker of the tests: the servers start once, and take memory.
"""

import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pyarrow.parquet as pq
import pytest
from django.test.utils import override_settings
from pandas.testing import assert_frame_equal

from reperes.atlas import warehouse
from reperes.atlas.actions import building, datasets, editions
from reperes.atlas.bucket import configured
from reperes.atlas.engines import choosing, keeping
from reperes.atlas.engines.columnar import Columnar
from reperes.atlas.engines.dense import Dense
from reperes.atlas.engines.duck import Duck
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.atlas.testing import a_version
from reperes.atlas.tests import servers
from reperes.atlas.tests.sums import a_census, assert_same
from reperes.places.actions import territories
from reperes.places.models import Weights
from reperes.reading import table
from reperes.reading.store import opened

pytestmark = [
    pytest.mark.slow,  # starts a Spark cluster (three Java processes) and an S3-compatible server
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


@pytest.fixture
def dataset(db, tmp_path):
    """A table of small areas: a count, a share, some figures hidden; a territory that takes a part of one."""
    codes = [f"{place:02d}" for place in range(20)]
    small = a_version("secteurs", {code: code for code in codes}, level="small_area")
    wide = a_version("quartiers", {"a": "Aval", "b": "Amont"})
    rows = [*((code, "ab"[place % 2], 0.6) for place, code in enumerate(codes)), ("03", "a", 0.4)]
    territories.weigh(small, wide, Weights.Method.TABLE, by=None, rows=rows)
    file = tmp_path / "table.csv"
    lines = [f"{code};{100 + 5 * n};{n if n % 6 else 'x'};{90 - n}" for n, code in enumerate(codes)]
    file.write_text("\n".join(["code;pop;pauvres;concernes", *lines]), encoding="utf-8")
    population = Measure("population", Role.COUNT, "pop", definition={"name": "Population", "unit": "persons"})
    poor = Measure("pauvres", Role.QUOTIENT, "pauvres", "concernes", {"name": "Faible revenu", "unit": "share"})
    source = {"title": "Recensement", "publisher": "Statistique Canada", "licence": "Licence ouverte"}
    meant = Recipe("code", "2021", [population, poor], source, people="pop")
    return datasets.keep_table(file, file.name, table.detect(file, file.name).reading, meant, small, by=None)


def cells_of(dataset, settings, engine, monkeypatch):
    """Of an edition built anew: nothing of what another engine computed is read back."""
    shutil.rmtree(settings.WAREHOUSE / "parts", ignore_errors=True)
    monkeypatch.setattr(choosing, "chosen", lambda: nullcontext(engine))
    edition = building.build([dataset], by=None)
    return edition, pq.read_table(edition.cells_file).to_pandas()


def test_the_same_edition_whatever_sums(
    engine, bucket, dataset, settings, monkeypatch, django_capture_on_commit_callbacks
):
    """Dense, DuckDB, two workers over a bucket: every cell; and its pages read from the bucket what they have not."""
    edition, by_cluster = cells_of(dataset, settings, engine, monkeypatch)
    shutil.rmtree(settings.WAREHOUSE / "editions")
    version = edition.series.last().version_id
    assert len(warehouse.cells(edition, version, "population", "2021")) in {2, 20}
    with django_capture_on_commit_callbacks(execute=True):
        editions.discard(edition)
    assert not bucket.has(edition.folder / "cells.parquet")
    settings.WAREHOUSE_BUCKET = ""
    _edition, by_duckdb = cells_of(dataset, settings, Columnar(Duck()), monkeypatch)
    _edition, by_dense = cells_of(dataset, settings, Dense(), monkeypatch)
    assert len(by_dense) == 2 * 22
    assert set(by_dense["status"]) >= {"ok", "suppressed"}
    for other in (by_cluster, by_duckdb):
        assert_frame_equal(other, by_dense, rtol=1e-9, atol=0)
