"""Turn refusals into answers, in one place."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile, Conflict, DomainError, NotAllowed, TooMany

STATUS: dict[type[DomainError], int] = {NotAllowed: 403, Conflict: 409, BadFile: 422, TooMany: 429, DomainError: 400}


def status_of(refusal: DomainError) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The refusal's sentence as a page, a fragment or JSON, whichever was asked for."""
    status = status_of(refusal)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": str(refusal.sentence), "status": status}, status=status)
    page = "core/_refusal.html" if request.headers.get("HX-Request") else "core/refusal.html"
    return render(request, page, {"sentence": refusal.sentence}, status=status)


class RefusalMiddleware:
    """A DomainError raised by a view becomes its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refuse(request, exception) if isinstance(exception, DomainError) else None


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


class UploadLimitMiddleware:
    """Three gigabytes are refused by what the request says of itself, before a byte of them is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = str(request.META.get("CONTENT_LENGTH") or 0)
        limit = settings.UPLOAD_LIMIT_MB
        if size.isdigit() and int(size) > TWO_FILES_AND_WORDS * limit * MEBIBYTE:
            return refuse(
                request,
                BadFile(
                    _("Cet envoi pèse %(size)s Mo ; un fichier ne peut dépasser %(limit)s Mo. Déposez-en une partie.")
                    % {"size": int(size) // MEBIBYTE, "limit": limit}
                ),
            )
        return self.get_response(request)
