"""Bring the shipped vocabularies into the database, as often as one likes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from reperes.catalogue.models import Concept, Scheme

WORDS = ("name", "name_en", "alt_labels", "note", "note_en", "origin", "uri", "grants")
EMPTY: dict[str, Any] = {"alt_labels": [], "note": "", "note_en": "", "origin": "house", "uri": "", "grants": []}


@transaction.atomic
def plant(schemes: Iterable[Mapping[str, Any]]) -> int:
    """Make the database say what the files say; terms gone from a file are retired. How many terms are current.

    Terms a host added (origin: local) are left alone.
    """
    broader: list[tuple[Concept, list[str]]] = []
    for scheme in schemes:
        broader += _plant_scheme(scheme)
    known = {f"{c.scheme.code}/{c.code}": c for c in Concept.objects.select_related("scheme")}
    for concept, paths in broader:
        concept.broader.set([known[path] for path in paths])
    return len(broader)


def _plant_scheme(said: Mapping[str, Any]) -> list[tuple[Concept, list[str]]]:
    scheme, _created = Scheme.objects.update_or_create(
        code=said["code"],
        defaults={"name": said["name"], "name_en": said["name_en"], "facet_rank": said.get("facet_rank")},
    )
    planted = []
    for order, term in enumerate(said["concepts"]):
        words = {name: term.get(name, EMPTY.get(name)) for name in WORDS}
        concept, _created = Concept.objects.update_or_create(
            scheme=scheme, code=term["code"], defaults={**words, "order": order, "retired_on": None}
        )
        planted.append((concept, term.get("broader", [])))
    gone = scheme.concepts.exclude(pk__in=[concept.pk for concept, _paths in planted])
    gone.exclude(origin=Concept.Origin.LOCAL).filter(retired_on=None).update(retired_on=timezone.localdate())
    return planted
