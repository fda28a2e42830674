"""In templates: {% load limits %}{{ colours|of:key }} {{ 0.6|as_percent }} {% about_limits locality %}."""

from collections.abc import Mapping
from typing import Any

from django import template

from reperes.places import limits_pages, queries
from reperes.places.models import Comparability, Locality

register = template.Library()


@register.filter
def of(found: Mapping[str, Any], key: str) -> Any:
    return found.get(key, "")


@register.filter
def as_percent(share: float) -> str:
    """0.6 → 60 %"""
    return queries.percent(share)


@register.filter
def reason(said: Comparability) -> str:
    return queries.reason(said)


@register.inclusion_tag("places/_about_limits.html")
def about_limits(locality: Locality) -> dict[str, Any]:
    """On the page of a place: are these its newest limits, how far were they discussed, what stands for it."""
    return limits_pages.about(locality)
