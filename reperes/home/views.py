"""The hall's pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What to do here with twenty minutes."""
    return render(request, "home/home.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "home/error.html", {"status": 400}, status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "home/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "home/error.html", {"status": 404}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "home/error.html", {"status": 500}, status=500)
