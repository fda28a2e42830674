"""What the pages of organisations, collectives and invitations show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from reperes.core.access import may
from reperes.people.access import People
from reperes.people.models import Collective, Invitation, Organisation, Participation, Person


def organisations(*, sector: str = "", words: str = "") -> QuerySet[Organisation]:
    found = Organisation.objects.annotate(
        n_collectives=Count("collectives", filter=Q(collectives__is_public=True))
    ).order_by("name")
    if sector:
        found = found.filter(sector=sector)
    return found.filter(name__icontains=words) if words else found


def collectives(reader: Any) -> QuerySet[Collective]:
    return Collective.objects.visible_to(reader).annotate(n_organisations=Count("organisations")).order_by("name")


def collectives_led_by(person: Person) -> QuerySet[Collective]:
    """Where this person may invite: all of them for the host."""
    if may(person, People.INVITE):
        return Collective.objects.all()
    led = Participation.objects.current().filter(person=person, role=Participation.Role.STEWARD)
    return Collective.objects.filter(pk__in=led.values("collective"))


@dataclass(frozen=True)
class Participants:
    """Who takes part now, who will, and who did."""

    current: list[Participation]
    past: list[Participation]


def participants(collective: Collective) -> Participants:
    role_order = list(Participation.Role)
    everyone = sorted(
        collective.participations.select_related("person", "organisation", "collective"),
        key=lambda p: (role_order.index(Participation.Role(p.role)), p.person.name.casefold()),
    )
    today = timezone.localdate()
    over = [p for p in everyone if p.ends_on is not None and p.ends_on <= today]
    return Participants([p for p in everyone if p not in over], over)


def invitations_of(person: Person) -> Iterable[Invitation]:
    """Those this person sent, and those sent for the collectives they coordinate."""
    mine = Q(invited_by=person)
    if not may(person, People.INVITE):
        mine |= Q(collective__in=collectives_led_by(person))
    else:
        mine = Q()
    return Invitation.objects.filter(mine).select_related("collective", "invited_by", "accepted_by").order_by("-id")


def mandates() -> QuerySet[Person]:
    """Everyone who is trusted with something, by name."""
    return (
        Person.objects.filter(mandates__isnull=False)
        .distinct()
        .order_by("name")
        .prefetch_related(Prefetch("mandates"), "mandates__given_by")
    )
