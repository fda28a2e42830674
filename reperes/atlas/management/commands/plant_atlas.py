"""The starter figures: Montréal's where real data is at hand, the fictional MRC's elsewhere."""

import csv
import tempfile
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reperes.atlas import recipe as recipes
from reperes.atlas.actions import building, datasets, editions
from reperes.atlas.queries.editions import is_served
from reperes.core.files import sha256_of
from reperes.places import fiction
from reperes.places.models import Partition, PartitionVersion
from reperes.reading import table


class Command(BaseCommand):
    help = "Plante les chiffres de départ : ceux de Montréal si les données sont là, sinon ceux de la MRC fictive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fictional", action="store_true", help="la MRC fictive, même si des données réelles sont là"
        )

    def handle(self, *, fictional: bool, **options: Any) -> None:
        if fictional or not self._montreal():
            self._fictional()

    def _montreal(self) -> bool:
        recipe = recipes.load(recipes.FOLDER / "montreal-2021.toml")
        file, version = settings.REAL_DATA / recipe.file, _current(recipe.partition)
        if version is None or not file.exists():
            return False
        self._plant(recipe, file, version)
        return True

    def _fictional(self) -> None:
        recipe = recipes.load(recipes.FOLDER / "trois-ruisseaux.toml")
        version = _current(recipe.partition)
        if version is None:
            self.stdout.write(
                "· Aucun territoire à qui donner des chiffres : plantez d’abord les lieux (plant_places)."
            )
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "trois-ruisseaux.csv"
            with file.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, delimiter=";").writerows(fiction.counts())
            self._plant(recipe, file, version)

    def _plant(self, recipe: recipes.Recipe, file: Path, version: PartitionVersion) -> None:
        recipe = replace(recipe, source=recipe.source | {"file_sha256": sha256_of(file)})
        wanted = [(measure.code, measure.role is not recipes.Role.AS_IS) for measure in recipe.measures]
        if is_served(recipe.source["file_sha256"], wanted, recipe.period, version):
            self.stdout.write(f"· Chiffres déjà en place : {version}")
            return
        reading = table.detect(file, file.name).reading.corrected(recipe.reading)
        dataset = datasets.keep_table(file, file.name, reading, recipe, version, by=None)
        edition = building.build([dataset], by=None)
        editions.publish(edition, by=None)
        report = edition.report
        self.stdout.write(
            f"· {report['n_cells']} cellules, {len(recipe.measures)} indicateurs,"
            f" {report['n_matched']} territoires sur {report['n_areas']}"
        )
        for partition, totals in report["totals"].items():
            said = ", ".join(f"{code} {total:,.0f}".replace(",", " ") for code, total in totals.items())
            self.stdout.write(f"    {partition} : {said}")


def _current(code: str) -> PartitionVersion | None:
    partition = Partition.objects.filter(code=code).first()
    return partition.current if partition else None
