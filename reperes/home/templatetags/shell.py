"""What the shell's templates say: icons, breadcrumbs, the same page in the other language."""

from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

LANGUAGES = {"fr": ("en", "English"), "en": ("fr", "Français")}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """{% icon "search" %}: a drawing that takes the colour of its words and is silent to screen readers."""
    return SafeString(render_to_string(f"home/icons/{name}.svg").strip())


@register.inclusion_tag("home/_breadcrumbs.html", takes_context=True)
def breadcrumbs(context: template.Context, *trail: Any) -> dict[str, Any]:
    """{% breadcrumbs name address name address … here %}: the home page and the current door come by themselves."""
    names, addresses, door = trail[0::2], trail[1::2], context.get("door")
    if not trail and door:  # the door's own page
        return {"here": door.name}
    steps = list(zip(names, addresses, strict=False))
    return {"door": door, "steps": steps, "here": names[-1] if len(names) > len(addresses) else ""}


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> dict[str, str]:
    """Code, name and address of this same page, query included, in the other language."""
    code, name = LANGUAGES[(get_language() or "fr")[:2]]
    request = context.get("request")
    here = request.get_full_path() if request else reverse("home:home")
    address = translate_url(here, code)
    if address == here:  # an address nobody answers to has no translation: only its prefix changes
        # One slash only: “//elsewhere.example” would lead out of the house
        address = f"/en{here}" if code == "en" else f"/{here.removeprefix('/en').lstrip('/')}"
    return {"code": code, "name": name, "address": address}
