"""What waits for a curator, and what a depositor may follow."""

from dataclasses import dataclass

from reperes.catalogue.models import Concept, Decision, Report, Resource, ResourceLink, Status
from reperes.people.models import Person
from reperes.search.words import terms

MOST_SUGGESTED = 4


@dataclass(frozen=True)
class Queue:
    """The curator's desk."""

    waiting: list[Resource]
    reports: list[Report]
    to_check: list[Resource]
    without_address: int


def queue() -> Queue:
    waiting = Resource.objects.waiting().select_related("depositor").order_by("added_at")
    reports = Report.objects.filter(answer=None).select_related("resource", "reason", "reported_by")
    return Queue(
        waiting=list(waiting),
        reports=list(reports),
        to_check=list(Resource.objects.filter(status=Status.TO_CHECK).order_by("changed_at")),
        without_address=Resource.objects.public().filter(links__state=ResourceLink.State.TO_FIND).count(),
    )


@dataclass(frozen=True)
class Proposal:
    """One's own record and the last thing said about it."""

    resource: Resource
    last: Decision | None


def proposals(person: Person) -> list[Proposal]:
    mine = Resource.objects.filter(depositor=person).prefetch_related("decisions").order_by("-added_at")
    return [Proposal(resource, next(iter(resource.decisions.all()), None)) for resource in mine]


def suggested_types(title: str, description: str) -> list[Concept]:
    """Types of tool whose name, or another name, is written in the title or the sentence."""
    said = f" {terms(title)} {terms(description)} "
    found = []
    for concept in Concept.objects.of("type").current():
        names = [terms(name) for name in (concept.name, concept.name_en, *concept.alt_labels)]
        if any(name and f" {name} " in said for name in names):
            found.append(concept)
    # « table de bord » says more than « table »: the longest names first
    return sorted(found, key=lambda concept: -len(concept.name))[:MOST_SUGGESTED]
