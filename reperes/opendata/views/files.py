"""One download: served if it lies on the shelf, made at once if it is small, promised if it is large."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reperes.core.http import FROZEN
from reperes.opendata import queries, shelf, tasks
from reperes.opendata.opening import opened

PATIENCE = 20  # seconds before asking again


@opened
@require_safe
def download(request: HttpRequest, code: str, version: int, kind: str) -> HttpResponseBase:
    if kind not in shelf.KINDS:
        raise Http404
    found = queries.edition(code)
    one = shelf.shelved(found, queries.held_version(found, version), kind)
    if not one.file.exists() and not one.is_quick:
        if shelf.is_first_to_ask(one):
            tasks.write_download.enqueue(found.code, version, kind, one.language)
        if not one.file.exists():
            return _promised(request, one)
    return _served(request, shelf.write(one), one)


def _served(request: HttpRequest, file: shelf.Path, one: shelf.Shelved) -> HttpResponseBase:
    seen = file.stat()
    etag = f'"{seen.st_mtime_ns:x}-{seen.st_size:x}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            file.open("rb"), content_type=shelf.TYPES[one.kind], as_attachment=True, filename=one.name
        )
    response["ETag"], response["Cache-Control"] = etag, FROZEN
    return response


def _promised(request: HttpRequest, one: shelf.Shelved) -> HttpResponse:
    """It is being made; the page asks again by itself."""
    page = {"edition": one.edition, "version": one.held.version, "kind": shelf.KINDS[one.kind], "patience": PATIENCE}
    response = render(request, "opendata/promised.html", page, status=202)
    response["Retry-After"], response["Refresh"] = str(PATIENCE), str(PATIENCE)
    return response
