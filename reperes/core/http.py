"""Turn refusals into answers, in one place; and files into answers with a name of their own."""

import gzip
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile, Conflict, DomainError, NotAllowed, NotFound, OutOfReach, TooMany

log = logging.getLogger(__name__)
FROZEN = "public, max-age=604800, immutable"  # a week: what is withdrawn must leave browsers some day
A_MOMENT = "public, max-age=60"
STATUS: dict[type[DomainError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    BadFile: 422,
    TooMany: 429,
    OutOfReach: 503,
    DomainError: 400,
}


def status_of(refusal: DomainError) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The refusal's sentence as a page, a fragment or JSON, whichever was asked for."""
    status = status_of(refusal)
    if _wants_json(request):
        return JsonResponse({"error": str(refusal.sentence), "status": status}, status=status)
    page = "core/_refusal.html" if request.headers.get("HX-Request") else "core/refusal.html"
    return render(request, page, {"sentence": refusal.sentence}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    """It says so, or it asks at an address where only programs come (opened by `speaks_json` on the view)."""
    view = getattr(request.resolver_match, "func", None)
    return getattr(view, "speaks_json", False) or request.headers.get("Accept", "").startswith("application/json")


def file_answer(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file under a name that may hold anything a person typed: quotes and accents are written as RFC 6266 says."""
    called = content_disposition_header(as_attachment=not inline, filename=" ".join(name.replace("/", "-").split()))
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": called})


def packed_answer(request: HttpRequest, file: Path, kind: str, caching: str) -> HttpResponse:
    """A file kept gzipped, as it lies for those who read gzip, opened for the others; 304 if they have it."""
    seen = file.stat()
    etag = f'W/"{seen.st_mtime_ns:x}-{seen.st_size:x}"'
    content, is_packed = file.read_bytes(), "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(content if is_packed else gzip.decompress(content), content_type=kind)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["ETag"], response["Cache-Control"] = etag, caching
    patch_vary_headers(response, ["Accept-Encoding"])
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


class RefusalMiddleware:
    """A DomainError raised by a view becomes its answer; so does a rule of the database that two people met at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return refuse(request, exception)
        if isinstance(exception, IntegrityError):
            log.error("A rule of the database refused a deed.", exc_info=exception)
            sentence = _(
                "Quelqu’un vient peut-être de faire la même chose : revenez en arrière, rechargez et vérifiez."
            )
            return refuse(request, Conflict(sentence))
        return None


class ClosedUnlessOpenedMiddleware(LoginRequiredMiddleware):
    """Django's own, asked in the other order: a page open to all (a map tile) does not look up who is there."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


MEBIBYTE = 2**20
TWO_FILES_AND_WORDS = 2.1  # a form may carry limits, a table and what goes with them
OF_A_STRANGER_MB = 5  # nobody deposits a file before signing in; words weigh less


class UploadLimitMiddleware:
    """Three gigabytes are refused by what the request says of itself, before a byte of them is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = str(request.META.get("CONTENT_LENGTH") or 0)
        if size.isdigit() and int(size) > OF_A_STRANGER_MB * MEBIBYTE:
            limit = settings.UPLOAD_LIMIT_MB if SESSION_KEY in request.session else OF_A_STRANGER_MB
            if int(size) > TWO_FILES_AND_WORDS * limit * MEBIBYTE:
                return refuse(request, _too_heavy(int(size) // MEBIBYTE, limit))
        return self.get_response(request)


def _too_heavy(size: int, limit: int) -> BadFile:
    return BadFile(
        _("Cet envoi pèse %(size)s Mo; un fichier ne peut dépasser %(limit)s Mo. Déposez-en une partie.")
        % {"size": size, "limit": limit}
    )
