"""./dev manage import_boundaries FILE --code CTUID --name CTNAME --partition secteurs-2021 --vintage 2021"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reperes.core.errors import DomainError
from reperes.places import boundaries
from reperes.places.actions.boundaries import import_boundaries
from reperes.places.models import Partition, PartitionVersion


class Command(BaseCommand):
    help = (
        "Dépose un fichier de limites (GeoJSON, GeoPackage, Shapefile zippé). Sans --code : montre ce qu’il contient."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier .geojson, .gpkg ou .zip")
        parser.add_argument("--code", default="", help="colonne des codes")
        parser.add_argument("--name", default="", help="colonne des noms (par défaut : les codes)")
        parser.add_argument(
            "--land", default="", help="colonne des superficies terrestres, en km² (par défaut : mesurées)"
        )
        parser.add_argument("--partition", default="", help="code du découpage, par exemple secteurs-2021")
        parser.add_argument("--title", default="", help="nom du découpage, s’il est nouveau")
        parser.add_argument("--title-en", default="", help="son nom en anglais")
        parser.add_argument("--level", default=Partition.Level.SMALL_AREA, choices=Partition.Level.values)
        parser.add_argument("--publisher", default="", help="source des limites")
        parser.add_argument("--licence", default="")
        parser.add_argument("--vintage", default="", help="millésime, par exemple 2021")
        parser.add_argument(
            "--crs", default="", help="système de coordonnées, si le fichier ne le dit pas : EPSG:32188"
        )
        parser.add_argument("--layer", default="", help="couche, s’il y en a plusieurs")

    def handle(self, *args: object, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"« {file} » n’est pas un fichier : vérifiez le chemin.")
        try:
            if not (options["code"] and options["partition"] and options["vintage"]):
                self.show(boundaries.preview(file, layer=options["layer"]))
                return
            self.report(self.bring(file, options))
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal

    def bring(self, file: Path, options: dict[str, Any]) -> PartitionVersion:
        partition = {
            "code": options["partition"],
            "name": options["title"] or options["partition"],
            "name_en": options["title_en"],
            "level": options["level"],
            "publisher": options["publisher"],
            "licence": options["licence"],
        }
        return import_boundaries(
            file,
            by=None,
            partition=partition,
            vintage=options["vintage"],
            code_column=options["code"],
            name_column=options["name"],
            land_column=options["land"],
            crs=options["crs"],
            layer=options["layer"],
            tell=self.stdout.write,
        )

    def show(self, seen: boundaries.Preview) -> None:
        crs = f"{seen.crs} ({seen.crs_name})" if seen.crs else f"non dit; par défaut {seen.crs_guess or 'à choisir'}"
        self.stdout.write(f"{seen.kind}, {seen.n_features} territoires, coordonnées : {crs}")
        self.stdout.write(f"Couches : {', '.join(seen.layers)}; formes : {', '.join(seen.geometry_types)}")
        for column in seen.columns:
            mark = {seen.code_column: " ← code ?", seen.name_column: " ← nom ?"}.get(column.name, "")
            self.stdout.write(f"  {column.name} : {', '.join(column.samples)}{mark}")
        code, name = seen.code_column or "…", seen.name_column or "…"
        self.stdout.write(f"Pour déposer : --code {code} --name {name} --partition … --vintage …")

    def report(self, version: PartitionVersion) -> None:
        told = version.report
        self.stdout.write(f"{version} : {version.n_areas} territoires, version {version.pk}.")
        for one in told.get("corrected", []):
            self.stdout.write(f"  corrigé {one['code']} : « {one['was']} » → « {one['is']} »")
        for one in told.get("repaired", []):
            self.stdout.write(f"  réparé {one['code']} : {one['why']}")
        for one in told.get("refused", []):
            self.stdout.write(f"  refusé, ligne {one['row']} ({one['code'] or 'sans code'}) : {one['why']}")
        for note in told.get("notes", []):
            self.stdout.write(f"  {note}")
