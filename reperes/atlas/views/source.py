"""Pages of the sources: every one, one whole, what an analyst learns of it later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.atlas.access import Atlas
from reperes.atlas.actions import sources as actions
from reperes.atlas.forms.sources import CorrectionForm, ReplacementForm
from reperes.atlas.models import Source
from reperes.atlas.queries import sources as queries
from reperes.core.access import may, require


@login_not_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source of the atlas."""
    return render(request, "atlas/sources.html", {"sources": queries.sources()})


@login_not_required
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: what was read, what came of it, what replaced it."""
    return _page(request, _found(pk))


@require_POST
def correction(request, pk):
    """Note a correction the publisher announced."""
    require(request.user, Atlas.IMPORT)
    found, form = _found(pk), CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, correction=form)
    actions.correct(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Correction notée : elle se lit sur les fiches de ces chiffres."))
    return redirect("atlas:source", pk)


@require_POST
def replacement(request, pk):
    """Say which file this one replaces."""
    require(request.user, Atlas.IMPORT)
    found = _found(pk)
    form = ReplacementForm(request.POST, source=found)
    if not form.is_valid():
        return _page(request, found, replacement=form)
    actions.supersede(found, form.cleaned_data["older"], by=request.user)
    messages.success(request, _("C’est noté. Les éditions publiées ne changent pas; recalculez pour s’en servir."))
    return redirect("atlas:source", pk)


def _found(pk: int) -> Source:
    found = queries.find(pk)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Source, **forms: object) -> HttpResponse:
    page = {"page": queries.source_page(found), "may_edit": may(request.user, Atlas.IMPORT)}
    if page["may_edit"]:
        page |= {
            "correction": CorrectionForm(initial={"on": timezone.localdate()}),
            "replacement": ReplacementForm(source=found),
        }
    return render(request, "atlas/source.html", page | forms)
