"""Tiles of the map, and the index of territories."""

import gzip
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from reperes.core.budget import unmetered
from reperes.places import queries, tiles

A_YEAR = "public, max-age=31536000, immutable"  # the fingerprint in the address changes with the limits
A_MOMENT = "public, max-age=300"
VECTOR_TILE = "application/vnd.mapbox-vector-tile"


@login_not_required
@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    """Every partition and its places, from A to Z."""
    words = request.GET.get("nom", "").strip()[:100]
    index = queries.index(words)
    page = {
        "index": index,
        "wanted": words,
        "n_found": sum(listed.n_found for listed in index),
        "wholes": [listed for listed in index if listed.is_alone and listed.n_found],
    }
    return render(request, "places/territories.html", page)


@unmetered
@login_not_required
@require_safe
def tile(request: HttpRequest, version: int, z: int, x: int, y: int) -> HttpResponse:
    """One tile, as tippecanoe packed it; neither the database nor the visitor's account is asked."""
    file = Path(settings.TILES) / f"{version}.pmtiles"
    found = tiles.tile(file, z, x, y)
    if found is None:
        return HttpResponse(status=404)  # a map asks by the dozen: no page for a machine
    etag = f'"{version}-{file.stat().st_mtime_ns:x}-{z}-{x}-{y}"'
    response = HttpResponse(found, content_type=VECTOR_TILE, status=200 if found else 204)
    if found and "gzip" in request.headers.get("Accept-Encoding", ""):
        response["Content-Encoding"] = "gzip"
    elif found:
        response.content = gzip.decompress(found)
    response["ETag"] = etag
    response["Cache-Control"] = A_YEAR if request.GET.get("v") else A_MOMENT
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response
