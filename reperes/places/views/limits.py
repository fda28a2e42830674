"""What limits are worth: the page of a version, and that of one place's limits."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from reperes.core.access import may
from reperes.places import forms, limits_pages, queries, weights_file
from reperes.places.access import Places
from reperes.places.actions import comparing, standings, territories
from reperes.places.models import Comparability, Locality, PartitionVersion, Weights


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def version(request, pk):
    """GET tells where limits come from, for when they hold, what they are made of; POST says one of those."""
    found = get_object_or_404(PartitionVersion.objects.select_related("partition", "imported_by"), pk=pk)
    page = limits_pages.version_page(found)
    asked = {}
    if request.method == "POST":
        name = request.POST.get("geste", "")
        if name not in OF_A_VERSION or not request.user.is_authenticated:
            raise Http404
        form = _form(name, found, request)
        if form.is_valid():
            messages.success(request, OF_A_VERSION[name](request, found, form.cleaned_data))
            return redirect("places:version", pk)
        asked[name] = form
    can_draw = may(request.user, Places.DRAW)
    shown = {name: asked.get(name) or _form(name, found) for name in OF_A_VERSION} if can_draw else {}
    context = {"page": page, "forms": shown, "can_draw": can_draw}
    return render(request, "places/version.html", context, status=422 if asked else 200)


def _form(name, found, request=None):
    said = (request.POST, request.FILES) if request else (None, None)
    if name == "valider":
        initial = {"valid_from": found.valid_from, "valid_until": found.valid_until}
        return forms.ValidityForm(*said, initial=initial, prefix=name)
    if name == "peupler":
        return forms.PeopleForm(*said, prefix=name)
    if name in {"peser", "correspondre"}:
        return forms.WeighForm(*said, version=found, prefix=name)
    among = {
        "rattacher": limits_pages.wider_than,
        "replier": limits_pages.groupings_of,
        "comparer": limits_pages.others_than,
    }
    return forms.VersionForm(*said, among=among[name](found), prefix=name)


def _validate(request, found, said):
    standings.hold_valid(found, by=request.user, **said)
    return _("La validité de ces limites est notée.")


def _count(request, found, said):
    table = said["table"]
    kept = standings.count_people(found, table.read(), table.name, by=request.user, source=said["source"])
    return " ".join(
        [
            _("%(n)s secteurs ont leur population, %(people)s personnes en tout.")
            % {"n": kept.report["known"], "people": f"{kept.report['people']:,.0f}".replace(",", "\u00a0")},
            *kept.report["notes"],
        ]
    )


def _rows(found, said):
    if said["method"] != Weights.Method.TABLE:
        return []
    return weights_file.rows(said["table"].read(), said["table"].name)


def _weigh(request, found, said):
    finer = said["finer"] if said["method"] == Weights.Method.POPULATION else None
    kept = territories.weigh(
        said["source"], found, said["method"], by=request.user, rows=_rows(found, said), finer=finer
    )
    return _told(kept.report)


def _correspond(request, found, said):
    finer = said["finer"] if said["method"] == Weights.Method.POPULATION else None
    kept = comparing.correspond(
        said["source"], found, said["method"], by=request.user, rows=_rows(found, said), finer=finer
    )
    return _told(kept.report)


def _told(report):
    lost = report["lost"]["areas"]
    return ngettext(
        "%(n)s secteur attribué; la perte est dite plus bas (%(lost)s secteurs).",
        "%(n)s secteurs attribués; la perte est dite plus bas (%(lost)s secteurs).",
        report["assigned"],
    ) % {"n": report["assigned"], "lost": lost}


def _attach(request, found, said):
    down, _up = queries.through_one_source(found, said["other"])
    n = territories.set_parents(found, said["other"], queries.people_of(down.source), by=request.user)
    return _("%(n)s rattachements à « %(other)s ».") % {"n": n, "other": said["other"]}


def _fall_back(request, found, said):
    left = standings.fall_back_all(found, said["other"], by=request.user)
    if not left:
        return _("Chaque communauté a son repli.")
    return _("Aucune communauté de « %(other)s » ne contient entièrement : %(names)s.") % {
        "other": said["other"],
        "names": ", ".join(map(str, left)),
    }


def _compare(request, found, said):
    n = len(comparing.compare(found, said["other"], by=request.user))
    return _("%(n)s communautés comparées à « %(other)s ».") % {"n": n, "other": said["other"]}


OF_A_VERSION: dict[str, Callable[[HttpRequest, PartitionVersion, dict[str, Any]], str]] = {
    "valider": _validate,
    "peupler": _count,
    "peser": _weigh,
    "rattacher": _attach,
    "replier": _fall_back,
    "comparer": _compare,
    "correspondre": _correspond,
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def locality_limits(request, public_code):
    """GET tells how one place's limits were discussed and whether they compare; POST says one of those."""
    found = get_object_or_404(
        Locality.objects.select_related("version__partition", "collective", "fallback", "drawn_by"),
        public_code=public_code,
    )
    asked = {}
    if request.method == "POST":
        if not request.user.is_authenticated:
            raise Http404
        name = request.POST.get("geste", "")
        form = _locality_form(name, found, request)
        if form.is_valid():
            messages.success(request, _locality_deed(request, found, name, form.cleaned_data))
            return redirect("places:locality_limits", public_code)
        asked[name] = form
    context = {
        "page": limits_pages.locality_page(found),
        "can_say": may(request.user, Places.SAY_STANDING, found),
        "can_draw": may(request.user, Places.DRAW),
        "standing_form": asked.get("statut") or _locality_form("statut", found),
        "fallback_form": asked.get("repli") or _locality_form("repli", found),
        "verdict_form": asked.get("verdict") or _locality_form("verdict", found),
    }
    return render(request, "places/locality_limits.html", context, status=422 if asked else 200)


def _locality_form(name, found, request=None):
    said = request.POST if request else None
    if name == "statut":
        return forms.StandingForm(said, initial={"standing": found.standing})
    if name == "repli":
        return forms.FallbackForm(said, locality=found, initial={"fallback": found.fallback_id})
    if name == "verdict":
        return forms.VerdictForm(said)
    raise Http404


def _locality_deed(request, found, name, said):
    if name == "statut":
        standings.say(found, said["standing"], by=request.user, words=said["words"])
        return _("Le statut est noté, avec votre nom et la date.")
    if name == "repli":
        standings.fall_back(found, said["fallback"], by=request.user)
        return _("Le repli est noté.")
    older = request.POST.get("older", "")
    one = get_object_or_404(Comparability, locality=found, older=older if older.isdecimal() else 0)
    comparing.correct(one, by=request.user, verdict=said["verdict"], words=said["words"])
    return _("Votre verdict remplace le calcul.")
