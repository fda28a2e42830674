"""Formulas as data: linear forms over the characteristics of a layout, because only such forms may be summed.

`c1467` is characteristic 1467, all persons; `c2225.women` its column of women; `land_km2` the land of the area. They
are added, subtracted, and multiplied by plain numbers: nothing else, so that the sum of small areas is that of their
forms.
"""

import ast
import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reperes.atlas.engines.quantities import Form, Quantity, Term
from reperes.core.errors import DomainError

LAND = "land_km2"
LAND_TERM: Term = (0, "total")  # stands for the layout's own characteristic of land area until it is known
NAME = re.compile(r"c([1-9]\d{0,5})")
COLUMNS = ("total", "men", "women")
SAID_OF_COLUMNS = {"men": gettext_noop("hommes"), "women": gettext_noop("femmes")}
LONGEST = 400  # characters


class BadFormula(DomainError):
    """A formula that cannot be computed: what, where, and what may be written instead."""


def parse(text: str) -> dict[Term, float]:
    """A linear form; BadFormula names the part that is not one."""
    if len(text) > LONGEST:
        raise BadFormula(_("La formule dépasse %(n)s caractères : coupez-la.") % {"n": LONGEST})
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        place = getattr(error, "offset", None) or len(text.strip()) or 1
        raise BadFormula(
            _("La formule « %(text)s » ne se lit pas, près du caractère %(place)s. Exemple : c25 + c26 - 0.5*c27.")
            % {"text": text, "place": place}
        ) from error
    form = {term: coefficient for term, coefficient in _form(tree, text).items() if coefficient}
    if not form:
        raise BadFormula(_("La formule « %(text)s » ne nomme aucune caractéristique.") % {"text": text})
    return form


def _form(node: ast.expr, text: str) -> dict[Term, float]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sign = 1.0 if isinstance(node.op, ast.Add) else -1.0
        return _added(_form(node.left, text), _form(node.right, text), sign)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _scaled(node, text)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _added({}, _form(node.operand, text), -1.0)
    return {_term(node, text): 1.0}


def _added(left: dict[Term, float], right: dict[Term, float], sign: float) -> dict[Term, float]:
    found = dict(left)
    for term, coefficient in right.items():
        found[term] = found.get(term, 0.0) + sign * coefficient
    return found


def _scaled(node: ast.BinOp, text: str) -> dict[Term, float]:
    for number, form in ((node.left, node.right), (node.right, node.left)):
        if isinstance(number, ast.Constant) and isinstance(number.value, int | float) and math.isfinite(number.value):
            return {term: number.value * coefficient for term, coefficient in _form(form, text).items()}
    raise BadFormula(
        _("Dans « %(text)s », on ne multiplie que par un nombre : un produit de deux effectifs ne s’additionne pas.")
        % {"text": text}
    )


def _term(node: ast.expr, text: str) -> Term:
    column = "total"
    if isinstance(node, ast.Attribute):
        column, node = node.attr, node.value
    if isinstance(node, ast.Name) and node.id == LAND and column == "total":
        return LAND_TERM
    if isinstance(node, ast.Name) and (found := NAME.fullmatch(node.id)) and column in COLUMNS:
        return int(found.group(1)), column
    said = ast.unparse(node) + ("" if column == "total" else f".{column}")
    raise BadFormula(
        _("Dans « %(text)s », « %(said)s » n’est pas une caractéristique : écrivez c suivi de son numéro (c1467, "
          "c1467.women, c1467.men), land_km2, et les signes + - *.")
        % {"text": text, "said": said}
    )  # fmt: skip


def of_sex(text: str, column: str) -> str:
    """The same formula over the column of women or of men.

    >>> of_sex("c25 + c26", "women")
    'c25.women + c26.women'
    """
    return re.sub(rf"\b({NAME.pattern})\b(?!\.)", rf"\1.{column}", text)


def quantity(
    code: str, numerator: str, denominator: str = "", classes: Sequence[Sequence[object]] = (), *, land: int = 0
) -> Quantity:
    """The quantity a formula asks of an engine. `land`: the layout's characteristic of land area."""
    if classes:
        forms = tuple(_on(land, parse(str(text))) for _low, _high, text in classes)
        _refuse_unordered(code, classes)
        everyone: dict[Term, float] = {}
        for form in forms:
            everyone = _added(everyone, form, 1.0)
        return Quantity(code, everyone, None, forms)
    below = _on(land, parse(denominator)) if denominator.strip() else None
    return Quantity(code, _on(land, parse(numerator)), below)


def _on(land: int, form: Form) -> dict[Term, float]:
    return {((land, "total") if term == LAND_TERM else term): coefficient for term, coefficient in form.items()}


def _refuse_unordered(code: str, classes: Sequence[Sequence[object]]) -> None:
    bounds = [(low, high) for low, high, _text in classes]
    rising = all(
        isinstance(low, int | float) and isinstance(high, int | float) and low < high and high == after
        for (low, high), (after, _next) in pairwise(bounds)
    )
    if not rising:
        raise BadFormula(
            _("Les classes de « %(code)s » doivent se suivre : chacune commence où finit celle d’avant.")
            % {"code": code}
        )


def refuse_unknown(asked: Quantity, known: Mapping[int, str], columns: Sequence[str]) -> None:
    """Each characteristic must be in the layout, each column in the file."""
    for characteristic, column in asked.terms:
        if characteristic not in known:
            raise BadFormula(
                _("La formule de « %(code)s » nomme c%(number)s, que cette source n’a pas.")
                % {"code": asked.code, "number": characteristic}
            )
        if column not in columns:
            raise BadFormula(
                _("La formule de « %(code)s » demande la colonne « %(column)s » : cette source n’a que %(columns)s.")
                % {"code": asked.code, "column": column, "columns": ", ".join(columns)}
            )


def said(form: Form, names: Mapping[int, str]) -> str:
    """A form in words, for the card of the indicator: names in place of numbers."""
    words = []
    for (characteristic, column), coefficient in form.items():
        name = _("km² de terre") if characteristic == LAND_TERM[0] else names.get(characteristic, f"c{characteristic}")
        name = f"{name} ({_(SAID_OF_COLUMNS[column])})" if column != "total" else name
        sign = "−" if coefficient < 0 else "+"
        times = "" if abs(coefficient) == 1 else f"{abs(coefficient):g} × "
        words.append(f"{sign} {times}{name}")
    return " ".join(words).removeprefix("+ ")
