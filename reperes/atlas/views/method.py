"""The methods, beside the figures they make."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reperes.atlas.queries import methods as queries


@login_not_required
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Every method."""
    return render(request, "atlas/methods.html", {"methods": queries.methods()})


@login_not_required
@require_safe
def method(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    found = queries.method(name)
    if found is None:
        raise Http404
    return render(request, "atlas/method.html", {"method": found, "drawn": queries.drawn(found)})
