"""What the card says in words of how a figure is made: what is added up, under what it is hidden, how sure it is.

The rules themselves are applied in building/cells.py and building/protecting.py; here they are only told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _

from reperes.atlas import speech
from reperes.atlas.models import Indicator
from reperes.atlas.queries.editions import POPULATION
from reperes.figures.aggregation import HIDDEN_BELOW, PARTIAL_BELOW

Aggregation, Form, Unit = Indicator.Aggregation, Indicator.Form, Indicator.Unit
VOLUNTARY = "2011"  # its long questionnaire was replaced by a voluntary survey


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences, and the page of docs/methods that gives the formula and its source."""

    sentences: tuple[str, ...]
    page: str = ""


def asked(indicator: Indicator) -> str:
    """Who was asked; nothing where it was not said."""
    return "" if indicator.form == Form.OTHER else str(indicator.get_form_display())


def aggregation(indicator: Indicator) -> Told:
    """How the figure of a wider territory comes from those of its small areas."""
    covered = _(
        "Si les petits secteurs connus couvrent moins de %(partial)s des gens, la valeur est dite partielle; sous "
        "%(hidden)s, il n’y en a pas."
    ) % {"partial": speech.percent(PARTIAL_BELOW, 0), "hidden": speech.percent(HIDDEN_BELOW, 0)}
    ways = {
        Aggregation.SUM: _("On additionne les effectifs des petits secteurs."),
        Aggregation.RATIO: _(
            "On additionne les numérateurs, puis les dénominateurs, et l’on divise : jamais une moyenne de "
            "pourcentages."
        ),
        Aggregation.MEDIAN: _(
            "On additionne les effectifs de chaque classe, puis on lit la médiane dedans : une médiane ne se moyenne "
            "pas."
        ),
    }
    way = ways.get(Aggregation(indicator.aggregation))
    if way is None:
        return Told(
            (_("La valeur est donnée telle quelle pour chaque secteur : elle ne se calcule pas d’un regroupement."),),
            "aggregation",
        )
    return Told((way, covered), "medians" if indicator.aggregation == Aggregation.MEDIAN else "aggregation")


def thresholds(indicator: Indicator) -> Told:
    """Under what nothing is published; the numbers are the host's settings and the indicator's own."""
    said = [*_few_people(indicator), *_few_counted(indicator)]
    if said:
        said.append(_("D’autres cases sont cachées au besoin, pour qu’aucune soustraction ne redonne celles-là."))
    return Told(tuple(said), "disclosure" if said else "")


def counts_people_or_land(indicator: Indicator) -> bool:
    """How many people live where is always said."""
    return indicator.code == POPULATION or indicator.unit == Unit.DENSITY


def _few_people(indicator: Indicator) -> Iterable[str]:
    limits = settings.DISCLOSURE
    if counts_people_or_land(indicator):
        return
    is_income = limits["income_people"] and indicator.least_denominator >= limits["income_people"]
    least = max(limits["people"], limits["income_people"] if is_income else 0)
    if least:
        yield _("Rien n’est publié sous %(n)s personnes.") % {"n": speech.number(least)}
    if limits["people_by_hand"] > least:
        yield _("Pour un territoire dessiné ici, rien n’est publié sous %(n)s personnes.") % {
            "n": speech.number(limits["people_by_hand"])
        }


def _few_counted(indicator: Indicator) -> Iterable[str]:
    if indicator.aggregation == Aggregation.RATIO and indicator.least_denominator:
        yield _("L’univers (le dénominateur) doit compter au moins %(n)s.") % {
            "n": speech.number(indicator.least_denominator)
        }
    count = indicator.small_count or settings.DISCLOSURE["small_count"]
    is_unprotected = indicator.form in {Form.ADMINISTRATIVE, Form.SURVEY} or (
        indicator.form == Form.OTHER and indicator.small_count
    )
    if is_unprotected and count > 1:
        yield _("Un effectif de 1 à %(n)s est caché.") % {"n": count - 1}


def interval(indicator: Indicator) -> Told:
    """Where the limits under a value come from; the same cases as building/cells.py."""
    said = _interval(indicator)
    if not said:
        return Told((_("Aucun intervalle n’est donné : ni le hasard ni l’arrondi n’en sont connus."),), "chance")
    return Told((said,), "chance")


def _interval(indicator: Indicator) -> str:
    form, unit = indicator.form, indicator.unit
    if indicator.aggregation in {Aggregation.MEDIAN, Aggregation.NONE}:
        return ""
    rounded = _("À 95 %, ce que l’arrondi aléatoire à 5 des effectifs laisse de doute.")
    counted = _("À 95 %, limites de Byar : ce qu’un compte d’événements aurait pu donner.")
    if indicator.aggregation == Aggregation.SUM:
        return {Form.FULL: rounded, Form.ADMINISTRATIVE: counted}.get(Form(form), "")
    if unit == Unit.PER_1000:
        return counted
    if unit != Unit.SHARE:
        return ""
    every = _("À 95 %, limites de Wilson : ce que le hasard du nombre aurait pu donner.")
    return {
        Form.FULL: rounded,
        Form.SAMPLE: _("À 95 %, limites de Wilson : le hasard d’avoir demandé à un ménage sur quatre."),
        Form.ADMINISTRATIVE: every,
        Form.SURVEY: every,
    }.get(Form(form), "")


def breaks(indicator: Indicator, sources: Iterable[tuple[str, str]]) -> list[str]:
    """Why two periods are not one series. `sources`: (period, publisher) of each."""
    given = sorted(set(sources))
    periods = sorted({period for period, _publisher in given})
    said = []
    if indicator.form == Form.SAMPLE and VOLUNTARY in periods and len(periods) > 1:
        said.append(
            _("Rupture de série : en 2011, le questionnaire long était une enquête volontaire. Ne tracez pas de ligne "
              "à travers cette année-là.")
        )  # fmt: skip
    for (before, one), (after, other) in pairwise(given):
        if one != other and before != after:
            said.append(
                _("Rupture de série entre %(before)s et %(after)s : l’organisme qui publie n’est plus le même "
                  "(%(one)s, puis %(other)s).")
                % {"before": before, "after": after, "one": one, "other": other}
            )  # fmt: skip
    return said
