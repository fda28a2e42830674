"""May the house open? Each reason not to is one sentence that says what to type."""

import errno
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

LEAST_FREE = 200 * 2**20


class NotReady(SystemExit):
    """The process stops; its sentence goes to the error output, without a traceback."""


def require_port(host: str, port: int) -> None:
    """Another program may hold the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise NotReady(
                f"Le port {port} est réservé au système : choisissez-en un autre, ./dev run --port 8001."
            ) from error
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                other = port + 1 if port < 65_535 else 8001
                raise NotReady(
                    f"Le port {port} est déjà pris par un autre programme : essayez ./dev run --port {other}."
                ) from error
            raise NotReady(f"On ne peut pas écouter à {host}, port {port} : {error}.") from error


def require_space(folder: Path) -> None:
    """A full disk corrupts what people write: better not to open."""
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise NotReady(
            f"Il reste {free // 2**20} Mo sur le disque de {folder} ; il en faut {LEAST_FREE // 2**20}. "
            "Libérez de l’espace, puis relancez la commande."
        )


def database() -> MigrationExecutor:
    """The migrations as the database knows them."""
    try:
        return MigrationExecutor(connection)
    except OperationalError as error:
        raise NotReady(f"La base de données ne répond pas : {error}. Voyez DATABASE_URL dans env.example.") from error


def require_known_database(executor: MigrationExecutor) -> None:
    """Data written by a newer version must not be opened by an older one."""
    ours = {room.label for room in apps.get_app_configs()}
    known = set(executor.loader.disk_migrations)
    strangers = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
    replaced = {old for migration in executor.loader.disk_migrations.values() for old in migration.replaces}
    if newer := sorted(set(strangers) - replaced):
        raise NotReady(
            f"Les données de {settings.VAR} viennent d’une version plus récente de Repères "
            f"({newer[0][0]}.{newer[0][1]}) : mettez le code à jour (git pull), "
            "ou nommez un autre dossier avec REPERES_VAR."
        )


def require_migrated(executor: MigrationExecutor) -> None:
    if n_missing := len(unapplied(executor)):
        raise NotReady(
            f"La base de données n’est pas à jour ({n_missing} migrations à appliquer) : "
            "tapez ./dev manage migrate, puis recommencez."
        )


def unapplied(executor: MigrationExecutor) -> Sequence[object]:
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
