"""In allauth's pages: {% without_placeholders form %}, since each of our fields has a real label."""

from typing import Any

from django import forms, template
from django.conf import settings
from django.utils.translation import gettext as _

from reperes.people.queries.pages import collectives_led_by

register = template.Library()


@register.simple_tag
def without_placeholders(form: forms.Form) -> str:
    """A placeholder that repeats the label is read twice and leaves when one types.

    The name of a key has no label in allauth, hence an English one that no catalogue can translate.
    """
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name == "name" and field.label is None:
            field.label = _("Nom de la clé")
    return ""


@register.simple_tag
def signup_is_open() -> bool:
    return bool(settings.SIGNUP_IS_OPEN)


@register.simple_tag
def may_invite_somewhere(person: Any) -> bool:
    """The host anywhere; whoever coordinates a collective, there."""
    return collectives_led_by(person).exists()


@register.filter
def without_time(value: Any) -> Any:
    """A moment's day; other values as they are."""
    return value.date() if hasattr(value, "hour") else value
