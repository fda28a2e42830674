"""Letters leave through a real SMTP conversation, in plain text, in the reader's language."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse

from reperes.people.actions import invitations as actions
from reperes.people.models import Invitation


class Sink:
    """Keeps what it receives."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def sink(settings):
    kept = Sink()
    controller = Controller(kept, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", controller.port, False
    yield kept
    controller.stop()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_an_invitation_arrives_whole(sink, ada, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = actions.invite("eve@exemple.quebec", by=ada)
    (letter,) = sink.letters
    assert letter["Subject"] == "Ada vous invite dans Repères"
    assert letter.get_content_type() == "text/plain"
    assert f"/invitation/{sent.token}/" in letter.get_content()
    assert "Vous n’attendiez pas cette invitation?" in letter.get_content()


@pytest.mark.parametrize(("prefix", "words"), [("", "Bonjour,"), ("/en", "Hello,")])
def test_a_new_password_is_asked_in_either_language(sink, client, ben, prefix, words):
    client.post(f"{prefix}/compte/password/reset/", {"email": ben.email})
    (letter,) = sink.letters
    assert letter["To"] == ben.email
    assert words in letter.get_content()
    assert f"{prefix}/compte/password/reset/key/" in letter.get_content()


@pytest.fixture
def dead_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", _free_port(), False


def test_a_dead_mail_server_does_not_tell_who_has_an_account(dead_server, client, ben, caplog):
    for email in [ben.email, "personne@exemple.quebec"]:
        assert client.post("/compte/password/reset/", {"email": email}).url == "/compte/password/reset/done/"
    assert "did not leave" in caplog.text


def test_a_dead_mail_server_leaves_the_link(dead_server, client, ada, django_capture_on_commit_callbacks):
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("people:invitations"), {"email": "eve@exemple.quebec", "language": "fr", "role": "member"}
        )
    assert answer.status_code == 302
    assert Invitation.objects.get().sent_at is None
