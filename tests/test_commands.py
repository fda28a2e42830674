"""The two commands say in one sentence what stops them, and leave nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.journeys.house import free_port, opened

TOOLS = ["awk", "bash", "cat", "cmp", "cp", "df", "dirname", "env", "grep", "id", "mkdir", "mktemp", "rm", "tail"]


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess:
    env = os.environ | {"REPERES_TESTING": "no"} | environment
    command = [sys.executable, "manage.py", *command]
    return subprocess.run(command, cwd=settings.ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def bare(tmp_path):
    """A fresh checkout on a machine with nothing but a shell; add programs by writing them."""
    for name in ["dev", "requirements.lock", "requirements-test.lock", "requirements-tools.lock"]:
        shutil.copy(settings.ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))

    def run(**programs: str) -> str:
        for name, script in programs.items():
            file = tmp_path / "bin" / name
            file.unlink(missing_ok=True)
            file.write_text(f"#!/bin/sh\n{script}\n")
            file.chmod(0o755)
        env = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
        done = subprocess.run([tmp_path / "dev", "run"], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        return done.stderr.splitlines()[-1]

    return run


def test_no_python_is_told(bare):
    assert "demande Python 3.11" in bare()


def test_a_python_too_old_is_told(bare):
    assert "demande Python 3.11" in bare(python3="exit 1")


def test_debian_s_missing_venv_is_told(bare):
    assert "apt-get install python3-venv" in bare(python3='case "$2" in *ensurepip*) exit 1;; esac')


def test_a_full_disk_is_told_before_installing(bare):
    assert "Il reste 12 Mo" in bare(python3="exit 0", df="printf 'h\\n/dev/x 1 1 12 1 /\\n'")


def test_no_network_is_told(bare):
    pip = 'case "$*" in *venv*) mkdir -p .tools/bin; cp bin/pip .tools/bin/python;; esac'
    offline = "echo 'Temporary failure in name resolution' >&2; exit 1"
    assert "vérifiez la connexion" in bare(python3=pip, pip=offline)


def test_alone_it_lists_its_chores():
    said = subprocess.run([settings.ROOT / "dev"], capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in said.splitlines()} >= {"run", "test", "fix", "manage"}


def test_shellcheck_has_nothing_to_say():
    if not shutil.which("shellcheck"):
        pytest.skip("ShellCheck is not installed: sudo apt-get install shellcheck")
    said = subprocess.run(
        ["shellcheck", "dev", ".ci/run"], cwd=settings.ROOT, capture_output=True, text=True, check=False
    )
    assert said.stdout == ""


@pytest.mark.slow  # Django starts in another process
def test_serve_refuses_a_database_nobody_migrated(tmp_path):
    refused = manage("serve", REPERES_VAR=str(tmp_path), PORT=str(free_port()))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "./dev manage migrate" in refused.stderr


@pytest.mark.slow  # Django starts in another process
def test_serve_says_that_the_port_is_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused = manage("serve", REPERES_VAR=str(tmp_path), PORT=str(other.getsockname()[1]))
    assert refused.stderr.count("\n") == 1
    assert "est déjà pris" in refused.stderr


@pytest.mark.slow  # Django starts in another process
def test_a_folder_one_cannot_write_is_told(tmp_path):
    (tmp_path / "file").touch()
    refused = manage("serve", REPERES_VAR=str(tmp_path / "file" / "var"))
    assert refused.stderr.count("\n") == 1
    assert "On ne peut pas écrire" in refused.stderr


def family(pid: int) -> list[int]:
    """The process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = children.read_text().split() if children.exists() else []
    return [pid, *(one for child in below for one in family(int(child)))]


@pytest.mark.slow  # a house opens, twice
def test_the_house_closes_whole_when_a_child_dies(tmp_path):
    with opened(tmp_path / "var", REPERES_DATA="/nowhere") as house:
        pids = family(house.pid)
        assert len(pids) >= 4  # the watcher, granian, its worker, ours
        os.kill(pids[-1], signal.SIGKILL)
        end = time.monotonic() + 5
        while any(Path(f"/proc/{pid}/exe").exists() for pid in pids[1:]) and time.monotonic() < end:
            time.sleep(0.1)
        assert [pid for pid in pids[1:] if Path(f"/proc/{pid}/exe").exists()] == []
    start = time.monotonic()
    with opened(tmp_path / "var", REPERES_DATA="/nowhere"):
        assert time.monotonic() - start < 20  # 5 s on an idle machine
