"""Turn refusals into answers, in one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from reperes.core.errors import BadFile, Conflict, DomainError, NotAllowed

STATUS: dict[type[DomainError], int] = {NotAllowed: 403, Conflict: 409, BadFile: 422, DomainError: 400}


def status_of(refusal: DomainError) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


class RefusalMiddleware:
    """A DomainError becomes a page, a fragment or JSON that carries its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = status_of(exception)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": str(exception.sentence), "status": status}, status=status)
        page = "core/_refusal.html" if request.headers.get("HX-Request") else "core/refusal.html"
        return render(request, page, {"sentence": exception.sentence}, status=status)
