"""Each reason not to open is one sentence that says what to type."""

import shutil
import socket

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from reperes.core import readiness


def test_a_port_taken_is_named_with_another_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(readiness.NotReady, match=rf"{port} est déjà pris.*--port {port + 1}"):
            readiness.require_port("127.0.0.1", port)


def test_a_free_port_is_accepted():
    readiness.require_port("127.0.0.1", 0)


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_cannot_exist_is_refused(port):
    with pytest.raises(readiness.NotReady, match=str(port)):
        readiness.require_port("127.0.0.1", port)


def test_a_full_disk_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(readiness.NotReady, match=r"Il reste 0 Mo.*Libérez"):
        readiness.require_space(tmp_path)


def test_a_migrated_database_is_ready(db):
    executor = readiness.database()
    readiness.require_known_database(executor)
    readiness.require_migrated(executor)


def test_a_database_left_behind_says_what_to_type(db):
    last = readiness.database().loader.graph.leaf_nodes("people")[0]
    MigrationRecorder(connection).record_unapplied(*last)
    with pytest.raises(readiness.NotReady, match=r"tapez ./dev manage migrate"):
        readiness.require_migrated(readiness.database())


def test_data_of_a_newer_version_are_not_opened(db):
    MigrationRecorder(connection).record_applied("people", "9999_of_next_year")
    with pytest.raises(readiness.NotReady, match=r"people.9999_of_next_year.*git pull"):
        readiness.require_known_database(readiness.database())
