"""In templates: {{ indicator|asked }}, {% with told=indicator|interval %}: how a figure is made, in words."""

from django import template

from reperes.atlas import telling
from reperes.atlas.cells import WORDS
from reperes.atlas.models import Indicator, Source
from reperes.atlas.queries.methods import has_page
from reperes.figures.statuses import Status

register = template.Library()
register.filter("asked", telling.asked)
register.filter("has_method", has_page)


@register.filter
def added(indicator: Indicator) -> telling.Told:
    return telling.aggregation(indicator)


@register.filter
def hidden_under(indicator: Indicator) -> telling.Told:
    return telling.thresholds(indicator)


@register.filter
def interval(indicator: Indicator) -> telling.Told:
    return telling.interval(indicator)


@register.filter
def replaced_by(source: Source) -> Source | None:
    """The newest file that replaces this one; a layout's record, which no file was read of, has none."""
    if source.pk is None:
        return None
    return max(source.superseded_by.all(), key=lambda one: one.pk, default=None)


@register.filter
def in_words(status: Status) -> str:
    return str(WORDS[status])
