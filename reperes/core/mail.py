"""Letters the house writes: plain text, in the language of whoever receives them."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override


def send(letter: str, to: str, language: str, **said: object) -> None:
    """Render LETTER_subject.txt and LETTER_body.txt ("room/letters/noun") and hand them to the mail server.

    A subject is one line, whatever names and titles hold: a second one would be another header.
    """
    everywhere = {"host_name": settings.HOST_NAME, "site_address": settings.SITE_ADDRESS}
    with override(language):
        subject = " ".join(render_to_string(f"{letter}_subject.txt", said | everywhere).splitlines()).strip()
        body = render_to_string(f"{letter}_body.txt", said | everywhere).strip()
    EmailMessage(subject, body + "\n", to=[to]).send()
