"""The repertoire and its file."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reperes.catalogue.asked import Asked
from reperes.catalogue.queries import browse as queries
from reperes.core.http import file_answer
from reperes.core.site import full_address
from reperes.publishing.tables import csv_file


@login_not_required
@require_safe
def browse(request):
    """Search, facets, results: all in the address."""
    words = queries.Words()
    asked = Asked.read(request.GET, words.facets)
    page = (
        "catalogue/_repertoire.html"
        if request.htmx and not request.htmx.history_restore_request
        else "catalogue/repertoire.html"
    )
    response = render(request, page, {"browse": queries.browse(asked, words), "asked": asked})
    if not asked.is_bare:
        # Combinations of facets are countless: a robot that follows them would ask for ever
        response["X-Robots-Tag"] = "noindex, nofollow"
    response["HX-Push-Url"] = request.path + asked.query  # one question, one address
    response["Vary"] = "HX-Request"
    return response


@login_not_required
@require_safe
def browse_file(request):
    """The same results, for a spreadsheet."""
    words = queries.Words()
    asked = Asked.read(request.GET, words.facets)
    rows = queries.rows(asked, words, full_address(""))
    name = f"repertoire-{timezone.localdate().isoformat()}.csv"
    response = file_answer(csv_file(queries.heading(), rows), "text/csv; charset=utf-8", name)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
