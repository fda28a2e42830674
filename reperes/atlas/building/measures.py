"""What one dataset makes: its indicators, and what each asks of an engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from reperes.atlas import formulas, layouts
from reperes.atlas.engines.quantities import Quantity
from reperes.atlas.models import Dataset, Formula, Indicator
from reperes.atlas.recipe import Recipe, Role, from_json
from reperes.figures.aggregation import Floats
from reperes.figures.statuses import OK
from reperes.reading.store import Store

OWN = ("value", "numerator", "denominator")  # columns of a store of own measures; characteristic n: the nth measure
PEOPLE_COLUMN = "value"
Aggregation = Indicator.Aggregation


@dataclass(frozen=True)
class Made:
    """One indicator as one dataset makes it."""

    indicator: Indicator
    quantity: Quantity
    edges: tuple[float, ...] = ()  # of a grouped median; the last may be infinite

    @property
    def way(self) -> str:
        return self.indicator.aggregation

    @property
    def is_summed(self) -> bool:
        return self.way != Aggregation.NONE

    def is_for(self, *, small_areas: bool) -> bool:
        """A median given as is stays where it was given; women and men apart need more people than a small area has."""
        return self.indicator.variant_of_id is None if small_areas else self.is_summed


def of_dataset(dataset: Dataset, store: Store) -> tuple[list[Made], list[str]]:
    """What it makes, and in a sentence each what it cannot make."""
    if not dataset.layout:
        return _own(from_json(dataset.recipe["recipe"])), []
    return _of_layout(dataset.layout, store)


def _own(recipe: Recipe) -> list[Made]:
    indicators = Indicator.objects.in_bulk([measure.code for measure in recipe.measures], field_name="code")
    made = []
    for number, measure in enumerate(recipe.measures, start=1):
        column = "value" if measure.role in {Role.COUNT, Role.AS_IS} else "numerator"
        denominator = None if column == "value" else {(number, "denominator"): 1.0}
        made.append(Made(indicators[measure.code], Quantity(measure.code, {(number, column): 1.0}, denominator)))
    return made


def _of_layout(layout: str, store: Store) -> tuple[list[Made], list[str]]:
    known = {one.id: one.name for one in store.characteristics}
    made, told = [], []
    land = layouts.layout(layout).land
    for formula in Formula.objects.filter(layout=layout).select_related("indicator__source").order_by("indicator__pk"):
        try:
            made.append(of_formula(formula, known, store.columns, land=land))
        except formulas.BadFormula as refusal:
            told.append(refusal.sentence)
    return made, told


def of_formula(formula: Formula, known: dict[int, str], columns: Sequence[str], *, land: int) -> Made:
    """BadFormula when it names what the source does not have. `land`: its characteristic of land area, in km²."""
    code = formula.indicator.code
    quantity = formulas.quantity(code, formula.numerator, formula.denominator, formula.classes, land=land)
    formulas.refuse_unknown(quantity, known, columns)
    edges = [float(low) for low, _high, _text in formula.classes]
    last = formula.classes[-1][1] if formula.classes else None
    return Made(formula.indicator, quantity, (*edges, np.inf if last is None else float(last)) if edges else ())


def people(dataset: Dataset, store: Store) -> Floats:
    """Who lives in each small area, NaN where nobody says; without that figure, areas count equally."""
    number = dataset.recipe.get("people")
    if not number:
        return np.ones(len(store.areas))
    column = PEOPLE_COLUMN if PEOPLE_COLUMN in store.columns else "total"
    values, statuses = store.column(int(number), column)
    return np.where(statuses == OK, values, np.nan)


def refuse_twins(codes: Iterable[str]) -> None:
    """Two columns would make one indicator: nobody could say which is right."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise formulas.BadFormula(
                _("L’indicateur « %(code)s » serait fait de deux colonnes : gardez-en une.") % {"code": code}
            )
        seen.add(code)
