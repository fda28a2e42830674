"""The page that explains the API: written from its own document, without anything from elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reperes.atlas.queries.editions import current_edition
from reperes.core.site import full_address
from reperes.opendata import queries
from reperes.opendata.api.house import api


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str  # path | query
    kind: str
    description: str
    is_required: bool


@dataclass(frozen=True)
class Door:
    """One address of the API, as a reader needs it."""

    id: str
    address: str
    summary: str
    description: str
    parameters: list[Parameter]


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """By theme, every address with what it asks and an example to paste."""
    document = api.get_openapi_schema()
    groups: dict[str, list[Door]] = {}
    for address, methods in document["paths"].items():
        operation = methods["get"]
        groups.setdefault(next(iter(operation.get("tags", [])), ""), []).append(_door(address, operation))
    root = full_address(reverse("opendata:guide"))
    page = {"document": document["info"], "groups": groups, "root": root, "example": root.rstrip("/") + _example()}
    return render(request, "opendata/guide.html", page)


def _example() -> str:
    """The address of cells that are there; in words while no edition is served."""
    served = current_edition()
    first = next(iter(queries.held(served)), None) if served else None
    version, indicator = (first.version.pk, next(iter(first.periods))) if first else ("VERSION", "INDICATEUR")
    return f"/editions/current/cells/{version}/{indicator}/latest"


def _door(address: str, operation: dict[str, Any]) -> Door:
    parameters = [_parameter(each) for each in operation.get("parameters", [])]
    return Door(
        operation["operationId"], address, operation["summary"], operation.get("description", "").strip(), parameters
    )


def _parameter(said: dict[str, Any]) -> Parameter:
    kind = said["schema"]
    written = " | ".join(f"« {word} »" for word in kind.get("enum", []) if word) or kind.get("type", "")
    return Parameter(
        said["name"], said["in"], written, kind.get("description", ""), is_required=said.get("required", False)
    )
