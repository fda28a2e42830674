"""Create and edit collectives; who takes part, in what role, for how long."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.access import People
from reperes.people.models import Collective, Organisation, Participation, Person


@transaction.atomic
def create(*, by: Person, organisations: Iterable[Organisation] = (), **fields: Any) -> Collective:
    """Whoever creates a collective coordinates it, until they say otherwise."""
    require(by, People.ADD_COLLECTIVE)
    collective = Collective.objects.create(**fields)
    collective.organisations.set(organisations)
    Participation.objects.create(person=by, collective=collective, role=Participation.Role.STEWARD)
    record(by, "collective.created", collective)
    return collective


@transaction.atomic
def edit(collective: Collective, *, by: Person, organisations: Iterable[Organisation], **fields: Any) -> None:
    require(by, People.EDIT_COLLECTIVE, collective)
    for name, value in fields.items():
        setattr(collective, name, value)
    collective.save(update_fields=[*fields])
    collective.organisations.set(organisations)
    record(by, "collective.edited", collective)


@transaction.atomic
def add_participant(
    collective: Collective,
    person: Person,
    *,
    by: Person,
    role: str = Participation.Role.MEMBER,
    starts_on: date | None = None,
) -> Participation:
    """Enter someone without asking them: the host's right; others invite."""
    require(by, People.ADD_PARTICIPANT, collective)
    hold(collective)
    if collective.participations.current().filter(person=person).exists():
        raise Conflict(_("Cette personne participe déjà à « %(name)s ».") % {"name": collective.name})
    participation = Participation.objects.create(
        collective=collective,
        person=person,
        role=role,
        starts_on=starts_on or timezone.localdate(),
    )
    record(by, "participation.added", collective, person=person.pk, role=role)
    return participation


def hold(collective: Collective) -> None:
    """Whoever else enters someone waits until this transaction ends: nobody takes part twice."""
    Collective.objects.select_for_update().get(pk=collective.pk)


@transaction.atomic
def edit_participation(participation: Participation, *, by: Person, **fields: Any) -> None:
    """Change role, organisation or period."""
    require(by, People.EDIT_PARTICIPATION, participation)
    for name, value in fields.items():
        setattr(participation, name, value)
    _keep_a_steward(participation)
    participation.save(update_fields=[*fields])
    record(by, "participation.edited", participation.collective, person=participation.person_id)


@transaction.atomic
def end_participation(participation: Participation, *, by: Person) -> None:
    """From today the person takes no part; what was is kept."""
    require(by, People.END_PARTICIPATION, participation)
    if not participation.is_current:
        raise Conflict(_("Cette participation est déjà terminée."))
    _keep_a_steward(participation, leaves=True)
    participation.ends_on = timezone.localdate()
    participation.save(update_fields=["ends_on"])
    record(by, "participation.ended", participation.collective, person=participation.person_id)


def _keep_a_steward(participation: Participation, *, leaves: bool = False) -> None:
    """A collective with people in it keeps someone who coordinates it."""
    stays = participation.role == Participation.Role.STEWARD and participation.is_current and not leaves
    # Held, so that two people who coordinate cannot both leave at once
    others = participation.collective.participations.select_for_update().current().exclude(pk=participation.pk)
    roles = list(others.values_list("role", flat=True))
    if not stays and roles and Participation.Role.STEWARD not in roles:
        raise Conflict(_("Confiez d’abord la coordination à une autre personne : ce collectif n’en aurait plus."))
