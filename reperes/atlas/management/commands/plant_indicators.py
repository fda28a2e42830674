"""The catalogue of indicators that comes with the house."""

from typing import Any

from django.core.management.base import BaseCommand

from reperes.atlas.actions import composites, indicators


class Command(BaseCommand):
    help = "Met à jour le catalogue d’indicateurs qui vient avec Repères; ceux que le milieu a définis restent."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"· {indicators.define_shipped(by=None)} indicateurs au catalogue")
        self.stdout.write(f"· {composites.define_shipped(by=None)} indices composés")
