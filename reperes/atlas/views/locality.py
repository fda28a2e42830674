"""Pages of a locality and of a small area."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reperes.atlas import printing
from reperes.atlas.queries.area import area_page
from reperes.atlas.queries.locality import LocalityPage, find, locality_page
from reperes.core.http import file_answer
from reperes.core.site import full_address
from reperes.places.models import PartitionVersion


@login_not_required
@require_safe
def locality(request: HttpRequest, public_code: str) -> HttpResponse:
    """Who it is, what its figures are beside those of the region, what it is made of."""
    return render(request, "atlas/locality.html", {"page": _page(request, public_code)})


@login_not_required
@require_safe
def locality_sheet(request: HttpRequest, public_code: str) -> HttpResponse:
    """The same on two sheets of paper at most."""
    page = _page(request, public_code)
    address = full_address(request.path.removesuffix("fiche.pdf"))
    return file_answer(printing.locality_sheet(page, address), "application/pdf", f"{page.locality.public_code}.pdf")


@login_not_required
@require_safe
def area(request: HttpRequest, version: int, code: str) -> HttpResponse:
    """A small area, simply."""
    limits = get_object_or_404(PartitionVersion.objects.select_related("partition"), pk=version)
    page = area_page(limits, code)
    if page is None:
        raise Http404
    return render(request, "atlas/area.html", {"page": page})


def _page(request: HttpRequest, public_code: str) -> LocalityPage:
    found = find(public_code)
    if found is None:
        raise Http404
    return locality_page(found, reader=request.user, reference=request.GET.get("region", ""))
