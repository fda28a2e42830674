"""./dev manage plant_places: the starter territory, real where its open data is at hand, else fictional."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from reperes.places.starter import montreal, ruisseaux


class Command(BaseCommand):
    help = "Plante le territoire de départ : Montréal si ses données ouvertes sont là, sinon un territoire fictif."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fictional", action="store_true", help="la MRC des Trois-Ruisseaux, même si Montréal est là"
        )

    def handle(self, *args: object, **options: Any) -> None:
        began = time.monotonic()
        if options["fictional"] or not montreal.is_at_hand(settings.REAL_DATA):
            ruisseaux.plant(self.tell)
        else:
            montreal.plant(settings.REAL_DATA, self.tell)
        self.tell(f"Territoires plantés en {time.monotonic() - began:.0f} s.")

    def tell(self, sentence: str) -> None:
        self.stdout.write(f"  {sentence}")
