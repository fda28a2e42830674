"""Build this node's search index again from the database."""

from typing import Any

from django.core.management.base import BaseCommand

from reperes.search import index


class Command(BaseCommand):
    help = "Refait l’index de recherche de ce nœud à partir de la base de données."

    def handle(self, *args: Any, **options: Any) -> None:
        built = index.rebuild()
        self.stdout.write(f"{built.searcher().num_docs} fiches dans l’index.")
