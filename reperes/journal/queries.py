"""What happened to a thing, and what it is linked to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise

from reperes.journal.models import Deed
from reperes.journal.verbs import VERBS


@dataclass(frozen=True)
class Line:
    """One line of a thing's history, ready to read."""

    actor: str
    sentence: str | Promise
    happened_at: datetime
    details: dict[str, Any]


def history(thing: models.Model, *, limit: int = 20) -> list[Line]:
    """The latest deeds done to a thing, newest first."""
    deeds = Deed.objects.filter(thing_type=ContentType.objects.get_for_model(thing), thing_id=thing.pk).select_related(
        "actor"
    )
    return [
        Line(str(deed.actor or ""), VERBS.get(deed.verb, deed.verb), deed.happened_at, deed.details)
        for deed in deeds.order_by("-id")[:limit]
    ]
