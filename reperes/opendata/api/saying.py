"""Records of the house → what the API answers."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from django.urls import reverse
from django.utils.translation import override

from reperes.atlas import warehouse
from reperes.atlas.cells import WORDS
from reperes.atlas.models import Edition, Indicator, Source
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.speech import SYMBOLS
from reperes.core.site import full_address
from reperes.figures.statuses import Status
from reperes.opendata import citing, queries
from reperes.opendata.api import shapes
from reperes.places.areas import Area
from reperes.places.models import Locality, Partition, PartitionVersion


def _fields(thing: Any, kind: type[shapes.Schema], **more: Any) -> dict[str, Any]:
    """The fields of a record that the answer asks for by the same name."""
    return {name: getattr(thing, name) for name in kind.model_fields if name not in more} | more


def source(found: Source) -> dict[str, Any]:
    superseding = [each.pk for each in citing.superseding(found)]
    return _fields(found, shapes.SourceSaid, corrections=citing.corrections(found), superseded_by=superseding)


def indicator(found: Indicator) -> dict[str, Any]:
    page = full_address(reverse("atlas:indicator", args=[found.code]))
    return _fields(found, shapes.IndicatorSaid, source=source(found.source), page=page)


def version(found: PartitionVersion) -> dict[str, Any]:
    return _fields(found, shapes.VersionSaid)


def area(found: Area) -> dict[str, Any]:
    return _fields(found, shapes.AreaSaid)


def partition(found: Partition) -> dict[str, Any]:
    return _fields(found, shapes.PartitionSaid, versions=[version(each) for each in found.versions.all()])


def locality(found: Locality) -> dict[str, Any]:
    return _fields(
        found,
        shapes.LocalitySaid,
        version=found.version_id,
        partition=found.version.partition.code,
        page=full_address(reverse("atlas:locality", args=[found.public_code])),
    )


def locality_card(found: Locality) -> dict[str, Any]:
    known = found.parentages.filter(parent__in=Locality.objects.visible_to(queries.STRANGER)).select_related("parent")
    parents = [
        {"public_code": each.parent.public_code, "name": each.parent.name, "share": each.share} for each in known
    ]
    return locality(found) | {"about": found.about, "rationale": found.rationale, "parents": parents}


def statuses() -> Iterable[dict[str, Any]]:
    for each in Status:
        with override("fr"):
            name = str(WORDS[each])
        with override("en"):
            name_en = str(WORDS[each])
        symbol = SYMBOLS.get(each, "")
        yield {
            "code": each.value, "symbol": symbol, "name": name, "name_en": name_en, "is_shown": each in warehouse.SHOWN,
        }  # fmt: skip


def edition(found: Edition) -> dict[str, Any]:
    served = current_edition()
    return {
        "code": found.code,
        "name": found.name,
        "name_en": found.name_en,
        "published_at": found.publication.published_at,
        "is_current": served is not None and served.pk == found.pk,
        "page": citing.address(found),
    }


def edition_card(found: Edition) -> dict[str, Any]:
    return edition(found) | {
        "n_cells": warehouse.count(found),
        "citation": citing.sentence(found),
        "held": [
            {
                "version": each.version.pk,
                "partition": each.version.partition.code,
                "vintage": each.version.vintage,
                "n_areas": each.version.n_areas,
                "periods": each.periods,
            }
            for each in queries.held(found)
        ],
        "sources": [source(each) for each in queries.sources(found)],
    }


def as_lists(cells: pa.Table) -> dict[str, Any]:
    """Ids once, values as a bare array with their statuses; lists that say nothing are left out."""
    names = {
        "areas": "area", "values": "value", "statuses": "status", "numerators": "numerator",
        "denominators": "denominator", "ci_lo": "ci_lo", "ci_hi": "ci_hi", "coverage": "coverage",
    }  # fmt: skip
    found = {said: cells[name] for said, name in names.items()}
    told = {said for said, column in found.items() if column.null_count < len(column)} | {"areas", "values", "statuses"}
    return {said: column.to_pylist() for said, column in found.items() if said in told}
