"""OGC API – Features, Part 1: QGIS, ArcGIS and GDAL open the limits with their values."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query

from reperes.core.http import A_MOMENT
from reperes.core.site import full_address
from reperes.opendata import features
from reperes.opendata.api.house import door
from reperes.opendata.api.shapes import Anything
from reperes.opendata.features import Asked, Collection

TAGS = [gettext_noop("OGC API – Features")]
JSON, GEOJSON, HTML, SCHEMA = "application/json", "application/geo+json", "text/html", "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
PART_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
CONFORMANCE = [f"{CORE}core", f"{CORE}geojson", f"{CORE}html", PART_2]
OURS = {"f", "limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "indicators"}
Kind = Annotated[
    Literal["", "json", "html"], Query(description=gettext_noop("Sans lui, l’en-tête Accept décide; à défaut, JSON."))
]
Indicators = Annotated[
    str,
    Query(max_length=4_000, description=gettext_noop("Codes d’indicateurs séparés par des virgules; à défaut, tous.")),
]
Box = Annotated[str, Query(max_length=200, description=gettext_noop("ouest,sud,est,nord, en degrés (CRS84)."))]
Coordinates = Annotated[str, Query(max_length=100, description=gettext_noop("CRS84, le seul offert."))]
BoxCoordinates = Annotated[
    str, Query(max_length=100, alias="bbox-crs", description=gettext_noop("CRS84, le seul offert."))
]
Moment = Annotated[
    str, Query(max_length=100, description=gettext_noop("Accepté; les limites n’ont pas de date qui leur soit propre."))
]
Features = Annotated[int, Query(ge=1, description=gettext_noop("Nombre de territoires, 5 000 au plus."))]
Skipped = Annotated[int, Query(ge=0, le=10_000_000, description=gettext_noop("Nombre de territoires à passer."))]


@door("/ogc", Anything, gettext_noop("Entrée du service"), tags=TAGS, also=[HTML])
def landing(request: HttpRequest, f: Kind = "") -> HttpResponse:
    said = {
        "title": _("Repères : territoires et chiffres"),
        "description": _("Les limites des territoires avec les valeurs de l’édition servie."),
        "links": [
            _link("self", _at("landing"), JSON, _("Cette page")),
            _link("alternate", _at("landing") + "?f=html", HTML, _("Cette page, à lire")),
            _link("service-desc", _at("openapi-json"), OPENAPI, _("Description du service (OpenAPI)")),
            _link("service-doc", full_address(reverse("opendata:guide")), HTML, _("Mode d’emploi")),
            _link("conformance", _at("conformance"), JSON, _("Classes de conformité")),
            _link("data", _at("collections"), JSON, _("Collections")),
        ],
    }
    return _answer(request, f, said)


@door("/ogc/conformance", Anything, gettext_noop("Classes de conformité"), tags=TAGS, also=[HTML])
def conformance(request: HttpRequest, f: Kind = "") -> HttpResponse:
    return _answer(request, f, {"title": _("Classes de conformité"), "conformsTo": CONFORMANCE})


@door("/ogc/collections", Anything, gettext_noop("Collections : une par version de découpage"), tags=TAGS, also=[HTML])
def collections(request: HttpRequest, f: Kind = "") -> HttpResponse:
    links = [
        _link("self", _at("collections"), JSON, _("Cette page")),
        _link("alternate", _at("collections") + "?f=html", HTML, _("Cette page, à lire")),
    ]
    found = [_collection(each) for each in features.collections()]
    return _answer(request, f, {"title": _("Collections"), "links": links, "collections": found})


@door("/ogc/collections/{str:collection}", Anything, gettext_noop("Une collection"), tags=TAGS, also=[HTML])
def collection(request: HttpRequest, collection: str, f: Kind = "") -> HttpResponse:
    return _answer(request, f, _collection(features.collection(collection)))


@door(
    "/ogc/collections/{str:collection}/schema",
    Anything,
    gettext_noop("Propriétés d’une collection"),
    tags=TAGS,
    also=[SCHEMA],
)
def schema(request: HttpRequest, collection: str) -> HttpResponse:
    return JsonResponse(features.schema(features.collection(collection)), content_type=SCHEMA)


@door(
    "/ogc/collections/{str:collection}/items",
    Anything,
    gettext_noop("Territoires d’une collection, en GeoJSON"),
    gettext_noop(
        "Toute propriété filtre : « code=4620725.10 », « population_2021=1000..2000 », "
        "« population_2021_status=suppressed »."
    ),
    tags=TAGS,
    also=[GEOJSON, HTML],
)
def items(
    request: HttpRequest,
    collection: str,
    limit: Features = 100,
    offset: Skipped = 0,
    bbox: Box = "",
    bbox_crs: BoxCoordinates = "",
    crs: Coordinates = "",
    datetime: Moment = "",
    indicators: Indicators = "",
    f: Kind = "",
) -> HttpResponse:
    found = features.collection(collection, indicators)
    features.check_moment(datetime)
    features.check_coordinates(crs, bbox_crs)
    filters = features.filters_of(found, request.GET.dict(), OURS)
    most = features.MOST_TO_READ if _wants_page(request, f) else found.most
    asked = Asked(features.box_of(bbox), filters, min(limit, most), offset)
    leaf = features.page(found, asked)
    links = _links_of_page(request, found, asked, leaf.n_matched)
    said = {
        "type": "FeatureCollection",
        "timeStamp": timezone.now().isoformat(timespec="seconds"),
        "numberMatched": leaf.n_matched,
        "numberReturned": len(leaf.features),
        "links": links,
    }
    return _features(request, f, said, leaf.features, features.title(found))


@door(
    "/ogc/collections/{str:collection}/items/{path:feature}",
    Anything,
    gettext_noop("Un territoire"),
    tags=TAGS,
    also=[GEOJSON, HTML],
)
def item(
    request: HttpRequest, collection: str, feature: str, indicators: Indicators = "", f: Kind = ""
) -> HttpResponse:
    found = features.collection(collection, indicators)
    written = features.one(found, feature)
    here = _at("item", found.id, feature)
    links = [
        _link("self", here, GEOJSON, _("Ce territoire")),
        _link("alternate", f"{here}?f=html", HTML, _("Ce territoire, à lire")),
        _link("collection", _at("collection", found.id), JSON, features.title(found)),
    ]
    if _wants_page(request, f):
        return _features(request, f, {"links": links, "numberMatched": 1}, [written], features.title(found))
    head = '{"links":' + _json(links) + ","
    return _geojson(head + written.removeprefix("{"))


def _collection(found: Collection) -> dict[str, Any]:
    rows = _at("items", found.id)
    return {
        "id": found.id,
        "title": features.title(found),
        "description": str(found.held.version),
        "itemType": "feature",
        "extent": {"spatial": {"bbox": [found.held.version.bounds or [-180, -90, 180, 90]], "crs": features.CRS84}},
        "crs": [features.CRS84],
        "storageCrs": features.CRS84,
        "links": [
            _link("self", _at("collection", found.id), JSON, features.title(found)),
            _link("items", rows, GEOJSON, _("Territoires")),
            _link("items", f"{rows}?f=html", HTML, _("Territoires, à lire")),
            _link("describedby", _at("schema", found.id), SCHEMA, _("Propriétés")),
            _link("license", full_address(reverse("opendata:edition", args=[found.edition.code])), HTML, _("Licences")),
        ],
    }


def _links_of_page(request: HttpRequest, found: Collection, asked: Asked, n_matched: int) -> list[dict[str, str]]:
    here = _at("items", found.id)
    said = {name: value for name, value in request.GET.dict().items() if name != "f"}

    def at(offset: int, **more: str) -> str:
        return f"{here}?{urlencode(said | {'limit': str(asked.limit), 'offset': str(offset)} | more)}"

    links = [
        _link("self", at(asked.offset), GEOJSON, _("Cette page")),
        _link("alternate", at(asked.offset, f="html"), HTML, _("Cette page, à lire")),
        _link("collection", _at("collection", found.id), JSON, features.title(found)),
    ]
    if asked.offset + asked.limit < n_matched:
        links.append(_link("next", at(asked.offset + asked.limit), GEOJSON, _("Page suivante")))
    if asked.offset:
        links.append(_link("prev", at(max(0, asked.offset - asked.limit)), GEOJSON, _("Page précédente")))
    return links


def _at(name: str, *args: str) -> str:
    return full_address(reverse(f"opendata:api:{name}", args=args))


def _link(rel: str, href: str, kind: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": kind, "title": title}


def _wants_page(request: HttpRequest, f: str) -> bool:
    """A browser asks for HTML first; a program asks for JSON, or for anything."""
    return f == "html" or (not f and request.headers.get("Accept", "").startswith("text/html"))


def _answer(request: HttpRequest, f: str, said: dict[str, Any]) -> HttpResponse:
    if _wants_page(request, f):
        return _page(request, said, [])
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    return _fresh(response)


def _features(request: HttpRequest, f: str, said: dict[str, Any], written: list[str], title: str) -> HttpResponse:
    if _wants_page(request, f):
        return _page(request, said | {"title": title}, written)
    return _geojson(_json(said).removesuffix("}") + ',"features":[' + ",".join(written) + "]}")


def _geojson(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=GEOJSON)
    response["Content-Crs"] = f"<{features.CRS84}>"
    return _fresh(response)


def _fresh(response: HttpResponse) -> HttpResponse:
    """The served edition changes some day."""
    response["Cache-Control"] = A_MOMENT
    patch_vary_headers(response, ["Accept"])
    return response


def _page(request: HttpRequest, said: dict[str, Any], written: list[str]) -> HttpResponse:
    rows = [features.json.loads(each)["properties"] for each in written]
    page = {"said": said, "rows": rows, "heading": list(rows[0]) if rows else []}
    return _fresh(render(request, "opendata/ogc.html", page))


def _json(said: Any) -> str:
    return features.json.dumps(said, ensure_ascii=False, separators=(",", ":"))
