"""Opens a view to other programs: no account, readable from any web page, refusals as JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from reperes.core.http import A_MOMENT

View = Callable[..., HttpResponseBase]
PACKING = GZipMiddleware(lambda request: HttpResponse())
READING = "GET, HEAD, OPTIONS"


def opened(view: View) -> View:
    """Public data are public for the scripts of other sites too; no cookie is asked of them (docs/decisions/0011)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = (
            HttpResponse(status=204) if request.method == "OPTIONS" else view(_read(request), *args, **kwargs)
        )
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After, Content-Crs"
        if request.method == "OPTIONS":
            response["Allow"] = response["Access-Control-Allow-Methods"] = READING
            response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        elif response.status_code == 200:
            response.setdefault("Cache-Control", A_MOMENT)
        # What streams is a file already packed, or one to resume
        return response if response.streaming else PACKING.process_response(request, response)

    answer.speaks_json = True  # type: ignore[attr-defined]
    return login_not_required(answer)


def _read(request: HttpRequest) -> HttpRequest:
    """HEAD is GET without its body, which the server leaves out."""
    if request.method == "HEAD":
        request.method = "GET"
    return request
