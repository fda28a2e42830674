"""Propose a resource, follow one's proposals."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.catalogue.actions import resources
from reperes.catalogue.forms import ProposalForm
from reperes.catalogue.models import Concept
from reperes.catalogue.queries.look_alikes import look_alikes
from reperes.catalogue.queries.review import proposals as proposals_of
from reperes.catalogue.queries.review import suggested_types
from reperes.catalogue.views.resources import found, version_of


def proposal(request):
    """Three answers are enough. Before anything is kept, look-alikes are shown."""
    form = ProposalForm(request.POST if request.method == "POST" else None)
    alike = []
    if form.is_valid():
        typed = form.cleaned_data
        alike = [] if typed["is_different"] else look_alikes(typed["title"], typed["url"])
        if not alike:
            made = resources.propose(_draft(typed), by=request.user)
            messages.success(
                request, _("Merci! Votre proposition est arrivée; vous saurez par courriel ce qu’il en est.")
            )
            return redirect(made)
        form.ask_if_different()
    return render(request, "catalogue/proposal.html", {"form": form, "alike": alike})


def _draft(typed):
    author = Concept.objects.of("role").get(code="auteur")
    names = dict.fromkeys(name.strip() for name in typed["makers"].split(";") if name.strip())
    types = list(typed["types"])
    return resources.Draft(
        words={name: typed[name] for name in ("title", "description", "issued")},
        url=typed["url"],
        concepts=[*types, *typed["regions"]],
        credits=[resources.Credit(author, name) for name in names],
        suggested=[] if types else suggested_types(typed["title"], typed["description"]),
    )


@require_safe
def proposals(request):
    """One's own records and their fate."""
    return render(request, "catalogue/proposals.html", {"proposals": proposals_of(request.user)})


@require_POST
def submission(request, code):
    """The depositor sends a completed draft back to the curators."""
    shown = found(request, code)
    resources.submit(shown, by=request.user, version=version_of(request))
    messages.success(request, _("Votre proposition est repartie vers la personne qui tient le répertoire."))
    return redirect(shown)
