"""Draw localities: the list of drawings, the drawing itself, its file, its publication."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from reperes.core.access import require
from reperes.core.budget import unmetered
from reperes.core.errors import BadFile, DomainError
from reperes.core.http import file_answer
from reperes.places import gestures, grouping_file, queries, showing, tasks
from reperes.places.access import Places
from reperes.places.actions import drawings as actions
from reperes.places.actions import publishing
from reperes.places.forms import BeginForm
from reperes.places.models import Drawing, PartitionVersion
from reperes.publishing import tables

FIELDS = ("code", "name", "rationale", "standing", "level")
AT_ONCE = 1_500  # small areas one waits for; more is the worker's


@require_http_methods(["GET", "HEAD", "POST"])
def drawings(request):
    """GET lists them; POST begins one."""
    require(request.user, Places.DRAW)
    form = BeginForm(request.POST if request.method == "POST" else None, initial=_asked_before(request))
    if form.is_valid():
        return redirect("places:drawing", actions.begin(by=request.user, **form.cleaned_data).code)
    found = Drawing.objects.visible_to(request.user).select_related("begun_by", "source__partition", "version")
    page = {"drawings": found[:100], "form": form, "can_begin": form.fields["source"].queryset.exists()}
    return render(request, "places/drawings.html", page, status=422 if form.errors else 200)


def _asked_before(request):
    """A link from a version's page says which partition to draw anew."""
    return {"partition": request.GET.get("decoupage", "")}


def _found(request, code):
    visible = Drawing.objects.visible_to(request.user).select_related("source__partition", "partition", "version")
    return get_object_or_404(visible, code=code)


@unmetered
@require_http_methods(["GET", "HEAD", "POST"])
def drawing(request, code):
    """GET shows it; POST makes one gesture and comes back to the same place of the list: many a minute."""
    found = _found(request, code)
    if request.method == "POST":
        make = GESTURES.get(request.POST.get("geste", ""))
        if make is None:
            raise Http404
        _answer(request, found, make)
        return redirect(f"{reverse('places:drawing', args=[code])}{_place(request)}")
    page = showing.drawing_page(
        found,
        request.user,
        actions.piles(found, request.user),
        show=request.GET.get("voir", ""),
        words=request.GET.get("cherche", "")[:80].strip(),
        leaf=request.GET.get("page", "1"),
    )
    return render(request, "places/drawing.html", {"page": page, "tiles": Tiles(found.source)})


def _answer(request, found, make):
    """A script puts what comes back in the page's own place: a refusal is told there too, and nothing vanishes."""
    try:
        if said := make(request, found):
            messages.success(request, said)
    except DomainError as refusal:
        if not request.htmx:
            raise
        messages.error(request, refusal.sentence)


class Tiles:
    """Where the script finds the vector tiles of the small areas."""

    def __init__(self, version: PartitionVersion) -> None:
        zooms = queries.tiles_zooms(version)
        self.address = queries.tiles_address(version) if zooms else ""
        self.zooms = ",".join(map(str, zooms or ()))
        self.bounds = ",".join(f"{edge:.5f}" for edge in version.bounds)


def _place(request):
    """Only what we put there ourselves comes back in an address."""
    place = request.POST.get("ou", "")
    return place if place.startswith("?") else ""


def _base(request, found):
    said = request.POST.get("base", "")
    return int(said) if said.isdecimal() else found.revision


def _units(request, found):
    """Those ticked, those the map sent, or all those the list was narrowed to."""
    ground = queries.ground(found.source)
    if request.POST.get("tous"):
        asked = showing.rows(found.content, ground, request.POST.get("voir", ""), request.POST.get("cherche", ""))
        return [row.code for row in asked]
    chosen = [*request.POST.getlist("secteur"), *request.POST.get("secteurs", "").split()]
    units = [unit for unit in dict.fromkeys(chosen) if unit in ground.places]
    if not units:
        raise DomainError(_("Choisissez au moins un secteur."))
    return units


def _locality(request, found, name="communaute"):
    key = request.POST.get(name, "")
    if key not in actions.content_at(found, _base(request, found))["localities"]:
        raise DomainError(_("Choisissez une communauté; celle-ci n’est plus dans le dessin."))
    return key


def _fields(request):
    return {name: request.POST[name].strip() for name in FIELDS if name in request.POST}


def _named(found, key):
    known = found.content["localities"].get(key)
    return str(known["name"]) if known else "?"


def _sectors(n):
    return ngettext("%(n)s secteur", "%(n)s secteurs", n) % {"n": n}


def _add(request, found):
    fields = {"standing": "draft", "level": "local"} | _fields(request)
    if not fields.get("name"):
        raise DomainError(_("Donnez un nom à la communauté."))
    words = _("« %(name)s » ajoutée") % {"name": fields["name"]}
    base = _base(request, found)
    _key, change = gestures.add(actions.content_at(found, base), fields)
    actions.change(found, change, base=base, by=request.user, words=words)
    return words


def _describe(request, found):
    key, fields = _locality(request, found), _fields(request)
    words = _("« %(name)s » décrite") % {"name": fields.get("name") or _named(found, key)}
    return _made(request, found, lambda content: gestures.describe(content, key, fields), words)


def _remove(request, found):
    key = _locality(request, found)
    words = _("« %(name)s » retirée") % {"name": _named(found, key)}
    return _made(request, found, lambda content: gestures.remove(content, key), words)


def _put(request, found):
    key, units = _locality(request, found), _units(request, found)
    share = grouping_file.share(request.POST.get("part", ""))
    if not 0 < share <= 1:
        raise DomainError(_("La part va de 0 à 1, ou de 0 à 100 %%.") % {})
    words = _("%(sectors)s dans « %(name)s »") % {"sectors": _sectors(len(units)), "name": _named(found, key)}
    if share < 1:
        words = _("%(words)s, pour %(share)s") % {"words": words, "share": f"{share:.0%}"}
    return _made(request, found, lambda content: gestures.put(content, units, key, share), words)


def _release(request, found):
    units = _units(request, found)
    words = _("%(sectors)s sans communauté") % {"sectors": _sectors(len(units))}
    return _made(request, found, lambda content: gestures.release(content, units), words)


def _split(request, found):
    """The chosen areas make a new locality: out of the one the list shows, or out of whoever has them."""
    units, name = _units(request, found), request.POST.get("name", "").strip()
    if not name:
        raise DomainError(_("Donnez un nom à la nouvelle communauté."))
    old, base = request.POST.get("voir", ""), _base(request, found)
    content = actions.content_at(found, base)
    if old in content["localities"]:
        _key, change = gestures.split(content, old, units, name)
    else:
        key, change = gestures.add(content, {"name": name, "standing": "draft", "level": "local"})
        change["units"] = {unit: {key: 1.0} for unit in units}
    words = _("« %(name)s » faite de %(sectors)s") % {"name": name, "sectors": _sectors(len(units))}
    actions.change(found, change, base=base, by=request.user, words=words)
    return words


def _bring(request, found):
    brought = request.FILES.get("fichier")
    if brought is None:
        raise BadFile(_("Choisissez un fichier CSV."))
    rows = grouping_file.rows(brought.read(), brought.name or "", queries.ground(found.source).places.keys())
    words = _("%(sectors)s groupés d’après « %(name)s »") % {
        "sectors": _sectors(len({row[0] for row in rows})),
        "name": brought.name,
    }
    return _made(
        request,
        found,
        lambda content: gestures.bring(content, rows, {"standing": "draft", "level": "local"}),
        words,
    )


def _copy(request, found):
    chosen = request.POST.get("version", "")
    version = get_object_or_404(PartitionVersion, pk=chosen if chosen.isdecimal() else 0)
    kept = actions.copy_version(found, version, base=_base(request, found), by=request.user)
    return kept.gesture.words if kept.gesture else ""


def _undo(request, found):
    kept = actions.undo(found, by=request.user)
    return kept.gesture.words if kept.gesture else _("Quelqu’un l’avait déjà défait.")


def _redo(request, found):
    kept = actions.redo(found, by=request.user)
    return kept.gesture.words if kept.gesture else _("C’était déjà ainsi.")


def _settle(request, found):
    actions.settle(
        found,
        by=request.user,
        name=request.POST.get("nom", ""),
        vintage=request.POST.get("millesime", ""),
        name_en=request.POST.get("nom_en", ""),
    )
    return _("C’est noté.")


def _take_mine(request, found):
    number = request.POST.get("numero", "")
    gesture = get_object_or_404(found.gestures, number=number if number.isdecimal() else 0, made_by=request.user)
    kept = actions.take_mine(found, gesture, by=request.user)
    return kept.gesture.words if kept.gesture else _("C’était déjà ainsi.")


def _made(request, found, gesture, words):
    actions.make(found, gesture, base=_base(request, found), by=request.user, words=words)
    return words


GESTURES: dict[str, Callable[[HttpRequest, Drawing], str]] = {
    "ajouter": _add,
    "decrire": _describe,
    "retirer": _remove,
    "mettre": _put,
    "liberer": _release,
    "scinder": _split,
    "fichier": _bring,
    "reprendre": _copy,
    "annuler": _undo,
    "refaire": _redo,
    "nommer": _settle,
    "garder-le-mien": _take_mine,
}


@require_safe
@gzip_page
def drawing_map(request, code):
    """What the script needs once: the small areas."""
    return JsonResponse(showing.map_lists(_found(request, code)))


@require_safe
def drawing_file(request, code):
    """The drawing as a list, which may be brought back."""
    found = _found(request, code)
    rows = [(unit, group, name, f"{share:g}") for unit, group, name, share in showing.grouping_rows(found)]
    content = tables.csv_file(["code", "groupe", "nom", "part"], rows)
    return file_answer(content, "text/csv; charset=utf-8", f"{found.name}-{found.vintage}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def drawing_publication(request, code):
    """GET says what would be published and what stands in the way; POST publishes, sets aside or takes up again."""
    found = _found(request, code)
    if request.method == "POST":
        return _passed(request, found)
    page = showing.drawing_page(found, request.user)
    refusal = ""
    if page.is_draft:
        try:
            publishing.refuse(found)
        except DomainError as why:
            refusal = why.sentence
    return render(request, "places/drawing_publication.html", {"page": page, "refusal": refusal})


def _passed(request, found):
    if "mettre-de-cote" in request.POST:
        actions.discard(found, by=request.user)
        messages.success(request, _("Le dessin est mis de côté; vous pourrez le reprendre."))
        return redirect("places:drawings")
    if "reprendre" in request.POST:
        actions.take_up(found, by=request.user)
        return redirect("places:drawing", found.code)
    if len(found.content.get("units", {})) > AT_ONCE:
        publishing.submit(found, by=request.user)
        tasks.publish.enqueue(drawing=found.pk, by=request.user.pk)
        return redirect("places:drawing_publication", found.code)
    version = publishing.publish(found, by=request.user)
    messages.success(request, _("C’est publié : chaque communauté a sa page."))
    return redirect("places:version", version.pk)
