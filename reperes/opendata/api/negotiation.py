"""The same cells as JSON, CSV or Arrow, as the address or the Accept header asks; and 304 to those who have them."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

import pyarrow as pa
import pyarrow.ipc
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from reperes.atlas.models import Edition
from reperes.core.http import A_MOMENT, FROZEN, file_answer
from reperes.opendata import writing

ARROW, CSV, JSON = "application/vnd.apache.arrow.stream", "text/csv", "application/json"
KINDS = {ARROW: "arrow", CSV: "csv", JSON: "json"}
LAYOUT = "1"  # of the answers: those kept by other programs under an older one are asked again


def answered(request: HttpRequest, format: str, cells: pa.Table, said: dict[str, Any], *, name: str) -> HttpResponse:
    """`said` as JSON, or `cells` as a table that holds the same."""
    kind = format or _accepted(request.headers.get("Accept", ""))
    if kind == "arrow":
        return file_answer(stream(cells), ARROW, f"{name}.arrows", inline=True)
    if kind == "csv":
        return file_answer(writing.plain_csv(cells), f"{CSV}; charset=utf-8", f"{name}.csv", inline=True)
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "allow_nan": False})


def _accepted(header: str) -> str:
    """The first kind of the header that we write; JSON where none is named."""
    asked = (part.split(";")[0].strip() for part in header.split(","))
    return next((KINDS[each] for each in asked if each in KINDS), "json")


def stream(cells: pa.Table) -> bytes:
    """Arrow IPC, streaming format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, cells.schema) as writer:
        writer.write_table(cells)
    return cast(bytes, sink.getvalue().to_pybytes())


def kept(request: HttpRequest, edition: Edition, make: Callable[[], HttpResponse], *, is_frozen: bool) -> HttpResponse:
    """An edition never changes: the answer is known by what was asked, and is not made again for who has it.

    `is_frozen` is False where a word (“current”, “latest”) will mean something else some day.
    """
    seal = f"{LAYOUT} {edition.code} {request.get_full_path()} {_accepted(request.headers.get('Accept', ''))}"
    etag = f'"{hashlib.sha256(seal.encode()).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag) or make()
    response["ETag"], response["Cache-Control"] = etag, FROZEN if is_frozen else A_MOMENT
    patch_vary_headers(response, ["Accept"])
    return cast(HttpResponse, response)
