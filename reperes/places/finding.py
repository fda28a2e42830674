"""How places are found by the search of the house."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reperes.people.models import Collective
from reperes.places.models import Locality, LocalityQuerySet, PartitionVersion
from reperes.search.documents import Document, Source, key_of


def source() -> Source:
    return Source(
        kind="locality",
        name=_("territoires"),
        model=Locality,
        documents=documents,
        public=Locality.objects.current,
        affected={PartitionVersion: _of_versions, Collective: _of_collectives},
    )


def _of_versions(ids: set[int]) -> Iterable[int]:
    """New limits concern the places of the old ones too: those are no longer current."""
    partitions = PartitionVersion.objects.filter(pk__in=ids).values("partition")
    return Locality.objects.filter(version__partition__in=partitions).values_list("pk", flat=True)


def _of_collectives(ids: set[int]) -> Iterable[int]:
    """A table may change its name, or stop being public."""
    return Locality.objects.filter(collective__in=ids).values_list("pk", flat=True)


def documents(places: LocalityQuerySet) -> Iterable[Document]:
    for place in places.select_related("version__partition", "collective").prefetch_related("parentages__parent"):
        yield _document(place)


def _document(place: Locality) -> Document:
    partition = place.version.partition
    around = [one.parent.name for one in place.parentages.all() if one.parent.name != place.name]
    table = place.table_name
    return Document(
        key=key_of("locality", place.pk),
        kind="locality",
        address=reverse("atlas:locality", args=[place.public_code]),
        title=place.name,
        summary=" · ".join(part for part in (partition.name, table) if part),
        summary_en=" · ".join(part for part in (partition.name_en or partition.name, table) if part),
        body="\n".join([place.about, place.rationale, ", ".join(dict.fromkeys(around))]).strip(),
        facets={"partition": (partition.code,)},
        labels=(table,) if table else (),
    )
