"""The page « Données »: every edition; then one, with its files, its dictionary, its sources, how to cite it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reperes.core.http import file_answer
from reperes.core.site import full_address
from reperes.opendata import citing, describing, queries, shelf
from reperes.opendata.opening import opened
from reperes.publishing import tables


@login_not_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every edition before readers, and every way to take the figures away."""
    found = list(queries.editions())
    root = full_address(reverse("opendata:guide"))
    page = {
        "editions": found,
        "root": root,
        "ogc": full_address(reverse("opendata:api:landing")),
        "site": settings.SITE_ADDRESS,
    }
    return render(request, "opendata/data.html", page)


@login_not_required
@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.edition(code)
    sources = queries.sources(found)
    page = {
        "edition": found,
        "is_newest": found == queries.editions().first(),
        "held": queries.held(found),
        "kinds": shelf.KINDS,
        "sources": [(each, describing.notices(each)) for each in sources],
        "citation": citing.sentence(found),
        "bibtex": citing.bibtex(found),
    }
    return render(request, "opendata/edition.html", page)


@login_not_required
@require_safe
def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.edition(code)
    page = {
        "edition": found,
        "columns": describing.column_lines(),
        "statuses": describing.status_lines(),
        "heading": describing.card_heading(),
        "indicators": describing.indicator_lines(queries.indicators_of(found), _periods(found)),
    }
    return render(request, "opendata/dictionary.html", page)


@opened
@require_safe
def dictionary_file(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.edition(code)
    lines = describing.dictionary(found, queries.indicators_of(found), _periods(found))
    content = tables.csv_file(describing.dictionary_heading(), lines)
    return file_answer(content, "text/csv; charset=utf-8", f"reperes-{found.code}-dictionnaire.csv")


@opened
@require_safe
def bibtex(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.edition(code)
    return file_answer(
        citing.bibtex(found).encode(), "application/x-bibtex; charset=utf-8", f"reperes-{found.code}.bib"
    )


@opened
@require_safe
def datacite(request: HttpRequest, code: str) -> HttpResponse:
    return JsonResponse(citing.datacite(queries.edition(code)), json_dumps_params={"ensure_ascii": False})


def _periods(found: queries.Edition) -> dict[str, tuple[str, ...]]:
    """Every period of each indicator, whichever the version of limits, the latest first."""
    together: dict[str, set[str]] = {}
    for each in queries.held(found):
        for code, periods in each.periods.items():
            together.setdefault(code, set()).update(periods)
    return {code: tuple(sorted(periods, reverse=True)) for code, periods in together.items()}
