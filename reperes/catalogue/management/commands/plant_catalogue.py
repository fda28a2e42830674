"""Vocabularies and starter content: plants what is missing, changes nothing people made."""

from typing import Any

from django.core.management.base import BaseCommand

from reperes.catalogue import records, starter, vocabulary
from reperes.catalogue.actions import vocabularies


class Command(BaseCommand):
    help = "Plante les vocabulaires et la sélection de départ ; sans effet sur ce qui existe déjà."

    def handle(self, *args: Any, **options: Any) -> None:
        n_terms = vocabularies.plant(vocabulary.schemes())
        tally = records.load(starter.dump())
        if options["verbosity"]:
            self.stdout.write(
                f"Répertoire : {n_terms} termes, {tally.new['resources']} ressources et "
                f"{tally.new['selections']} sélections ajoutées ({tally.known} fiches déjà là)."
            )
