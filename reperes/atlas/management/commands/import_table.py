"""A table into the atlas from the command line, by a recipe or by a few options; the same road as the wizard."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reperes.atlas import gathering, matching, recipe, sheets
from reperes.atlas.actions import building, carrying, datasets, editions
from reperes.atlas.gathering import Gathered
from reperes.atlas.models import Indicator
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.core.errors import DomainError
from reperes.core.files import sha256_of
from reperes.places.models import Partition, PartitionVersion
from reperes.reading import table

SHOWN = 20  # refused lines printed; --report keeps them all


class Command(BaseCommand):
    help = (
        "Dépose un tableau dans l’atlas. Avec une recette : import_table FICHIER --recipe RECETTE.toml. "
        "Sans : import_table FICHIER --partition CODE --code COLONNE --period 2021 --people COLONNE "
        "--title … --publisher … --licence … --count indicateur=colonne --share indicateur=colonne/dénominateur"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--recipe", type=Path, help="fichier TOML : voir docs/hosts/bring-your-data.md")
        parser.add_argument("--partition", default="", help="code du découpage dont parle le tableau")
        parser.add_argument("--code", default="", help="colonne des codes de territoire")
        parser.add_argument("--matching", default="", choices=["", *matching.WAYS], help="comment rapprocher les codes")
        parser.add_argument("--period", default="", help="période des chiffres, par exemple 2021")
        parser.add_argument("--people", default="", help="colonne de la population totale")
        for name in ("title", "publisher", "licence", "vintage", "attribution"):
            parser.add_argument(f"--{name}", default="", help="fiche de la source")
        for role in Role:
            option = f"--{role.value.replace('_', '-')}"
            parser.add_argument(option, action="append", default=[], metavar="INDICATEUR=COLONNE[/DÉNOMINATEUR]")
        parser.add_argument("--dry-run", action="store_true", help="lire et vérifier sans rien écrire")
        parser.add_argument("--report", type=Path, help="fichier CSV où garder chaque ligne refusée")

    def handle(self, **options: Any) -> None:
        try:
            self._import(options)
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"« {file} » n’existe pas.")
        meant = recipe.load(options["recipe"]) if options["recipe"] else _from_options(options)
        version = _version(options["partition"] or meant.partition)
        found = table.detect(file, file.name)
        reading = found.reading.corrected(meant.reading)
        self._tell_reading(reading, found.evidence)
        if options["dry_run"]:
            gathered = gathering.gather(file, file.name, reading, meant, found=gathering.areas(version))
            self._tell_refusals(gathered, options["report"])
            self.stdout.write("Essai seulement : rien n’a été écrit.")
            return
        meant = replace(meant, source=meant.source | {"file_sha256": sha256_of(file)})
        with carrying.turn():
            dataset = datasets.keep_table(
                file,
                file.name,
                reading,
                meant,
                version,
                by=None,
                refused=lambda gathered: self._tell_refusals(gathered, options["report"]),
            )
            edition = building.build([dataset], by=None)
            editions.publish(edition, by=None)
        self._tell_edition(edition.report)

    def _tell_reading(self, reading: table.Reading, evidence: dict[str, str]) -> None:
        for name, value in reading.as_json().items():
            if name in evidence:
                self.stdout.write(f"· {name} = {value!r} : {evidence[name]}")

    def _tell_refusals(self, gathered: Gathered, report: Path | None) -> None:
        self.stdout.write(f"· {gathered.n_rows} lignes, {gathered.n_matched} territoires sur {len(gathered.areas)}")
        for one in gathered.refusals[:SHOWN]:
            self.stdout.write(f"  ligne {one.line} ({one.code}) {one.column} {one.text} : {one.reason}")
        if gathered.n_refusals > SHOWN:
            self.stdout.write(f"  … {gathered.n_refusals - SHOWN} autres refus (--report les garde)")
        if report:
            report.write_bytes(sheets.refused_lines(gathered.refusals))

    def _tell_edition(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"· {report['n_cells']} cellules dans l’édition, mise en ligne")
        for partition, totals in report["totals"].items():
            self.stdout.write(f"  {partition} : " + ", ".join(f"{code} {total:.0f}" for code, total in totals.items()))


def _version(code: str) -> PartitionVersion:
    partition = Partition.objects.filter(code=code).first()
    version = partition.current if partition else None
    if version is None:
        known = ", ".join(Partition.objects.order_by("code").values_list("code", flat=True)) or "aucun"
        raise CommandError(f"Le découpage « {code} » n’est pas ici (--partition). Découpages connus : {known}.")
    return version


def _from_options(options: dict[str, Any]) -> Recipe:
    for name in ("code", "period", "title", "publisher", "licence"):
        if not options[name]:
            raise CommandError(f"Sans recette, il faut --{name}.")
    measures = [_measure(role, written) for role in Role for written in options[role.value]]
    if not measures:
        raise CommandError("Dites au moins une colonne : --count population=population_2021, par exemple.")
    source = {name: options[name] for name in ("title", "publisher", "licence", "vintage", "attribution")}
    return Recipe(
        code_column=options["code"],
        period=options["period"],
        measures=tuple(measures),
        source=source,
        people=options["people"],
        matching=options["matching"] or "exact",
    )


def _measure(role: Role, written: str) -> Measure:
    code, _equal, columns = written.partition("=")
    column, _slash, of = columns.partition("/")
    if not code or not column or (role.needs_denominator and not of):
        raise CommandError(f"« {written} » ne se lit pas : écrivez indicateur=colonne[/dénominateur].")
    if Indicator.objects.filter(code=code).exists():
        return Measure(code, role, column, of)
    unit = "share" if role.needs_denominator else "count"
    return Measure(code, role, column, of, {"name": code.replace("-", " ").capitalize(), "unit": unit})
