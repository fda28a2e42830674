"""Remember a deed, link two things."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from reperes.journal.models import Deed, Link
from reperes.journal.signals import happened
from reperes.journal.verbs import KINDS, VERBS


def record(actor: Any, verb: str, thing: models.Model, **details: Any) -> Deed:
    """Write that `actor` (None: the house itself) did `verb` to `thing`; tell listeners once it is certain."""
    if verb not in VERBS:
        raise ValueError(f"the verb “{verb}” has no sentence; add it to VERBS in the room's apps.py")
    deed = Deed.objects.create(
        verb=verb,
        actor=actor if actor is not None and actor.is_authenticated else None,
        thing_type=ContentType.objects.get_for_model(thing),
        thing_id=thing.pk,
        thing_name=str(thing)[:300],
        details=details,
    )
    transaction.on_commit(lambda: _tell(deed), robust=True)
    return deed


def _tell(deed: Deed) -> None:
    """The deed is done: a listener that fails is a line in the log, not a broken page (robust)."""
    happened.send(sender=Deed, deed=deed)


def link(source: models.Model, kind: str, target: models.Model, *, by: Any) -> Link:
    """Say that one thing feeds another; saying it twice changes nothing."""
    if kind not in KINDS:
        raise ValueError(f"the link “{kind}” has no sentence; add it to KINDS in the room's apps.py")
    said, _created = Link.objects.get_or_create(
        kind=kind,
        source_type=ContentType.objects.get_for_model(source),
        source_id=source.pk,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        defaults={"linked_by": by},
    )
    return said


def unname(thing: models.Model) -> None:
    """Forget what a thing was called, in every deed: the one exception to “never edited” (P-39.1, art. 23)."""
    Deed.objects.filter(thing_type=ContentType.objects.get_for_model(thing), thing_id=thing.pk).update(thing_name="")
