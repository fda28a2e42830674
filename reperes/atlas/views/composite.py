"""Composite indices: read by all once published, written by those who keep the atlas."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reperes.atlas import indices
from reperes.atlas.access import Atlas
from reperes.atlas.actions import composites as actions
from reperes.atlas.forms.composites import CrossingForm, WordsForm, index_forms
from reperes.atlas.indices import BadRecipe, Crossing
from reperes.atlas.models import Composite
from reperes.atlas.queries import composites as queries
from reperes.atlas.queries.trials import trial
from reperes.core.access import require
from reperes.core.errors import Conflict

SALT, KEPT_FOR = "atlas.composite", 86_400  # seconds in which a deletion can be undone


@login_not_required
@require_safe
def composites(request):
    """Every index readers may see."""
    page = {"cards": queries.composites(request.user), "keeps": queries.keeps(request.user)}
    return render(request, "atlas/composite/composites.html", page)


@login_not_required
@require_safe
def composite(request, code):
    found = queries.find(code, request.user)
    if found is None:
        raise Http404
    page = {"page": queries.composite_page(found), "keeps": queries.keeps(request.user)}
    return render(request, "atlas/composite/composite.html", page)


def new(request):
    """A recipe of one's own; `de` fills the page from another."""
    require(request.user, Atlas.IMPORT)
    model = Composite.objects.filter(code=request.GET.get("de", "")).first()
    if model and isinstance(_meant(model), Crossing):
        return redirect("atlas:composite_crossing")
    return _recipe_page(request, Composite(), model=model)


def changes(request, code):
    """Correct a recipe. Editions already built keep the one they followed."""
    require(request.user, Atlas.IMPORT)
    found = get_object_or_404(Composite, code=code)
    return _crossing_page(request, found) if isinstance(_meant(found), Crossing) else _recipe_page(request, found)


def crossing(request):
    require(request.user, Atlas.IMPORT)
    return _crossing_page(request, Composite())


def _meant(found):
    try:
        return indices.read(found.recipe)
    except BadRecipe:
        return None


def _recipe_page(request, found, *, model=None):
    typed = request.POST if request.method == "POST" else None
    asked = index_forms(typed, found, model=model)
    shown = {"asked": asked, "found": found}
    if typed is not None and "more" not in typed:
        words_are_right, meant = asked.words.is_valid(), asked.meant()
        if meant and "trial" in typed:
            shown |= _tried(meant, asked.words)
        elif meant and words_are_right:
            try:
                return _saved(request, found, asked.words, meant)
            except (BadRecipe, Conflict) as refusal:
                asked.refusal = refusal.sentence
    return render(request, "atlas/composite/recipe.html", shown)


def _crossing_page(request, found):
    typed = request.POST if request.method == "POST" else None
    meant = _meant(found) if found.pk else None
    start = {"first": meant.first, "second": meant.second, "shift": round(100 * meant.shift)} if meant else {}
    words, pair = WordsForm(typed, instance=found), CrossingForm(typed, prefix="crossing", initial=start)
    shown = {"words": words, "pair": pair, "found": found}
    if typed is not None:
        words_are_right, pair_is_right = words.is_valid(), pair.is_valid()
        if pair_is_right and "trial" in typed:
            shown |= _tried(pair.meant, words)
        elif pair_is_right and words_are_right:
            try:
                return _saved(request, found, words, pair.meant)
            except (BadRecipe, Conflict) as refusal:
                shown["refusal"] = refusal.sentence
    return render(request, "atlas/composite/crossing.html", shown)


def _tried(meant, words):
    """On the edition online, over the areas and the reference typed; its name need not be written yet."""
    if {"version", "reference"} & words.errors.keys():
        return {}
    said = words.cleaned_data
    tried = trial(meant, version=said.get("version"), reference=said.get("reference"))
    return {"trial": tried} if isinstance(tried, str) else {"run": tried}


def _saved(request, found, words, meant):
    said = words.cleaned_data
    if found.pk:
        kept = actions.redefine(Composite.objects.get(pk=found.pk), by=request.user, said=said, meant=meant)
    else:
        kept = actions.define(by=request.user, said=said, meant=meant)
    messages.success(request, _("Recette gardée. Recalculez les chiffres pour que l’indice entre dans une édition."))
    return redirect("atlas:composite", kept.code)


@require_POST
def removal(request, code):
    """Delete what no edition holds; the page that answers can undo it for a day."""
    require(request.user, Atlas.IMPORT)
    found = get_object_or_404(Composite, code=code)
    names = ["code", "name", "name_en", "about", "about_en", "recipe", "version_id", "reference_id"]
    kept = signing.dumps({name: getattr(found, name) for name in names}, salt=SALT)
    actions.discard(found, by=request.user)
    return render(request, "atlas/composite/removed.html", {"name": found, "kept": kept})


@require_POST
def restoration(request):
    """Bring back what was just deleted."""
    require(request.user, Atlas.IMPORT)
    try:
        said = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature as odd:
        raise Conflict(_("Il est trop tard pour rétablir cet indice : refaites sa recette.")) from odd
    kept = actions.define(by=request.user, meant=indices.read(said.pop("recipe")), said=said)
    messages.success(request, _("L’indice est rétabli."))
    return redirect("atlas:composite", kept.code)
