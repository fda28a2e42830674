"""Organisations: list, page, add, edit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.people.access import People
from reperes.people.actions import organisations as actions
from reperes.people.forms import OrganisationForm, OrganisationSearch
from reperes.people.models import Collective, Organisation
from reperes.people.queries import pages

A_PAGE = 30


@login_not_required
def organisations(request):
    form = OrganisationSearch(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = Paginator(pages.organisations(**asked), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/organisations.html", {"page": page, "form": form})


@login_not_required
def organisation(request, code):
    found = get_object_or_404(Organisation, code=code)
    collectives = Collective.objects.visible_to(request.user).filter(organisations=found)
    return render(request, "people/organisation.html", {"organisation": found, "collectives": collectives})


def new_organisation(request):
    require(request.user, People.ADD_ORGANISATION)
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        added = actions.add(by=request.user, **form.cleaned_data)
        messages.success(request, _("Organisation ajoutée."))
        return redirect(added)
    return render(request, "people/organisation_form.html", {"form": form}, status=422 if form.errors else 200)


def organisation_edition(request, code):
    found = get_object_or_404(Organisation, code=code)
    require(request.user, People.EDIT_ORGANISATION, found)
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        actions.edit(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Fiche modifiée."))
        return redirect(found)
    page = {"form": form, "organisation": found}
    return render(request, "people/organisation_form.html", page, status=422 if form.errors else 200)
