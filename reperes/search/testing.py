"""Make something to search without leaning on a room above: collectives, of which the public ones are found."""

from collections.abc import Iterable

from reperes.journal.actions import record
from reperes.journal.verbs import VERBS
from reperes.search.documents import Document, Source, key_of


def a_source(model, *, kind: str = "thing", public=None) -> Source:
    """Rows with `code`, `name` and `purpose` become documents."""

    def documents(rows) -> Iterable[Document]:
        for row in rows:
            yield Document(
                key=key_of(kind, row.pk),
                kind=kind,
                address=f"/essai/{row.code}/",
                title=row.name,
                summary=row.purpose,
                facets={"letter": (row.name[:1].lower(),), "length": ("long" if len(row.name) > 20 else "short",)},
            )

    return Source(kind, "choses", model, documents, public or (lambda: model.objects.filter(is_public=True)))


def touch(thing, verb: str = "thing.changed") -> None:
    """Leave the trace that makes the index look at a thing again."""
    VERBS.setdefault(verb, "a changé")
    record(None, verb, thing)
