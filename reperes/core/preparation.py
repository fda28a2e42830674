"""Set up what is missing, skip what is done: words, database, static files. Each step that works says so."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection

from reperes.core import readiness, stamps, translations


def say(line: str) -> None:
    print(f"\033[1m· {line}\033[0m" if sys.stderr.isatty() else f"· {line}", file=sys.stderr, flush=True)


def everything() -> None:
    """All that stands between a fresh checkout and an open door."""
    if translations.compile_stale():
        say("Traductions")
    migrate()
    collect_static()
    if "plant" in get_commands():  # the hall's command: it knows what each room starts with
        call_command("plant")


def migrate() -> None:
    executor = readiness.database()
    readiness.require_known_database(executor)
    plan = readiness.unapplied(executor)
    if not plan:
        return
    say("Base de données")
    if not executor.loader.applied_migrations:
        stamps.forget_all()
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()


def collect_static() -> None:
    """Copy, hash and compress what browsers ask for."""
    rooms = (settings.ROOT / "reperes").glob("*/static/**/*")
    lock = settings.ROOT / ".venv" / "lock"  # libraries bring static files of their own
    print_ = stamps.fingerprint([*rooms, *Path(settings.ROOT / "frontend" / "dist").rglob("*"), lock])
    if stamps.is_fresh("static", print_) and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return
    say("Fichiers statiques")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamps.set_to("static", print_)
