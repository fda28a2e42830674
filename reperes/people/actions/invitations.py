"""Invite, withdraw, send again, accept."""

from datetime import timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.core.access import may, require
from reperes.core.errors import Conflict, NotAllowed
from reperes.journal.actions import record
from reperes.people import letters
from reperes.people.access import People
from reperes.people.actions import collectives
from reperes.people.models import INVITATION_LASTS, Collective, Invitation, Participation, Person

INVITATIONS_A_DAY = 40  # a person who coordinates; nobody should be able to make us write to the whole province
ADDRESSES_KEPT = timedelta(days=90)  # after an invitation that was not accepted


@transaction.atomic
def invite(
    email: str,
    *,
    by: Person,
    collective: Collective | None = None,
    role: str = Participation.Role.MEMBER,
    language: str = "fr",
) -> Invitation:
    """Write to someone with a link that lets them in, and into the collective."""
    require(by, People.INVITE, collective)
    email = email.strip().lower()
    _refuse_if_already_in(email, collective)
    if Invitation.objects.open().to(email).filter(collective=collective).exists():
        raise Conflict(_("Une invitation attend déjà cette personne. Vous pouvez l’envoyer de nouveau."))
    _refuse_if_too_many(by)
    forget_old_addresses()
    invitation = Invitation.objects.create(
        email=email, invited_by=by, collective=collective, role=role, language=language
    )
    record(by, "invitation.sent", invitation, role=role)
    transaction.on_commit(partial(letters.send_invitation, invitation))
    return invitation


def _refuse_if_already_in(email: str, collective: Collective | None) -> None:
    invited = Person.objects.filter(email=email).first()
    if invited is None:
        return
    if collective is None:
        raise Conflict(_("Cette personne a déjà un compte : elle n’a qu’à se connecter."))
    if collective.participations.current().filter(person=invited).exists():
        raise Conflict(_("Cette personne participe déjà à « %(name)s ».") % {"name": collective.name})


def _refuse_if_too_many(by: Person) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    if not may(by, People.INVITE) and by.invitations.filter(invited_at__gt=yesterday).count() >= INVITATIONS_A_DAY:
        raise Conflict(
            _("Vous avez envoyé %(n)s invitations depuis hier. Revenez demain, ou écrivez à l’hôte.")
            % {"n": INVITATIONS_A_DAY}
        )


def _closed(invitation: Invitation) -> Conflict:
    sentences = {
        "accepted": _("Cette invitation a déjà servi."),
        "withdrawn": _("Cette invitation a été retirée."),
        "expired": _("Cette invitation est échue."),
    }
    return Conflict(sentences[invitation.state])


def _lock(invitation: Invitation) -> Invitation:
    """The invitation as it is now, held until we are done: two clicks make one account."""
    return Invitation.objects.select_for_update(of=("self",)).select_related("collective").get(pk=invitation.pk)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person) -> None:
    """The link opens nothing any more."""
    require(by, People.INVITE, invitation.collective)
    invitation = _lock(invitation)
    if invitation.state in {"accepted", "withdrawn"}:
        raise _closed(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(by, "invitation.withdrawn", invitation)


@transaction.atomic
def send_again(invitation: Invitation, *, by: Person) -> None:
    """Same link, new letter, two more weeks; an expired invitation lives again."""
    require(by, People.INVITE, invitation.collective)
    invitation = _lock(invitation)
    if invitation.state in {"accepted", "withdrawn"} or not invitation.email:
        raise _closed(invitation)
    _refuse_if_too_many(by)
    invitation.expires_at = timezone.now() + INVITATION_LASTS
    invitation.sent_at = None
    invitation.save(update_fields=["expires_at", "sent_at"])
    record(by, "invitation.sent_again", invitation)
    transaction.on_commit(partial(letters.send_invitation, invitation))


@transaction.atomic
def accept_as_newcomer(invitation: Invitation, *, name: str, password: str, language: str) -> Person:
    """Open the account that the invitation promises.

    A link that came by mail proves the address. One that was passed on by hand does not: whoever invites saw it too.
    """
    invitation = _lock(invitation)
    if not invitation.is_open:
        raise _closed(invitation)
    try:
        with transaction.atomic():
            person = Person.objects.create_user(invitation.email, password, name=name, language=language)
    except IntegrityError as error:  # two invitations, to two collectives, accepted at the same instant
        raise Conflict(_("Un compte existe déjà à cette adresse. Connectez-vous pour accepter.")) from error
    came_by_mail = invitation.sent_at is not None
    EmailAddress.objects.create(user=person, email=invitation.email, verified=came_by_mail, primary=True)
    record(person, "person.joined", person)
    _enter(invitation, person)
    return person


@transaction.atomic
def accept(invitation: Invitation, *, by: Person) -> None:
    """Someone who already has an account accepts, for the address the invitation was written to."""
    invitation = _lock(invitation)
    if by.email is None or by.email.lower() != invitation.email.lower():
        raise NotAllowed(_("Cette invitation a été écrite à une autre adresse que celle de votre compte."))
    if not invitation.is_open:
        raise _closed(invitation)
    _enter(invitation, by)


def _enter(invitation: Invitation, person: Person) -> None:
    invitation.accepted_by, invitation.accepted_at = person, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    collective = invitation.collective
    if collective:
        collectives.hold(collective)
    if collective and not collective.participations.current().filter(person=person).exists():
        Participation.objects.create(person=person, collective=collective, role=invitation.role)
        record(person, "participation.begun", collective, role=invitation.role)
    record(person, "invitation.accepted", invitation)


def forget_old_addresses() -> int:
    """Erase the addresses of people who did not come; they owe us nothing."""
    long_ago = timezone.now() - ADDRESSES_KEPT
    return Invitation.objects.filter(expires_at__lt=long_ago, accepted_at=None).exclude(email="").update(email="")
