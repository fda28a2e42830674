"""Pages of the indicators: the catalogue, the card."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reperes.atlas.access import Atlas
from reperes.atlas.models import Indicator
from reperes.atlas.queries.indicator import find, indicator_page
from reperes.atlas.queries.indicators import Asked, catalogue
from reperes.core.access import may


@login_not_required
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Every figure the atlas knows, by theme."""
    page = {
        "page": catalogue(Asked.of(request.GET)),
        "origins": Indicator.Origin.choices,
        "may_define": may(request.user, Atlas.IMPORT),
    }
    return render(request, "atlas/indicators.html", page)


@login_not_required
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """The card: everything one must know before quoting the figure."""
    found = find(code)
    if found is None:
        raise Http404
    page = {"page": indicator_page(found), "may_define": may(request.user, Atlas.IMPORT)}
    return render(request, "atlas/indicator.html", page)
