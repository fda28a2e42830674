"""How indicators are found by the search of the house."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reperes.atlas.models import Indicator
from reperes.search.documents import Document, Source, key_of


def source() -> Source:
    return Source(
        kind="indicator", name=_("indicateurs"), model=Indicator, documents=documents, public=Indicator.objects.all
    )


def documents(indicators: QuerySet[Indicator]) -> Iterable[Document]:
    for indicator in indicators.select_related("source"):
        yield Document(
            key=key_of("indicator", indicator.pk),
            kind="indicator",
            address=reverse("atlas:indicator", args=[indicator.code]),
            title=indicator.name,
            title_en=indicator.name_en,
            summary=indicator.definition,
            summary_en=indicator.definition_en,
            body="\n".join(_body(indicator)),
            facets={"theme": (indicator.theme,)} if indicator.theme else {},
        )


def _body(indicator: Indicator) -> Iterable[str]:
    """In both languages: one reads in one and searches in the other."""
    for thing, names in [
        (indicator, ["numerator", "denominator", "universe"]),
        (indicator.source, ["publisher", "title"]),
    ]:
        for name in names:
            yield getattr(thing, name)
            yield getattr(thing, f"{name}_en")
