"""Selections: the list, one page, its paper, its copies, its publication."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.catalogue.access import Catalogue
from reperes.catalogue.actions import selections as actions
from reperes.catalogue.forms import SelectionForm
from reperes.catalogue.models import Selection
from reperes.catalogue.paper import selection_sheet
from reperes.catalogue.queries import selection_page as queries
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.core.http import file_answer
from reperes.core.site import full_address


def found(request, code):
    seen = Selection.objects.visible_to(request.user).select_related("publication", "forked_from__publication")
    return get_object_or_404(seen, code=code)


@login_not_required
@require_safe
def selections(request):
    return render(request, "catalogue/selections.html", {"selections": queries.selections(request.user)})


@login_not_required
@require_safe
def selection(request, code):
    """What was chosen, in order, and why."""
    page = queries.selection_page(found(request, code), request.user)
    return render(request, "catalogue/selection.html", {"page": page, "selection": page.selection})


@login_not_required
@require_safe
def selection_pdf(request, code):
    page = queries.selection_page(found(request, code), request.user)
    sheet = selection_sheet(page, full_address(page.selection.get_absolute_url()))
    return file_answer(sheet, "application/pdf", f"selection-{page.selection.code}.pdf", inline=True)


def new_selection(request):
    """Begin one, empty, with the usual sections."""
    require(request.user, Catalogue.COMPOSE)
    form = SelectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.cleaned_data.pop("version")
        made = actions.make(form.cleaned_data, by=request.user)
        return redirect("catalogue:arrangement", made.code)
    return render(request, "catalogue/presentation.html", {"form": form})


def presentation(request, code):
    """What the selection says of itself."""
    shown = found(request, code)
    require(request.user, Catalogue.ARRANGE, shown)
    form = SelectionForm(
        request.POST if request.method == "POST" else None, instance=shown, initial={"version": shown.version}
    )
    newer = None
    if form.is_valid():
        version = form.cleaned_data.pop("version") or 0
        try:
            actions.edit(shown, form.cleaned_data, by=request.user, version=version)
        except Conflict as conflict:
            newer = found(request, code)
            form.data = form.data.copy()
            form.data["version"] = newer.version
            form.add_error(None, conflict.sentence)
        else:
            messages.success(request, _("La présentation est enregistrée."))
            return redirect("catalogue:arrangement", code)
    said = {"selection": shown, "form": form, "newer": newer}
    return render(request, "catalogue/presentation.html", said, status=409 if newer else 200)


@require_POST
def copies(request, code):
    """« Partir de cette sélection »."""
    copy = actions.fork(found(request, code), by=request.user)
    messages.success(request, _("Voici votre copie, visible de vous seulement. Elle dit d’où elle vient."))
    return redirect("catalogue:arrangement", copy.code)


@require_POST
def publication(request, code):
    """Show to everyone, take back from view, or say that all was reviewed today."""
    shown = found(request, code)
    gestures = {"publier": actions.publish, "retirer": actions.unpublish, "revoir": actions.mark_reviewed}
    gesture = gestures.get(request.POST.get("geste", ""))
    if gesture:
        gesture(shown, by=request.user)
        messages.success(request, _("C’est fait."))
    return redirect(shown)
