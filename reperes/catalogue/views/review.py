"""The curator's desk: what waits, decisions, duplicates, reports."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.catalogue.access import Catalogue
from reperes.catalogue.actions import reports, resources
from reperes.catalogue.forms import AnswerForm, DecisionForm, MergeForm
from reperes.catalogue.models import Report
from reperes.catalogue.queries import review
from reperes.catalogue.queries.look_alikes import look_alikes
from reperes.catalogue.views.resources import found, version_of
from reperes.core.access import require
from reperes.core.errors import Conflict


@require_safe
def desk(request):
    require(request.user, Catalogue.DECIDE)
    return render(request, "catalogue/desk.html", {"queue": review.queue()})


def decision(request, code):
    """Read a proposal beside what resembles it, and decide. A colleague may have been quicker."""
    shown = found(request, code)
    require(request.user, Catalogue.DECIDE, shown)
    typed = request.POST if request.method == "POST" else None
    form = DecisionForm(typed, status=shown.status, initial={"version": shown.version})
    is_late = False
    if form.is_valid():
        try:
            resources.decide(shown, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            shown, is_late = found(request, code), True
            form = DecisionForm(typed.copy(), status=shown.status)
            form.data["version"] = shown.version
            form.add_error(None, conflict.sentence)
        else:
            messages.success(request, _("La décision est prise. La personne qui a proposé la fiche en est avisée."))
            return redirect("catalogue:desk")
    link = shown.links.first()
    said = {
        "resource": shown,
        "form": form,
        "merge": MergeForm(initial={"version": shown.version}),
        "alike": look_alikes(shown.title, link.url if link else "", but=shown.pk),
        "decisions": shown.decisions.select_related("decided_by"),
    }
    return render(request, "catalogue/decision.html", said, status=409 if is_late else 200)


def merge(request, code):
    """This record is a duplicate of another."""
    shown = found(request, code)
    require(request.user, Catalogue.DECIDE, shown)
    form = MergeForm(request.POST if request.method == "POST" else None, initial={"version": shown.version})
    if form.is_valid():
        into = form.cleaned_data["code"]
        resources.merge(shown, into, by=request.user, version=form.cleaned_data["version"])
        messages.success(request, _("Les deux fiches n’en font plus qu’une. L’ancienne adresse mène ici."))
        return redirect(into)
    return render(request, "catalogue/merge.html", {"resource": shown, "form": form})


@require_POST
def restoration(request, code):
    """Undo a withdrawal or a merge."""
    shown = found(request, code)
    resources.restore(shown, by=request.user, version=version_of(request))
    messages.success(request, _("La fiche est de retour, comme avant."))
    return redirect(shown)


@require_POST
def report_answer(request, pk):
    report = get_object_or_404(Report.objects.select_related("resource"), pk=pk)
    form = AnswerForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    reports.answer(report, words, by=request.user)
    messages.success(request, _("Le signalement est clos."))
    return redirect("catalogue:desk")
