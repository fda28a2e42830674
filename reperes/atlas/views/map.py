"""The map, the values its script asks for, and its files."""

import json
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from reperes.atlas import packed, printing, sheets
from reperes.atlas.models import Edition
from reperes.atlas.queries.choices import Choice, Unknown, choose
from reperes.atlas.queries.map import Map, Row, map_page, ordered
from reperes.atlas.speech import spelling
from reperes.core.budget import unmetered
from reperes.core.http import A_MOMENT, FROZEN, file_answer, packed_answer
from reperes.core.site import full_address
from reperes.places import queries as places
from reperes.places.models import PartitionVersion
from reperes.publishing import tables

ROWS_A_PAGE = 100
ORDERS = ("-valeur", "valeur", "nom", "-nom")
JSON = "application/json"
CSV, XLSX, TXT = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/plain"


class Asked:
    """How the reader wants the table: its order, the words to find, the leaf, the area in hand."""

    def __init__(self, request: HttpRequest, page: Map) -> None:
        order = request.GET.get("tri", "")
        self.order = order if order in ORDERS else ORDERS[0]
        self.words = request.GET.get("nom", "")[:80].strip()
        self.here: Row | None = page.by_code.get(request.GET.get("ici", ""))
        self.table = ordered(page, self.order, self.words)
        self.leaf: Page[Row] = Paginator(self.table.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        self.address = address_of(page.choice)
        # The same map under another order, search or leaf: crawlers have nothing to learn there
        self.is_variant = any(key in request.GET for key in ("tri", "nom", "page", "ici"))

    @cached_property
    def sorts(self) -> dict[str, tuple[str, str]]:
        """For each column: the address that sorts by it, and how it is sorted now (aria-sort)."""
        found = {}
        for column, first in {"nom": "nom", "valeur": "-valeur"}.items():
            now = self.order.removeprefix("-") == column
            other = first if not now or self.order != first else (column if first[0] == "-" else f"-{column}")
            state = ("descending" if self.order[0] == "-" else "ascending") if now else "none"
            found[column] = (f"?{self.address}&{urlencode({'tri': other, 'nom': self.words})}#tableau", state)
        return found


class Tiles:
    """Where the script finds the vector tiles of a version; empty words where there are none."""

    def __init__(self, version: PartitionVersion | None) -> None:
        zooms = places.tiles_zooms(version) if version else None
        self.address = places.tiles_address(version) if version and zooms else ""
        self.zooms = ",".join(map(str, zooms or ()))
        self.bounds = ",".join(f"{edge:.5f}" for edge in version.bounds) if version else ""


@login_not_required
@require_safe
@gzip_page
def map_(request: HttpRequest) -> HttpResponse:
    """A choropleth drawn by the server, its legend and its table; the script only makes it livelier."""
    choice = choose(request.GET.dict())
    if not isinstance(choice, Choice):
        return _without_map(request, choice)
    page = map_page(choice)
    return render(
        request,
        "atlas/map.html",
        {
            "page": page,
            "choice": choice,
            "asked": Asked(request, page),
            "stamp": packed.stamp(choice.version),
            "script_words": json.dumps(spelling(choice.indicator), ensure_ascii=False),
            "tiles": Tiles(choice.version),
            "outline_tiles": Tiles(page.wider),
        },
    )


@unmetered
@login_not_required
@require_safe
def areas(request: HttpRequest, version: int, stamp: str) -> HttpResponse:
    """Codes, names and places of a version's areas: asked once, kept by browsers for all the maps of these limits."""
    limits = get_object_or_404(PartitionVersion.objects.select_related("partition"), pk=version)
    now = packed.stamp(limits)
    return packed_answer(request, packed.areas(limits, now), JSON, FROZEN if stamp == now else A_MOMENT)


@unmetered
@login_not_required
@require_safe
def values(request: HttpRequest, edition: str, version: int, indicator: str, period: str) -> HttpResponse:
    """One indicator for every area, in the order of the list above; see atlas/packed.py."""
    found = get_object_or_404(Edition, code=edition, publication__isnull=False)
    file = packed.values(found, version, indicator, period)
    if file is None:
        raise Http404
    return packed_answer(request, file, JSON, FROZEN)


@login_not_required
@require_safe
@gzip_page
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The table as a file: CSV as RFC 4180 says, or as a French spreadsheet wants it; XLSX; or the note alone."""
    choice = choose(request.GET.dict())
    if not isinstance(choice, Choice) or kind not in {"csv", "xlsx", "txt"}:
        raise Http404
    page = map_page(choice)
    said = sheets.note(page, full_address(f"{reverse('atlas:map')}?{address_of(choice)}"))
    if kind == "txt":
        return _file(
            "\r\n".join(
                _("%(heading)s : %(words)s") % {"heading": heading, "words": words} for heading, words in said
            ).encode(),
            TXT,
            choice,
            kind,
        )
    if kind == "xlsx":
        leaves: list[tuple[str, list[str], Any]] = [
            (_("Valeurs"), sheets.header(), sheets.lines(page)),
            (_("Source"), [_("Rubrique"), _("Texte")], said),
        ]
        return _file(tables.xlsx_file(leaves), XLSX, choice, kind)
    if request.GET.get("format") == "excel":
        rows = sheets.with_commas(sheets.lines(page))
        return _file(tables.csv_file(sheets.header(), rows, separator=";"), CSV, choice, kind)
    return _file(tables.csv_file(sheets.header(), sheets.lines(page)), CSV, choice, kind)


@login_not_required
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The map on one sheet."""
    choice = choose(request.GET.dict())
    if not isinstance(choice, Choice):
        raise Http404
    address = full_address(f"{reverse('atlas:map')}?{address_of(choice)}")
    return _file(printing.map_sheet(ordered(map_page(choice), ORDERS[0]), address), "application/pdf", choice, "pdf")


def address_of(choice: Choice) -> str:
    """What the address must say to find this very map again."""
    return urlencode(
        {
            "decoupage": choice.version.partition.code,
            "indicateur": choice.indicator.code,
            "periode": choice.period,
            "methode": choice.method,
        }
    )


def _file(content: bytes, kind: str, choice: Choice, ending: str) -> HttpResponse:
    name = f"{choice.indicator.code}-{choice.version.partition.code}-{choice.period}.{ending}"
    charset = "" if kind in {XLSX, "application/pdf"} else "; charset=utf-8"
    return file_answer(content, kind + charset, name)


def _without_map(request: HttpRequest, found: Unknown | None) -> HttpResponse:
    if found is None:
        return render(request, "atlas/no_edition.html")
    return render(request, "atlas/unknown.html", {"unknown": found}, status=404)
