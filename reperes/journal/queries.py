"""What happened to a thing, and what it is linked to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reperes.journal.models import Deed, Link
from reperes.journal.verbs import KINDS, VERBS


@dataclass(frozen=True)
class Line:
    """One line of a thing's history, ready to read: actor + sentence."""

    actor: str
    sentence: str | Promise
    happened_at: datetime
    details: dict[str, Any]


@dataclass(frozen=True)
class Linked:
    """The other end of a link; no address where the thing has no page."""

    name: str
    address: str


@dataclass(frozen=True)
class Links:
    """Everything a thing is linked to in one way: « cite » these."""

    sentence: str | Promise
    things: list[Linked]


def _actor(deed: Deed, reader: Any) -> str:
    """Names are for people who signed in: a public page says the deed and its date."""
    if deed.actor is None:
        return _("Repères")
    if reader is not None and reader.is_authenticated:
        return str(deed.actor)
    return _("Une personne")


def history(thing: models.Model, *, reader: Any = None, limit: int = 20) -> list[Line]:
    """The latest deeds done to a thing, newest first, as `reader` may read them."""
    deeds = Deed.objects.filter(thing_type=ContentType.objects.get_for_model(thing), thing_id=thing.pk).select_related(
        "actor"
    )
    return [
        Line(_actor(deed, reader), VERBS.get(deed.verb, deed.verb), deed.happened_at, deed.details)
        for deed in deeds.order_by("-id")[:limit]
    ]


def links(thing: models.Model, *, reader: Any) -> list[Links]:
    """What a thing is linked to, both ways, leaving out what `reader` may not see."""
    here = {"type": ContentType.objects.get_for_model(thing), "id": thing.pk}
    ends = [
        (KINDS[kind][0], target_type, target_id)
        for kind, target_type, target_id in Link.objects.filter(source_type=here["type"], source_id=here["id"])
        .order_by("id")
        .values_list("kind", "target_type", "target_id")
    ] + [
        (KINDS[kind][1], source_type, source_id)
        for kind, source_type, source_id in Link.objects.filter(target_type=here["type"], target_id=here["id"])
        .order_by("id")
        .values_list("kind", "source_type", "source_id")
    ]
    seen = _visible({(type_id, thing_id) for _sentence, type_id, thing_id in ends}, reader)
    grouped: dict[str | Promise, list[Linked]] = defaultdict(list)
    for sentence, type_id, thing_id in ends:
        if (type_id, thing_id) in seen:
            grouped[sentence].append(seen[type_id, thing_id])
    return [Links(sentence, things) for sentence, things in grouped.items()]


def _visible(keys: Iterable[tuple[int, int]], reader: Any) -> dict[tuple[int, int], Linked]:
    """One query a sort of thing, whatever the number of links."""
    ids: dict[int, list[int]] = defaultdict(list)
    for type_id, thing_id in keys:
        ids[type_id].append(thing_id)
    found = {}
    for type_id, thing_ids in ids.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is None:  # its room was taken out of the house
            continue
        things = model._default_manager.filter(pk__in=thing_ids)
        if hasattr(things, "visible_to"):
            things = things.visible_to(reader)
        for thing in things:
            address = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""
            found[type_id, thing.pk] = Linked(str(thing), address)
    return found
