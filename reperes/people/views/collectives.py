"""Collectives: list, page, create, edit; who takes part."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reperes.core.access import may, require
from reperes.core.errors import DomainError
from reperes.people.access import People
from reperes.people.actions import collectives as actions
from reperes.people.forms import CollectiveForm, ParticipantForm, ParticipationForm
from reperes.people.models import Collective, Participation
from reperes.people.queries import pages


@login_not_required
def collectives(request):
    return render(request, "people/collectives.html", {"collectives": pages.collectives(request.user)})


@login_not_required
def collective(request, code):
    found = get_object_or_404(Collective.objects.visible_to(request.user), code=code)
    may_see = may(request.user, People.SEE_PARTICIPANTS, found)
    page = {
        "collective": found,
        "organisations": found.organisations.all(),
        "participants": pages.participants(found) if may_see else None,
        "can_edit": may(request.user, People.EDIT_COLLECTIVE, found),
        "can_enter": may(request.user, People.ADD_PARTICIPANT, found),
    }
    return render(request, "people/collective.html", page)


def new_collective(request):
    require(request.user, People.ADD_COLLECTIVE)
    form = CollectiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        created = actions.create(by=request.user, **form.cleaned_data)
        messages.success(request, _("Collectif créé. Vous en assurez la coordination; invitez vos partenaires."))
        return redirect(created)
    return render(request, "people/collective_form.html", {"form": form}, status=422 if form.errors else 200)


def collective_edition(request, code):
    found = get_object_or_404(Collective.objects.visible_to(request.user), code=code)
    require(request.user, People.EDIT_COLLECTIVE, found)
    form = CollectiveForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        actions.edit(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Collectif modifié."))
        return redirect(found)
    page = {"form": form, "collective": found}
    return render(request, "people/collective_form.html", page, status=422 if form.errors else 200)


def new_participation(request, code):
    """The host enters someone without inviting them."""
    found = get_object_or_404(Collective.objects.visible_to(request.user), code=code)
    require(request.user, People.ADD_PARTICIPANT, found)
    form = ParticipantForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _entered(request, form, found):
        return redirect(found)
    page = {"form": form, "collective": found}
    return render(request, "people/participation_form.html", page, status=422 if form.errors else 200)


def _entered(request, form, collective):
    typed = form.cleaned_data
    try:
        actions.add_participant(
            collective, typed["person"], by=request.user, role=typed["role"], starts_on=typed["starts_on"]
        )
    except DomainError as refusal:
        form.add_error("email", refusal.sentence)
        return False
    messages.success(request, _("%(name)s participe au collectif.") % {"name": typed["person"].name})
    return True


def _participation(request, pk):
    """Someone who may not see the collective sees no participation either."""
    seen = Collective.objects.visible_to(request.user)
    return get_object_or_404(
        Participation.objects.filter(collective__in=seen).select_related("collective", "person"), pk=pk
    )


def participation(request, pk):
    """GET asks for role and period; POST changes them."""
    found = _participation(request, pk)
    require(request.user, People.EDIT_PARTICIPATION, found)
    form = ParticipationForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid() and _changed(request, form):
        return redirect(found.collective)
    page = {"form": form, "collective": found.collective, "participation": found}
    return render(request, "people/participation_form.html", page, status=422 if form.errors else 200)


def _changed(request, form):
    try:
        actions.edit_participation(form.instance, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("Participation modifiée."))
    return True


@require_POST
def participation_end(request, pk):
    found = _participation(request, pk)
    actions.end_participation(found, by=request.user)
    messages.success(request, _("Participation terminée."))
    if Collective.objects.visible_to(request.user).filter(pk=found.collective_id).exists():
        return redirect(found.collective)
    return redirect("people:collectives")
