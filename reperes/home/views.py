"""The hall's pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from reperes.home import queries, samples
from reperes.home.shell import DOORS


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What to do here with twenty minutes."""
    return render(request, "home/home.html", {"page": queries.home_page(request.user)})


@login_not_required
def door(request: HttpRequest, door: str) -> HttpResponse:
    """What is behind one of the five doors."""
    found = next(each for each in DOORS if each.key == door)
    return render(request, f"home/doors/{found.key}.html", {"page": queries.door_page(found)})


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """Everything public that answers some words, by kind."""
    page = queries.search_page(request.GET.get("q", ""), request.GET.get("nature", ""), request.GET.get("page", ""))
    return render(request, "home/search.html", {"page": page, "words": page.words})


@login_not_required
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first things that answer what is being typed."""
    return render(request, "home/_suggestions.html", {"hits": queries.suggested(request.GET.get("q", ""))})


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "home/about.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with its states, in both themes."""
    return render(request, "home/styleguide.html", samples.styleguide())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "home/errors/400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "home/errors/403.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose hidden token is missing or too old (settings.CSRF_FAILURE_VIEW)."""
    return render(request, "home/errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "home/errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """No context processor, no query: this page must show even when the database does not answer."""
    return HttpResponse(render_to_string("home/errors/500.html"), status=500)
