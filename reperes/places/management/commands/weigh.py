"""./dev manage weigh secteurs-2021 quartiers-sociologiques --method point"""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reperes.core.errors import DomainError
from reperes.places.actions import territories
from reperes.places.models import PartitionVersion, Weights


class Command(BaseCommand):
    help = "Dit quelle part de chaque petit secteur appartient à chaque territoire plus grand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="code du découpage des petits secteurs (ou numéro de version)")
        parser.add_argument("target", help="code du découpage plus grand (ou numéro de version)")
        parser.add_argument("--method", default=Weights.Method.POINT, choices=Weights.Method.values)
        parser.add_argument("--table", type=Path, help="CSV source,target,weight, avec --method table ou population")
        parser.add_argument(
            "--finer", default="", help="découpage plus fin dont on connaît la population, avec --method population"
        )
        parser.add_argument("--places", action="store_true", help="ouvrir aussi une page à chaque territoire")

    def handle(self, *args: object, **options: Any) -> None:
        source, target = version_of(options["source"]), version_of(options["target"])
        try:
            rows = read_rows(options["table"]) if options["table"] else []
            finer = version_of(options["finer"]) if options["finer"] else None
            between = territories.weigh(source, target, options["method"], by=None, rows=rows, finer=finer)
            if options["places"]:
                territories.group(target, by=None)
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        told = between.report
        self.stdout.write(f"{between} : {told['assigned']} secteurs attribués, {len(told['outside'])} hors territoire.")
        for one in told["shared"]:
            kept = f" : compté une seule fois, dans {one['given_to']}" if one["given_to"] else " : partagé"
            self.stdout.write(f"  {one['source']} est réclamé par {', '.join(one['names'])}{kept}")
        lost = told["lost"]
        if lost["areas"]:
            people = f", {lost['people']:.0f} personnes" if lost["people"] is not None else ""
            self.stdout.write(f"  perdu, en tout ou en partie : {lost['areas']} secteurs, {lost['km2']} km²{people}")
        if told["partial"]:
            self.stdout.write(f"  {len(told['partial'])} secteurs ne sont couverts qu’en partie.")


def version_of(said: str) -> PartitionVersion:
    found = PartitionVersion.objects.select_related("partition")
    chosen = found.filter(pk=said) if said.isdigit() else found.filter(partition__code=said).order_by("-id")
    if version := chosen.first():
        return version
    known = ", ".join(found.order_by("partition__code").values_list("partition__code", flat=True).distinct())
    raise CommandError(f"« {said} » n’est pas un découpage connu. Découpages : {known or 'aucun'}.")


def read_rows(file: Path) -> list[territories.Row]:
    """Refused by name and line: a weight that is no number would otherwise vanish."""
    if not file.is_file():
        raise CommandError(f"« {file} » n’est pas un fichier : vérifiez le chemin.")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if missing := {"source", "target", "weight"} - set(reader.fieldnames or ()):
            raise CommandError(f"« {file.name} » n’a pas de colonne {', '.join(sorted(missing))}.")
        found = []
        for row in reader:
            try:
                found.append((row["source"], row["target"], float(row["weight"].replace(",", "."))))
            except (ValueError, AttributeError):
                raise CommandError(
                    f"« {file.name} », ligne {reader.line_num} : « {row['weight']} » n’est pas une part entre 0 et 1."
                ) from None
    return found
