"""Makers of records and selections, for our tests and those of upper floors."""

from functools import cache

from reperes.catalogue import records, starter, vocabulary
from reperes.catalogue.actions import vocabularies
from reperes.catalogue.models import Concept, Indexing, Item, Publication, Resource, ResourceLink, Section, Selection
from reperes.journal.actions import record


@cache
def _schemes():
    return vocabulary.schemes()


def the_vocabularies() -> None:
    vocabularies.plant(_schemes())


def the_starter() -> None:
    """The thirteen records and their selection."""
    the_vocabularies()
    records.load(starter.dump())


def a_term(path: str) -> Concept:
    """`a_term("famille:evaluation")`."""
    scheme, _colon, code = path.partition(":")
    return Concept.objects.of(scheme).get(code=code)


def a_resource(title: str = "Guide des assemblées de cuisine", *, about=(), url: str = "", **fields) -> Resource:
    """A published record, unless `status` says otherwise; the journal knows it."""
    defaults = {"status": "published", "nature": a_term("nature:document"), "licence": a_term("licence:non-precisee")}
    made = Resource.objects.create(title=title, **{**defaults, **fields})
    Indexing.objects.bulk_create(Indexing(resource=made, concept=a_term(path)) for path in about)
    if url:
        ResourceLink.objects.create(resource=made, url=url, url_key=url.partition("//")[2].rstrip("/"))
    record(None, "resource.loaded", made)
    return made


def a_selection(*resources: Resource, curator=None, is_public: bool = True, **fields) -> Selection:
    """One section that holds these resources, in order."""
    made = Selection.objects.create(**{"title": "Pour commencer", **fields})
    section = Section.objects.create(selection=made, name="Outils pratiques", name_en="Practical tools")
    for order, resource in enumerate(resources):
        Item.objects.create(section=section, resource=resource, order=order, rationale=f"Raison {order + 1}")
    if curator:
        made.curators.add(curator)
    if is_public:
        Publication.objects.create(selection=made)
    record(None, "selection.loaded", made)
    return made
