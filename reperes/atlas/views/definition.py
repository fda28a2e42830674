"""Define an indicator by form: its words, its formulas, what they give on figures at hand; correct it, remove it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.atlas import layouts
from reperes.atlas.access import Atlas
from reperes.atlas.actions import indicators as actions
from reperes.atlas.building import trying
from reperes.atlas.forms.indicator import Definition
from reperes.atlas.formulas import BadFormula
from reperes.atlas.models import Formula, Indicator
from reperes.atlas.queries import characteristics as queries
from reperes.atlas.queries.indicator import find
from reperes.core.access import require
from reperes.core.errors import Conflict


def new_indicator(request):
    """GET the form, blank or copied from another; POST tries the formulas, or keeps the definition."""
    require(request.user, Atlas.IMPORT)
    copied = find(request.GET.get("copie", ""))
    form = Definition(request.POST if request.method == "POST" else None, indicator=None, copied=copied)
    return _answer(request, form, None)


def indicator_definition(request, code):
    """The same form, over what is kept."""
    require(request.user, Atlas.IMPORT)
    found = _found(code)
    return _answer(request, Definition(request.POST if request.method == "POST" else None, indicator=found), found)


@require_POST
def indicator_removal(request, code):
    require(request.user, Atlas.IMPORT)
    found = _found(code)
    actions.remove(found, by=request.user)
    messages.success(request, _("« %(name)s » est supprimé; le journal en garde le nom.") % {"name": found})
    return redirect("atlas:indicators")


@require_safe
def characteristics(request):
    """Search the characteristics of a layout by words; htmx asks for the lines alone."""
    require(request.user, Atlas.IMPORT)
    known = [layouts.layout(name) for name in reversed(layouts.known())]
    asked = request.GET.get("disposition") or known[0].id
    if asked not in {one.id for one in known}:
        raise Http404
    page = {"search": queries.search(asked, request.GET.get("q", "").strip()[:100]), "layouts": known}
    template = "_characteristics" if request.htmx else "characteristics"
    return render(request, f"atlas/definition/{template}.html", page)


def _found(code):
    found = find(code)
    if found is None:
        raise Http404
    return found


def _answer(request, form, indicator):
    trials, is_tried = [], False
    if request.method == "POST" and form.is_valid():
        if "essai" in request.POST:
            is_tried = True
            trials = [_trial(form, one) for one in form.formulas if one.written]
        elif kept := _kept(request, form, indicator):
            messages.success(request, _("Défini. Recalculez les chiffres pour le voir sur la carte."))
            return redirect("atlas:indicator", kept.code)
    page = {"form": form, "indicator": indicator, "trials": trials, "tried": is_tried}
    page["layouts"] = [one.layout for one in form.formulas]
    return render(request, "atlas/definition/definition.html", page)


def _kept(request, form, indicator):
    """None when a colleague was faster, or a table says otherwise: the form shows the sentence."""
    given = {"said": form.words.said, "written": form.written, "where": form.words.cleaned_data["where"]}
    try:
        if indicator is None:
            return actions.define(by=request.user, **given)
        return actions.redefine(_found(indicator.code), by=request.user, **given)
    except (Conflict, BadFormula) as refusal:
        form.refuse(refusal.sentence)
        return None


def _trial(form, one):
    """What the newest dataset of that layout gives; or why there is nothing to try it on."""
    if one.dataset is None:
        return {"layout": one.layout}
    drafted = Indicator(**form.words.said | {"code": form.words.said.get("code") or "essai"})
    formula = Formula(
        indicator=drafted,
        layout=one.layout.id,
        numerator=one.written["numerator"],
        denominator=one.written["denominator"],
        classes=one.written["median"],
    )
    try:
        return {"layout": one.layout, "trial": trying.attempt(formula, one.dataset)}
    except BadFormula as refusal:
        return {"layout": one.layout, "refusal": refusal.sentence}
