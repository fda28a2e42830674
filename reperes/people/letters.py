"""Letters the house writes, in the language of the one who receives them. Plain text only."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reperes.people.models import Invitation

log = logging.getLogger(__name__)


def address(name: str, *args: object) -> str:
    """The full address of a page, in the language of the letter."""
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name, args=args)


def send(letter: str, to: str, language: str, **context: object) -> None:
    """Render people/letters/LETTER_{subject,body}.txt and hand it to the mail server."""
    everywhere = {"host_name": settings.HOST_NAME, "site_address": settings.SITE_ADDRESS}
    with override(language):
        subject = render_to_string(f"people/letters/{letter}_subject.txt", context | everywhere).strip()
        body = render_to_string(f"people/letters/{letter}_body.txt", context | everywhere).strip()
    EmailMessage(subject, body + "\n", to=[to]).send()


def send_invitation(invitation: Invitation) -> None:
    """Write to the person invited; `sent_at` says that a mail server took the letter.

    A server that is down costs a line in the log: the page then shows the link to pass on by hand.
    """
    with override(invitation.language):
        link = address("people:invitation", invitation.token)
    try:
        send("invitation", invitation.email, invitation.language, invitation=invitation, link=link)
    except OSError:  # smtplib's errors are OSErrors
        log.exception("An invitation did not leave; check EMAIL_HOST.")
    else:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
