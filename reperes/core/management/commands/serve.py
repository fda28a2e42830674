"""./dev manage serve: open the house to browsers until Ctrl-C. `./dev run` adds --prepare."""

import io
import os
import sys

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from config import env
from reperes.core import preparation, readiness


class Command(BaseCommand):
    help = "Serve the pages and run the jobs until Ctrl-C. Refuses to open on a database that is not up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=env.text("LISTEN_ADDRESS", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=env.number("PORT", 8000))
        parser.add_argument(
            "--prepare", action="store_true", help="first set up what is missing, starter content included"
        )

    def handle(self, *args: object, host: str, port: int, prepare: bool, **options: object) -> None:
        readiness.require_port(host, port)
        readiness.require_space(settings.VAR)
        if prepare:
            preparation.everything()
        executor = readiness.database()
        readiness.require_known_database(executor)
        readiness.require_migrated(executor)
        os.environ["PORT"] = str(port)  # links in mail name it
        words = io.StringIO()
        if "welcome" in get_commands():
            call_command("welcome", f"http://{host}:{port}/", stdout=words)
        # This process becomes the small one that watches the others: what Django loaded is given back.
        os.chdir(settings.ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "config.house", host, str(port), words.getvalue()])  # noqa: S606
