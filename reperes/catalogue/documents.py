"""Resources and selections as the search room sees them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from reperes.catalogue.models import Concept, Item, Resource, ResourceQuerySet, Section, Selection, SelectionQuerySet
from reperes.search.documents import Document, key_of
from reperes.search.words import terms

BATCH = 500


def of_resources(resources: ResourceQuerySet) -> Iterator[Document]:
    synonyms = _synonyms()
    for resource in resources.described().order_by("pk").iterator(chunk_size=BATCH):
        yield _resource(resource, synonyms)


def _synonyms() -> list[tuple[str, list[str]]]:
    """(stems of a term, its other names): who writes « communauté de pratique » is also found under « CdP »."""
    concepts = Concept.objects.exclude(alt_labels=[]).filter(scheme__code__in=["type", "theme", "famille"])
    return [(f" {terms(concept.name)} ", concept.alt_labels) for concept in concepts]


def _resource(resource: Resource, synonyms: list[tuple[str, list[str]]]) -> Document:
    concepts = [indexing.concept for indexing in resource.indexings.all()]
    said = f" {terms(resource.title)} {terms(resource.subtitle)} {terms(resource.description)} "
    others = [name for stems, names in synonyms if stems in said for name in names]
    return Document(
        key=key_of("resource", resource.pk),
        kind="resource",
        address=resource.get_absolute_url(),
        title=" : ".join(filter(None, [resource.title, resource.subtitle])),
        summary=resource.description,
        summary_en=resource.description_en,
        body="\n".join(_credits(resource)),
        facets=facets_of(resource),
        year=resource.year,
        language=resource.language,
        labels=(resource.printed_label, *_labels([resource.nature, *concepts]), *others),
        added_on=resource.added_at.date().isoformat(),
    )


def facets_of(resource: Resource) -> dict[str, tuple[str, ...]]:
    """The codes it is counted under, facet by facet."""
    codes: dict[str, list[str]] = defaultdict(list)
    for indexing in resource.indexings.all():
        codes[indexing.concept.scheme.code].append(indexing.concept.code)
    codes["nature"] = [resource.nature.code]
    codes["licence"] = [resource.licence.code]
    codes["droit"] = resource.licence.grants
    codes["langue"] = [resource.language.partition("-")[0]]
    return {facet: tuple(values) for facet, values in codes.items()}


def _labels(concepts: Iterable[Concept]) -> Iterator[str]:
    for concept in concepts:
        yield from (concept.name, concept.name_en, *concept.alt_labels)


def _credits(resource: Resource) -> Iterator[str]:
    for contribution in resource.contributions.all():
        yield f"{contribution} {contribution.agent.name} {contribution.agent.acronym}"
    yield f"{resource.series} {resource.series_number}"


def of_selections(selections: SelectionQuerySet) -> Iterator[Document]:
    items = Prefetch("items", Item.objects.kept().select_related("resource", "group"))
    sections = Prefetch("sections", Section.objects.prefetch_related(items))
    for selection in selections.prefetch_related(sections).order_by("pk").iterator(chunk_size=BATCH):
        yield _selection(selection)


def _selection(selection: Selection) -> Document:
    items = [i for section in selection.sections.all() for i in section.items.all() if i.resource.is_readable]
    return Document(
        key=key_of("selection", selection.pk),
        kind="selection",
        address=selection.get_absolute_url(),
        title=selection.title,
        title_en=selection.title_en,
        summary=selection.intro,
        summary_en=selection.intro_en,
        body="\n".join(f"{item.resource.title}. {item.rationale}" for item in items),
        labels=tuple(
            filter(None, [selection.kicker, selection.kicker_en, selection.curated_by, selection.curated_by_en])
        ),
        added_on=selection.made_at.date().isoformat(),
    )
