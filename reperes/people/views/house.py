"""Pages about the house itself: mandates, rights, privacy."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reperes.core.access import require
from reperes.people.access import People
from reperes.people.actions import mandates as actions
from reperes.people.forms import MandateForm
from reperes.people.holdings import HOLDINGS
from reperes.people.models import Mandate
from reperes.people.queries import held, pages, rights


def mandates(request):
    """GET lists who is trusted with what; POST trusts someone."""
    require(request.user, People.GIVE_MANDATE)
    form = MandateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.give(form.cleaned_data["person"], form.cleaned_data["kind"], by=request.user)
        messages.success(request, _("Mandat confié à %(name)s.") % {"name": form.cleaned_data["person"].name})
        return redirect("people:mandates")
    page = {"form": form, "people": pages.mandates()}
    return render(request, "people/mandates.html", page, status=422 if form.errors else 200)


@require_POST
def mandate_withdrawal(request, pk):
    require(request.user, People.GIVE_MANDATE)
    actions.withdraw(get_object_or_404(Mandate.objects.select_related("person"), pk=pk), by=request.user)
    messages.success(request, _("Mandat retiré."))
    return redirect("people:mandates")


@login_not_required
def rights_page(request):
    return render(request, "people/rights.html", {"chapters": rights.read_aloud()})


@login_not_required
def privacy(request):
    page = {
        "person": settings.PRIVACY_PERSON or _("à nommer par l’hôte"),
        "email": settings.PRIVACY_EMAIL,
        "holdings": HOLDINGS.values(),
        "marks": {"why": held.MARKS_WHY, "kept": held.MARKS_KEPT, "models": held.untold_names()},
    }
    return render(request, "people/privacy.html", page)
