"""The API itself: its refusals, its pages of long lists, the document that describes it in the reader's language."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError

from reperes.core.errors import DomainError
from reperes.core.http import status_of
from reperes.core.site import full_address
from reperes.opendata.api.shapes import Mistake
from reperes.opendata.opening import View, opened

MOST = 1_000  # rows of one page
REFUSALS = {400: Mistake, 404: Mistake, 429: Mistake}
SAID = {"summary", "description", "title"}  # keys of the document whose text is ours


class ReadApi(NinjaAPI):
    """Django Ninja's, whose document speaks the reader's language and whose views are open to other programs."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function: short, and known to no other door."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        schema["servers"] = [{"url": full_address("")}]
        return _said(schema)

    @property
    def urls(self) -> Any:
        patterns, app, namespace = super().urls
        for each in patterns:
            each.callback = opened(cast(View, each.callback))
        return patterns, app, namespace


api = ReadApi(
    title=gettext_noop("Repères : API de lecture"),
    version="1",
    description=gettext_noop(
        "Les chiffres publiés de l’atlas, leurs territoires, leurs définitions et leurs sources. Tout se lit sans "
        "compte ni clé. Une valeur cachée est null et son statut dit pourquoi : elle n’est jamais 0. Une édition ne "
        "change jamais : ce qui porte son code se garde en cache. « current » tient lieu du code de l’édition servie."
    ),
    docs_url=None,
    urls_namespace="opendata:api",
)

Version = Annotated[int, Path(ge=1, le=2**62, description=gettext_noop("Numéro d’une version de découpage."))]
Limit = Annotated[int, Query(ge=1, le=MOST, description=gettext_noop("Nombre de lignes, 1 000 au plus."))]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description=gettext_noop("Nombre de lignes à passer."))]


def door(
    path: str, response: Any, summary: str, description: str = "", *, tags: list[str], also: Sequence[str] = ()
) -> Callable[..., Any]:
    """A GET of the API; `summary`, `description`, `tags` are French message ids; `also` are other media types."""
    content = {kind: {"schema": {"type": "string"}} for kind in also}
    return api.get(
        path,
        response={200: response, **REFUSALS},
        summary=summary,
        description=description or " ",
        tags=tags,
        openapi_extra={"responses": {200: {"content": content}}} if also else None,
    )


def page_of(
    request: HttpRequest, rows: Sequence[Any] | QuerySet[Any], limit: int, offset: int, answer: Callable[[Any], Any]
) -> Any:
    """One page of a long list, with the address of the next."""
    n_rows = rows.count() if isinstance(rows, QuerySet) else len(rows)
    following = None
    if offset + limit < n_rows:
        asked = {**request.GET.dict(), "limit": limit, "offset": offset + limit}
        following = full_address(f"{request.path}?{urlencode(asked)}")
    items = [answer(row) for row in rows[offset : offset + limit]]
    return {"items": items, "count": n_rows, "limit": limit, "offset": offset, "next": following}


def mistake(sentence: str, status: int) -> HttpResponse:
    """Every refusal has this one shape."""
    return JsonResponse({"error": str(sentence), "status": status}, status=status)


@api.exception_handler(DomainError)
def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return mistake(refusal.sentence, status_of(refusal))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, reason: Http404) -> HttpResponse:
    return mistake(_("Rien à cette adresse : la liste des adresses est dans /api/openapi.json."), 404)


@api.exception_handler(ValidationError)
def _odd(request: HttpRequest, odd: ValidationError) -> HttpResponse:
    """Name the first parameter that cannot be read."""
    first = odd.errors[0]
    name = str(first["loc"][-1])
    said = _("Le paramètre « %(name)s » ne peut se lire : %(reason)s.") % {"name": name, "reason": first["msg"]}
    return mistake(said, 400)


@opened
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Under /api/, even an address that does not exist answers in the API's own shape."""
    return _absent(request, Http404())


def _said(thing: Any) -> Any:
    """The same document, its titles and descriptions in the reader's language."""
    if isinstance(thing, dict):
        return {key: _words(value) if key in SAID else _said(value) for key, value in thing.items()}
    return [_said(each) for each in thing] if isinstance(thing, list) else thing


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        return _said(value)  # a property may be called “title”
    return _(value) if value.strip() else ""
