"""Deliveries: four steps, then the work one may follow, leave and find again."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reperes.atlas import layouts, tasks
from reperes.atlas.access import Atlas
from reperes.atlas.actions import deliveries as actions
from reperes.atlas.forms.files import FilesForm
from reperes.atlas.forms.meaning import meaning as meaning_forms
from reperes.atlas.forms.reading import LimitsReadingForm, TableReadingForm
from reperes.atlas.models import Delivery
from reperes.atlas.queries import deliveries as queries
from reperes.atlas.storage import on_disk
from reperes.core.access import require
from reperes.core.errors import BadFile
from reperes.places import boundaries

State = Delivery.State
IN_PAGE_BYTES = 25 * 2**20  # a bigger table is checked by the worker, not while a page waits


def deliveries(request):
    """GET lists them; POST begins one."""
    require(request.user, Atlas.IMPORT)
    if request.method == "POST":
        return redirect("atlas:delivery_files", actions.begin(by=request.user).code)
    found = Delivery.objects.visible_to(request.user).exclude(state=State.ABANDONED)
    page = {"deliveries": found.select_related("begun_by", "edition")[:100]}
    return render(request, "atlas/delivery/deliveries.html", page)


def _where_left(delivery):
    """The step a person comes back to: the first one not yet answered."""
    if not (delivery.table or delivery.limits):
        return "files"
    if not _unmeant(delivery):
        return "verification"
    return "meaning" if "typed" in delivery.choices else "reading"


def _found(request, code):
    visible = Delivery.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("version__partition", "edition__publication", "begun_by"), code=code
    )


def _elsewhere(delivery):
    """A delivery that left its draft has one page."""
    return None if delivery.state == State.DRAFT else redirect("atlas:delivery", delivery.code)


def files(request, code):
    found = _found(request, code)
    if answer := _elsewhere(found):
        return answer
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES, delivery=found)
        valid = form.is_valid()
        if "withdraw_table" in request.POST:
            actions.drop_table(found, by=request.user)
            return redirect("atlas:delivery_files", code)
        actions.receive(found, by=request.user, **form.received)
        if valid:
            return redirect("atlas:delivery_reading", code)
    else:
        form = FilesForm(initial={"version": found.version}, delivery=found)
    page = {"delivery": found, "form": form, "step": 1}
    return render(request, "atlas/delivery/files.html", page, status=422 if form.errors else 200)


def reading(request, code):
    found = _found(request, code)
    if answer := _elsewhere(found) or _missing_files(found):
        return answer
    posted = request.POST if request.method == "POST" else None
    forms = [form for form in (_limits_form(found, posted), _table_form(found, posted)) if form]
    valid = posted is not None and _all_valid(forms) and _read(request, found, forms)
    if valid and "again" not in request.POST:
        return redirect("atlas:delivery_meaning", code)
    if valid:
        forms = [form for form in (_limits_form(found, None), _table_form(found, None)) if form]
    page = {"delivery": found, "forms": forms, "step": 2}
    page |= _shown(found)
    return render(request, "atlas/delivery/reading.html", page, status=422 if any(f.errors for f in forms) else 200)


def _shown(delivery):
    """The first rows of a table; a profile has nothing to look at, only a name."""
    if queries.is_profile(delivery):
        return {"layout": layouts.layout(delivery.choices["profile"])}
    return {"sample": queries.sample(delivery) if delivery.table else None}


def _all_valid(forms):
    """Ask every form, so that every mistake shows at once."""
    return sum(form.is_valid() for form in forms) == len(forms)


def _missing_files(delivery):
    has_areas = delivery.version or delivery.limits
    return (
        None if has_areas and (delivery.table or delivery.limits) else redirect("atlas:delivery_files", delivery.code)
    )


def _limits_form(delivery, posted):
    if not delivery.limits:
        return None
    layer = (posted or {}).get("limits-layer") or delivery.choices["limits"].get("layer", "")
    with on_disk(delivery.limits) as file:
        preview = boundaries.preview(file, name=delivery.limits_name, layer=layer)
    return LimitsReadingForm(posted, preview=preview, chosen=delivery.choices["limits"])


def _table_form(delivery, posted):
    if not delivery.table or queries.is_profile(delivery):
        return None
    return TableReadingForm(posted, delivery=delivery, sample=queries.sample(delivery))


def _read(request, delivery, forms):
    """Keep the corrections; a file that refuses them says so in its form."""
    for form in forms:
        try:
            if isinstance(form, LimitsReadingForm):
                actions.read_limits(delivery, form.cleaned_data, by=request.user)
            else:
                actions.read_table(delivery, form.corrections, by=request.user)
        except BadFile as refusal:
            form.add_error(None, refusal.sentence)
            return False
    return True


def meaning(request, code):
    found = _found(request, code)
    if answer := _elsewhere(found) or _missing_files(found) or _unread(found):
        return answer
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        actions.remember_typed(found, "meaning", dict(posted.lists()), by=request.user)
    if posted is None or "again" in posted:
        meant, valid = meaning_forms(found), False
    else:
        meant = meaning_forms(found, posted)
        valid = meant.is_valid()
    if valid:
        grouping = meant.grouping.cleaned_data
        actions.mean(
            found,
            by=request.user,
            recipe=meant.recipe,
            profile=meant.asked,
            partition=meant.partition.fields_said if meant.partition else None,
            groupings=[int(one) for one in grouping["groupings"]],
            method=grouping["method"],
        )
        return redirect("atlas:delivery_verification", code)
    page = {"delivery": found, "meaning": meant, "step": 3}
    wrong = any(form.errors for form in meant.forms if form.is_bound)
    return render(request, "atlas/delivery/meaning.html", page, status=422 if wrong else 200)


def _unread(delivery):
    """Limits are read before one says what lies in them."""
    return (
        redirect("atlas:delivery_reading", delivery.code)
        if delivery.limits and "areas" not in delivery.choices
        else None
    )


def verification(request, code):
    """GET tries the whole and writes nothing; POST hands it to the worker."""
    found = _found(request, code)
    if answer := _elsewhere(found) or _missing_files(found) or _unmeant(found):
        return answer
    if request.method == "POST":
        actions.submit(found, by=request.user)
        tasks.carry.enqueue(found.pk, request.user.pk)
        return redirect("atlas:delivery", code)
    page = {"delivery": found, "step": 4, "groupings": _groupings(found)}
    if queries.is_profile(found):
        page |= _shown(found) | {"n_indicators": queries.n_formulas(found)}
    elif found.table and found.table.size <= IN_PAGE_BYTES:
        try:
            page["tried"] = actions.rehearse(found, by=request.user)
            page["lines"] = queries.lines(found, page["tried"]) if page["tried"] else []
        except BadFile as refusal:
            page["refusal"] = refusal.sentence
    return render(request, "atlas/delivery/verification.html", page, status=422 if "refusal" in page else 200)


def _unmeant(delivery):
    is_meant = {"recipe", "asked"} & delivery.choices.keys() if delivery.table else "partition" in delivery.choices
    return None if is_meant else redirect("atlas:delivery_meaning", delivery.code)


def _groupings(delivery):
    chosen = set(delivery.choices.get("groupings", []))
    return [one.partition for one in queries.groupings(delivery) if one.pk in chosen]


def delivery(request, code):
    """How far it is, then what it gave. htmx asks for the moving part alone."""
    found = _found(request, code)
    if found.state == State.DRAFT:
        return redirect(f"atlas:delivery_{_where_left(found)}", code)
    if found.state == State.ABANDONED:
        return redirect("atlas:deliveries")
    page = {"delivery": found, "measures": queries.measures(found), "sums": queries.sums(found)}
    template = "_progress" if request.htmx else "delivery"
    return render(request, f"atlas/delivery/{template}.html", page)


def refusals(request, code):
    """The refused lines, as a file."""
    found = _found(request, code)
    if not found.refusals:
        return redirect("atlas:delivery", code)
    name = _("lignes-refusees-%(code)s.csv") % {"code": found.code}
    return FileResponse(found.refusals.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


@require_POST
def correction(request, code):
    """Take a refused or stalled delivery up again."""
    found = _found(request, code)
    actions.reopen(found, by=request.user)
    return redirect("atlas:delivery_files", code)


@require_POST
def abandonment(request, code):
    found = _found(request, code)
    actions.abandon(found, by=request.user)
    messages.success(request, _("Livraison abandonnée; ses fichiers sont effacés."))
    return redirect("atlas:deliveries")
