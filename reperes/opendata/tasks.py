"""Large downloads are made after the request."""

from django.utils.translation import override
from django_tasks import task

from reperes.opendata import queries, shelf


@task()
def write_download(edition: str, version: int, kind: str, language: str) -> None:
    """A published edition’s file; asked twice, it is made once."""
    found = queries.edition(edition)
    with override(language):
        shelf.write(shelf.shelved(found, queries.held_version(found, version), kind))
