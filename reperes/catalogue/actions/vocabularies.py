"""Bring the shipped vocabularies into the database, as often as one likes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from reperes.catalogue.models import Concept, Scheme

EMPTY: dict[str, Any] = {"alt_labels": [], "note": "", "note_en": "", "origin": "house", "uri": "", "grants": []}
WORDS = ("name", "name_en", "order", "retired_on", *EMPTY)


@transaction.atomic
def plant(said: Iterable[Mapping[str, Any]]) -> int:
    """Make the database say what the files say; terms gone from a file are retired. How many terms are current.

    Terms a host added (origin: local) are left alone. A few queries, however many terms: it runs at each start.
    """
    said = list(said)
    schemes = _plant_schemes(said)
    known = {(c.scheme_id, c.code): c for c in Concept.objects.all()}
    wanted = {(schemes[one["code"]].pk, term["code"]): _words(term, n) for one, term, n in _terms(said)}
    new = [Concept(scheme_id=key[0], code=key[1], **words) for key, words in wanted.items() if key not in known]
    Concept.objects.bulk_create(new)
    changed = [concept for key, concept in known.items() if key in wanted and _differs(concept, wanted[key])]
    Concept.objects.bulk_update(changed, WORDS)
    _retire(schemes, known, wanted)
    _widen(said)
    return len(wanted)


def _plant_schemes(said: list[Mapping[str, Any]]) -> dict[str, Scheme]:
    Scheme.objects.bulk_create(
        [
            Scheme(code=one["code"], name=one["name"], name_en=one["name_en"], facet_rank=one.get("facet_rank"))
            for one in said
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "facet_rank"],
    )
    return {scheme.code: scheme for scheme in Scheme.objects.all()}


def _terms(said: list[Mapping[str, Any]]) -> Iterable[tuple[Mapping[str, Any], Mapping[str, Any], int]]:
    return ((one, term, order) for one in said for order, term in enumerate(one["concepts"]))


def _words(term: Mapping[str, Any], order: int) -> dict[str, Any]:
    given = {name: term[name] for name in WORDS if name in term}
    return {**EMPTY, **given, "order": order, "retired_on": None}


def _differs(concept: Concept, words: Mapping[str, Any]) -> bool:
    """Also brings the row up to date, ready to be written."""
    differs = any(getattr(concept, name) != value for name, value in words.items())
    for name, value in words.items():
        setattr(concept, name, value)
    return differs


def _retire(schemes: Mapping[str, Scheme], known: Mapping[Any, Concept], wanted: Mapping[Any, Any]) -> None:
    ours = {scheme.pk for scheme in schemes.values()}
    gone = [
        concept.pk
        for key, concept in known.items()
        if key not in wanted and key[0] in ours and concept.origin != Concept.Origin.LOCAL and not concept.retired_on
    ]
    if gone:
        Concept.objects.filter(pk__in=gone).update(retired_on=timezone.localdate())


def _widen(said: list[Mapping[str, Any]]) -> None:
    """Which terms are wider than which: "famille/diagnostic" names a term of another vocabulary."""
    pks = {f"{scheme}/{code}": pk for scheme, code, pk in Concept.objects.values_list("scheme__code", "code", "pk")}
    pairs = Concept.broader.through
    wanted = {
        (pks[f"{one['code']}/{term['code']}"], pks[path])
        for one, term, _order in _terms(said)
        for path in term.get("broader", [])
    }
    there = set(pairs.objects.values_list("from_concept", "to_concept"))
    pairs.objects.bulk_create(pairs(from_concept_id=one, to_concept_id=other) for one, other in wanted - there)
    for one, other in there - wanted:
        pairs.objects.filter(from_concept=one, to_concept=other).delete()
