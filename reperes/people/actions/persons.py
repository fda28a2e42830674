"""Correct what we hold about a person; forget the person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record, unname
from reperes.people.access import People
from reperes.people.holdings import HOLDINGS
from reperes.people.models import Invitation, Mandate, Organisation, Person


@transaction.atomic
def correct(person: Person, *, by: Person, name: str, language: str, organisation: Organisation | None) -> None:
    require(by, People.EDIT_PERSON, person)
    person.name, person.language, person.organisation = name, language, organisation
    person.save(update_fields=["name", "language", "organisation"])
    unname(person)  # a corrected name must not live on in old deeds
    record(by, "person.corrected", person)


@transaction.atomic
def forget(person: Person, *, by: Person) -> None:
    """Make the person nameless, in place: what they did stays, who they were goes."""
    require(by, People.FORGET_PERSON, person)
    refuse_if_last_host(person)
    for holding in HOLDINGS.values():
        holding.forget(person)
    _forget_invitations(person)
    _forget_ways_in(person)
    person.mandates.all().delete()
    today = timezone.localdate()
    person.participations.filter(starts_on__gt=today).delete()
    person.participations.filter(Q(ends_on=None) | Q(ends_on__gt=today)).update(ends_on=today)
    person.email, person.name, person.organisation, person.last_login = None, "", None, None
    person.is_active, person.forgotten_at = False, timezone.now()
    person.set_unusable_password()
    person.save()
    record(None, "person.forgotten", person)
    unname(person)


def refuse_if_last_host(person: Person) -> None:
    """Every instance keeps someone who answers for it. Locked, so that two hosts cannot leave together."""
    hosts = Mandate.objects.select_for_update().filter(kind=Mandate.Kind.HOST).values_list("person", flat=True)
    if list(hosts) == [person.pk]:
        raise Conflict(
            _("Vous êtes la seule personne qui héberge cette instance. Confiez d’abord ce mandat à quelqu’un d’autre.")
        )


def _forget_invitations(person: Person) -> None:
    """The address they were invited at, and the addresses of those they invited."""
    theirs = Q(accepted_by=person) | Q(invited_by=person)
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    for address in {person.email or "", *known} - {""}:
        theirs |= Q(email__iexact=address)
    Invitation.objects.open().filter(theirs).update(withdrawn_at=timezone.now())
    Invitation.objects.filter(theirs).update(email="")


def _forget_ways_in(person: Person) -> None:
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def note_export(person: Person) -> None:
    """The person left with a copy; if it was not them, the journal will tell."""
    record(person, "person.exported", person)
