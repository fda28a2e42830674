"""Editions: those built, what moved, and the person who puts one before readers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reperes.atlas import tasks
from reperes.atlas.access import Atlas
from reperes.atlas.actions import computing
from reperes.atlas.actions import editions as actions
from reperes.atlas.models import Build, Edition
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.queries.review import review
from reperes.core.access import require

MOST = 100


def editions(request):
    """GET lists them; POST asks for the figures to be computed again."""
    require(request.user, Atlas.IMPORT)
    if request.method == "POST":
        return _begun(computing.ask(by=request.user))
    page = {
        "editions": Edition.objects.select_related("publication__published_by", "built_by").order_by("-pk")[:MOST],
        "builds": Build.objects.exclude(state=Build.State.DONE).select_related("asked_by")[:10],
        "now": current_edition(),
    }
    return render(request, "atlas/edition/editions.html", page)


def _begun(build):
    tasks.compute.enqueue(build.pk)
    return redirect("atlas:build", build.code)


def _found(request, code):
    require(request.user, Atlas.IMPORT)
    return get_object_or_404(Edition.objects.select_related("base", "built_by"), code=code)


def edition(request, code):
    return render(request, "atlas/edition/edition.html", {"review": review(_found(request, code))})


@require_POST
def publication(request, code):
    found = _found(request, code)
    actions.publish(found, by=request.user)
    messages.success(request, _("C’est en ligne : l’atlas montre cette édition."))
    return redirect("atlas:edition", code)


@require_POST
def withdrawal(request, code):
    found = _found(request, code)
    actions.withdraw(found, by=request.user)
    messages.success(request, _("Retirée : l’atlas montre l’édition précédente. Celle-ci peut être remise en ligne."))
    return redirect("atlas:edition", code)


@require_POST
def refusal(request, code):
    found = _found(request, code)
    actions.refuse(found, by=request.user)
    messages.success(request, _("Édition écartée : rien n’a changé dans l’atlas."))
    return redirect("atlas:editions")


@require_POST
def recomputation(request, code):
    """Another edition from the same datasets, over what is before readers now."""
    return _begun(computing.again(_found(request, code), by=request.user))


def build(request, code):
    """How far it is; htmx asks for the moving part alone."""
    require(request.user, Atlas.IMPORT)
    visible = Build.objects.visible_to(request.user).select_related("edition", "asked_by")
    found = get_object_or_404(visible, code=code)
    if found.edition and not request.htmx:
        return redirect("atlas:edition", found.edition.code)
    template = "_build" if request.htmx else "build"
    return render(request, f"atlas/edition/{template}.html", {"build": found})


@require_POST
def resumption(request, code):
    """Take a stopped build up again: what it had finished is read back."""
    require(request.user, Atlas.IMPORT)
    found = get_object_or_404(Build.objects.visible_to(request.user), code=code)
    return _begun(computing.ask(found.datasets.all(), by=request.user))
