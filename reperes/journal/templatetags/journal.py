"""In templates: {% load journal %}{% history thing %}{% links thing %}."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db import models

from reperes.journal import queries

register = template.Library()


def _reader(context: template.Context) -> Any:
    request = context.get("request")
    return getattr(request, "user", None) or AnonymousUser()


@register.inclusion_tag("journal/_history.html", takes_context=True)
def history(context: template.Context, thing: models.Model, limit: int = 20) -> dict[str, Any]:
    """Who did what to this thing; anonymous readers see the deed and its date."""
    return {"lines": queries.history(thing, reader=_reader(context), limit=limit)}


@register.inclusion_tag("journal/_links.html", takes_context=True)
def links(context: template.Context, thing: models.Model) -> dict[str, Any]:
    """What this thing feeds and what feeds it, as far as the reader may see."""
    return {"links": queries.links(thing, reader=_reader(context))}
