"""Rooms above listen to deeds; a listener's trouble is its own."""

import pytest

from reperes.journal.actions import record
from reperes.journal.models import Deed
from reperes.journal.signals import happened


@pytest.fixture
def deaf():
    """A room that fails at each deed."""

    def fail(sender, deed, **kwargs):
        raise RuntimeError("deaf")

    happened.connect(fail)
    yield
    happened.disconnect(fail)


def test_a_listener_that_fails_does_not_undo_what_was_done(ben, deaf, django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        record(ben, "person.corrected", ben)
    assert Deed.objects.get().actor == ben
    assert "deaf" in caplog.text
