"""In templates: {% spoken indicator "definition" %} gives the words in the reader's language."""

from django import template
from django.db import models

from reperes.core import text

register = template.Library()


@register.simple_tag
def spoken(thing: models.Model, field: str) -> str:
    """The French field, or its `_en` twin where it was written."""
    return text.spoken(getattr(thing, field), getattr(thing, f"{field}_en", ""))
