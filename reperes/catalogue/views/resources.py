"""A resource's page, its sheet, its reports, its edition, its withdrawal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reperes.catalogue.access import Catalogue
from reperes.catalogue.actions import reports, resources
from reperes.catalogue.forms import CreditFormSet, RecordForm, ReportForm, WithdrawalForm
from reperes.catalogue.models import Resource, Status
from reperes.catalogue.paper import resource_sheet
from reperes.catalogue.queries.resource_page import resource_page
from reperes.core.access import may, require
from reperes.core.errors import Conflict
from reperes.core.http import file_answer
from reperes.core.site import full_address


def version_of(request):
    """Which state of the record the person was reading; none if the form was tampered with: they will be told."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def found(request, code):
    return get_object_or_404(Resource.objects.visible_to(request.user).described(), code=code)


@login_not_required
@require_safe
def resource(request, code):
    """All that is known of it. A merged record leads to the other; a withdrawn one says so."""
    shown = found(request, code)
    if shown.status == Status.MERGED and shown.merged_into:
        return redirect(shown.merged_into)
    if shown.status == Status.WITHDRAWN:
        return _tombstone(request, shown)
    page = resource_page(shown, request.user, full_address(shown.get_absolute_url()))
    return render(request, "catalogue/resource.html", {"page": page, "resource": shown})


def _tombstone(request, shown):
    """410: known, and gone."""
    decision = shown.decisions.filter(after=Status.WITHDRAWN).first()
    said = {"resource": shown, "decision": decision}
    return render(request, "catalogue/withdrawn.html", said, status=410)


@login_not_required
@require_safe
def resource_pdf(request, code):
    shown = found(request, code)
    if not shown.is_readable and not may(request.user, Catalogue.EDIT, shown):
        return redirect(shown)
    address = full_address(shown.get_absolute_url())
    sheet = resource_sheet(resource_page(shown, request.user, address), address)
    return file_answer(sheet, "application/pdf", f"fiche-{shown.code}.pdf", inline=True)


def record(request, code):
    """Edit the whole record. If somebody was quicker, their state is shown beside what was typed."""
    shown = found(request, code)
    require(request.user, Catalogue.EDIT, shown)
    typed = request.POST if request.method == "POST" else None
    form = RecordForm(typed, instance=shown, initial={"version": shown.version})
    credits = CreditFormSet(typed, prefix="credit", initial=_credits(shown))
    newer = None
    if form.is_valid() and credits.is_valid():
        draft = _draft(form, credits)
        try:
            resources.edit(shown, draft, by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            newer = found(request, code)
            form.data = form.data.copy()
            form.data["version"] = newer.version  # posting again is then a choice made with open eyes
            form.add_error(None, conflict.sentence)
        else:
            messages.success(request, _("La fiche est enregistrée."))
            return redirect(shown)
    said = {"resource": shown, "form": form, "credits": credits, "newer": newer}
    return render(request, "catalogue/record.html", said, status=409 if newer else 200)


def _credits(shown):
    return [{"role": c.role, "name": c.agent.name, "kind": c.agent.kind} for c in shown.contributions.all()]


def _draft(form, credits):
    lines = [line for line in credits.cleaned_data if line.get("name", "").strip()]
    return resources.Draft(
        words=form.words,
        url=form.cleaned_data["url"],
        link_state=form.cleaned_data["link_state"],
        concepts=form.concepts,
        credits=[resources.Credit(line["role"], line["name"].strip(), line["kind"]) for line in lines],
    )


def withdrawal(request, code):
    """Take a record away, saying why."""
    shown = found(request, code)
    require(request.user, Catalogue.WITHDRAW, shown)
    form = WithdrawalForm(request.POST if request.method == "POST" else None, initial={"version": shown.version})
    if form.is_valid():
        resources.withdraw(shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("La fiche est retirée. Vous pouvez la remettre depuis cette page."))
        return redirect(shown)
    return render(request, "catalogue/withdrawal.html", {"resource": shown, "form": form})


@login_not_required
def report(request, code):
    """Say that something is wrong with a record one can read; of a withdrawn one not even the title is said here."""
    shown = found(request, code)
    if not shown.is_readable:
        return redirect(shown)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not form.is_from_a_robot:
            who = request.user if request.user.is_authenticated else None
            reports.report(shown, form.cleaned_data["reason"], form.cleaned_data["message"], by=who)
        messages.success(request, _("Merci. Une personne qui tient le répertoire va regarder."))
        return redirect(shown)
    return render(request, "catalogue/report.html", {"resource": shown, "form": form})
