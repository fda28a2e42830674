"""The repertoire out to a file, and in from one: `catalogue export FILE`, `catalogue import FILE`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reperes.catalogue import records
from reperes.core.errors import BadFile


class Command(BaseCommand):
    help = "Exporte le répertoire en JSON, ou importe un répertoire exporté (ce qui existe déjà est laissé tel quel)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["export", "import"])
        parser.add_argument("file", help="chemin du fichier ; - : sortie ou entrée standard")
        parser.add_argument(
            "--tout",
            action="store_true",
            dest="everything",
            help="avec les brouillons, propositions et sélections privées",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "export":
            self._write(options["file"], records.dump(everything=options["everything"]))
        else:
            self._load(options["file"])

    def _write(self, file: str, data: dict[str, Any]) -> None:
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        if file == "-":
            self.stdout.write(text, ending="")
        else:
            Path(file).write_text(text, encoding="utf-8")

    def _load(self, file: str) -> None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
            tally = records.load(json.loads(text))
        except (OSError, ValueError, KeyError, BadFile) as error:
            raise CommandError(f"{file} n’a pas pu être importé ; rien n’a été changé. {error}") from error
        self.stdout.write(
            f"{tally.new['resources']} ressources et {tally.new['selections']} sélections ajoutées, "
            f"{tally.known} fiches déjà là."
        )
