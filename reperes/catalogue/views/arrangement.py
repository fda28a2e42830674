"""The workshop of a selection: sections and items, by keyboard as by mouse, one button a gesture."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.catalogue.access import Catalogue
from reperes.catalogue.actions import arrangement as actions
from reperes.catalogue.forms import ItemForm, SectionForm
from reperes.catalogue.models import READABLE, Item, Resource, Section
from reperes.catalogue.queries import selection_page as queries
from reperes.catalogue.views.selections import found
from reperes.core.access import require

MOVES = {"haut": -1, "bas": 1}


@require_safe
def arrangement(request, code):
    """Everything in order, with its buttons; and a search to bring more in."""
    shown = found(request, code)
    require(request.user, Catalogue.ARRANGE, shown)
    words = request.GET.get("q", "").strip()
    said = {
        "page": queries.selection_page(shown, request.user),
        "selection": shown,
        "words": words,
        "candidates": queries.candidates(words) if words else None,
        "section_form": SectionForm(),
        "held": _held(request.GET.get("tenu", "")),
    }
    return render(request, "catalogue/arrangement.html", said)


def _held(said):
    """Which button was just used, from « item-12-haut »: it takes the focus again."""
    kind, _dash, rest = said.partition("-")
    pk, _dash, gesture = rest.partition("-")
    return {kind: int(pk), "gesture": gesture} if kind in ("item", "section") and pk.isdecimal() else {}


def back(code, held="", anchor=""):
    """To the workshop, with the focus on the button just used, or at an anchor: a fragment would cancel autofocus."""
    where = f"?tenu={held}" if held else f"#{anchor}" if anchor else ""
    return redirect(reverse("catalogue:arrangement", args=[code]) + where)


@require_POST
def sections(request, code):
    shown = found(request, code)
    form = SectionForm(request.POST)
    if form.is_valid():
        made = actions.add_section(
            shown, form.cleaned_data["name"], by=request.user, name_en=form.cleaned_data["name_en"]
        )
        return back(code, anchor=f"section-{made.pk}")
    messages.warning(request, _("Donnez un nom à la section."))
    return back(code)


@require_POST
def section(request, code, pk):
    """Rename, move or remove a section."""
    kept = get_object_or_404(Section, pk=pk, selection=found(request, code))
    gesture, form = request.POST.get("geste", ""), SectionForm(request.POST)
    if gesture in MOVES:
        actions.move_section(kept, MOVES[gesture], by=request.user)
    elif gesture == "retirer":
        actions.remove_section(kept, by=request.user)
        return back(code)
    elif form.is_valid():
        actions.rename_section(kept, form.cleaned_data["name"], form.cleaned_data["name_en"], by=request.user)
    return back(code, f"section-{pk}-{gesture}" if gesture in MOVES else "", f"section-{pk}")


@require_POST
def items(request, code):
    """Place a resource in a section, with the label printed on it."""
    shown = found(request, code)
    chosen = request.POST.get("section", "")
    where = get_object_or_404(Section, pk=chosen if chosen.isdecimal() else 0, selection=shown)
    what = get_object_or_404(Resource.objects.public(), code=request.POST.get("resource", ""))
    placed = actions.add_item(where, what, {"label": what.printed_label}, by=request.user)
    messages.success(request, _("La ressource est placée. Dites maintenant pourquoi vous la choisissez."))
    return redirect("catalogue:item", code, placed.pk)


def item(request, code, pk):
    """The label and the reason of a placement."""
    readable = _items().filter(resource__status__in=READABLE)
    kept = get_object_or_404(readable, pk=pk, section__selection=found(request, code))
    require(request.user, Catalogue.ARRANGE, kept.section.selection)
    reason = kept.group or kept
    words = {"label": kept.label, "label_en": kept.label_en}
    words |= {"rationale": reason.rationale, "rationale_en": reason.rationale_en}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=words)
    if form.is_valid():
        actions.word_item(kept, form.cleaned_data, by=request.user)
        return back(code, anchor=f"item-{pk}")
    return render(request, "catalogue/item.html", {"item": kept, "selection": kept.section.selection, "form": form})


@require_POST
def place(request, code, pk):
    """One place up or down, out, back in; share a reason, or part."""
    kept = get_object_or_404(_items(), pk=pk, section__selection=found(request, code))
    gesture = request.POST.get("geste", "")
    if gesture in MOVES:
        actions.move_item(kept, MOVES[gesture], by=request.user)
    elif gesture == "retirer":
        actions.remove_item(kept, by=request.user)
        messages.info(
            request,
            _("« %(title)s » est retirée; le bouton « Remettre » est au bas de la page.") % {"title": kept.resource},
        )
        return back(code, anchor="retirees")
    elif gesture in GESTURES:
        GESTURES[gesture](kept, by=request.user)
    return back(code, f"item-{pk}-{gesture}" if gesture in MOVES else "", f"item-{pk}")


GESTURES = {"remettre": actions.put_back, "partager": actions.share_reason, "separer": actions.part_reason}


def _items():
    return Item.objects.select_related("section__selection", "resource", "group")
