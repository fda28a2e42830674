"""In templates: {{ cell|figure:indicator }}, {{ 1234|number }}, {{ 0.243|percent }}."""

from django import template

from reperes.atlas import speech
from reperes.atlas.cells import Cell
from reperes.atlas.models import Indicator

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
