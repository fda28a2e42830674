"""A resource's page: what it is, who made it, where it is put forward, what resembles it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch

from reperes.catalogue import citations
from reperes.catalogue.models import Concept, Contribution, Item, Resource, ResourceLink, Selection

ALIKE = ("type", "theme", "famille", "etape")  # what makes two tools neighbours
SHOWN = [
    "famille",
    "type",
    "etape",
    "theme",
    "palier",
    "utilisateur",
    "population",
    "region",
    "competence",
    "savoir",
    "accessibilite",
    "cout",
]


@dataclass(frozen=True)
class Terms:
    """One vocabulary's terms for this resource."""

    facet: str
    name: str
    concepts: list[Concept]
    is_facet: bool


@dataclass(frozen=True)
class Place:
    """Where a selection puts it, and why."""

    selection: Selection
    section: str
    rationale: str


@dataclass(frozen=True)
class ResourcePage:
    resource: Resource
    credits: list[tuple[str, list[Contribution]]]  # « Publié par » → names
    link: ResourceLink | None
    terms: list[Terms]
    may: list[Concept]  # what its licence allows
    places: list[Place]
    alike: list[Resource]
    citation: str
    json_ld: str
    meta: list[tuple[str, str]]


def resource_page(resource: Resource, person: Any, address: str) -> ResourcePage:
    """`resource` comes from `described()`; `address` is its full address, for citing."""
    return ResourcePage(
        resource=resource,
        credits=_credits(resource),
        link=next(iter(resource.links.all()), None),
        terms=_terms(resource),
        may=list(Concept.objects.of("droit").filter(code__in=resource.licence.grants)),
        places=_places(resource, person),
        alike=_alike(resource),
        citation=citations.in_words(resource, address),
        json_ld=citations.json_ld(resource, address),
        meta=citations.meta(resource, address),
    )


def _credits(resource: Resource) -> list[tuple[str, list[Contribution]]]:
    by_role: dict[str, list[Contribution]] = defaultdict(list)
    for contribution in resource.contributions.all():
        by_role[str(contribution.role)].append(contribution)
    return list(by_role.items())


def _terms(resource: Resource) -> list[Terms]:
    by_facet: dict[str, list[Concept]] = defaultdict(list)
    for indexing in resource.indexings.all():
        by_facet[indexing.concept.scheme.code].append(indexing.concept)
    return [
        Terms(facet, str(concepts[0].scheme), concepts, concepts[0].scheme.facet_rank is not None)
        for facet in SHOWN
        if (concepts := by_facet.get(facet, []))
    ]


def _places(resource: Resource, person: Any) -> list[Place]:
    seen = Selection.objects.visible_to(person)
    items = Item.objects.kept().filter(resource=resource, section__selection__in=seen)
    found = items.select_related("section__selection", "group").order_by("section__selection__title")
    return [
        Place(item.section.selection, str(item.section), str(item.group) if item.group else item.said_rationale)
        for item in found
    ]


def _alike(resource: Resource, n: int = 4) -> list[Resource]:
    """Those that share the most words with it; among equals, the newest."""
    mine = [i.concept_id for i in resource.indexings.all() if i.concept.scheme.code in ALIKE]
    if not mine:
        return []
    near = Resource.objects.public().exclude(pk=resource.pk).filter(indexings__concept__in=mine)
    makers = Prefetch("contributions", Contribution.objects.select_related("agent", "role"))
    shared = near.annotate(n_shared=Count("indexings")).filter(n_shared__gte=2)
    return list(shared.prefetch_related(makers).order_by("-n_shared", "-added_at")[:n])
