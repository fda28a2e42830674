"""What machines read: crawlers, browsers that install or search."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from reperes.home import queries


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Searches and combinations of facets are endless: crawlers are sent to the site map instead."""
    return render(request, "home/robots.txt", {"site_address": settings.SITE_ADDRESS}, content_type="text/plain")


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    addresses = queries.public_addresses()
    return render(request, "home/sitemap.xml", {"addresses": addresses}, content_type="application/xml")


@login_not_required
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search the house from its own address bar."""
    return render(request, "home/opensearch.xml", content_type="application/opensearchdescription+xml")


@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a phone keep the house among its applications."""
    icons = [
        {"src": static("home/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("home/mark-180.png"), "sizes": "180x180", "type": "image/png"},
        {"src": static("home/mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    return JsonResponse(
        {
            "name": f"Repères — {settings.HOST_NAME}" if settings.HOST_NAME != "Repères" else "Repères",
            "short_name": "Repères",
            "description": _("Des outils pour agir dans son milieu contre la pauvreté et l’exclusion sociale."),
            "start_url": reverse("home:home"),
            "display": "minimal-ui",
            "background_color": "#fbf8f3",
            "theme_color": "#fbf8f3",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
