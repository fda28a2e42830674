"""Letters of this room."""

import logging

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reperes.core import mail
from reperes.core.site import full_address
from reperes.people.models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation) -> None:
    """Write to the person invited; `sent_at` says that a mail server took the letter.

    A server that is down costs a line in the log: the page then shows the link to pass on by hand.
    """
    with override(invitation.language):
        link = full_address(reverse("people:invitation", args=[invitation.token]))
    try:
        mail.send("people/letters/invitation", invitation.email, invitation.language, invitation=invitation, link=link)
    except OSError:  # smtplib's errors are OSErrors
        log.exception("An invitation did not leave; check EMAIL_HOST.")
    else:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
