"""Letters the house writes, in the language of the one who receives them. Plain text only."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reperes.people.models import Invitation


def address(name: str, *args: object) -> str:
    """The full address of a page, in the language of the letter."""
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name, args=args)


def send(letter: str, to: str, language: str, **context: object) -> None:
    """Render people/letters/LETTER_{subject,body}.txt and hand it to the mail server."""
    with override(language):
        subject = render_to_string(f"people/letters/{letter}_subject.txt", context).strip()
        body = render_to_string(
            f"people/letters/{letter}_body.txt",
            context | {"host_name": settings.HOST_NAME, "site_address": settings.SITE_ADDRESS},
        )
    EmailMessage(subject, body.strip() + "\n", to=[to]).send()


def send_invitation(invitation: Invitation) -> None:
    """Write to the person invited; `sent_at` says that a mail server took the letter."""
    with override(invitation.language):
        link = address("people:invitation", invitation.token)
    send("invitation", invitation.email, invitation.language, invitation=invitation, link=link)
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
