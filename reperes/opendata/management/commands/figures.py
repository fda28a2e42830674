"""Figures on the command line: what an edition holds, or one indicator, to the screen or to a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.management.base import BaseCommand, CommandError

from reperes.atlas.desk import OpenEdition, open_edition
from reperes.core.errors import DomainError
from reperes.opendata import writing
from reperes.opendata.api import negotiation

FORMATS = ("csv", "json", "parquet", "arrow")


class Command(BaseCommand):
    help = (
        "Donne les chiffres d’une édition en ligne. figures --list dit ce qu’elle tient; "
        "figures --indicator CODE --partition CODE [--period 2021] [--format csv|json|parquet|arrow] "
        "[--output FICHIER]."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="les séries de l’édition")
        parser.add_argument("--edition", default="", help="code d’une édition en ligne; à défaut, celle qui est servie")
        parser.add_argument("--indicator", default="", help="code de l’indicateur")
        parser.add_argument("--partition", default="", help="code du découpage")
        parser.add_argument("--period", default="", help="période; à défaut, la dernière")
        parser.add_argument("--format", default="csv", choices=FORMATS)
        parser.add_argument("--output", type=Path, help="fichier à écrire; à défaut, la sortie du terminal")

    def handle(self, **options: Any) -> None:
        try:
            content = _asked(open_edition(options["edition"]), options)
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        if options["output"]:
            options["output"].write_bytes(content)
            self.stderr.write(f"· {options['output']} : {len(content)} octets")
        elif options["format"] in {"csv", "json"}:
            self.stdout.write(content.decode(), ending="")
        else:
            raise CommandError(
                f"Le format {options['format']} ne s’écrit pas au terminal : nommez un fichier (--output)."
            )


def _asked(edition: OpenEdition, options: dict[str, Any]) -> bytes:
    if options["list"]:
        return _written(pa.Table.from_pylist(edition.series().to_dict("records")), options["format"])
    if not options["indicator"] or not options["partition"]:
        raise CommandError("Dites --indicator et --partition, ou --list pour voir ce qu’il y a.")
    return _written(edition.arrow(options["indicator"], options["partition"], options["period"]), options["format"])


def _written(table: pa.Table, kind: str) -> bytes:
    if kind == "csv":
        return writing.plain_csv(table)
    if kind == "json":
        return (json.dumps(table.to_pylist(), ensure_ascii=False, indent=1) + "\n").encode()
    if kind == "arrow":
        return negotiation.stream(table)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())
