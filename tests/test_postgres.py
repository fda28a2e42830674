"""The same code on PostgreSQL: a real server in a temporary folder, where Debian's package is installed."""

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.journeys.house import free_port

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty database. PostgreSQL refuses to run as root: then it runs as its own user."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed: sudo apt-get install postgresql")
    folder, port = Path(tempfile.mkdtemp(prefix="reperes-postgres-")), free_port()
    user = "postgres" if getpass.getuser() == "root" else getpass.getuser()
    shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [PROGRAMS / program, *arguments]
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run("initdb", "-D", "data", "-A", "trust", "-U", "postgres", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")
    run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"-p {port} -k {folder} -c fsync=off", "start")
    yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def run(server, tmp_path_factory):
    """Run Python on this database, in a data folder of its own."""
    settings_ = os.environ | {"DATABASE_URL": server, "REPERES_VAR": str(tmp_path_factory.mktemp("var"))}

    def run(*arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.ROOT,
            env=settings_ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    return run


@pytest.mark.slow  # a database server starts
def test_a_house_is_planted_on_postgresql(run):
    run("manage.py", "migrate", "-v", "0")
    run("manage.py", "plant_people", REPERES_TESTING="no")
    run("manage.py", "plant_catalogue", REPERES_TESTING="no")
    counted = "from reperes.catalogue.models import *; from reperes.journal.models import *"
    out = run("manage.py", "shell", "-v", "0", "-c", f"{counted}; print(Item.objects.count(), Deed.objects.exists())")
    assert out.split() == ["13", "True"]


@pytest.mark.slow  # a database server starts
def test_people_and_journal_behave_alike_on_postgresql(run):
    run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "reperes/people", "reperes/journal")
