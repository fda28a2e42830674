"""What the house holds about me: see, correct, take away, erase."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reperes.core.errors import DomainError
from reperes.people.actions import persons as actions
from reperes.people.export import archive
from reperes.people.forms import ForgettingForm, PersonForm
from reperes.people.queries.held import everything


@never_cache
def me(request):
    """Everything held about me."""
    return render(request, "people/me.html", {"holdings": everything(request.user)})


@never_cache
def profile(request):
    """GET asks for name, language, organisation; POST corrects them."""
    form = PersonForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        actions.correct(request.user, by=request.user, **form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("C’est corrigé."))
            return redirect(reverse("people:me"))
    return render(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def copy(request):
    """All of it, in one archive."""
    packed = archive(request.user, now=timezone.now())
    actions.note_export(request.user)
    return FileResponse(packed, as_attachment=True, filename=_("mes-renseignements") + ".zip")


@never_cache
def erasure(request):
    """GET says what goes and what stays; POST erases."""
    form = ForgettingForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid() and _forgotten(request, form):
        logout(request)
        messages.success(request, _("Votre compte est supprimé. Merci d’avoir agi avec nous."))
        return redirect("home:home")
    return render(request, "people/erasure.html", {"form": form}, status=422 if form.errors else 200)


def _forgotten(request, form):
    try:
        actions.forget(request.user, by=request.user)
    except DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True
