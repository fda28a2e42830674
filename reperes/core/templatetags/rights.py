"""In templates: {% may request.user "catalogue.edit" resource as can_edit %}."""

from typing import Any

from django import template

from reperes.core import access

register = template.Library()


@register.simple_tag
def may(person: Any, name: str, thing: Any = None) -> bool:
    """`name` is room.permission in lower case, e.g. "catalogue.edit"; a name nobody declared is a mistake."""
    for permission in access.RULES:
        if f"{type(permission).__name__}.{permission.name}".lower() == name:
            return access.may(person, permission, thing)
    raise template.TemplateSyntaxError(f"no permission is called “{name}”")
