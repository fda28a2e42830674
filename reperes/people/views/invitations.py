"""Invite, follow one's invitations, enter by one."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reperes.core.access import may, require
from reperes.core.errors import DomainError
from reperes.people.access import People
from reperes.people.actions import invitations as actions
from reperes.people.forms import InvitationForm, NewcomerForm
from reperes.people.models import Invitation, Person
from reperes.people.queries import pages

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def invitations(request):
    """GET lists what I sent, and asks for one more; POST sends it."""
    collectives = pages.collectives_led_by(request.user)
    is_host = may(request.user, People.INVITE)
    if not is_host and not collectives.exists():
        require(request.user, People.INVITE)
    form = InvitationForm(
        request.POST if request.method == "POST" else None,
        collectives=collectives,
        must_name_one=not is_host,
        initial={"collective": collectives.filter(code=request.GET.get("collectif", "")).first()},
    )
    if form.is_valid() and _invited(request, form):
        return redirect("people:invitations")
    page = {"form": form, "invitations": pages.invitations_of(request.user)}
    return render(request, "people/invitations.html", page, status=200 if form.is_valid() or not form.errors else 422)


def _invited(request, form):
    """Refusals belong in the form, beside what the person typed."""
    try:
        sent = actions.invite(by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("email", refusal.sentence)
        return False
    _say_how_it_went(request, sent)
    return True


def _say_how_it_went(request, invitation):
    invitation.refresh_from_db()
    if invitation.sent_at:
        messages.success(request, _("Invitation envoyée à %(email)s.") % {"email": invitation.email})
    else:
        messages.warning(
            request, _("Le courriel n’est pas parti. Copiez le lien ci-dessous et transmettez-le vous-même.")
        )


@require_POST
def withdrawal(request, pk):
    found = get_object_or_404(pages.invitations_of(request.user), pk=pk)
    actions.withdraw(found, by=request.user)
    messages.success(request, _("Invitation retirée : son lien n’ouvre plus rien."))
    return redirect("people:invitations")


@require_POST
def sending(request, pk):
    found = get_object_or_404(pages.invitations_of(request.user), pk=pk)
    actions.send_again(found, by=request.user)
    _say_how_it_went(request, found)
    return redirect("people:invitations")


@never_cache
@login_not_required
def invitation(request, token):
    """GET says who invites to what; POST accepts, by opening an account if need be."""
    found = get_object_or_404(Invitation.objects.select_related("collective", "invited_by"), token=token)
    if not found.is_open:
        return render(request, "people/invitation_closed.html", {"invitation": found}, status=410)
    if request.user.is_authenticated:
        return _accept_as_oneself(request, found)
    if Person.objects.filter(email=found.email).exists():
        return render(request, "people/invitation.html", {"invitation": found, "has_account": True})
    form = NewcomerForm(request.POST if request.method == "POST" else None, invitation=found)
    if form.is_valid():
        person = actions.accept_as_newcomer(found, **form.cleaned_data)
        login(request, person, backend=BACKEND)
        return _welcome(request, found, person)
    return render(
        request, "people/invitation.html", {"invitation": found, "form": form}, status=422 if form.errors else 200
    )


def _accept_as_oneself(request, found):
    if request.method == "POST":
        actions.accept(found, by=request.user)
        return _welcome(request, found, request.user)
    page = {
        "invitation": found,
        "is_mine": request.user.email.lower() == found.email.lower(),
        "is_already_in": found.collective is not None
        and found.collective.participations.current().filter(person=request.user).exists(),
    }
    return render(request, "people/invitation.html", page)


def _welcome(request, invitation, person):
    with override(person.language):
        messages.success(request, _("Bienvenue, %(name)s.") % {"name": person.name})
        there = invitation.collective.get_absolute_url() if invitation.collective else reverse("home:home")
    return redirect(there)
