"""The catalogue for other catalogues."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reperes.opendata import dcat
from reperes.opendata.opening import opened


@opened
@require_safe
def json_ld(request: HttpRequest) -> HttpResponse:
    return HttpResponse(dcat.json_ld(), content_type="application/ld+json")


@opened
@require_safe
def turtle(request: HttpRequest) -> HttpResponse:
    return HttpResponse(dcat.turtle(), content_type="text/turtle; charset=utf-8")
