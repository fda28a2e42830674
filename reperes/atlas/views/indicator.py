"""Pages of the indicators: the list, the card."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reperes.atlas.models import Indicator
from reperes.atlas.queries.indicator import indicator_page
from reperes.atlas.queries.indicator import indicators as every_indicator


@login_not_required
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Every figure the atlas holds, by theme."""
    return render(request, "atlas/indicators.html", {"indicators": every_indicator()})


@login_not_required
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """The card: everything one must know before quoting the figure."""
    found = get_object_or_404(Indicator.objects.select_related("source"), code=code)
    return render(request, "atlas/indicator.html", {"page": indicator_page(found)})
