"""Where figures come from: every source, and one with all it gave."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from reperes.atlas.models import Dataset, Edition, Indicator, Source
from reperes.atlas.queries.editions import current_edition


@dataclass(frozen=True)
class SourcePage:
    """One source: what was read of it, what came of it, which file replaced it."""

    source: Source
    datasets: list[Dataset]
    editions: list[Edition]  # those that were put before readers, the newest first
    indicators: list[Indicator]  # those whose figures here come from it now
    replaced_by: list[Source]
    others: list[Source]  # those it may be said to replace


def sources() -> QuerySet[Source]:
    """Those a file was read of, then those one could ask; by publisher."""
    found = Source.objects.annotate(n_datasets=Count("datasets", distinct=True)).prefetch_related("superseded_by")
    return found.order_by("publisher", "title", "-vintage", "-pk")


def find(pk: int) -> Source | None:
    return Source.objects.select_related("supersedes").filter(pk=pk).first()


def source_page(source: Source) -> SourcePage:
    datasets = list(source.datasets.select_related("version__partition", "brought_by").order_by("-pk"))
    edition = current_edition()
    given = Indicator.objects.filter(series__edition=edition, series__source=source).distinct() if edition else []
    shown = Edition.objects.filter(datasets__source=source, publication__isnull=False).select_related("publication")
    return SourcePage(
        source,
        datasets,
        list(shown.distinct().order_by("-pk")),
        list(given),
        list(source.superseded_by.order_by("-pk")),
        list(replaceable(source)),
    )


def replaceable(source: Source) -> QuerySet[Source]:
    """Other files of the same publisher that a chain of replacements would not lead back to it."""
    return Source.objects.filter(publisher=source.publisher).exclude(pk__in=after(source)).order_by("title", "-pk")


def after(source: Source) -> set[int]:
    """The source itself, and every one that replaced it, directly or not."""
    found, waiting = {source.pk}, [source.pk]
    while waiting:
        newer = set(_newer(waiting)) - found
        found |= newer
        waiting = list(newer)
    return found


def _newer(pks: Iterable[int]) -> Iterable[int]:
    return Source.objects.filter(supersedes__in=list(pks)).values_list("pk", flat=True)
