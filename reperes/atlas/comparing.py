"""How a cell differs from that of a reference, and what may be said of it: « se distingue » only beyond chance."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reperes.atlas import speech
from reperes.atlas.cells import Cell
from reperes.atlas.models import Indicator
from reperes.figures import comparison
from reperes.figures.comparison import Comparison, Verdict
from reperes.figures.intervals import Interval

SIMILAR = 0.10  # of the reference's value: closer is « semblable » where no chance is known


@dataclass(frozen=True, slots=True)
class Said:
    """The verdict, its words with the gap, and whether chance was reckoned with."""

    verdict: str  # more | less | similar | ""
    words: str
    has_chance: bool = False


NOTHING = Said("", "")


def said(indicator: Indicator, cell: Cell, reference: Cell | None, *, is_inside: bool = True) -> Said:
    """More, less, or not told apart, with the gap; a count is not compared with that of a wider territory."""
    if indicator.aggregation == Indicator.Aggregation.SUM or reference is None:
        return NOTHING
    if cell.value is None or reference.value is None:
        return Said("", _("comparaison impossible"))
    gap = speech.gap(cell.value, reference.value, indicator)
    found = compared(indicator, cell, reference, is_inside=is_inside)
    if found is not None and found.verdict != Verdict.NOT_COMPARABLE:
        return _with_chance(found.verdict, gap)
    if abs(cell.value - reference.value) <= SIMILAR * abs(reference.value):
        return Said("similar", _("semblable (%(gap)s)") % {"gap": gap})
    return _further(cell.value > reference.value, gap)


def _with_chance(verdict: Verdict, gap: str) -> Said:
    if verdict == Verdict.NOT_DISTINGUISHED:
        return Said("similar", _("ne se distingue pas (%(gap)s)") % {"gap": gap}, has_chance=True)
    further = _further(verdict == Verdict.ABOVE, gap)
    return Said(further.verdict, further.words, has_chance=True)


def _further(is_more: bool, gap: str) -> Said:
    if is_more:
        return Said("more", _("plus (%(gap)s)") % {"gap": gap})
    return Said("less", _("moins (%(gap)s)") % {"gap": gap})


def compared(indicator: Indicator, cell: Cell, reference: Cell, *, is_inside: bool) -> Comparison | None:
    """By counts where they are known and people were drawn; else by the intervals of both; None without any."""
    asked = indicator.asked
    if asked and indicator.unit == Indicator.Unit.SHARE and is_inside and _has_counts(cell) and _has_counts(reference):
        try:
            return comparison.with_whole(
                cell.numerator or 0.0, cell.denominator or 0.0,
                reference.numerator or 0.0, reference.denominator or 0.0, sampled=asked,
            )  # fmt: skip
        except ValueError:  # independent rounding: the parts do not quite fit inside the whole
            return comparison.values(cell.value, limits(cell), reference.value, limits(reference))
    return comparison.values(cell.value, limits(cell), reference.value, limits(reference))


def _has_counts(cell: Cell) -> bool:
    return cell.numerator is not None and bool(cell.denominator)


def limits(cell: Cell) -> Interval | None:
    return None if cell.ci_lo is None or cell.ci_hi is None else Interval(cell.ci_lo, cell.ci_hi)


def limits_in_words(cell: Cell, indicator: Indicator) -> str:
    """« de 18,9 % à 23,3 % », or nothing."""
    if cell.ci_lo is None or cell.ci_hi is None or cell.value is None:
        return ""
    low, high = (speech.figure(each, indicator) for each in (cell.ci_lo, cell.ci_hi))
    return _("de %(low)s à %(high)s") % {"low": low, "high": high}
