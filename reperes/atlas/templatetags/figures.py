"""In templates: {{ cell|figure:indicator }}, {{ 1234|number }}, {{ 0.243|percent }}."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reperes.atlas import speech
from reperes.atlas.cells import Cell
from reperes.atlas.models import Indicator
from reperes.atlas.queries.map import MISSING, SUPPRESSED, Map

register = template.Library()


@register.filter
def figure(cell: Cell | float | None, indicator: Indicator) -> str:
    """A cell or a bare value, as a table shows it."""
    if cell is None or isinstance(cell, Cell):
        return speech.cell_text(cell, indicator)
    return speech.figure(cell, indicator)


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    return "" if value is None else speech.number(value, decimals)


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    return "" if share is None else speech.percent(share, decimals)


@register.filter
def status(cell: Cell | None) -> str:
    return speech.status_words(cell)


HATCHES = {SUPPRESSED: ' fill="url(#hachure-x)"', MISSING: ' fill="url(#hachure-nd)"'}


@register.simple_tag
def drawn(page: Map, here: str = "") -> SafeString:
    """Every area's path, with the words its title says. Written here: a template takes a second over a thousand."""
    paths = []
    for shape, row in page.drawn:
        marks = " is-partial" * row.is_partial + " is-here" * (row.code == here)
        paths.append(
            f'<path class="{row.look}{marks}"{HATCHES.get(row.look, "")} data-code="{escape(row.code)}" '
            f'd="{shape.path}"><title>{escape(row.reading)}</title></path>'
        )
    return mark_safe("".join(paths))  # noqa: S308 (what people wrote is escaped above)
