"""What can be found: documents, and the sources the rooms above register in their apps.py:ready.

    SOURCES["resource"] = Source(kind="resource", name=_("ressources"), model=Resource,
                                 documents=documents.of_resources, public=Resource.objects.public)

`documents` gives one Document a row, its key made by `key_of(kind, row.pk)`. Only what `public` returns is indexed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Document:
    """One thing as a searcher sees it. `facets` holds codes; `language` is the language the words are written in."""

    key: str
    kind: str
    address: str  # the French one; a reader of English is given its twin
    title: str
    summary: str = ""
    body: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year: int | None = None
    language: str = "fr"
    labels: tuple[str, ...] = ()  # other names, types, acronyms: nearly as telling as the title
    title_en: str = ""
    summary_en: str = ""
    added_on: str = ""  # ISO date; newest first is a sort


@dataclass(frozen=True)
class Source:
    """Where the documents of one kind come from."""

    kind: str
    name: "str | Promise"  # plural, for people
    model: type[models.Model]
    documents: Callable[[Any], Iterable[Document]]
    public: Callable[[], Any]
    # Another model's deeds may change our documents: {Agent: lambda ids: pks of our rows}
    affected: Mapping[type[models.Model], Callable[[set[int]], Iterable[int]]] = field(default_factory=dict)


SOURCES: dict[str, Source] = {}


def key_of(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"
