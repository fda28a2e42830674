"""In allauth's pages: {% without_placeholders form %}, since each of our fields has a real label."""

from typing import Any

from django import forms, template
from django.conf import settings

register = template.Library()


@register.simple_tag
def without_placeholders(form: forms.Form) -> str:
    """A placeholder that repeats the label is read twice and leaves when one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return ""


@register.simple_tag
def signup_is_open() -> bool:
    return bool(settings.SIGNUP_IS_OPEN)


@register.filter
def without_time(value: Any) -> Any:
    """A moment's day; other values as they are."""
    return value.date() if hasattr(value, "hour") else value
