"""Propose, edit, decide, withdraw, merge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.catalogue import addresses
from reperes.catalogue.access import Catalogue
from reperes.catalogue.models import (
    PASSAGES,
    Agent,
    Concept,
    Contribution,
    Decision,
    Indexing,
    Item,
    Resource,
    ResourceLink,
    Status,
)
from reperes.core.access import require
from reperes.core.errors import Conflict, DomainError
from reperes.journal.actions import record, unname
from reperes.journal.models import Deed
from reperes.people.models import Person

NEEDS_REASON = (Status.DRAFT, Status.REFUSED, Status.WITHDRAWN)
VERBS = {
    Status.DRAFT: "resource.sent-back",
    Status.PROPOSED: "resource.proposed",
    Status.IN_REVIEW: "resource.taken-up",
    Status.PUBLISHED: "resource.published",
    Status.TO_CHECK: "resource.doubted",
    Status.ARCHIVED: "resource.archived",
    Status.REFUSED: "resource.refused",
    Status.WITHDRAWN: "resource.withdrawn",
    Status.MERGED: "resource.merged",
}


@dataclass(frozen=True)
class Credit:
    """One line of « who made it »."""

    role: Concept
    name: str
    kind: str = Agent.Kind.ORGANISATION
    credited_as: str = ""


@dataclass(frozen=True)
class Draft:
    """What a record is to say. `words`: plain fields of Resource; what is left None stays as it was."""

    words: Mapping[str, Any]
    url: str | None = None  # "": no address
    link_state: str = ""
    concepts: Sequence[Concept] | None = None
    credits: Sequence[Credit] | None = None
    suggested: Sequence[Concept] = field(default_factory=tuple)


# --- Writing a record ---------------------------------------------------------------------------------


@transaction.atomic
def propose(draft: Draft, *, by: Person) -> Resource:
    """A signed-in person offers a resource; a curator will look at it."""
    require(by, Catalogue.PROPOSE)
    resource = Resource.objects.create(
        depositor=by, status=Status.PROPOSED, **{**_defaults(), **_only_known(draft.words)}
    )
    _describe(resource, draft, Indexing.Origin.DEPOSITOR)
    record(by, "resource.proposed", resource)
    return resource


@transaction.atomic
def edit(resource: Resource, draft: Draft, *, by: Person, version: int) -> Resource:
    """Change what a record says; refused when somebody changed it since `version` was read."""
    require(by, Catalogue.EDIT, resource)
    _claim(resource, version)
    for name, value in _only_known(draft.words).items():
        setattr(resource, name, value)
    resource.save()
    is_curator = by.pk != resource.depositor_id
    _describe(resource, draft, Indexing.Origin.CURATOR if is_curator else Indexing.Origin.DEPOSITOR)
    record(by, "resource.edited", resource)
    return resource


def _defaults() -> dict[str, Any]:
    """« Non précisée »: a licence is never guessed."""
    return {
        "nature": Concept.objects.of("nature").get(code="document"),
        "licence": Concept.objects.of("licence").get(code="non-precisee"),
    }


def _only_known(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value is not None}


def _describe(resource: Resource, draft: Draft, origin: str) -> None:
    if draft.url is not None:
        _link(resource, draft.url, draft.link_state)
    if draft.concepts is not None:
        _index(resource, draft.concepts, origin)
    if draft.credits is not None:
        _credit(resource, draft.credits)
    known = set(resource.indexings.values_list("concept", flat=True))
    Indexing.objects.bulk_create(
        Indexing(resource=resource, concept=concept, origin=Indexing.Origin.SUGGESTION)
        for concept in draft.suggested
        if concept.pk not in known
    )


def _link(resource: Resource, url: str, state: str) -> None:
    """One address a record for now; a changed address is no longer checked."""
    link = resource.links.first() or ResourceLink(resource=resource)
    if not state:
        unknown = ResourceLink.State.UNCHECKED if url else ResourceLink.State.NONE
        state = link.state if link.pk and link.url == url else unknown
    if link.pk and (link.url, link.state) == (url, state):
        return
    link.url, link.url_key, link.state = url, addresses.key(url), state
    link.checked_on = timezone.localdate() if state in (ResourceLink.State.ALIVE, ResourceLink.State.BROKEN) else None
    link.save()


def _index(resource: Resource, concepts: Sequence[Concept], origin: str) -> None:
    """Keep who said each term that stays; a suggestion left in place is thereby confirmed."""
    wanted = {concept.pk for concept in concepts}
    resource.indexings.exclude(concept__in=wanted).delete()
    resource.indexings.filter(origin=Indexing.Origin.SUGGESTION).update(origin=origin)
    known = set(resource.indexings.values_list("concept", flat=True))
    Indexing.objects.bulk_create(
        Indexing(resource=resource, concept_id=pk, origin=origin) for pk in wanted if pk not in known
    )


def _credit(resource: Resource, credits: Sequence[Credit]) -> None:
    resource.contributions.all().delete()
    for order, credit in enumerate(credits):
        agent = Agent.objects.filter(name__iexact=credit.name).first()
        agent = agent or Agent.objects.create(name=credit.name, kind=credit.kind)
        Contribution.objects.update_or_create(
            resource=resource,
            agent=agent,
            role=credit.role,
            defaults={"order": order, "credited_as": credit.credited_as},
        )


def _claim(resource: Resource, version: int) -> None:
    """Take the next version number, or say that somebody else did."""
    taken = Resource.objects.filter(pk=resource.pk, version=version).update(version=F("version") + 1)
    resource.refresh_from_db()
    if not taken:
        raise Conflict(
            _(
                "Quelqu’un a modifié cette fiche pendant que vous y travailliez. "
                "Voici son état actuel; ce que vous avez écrit est encore là."
            )
        )


# --- Deciding -----------------------------------------------------------------------------------------


@transaction.atomic
def submit(resource: Resource, *, by: Person, version: int) -> None:
    """The depositor sends a draft (again) to the curators."""
    require(by, Catalogue.EDIT, resource)
    _pass(resource, Status.PROPOSED, by=by, version=version)


@transaction.atomic
def decide(resource: Resource, after: str, *, by: Person, version: int, reason: str = "") -> None:
    """A curator moves a record along the ladder: publish, ask for changes, refuse, archive…"""
    require(by, Catalogue.DECIDE, resource)
    _pass(resource, after, by=by, version=version, reason=reason)


@transaction.atomic
def withdraw(resource: Resource, *, by: Person, version: int, reason: str, hides_title: bool = False) -> None:
    """The address answers « withdrawn » from now on, and the content is no longer shown."""
    require(by, Catalogue.WITHDRAW, resource)
    _pass(resource, Status.WITHDRAWN, by=by, version=version, reason=reason, hides_title=hides_title)
    if hides_title:
        unname(resource)


@transaction.atomic
def restore(resource: Resource, *, by: Person, version: int) -> None:
    """Undo a withdrawal or a merge: the record comes back as it was."""
    require(by, Catalogue.DECIDE, resource)
    last = resource.decisions.first()
    if resource.status not in (Status.WITHDRAWN, Status.MERGED) or last is None:
        raise Conflict(_("Cette fiche n’est ni retirée ni fusionnée : il n’y a rien à remettre."))
    if resource.status == Status.MERGED:
        Item.objects.filter(pk__in=_moved_items(resource)).update(resource=resource)
        resource.merged_into = None
    _pass(resource, last.before, by=by, version=version, verb="resource.restored")


@transaction.atomic
def merge(resource: Resource, into: Resource, *, by: Person, version: int, reason: str = "") -> None:
    """This record is a duplicate: its place in selections goes to the other, its address leads there."""
    require(by, Catalogue.DECIDE, resource)
    if into.pk == resource.pk or not into.is_readable:
        raise DomainError(_("Choisissez une autre fiche, publiée, dans laquelle fusionner celle-ci."))
    there = Item.objects.filter(resource=into).values("section__selection")
    moved = Item.objects.filter(resource=resource).exclude(section__selection__in=there)
    moved_pks = list(moved.values_list("pk", flat=True))
    moved.update(resource=into)
    resource.merged_into = into
    _pass(resource, Status.MERGED, by=by, version=version, reason=reason, details={"items": moved_pks})
    record(by, "resource.absorbed", into, code=resource.code)


def _moved_items(resource: Resource) -> list[int]:
    deed = Deed.objects.filter(verb="resource.merged", thing_id=resource.pk).order_by("-pk").first()
    return list(deed.details.get("items", [])) if deed else []


def _pass(  # noqa: PLR0913 (the one door to a record's status)
    resource: Resource,
    after: str,
    *,
    by: Person,
    version: int,
    reason: str = "",
    hides_title: bool = False,
    verb: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Go through the table of passages; write the decision and its trace."""
    merged_into = resource.merged_into
    _claim(resource, version)
    before = resource.status
    if after not in PASSAGES[before] and not (verb and before in (Status.WITHDRAWN, Status.MERGED)):
        raise Conflict(
            _("Une fiche « %(before)s » ne peut pas devenir « %(after)s ».")
            % {"before": Status(before).label, "after": Status(after).label}
        )
    if after in NEEDS_REASON and not verb and not reason.strip():
        raise DomainError(_("Écrivez le motif : la personne qui a proposé la fiche le lira."))
    resource.status, resource.merged_into = after, merged_into
    if after == Status.PUBLISHED:
        resource.reviewed_on = timezone.localdate()
    resource.save()
    Decision.objects.create(
        resource=resource, before=before, after=after, reason=reason.strip(), decided_by=by, hides_title=hides_title
    )
    record(by, verb or VERBS[Status(after)], resource, **(details or {}))
