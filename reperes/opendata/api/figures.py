"""Editions, what they hold, and their cells as JSON, CSV or Arrow."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query

from reperes.atlas import warehouse
from reperes.opendata import comparing, queries
from reperes.opendata.api import saying
from reperes.opendata.api.house import Limit, Offset, Version, door, page_of
from reperes.opendata.api.negotiation import ARROW, CSV, answered, kept
from reperes.opendata.api.shapes import (
    CellsSaid,
    ComparisonSaid,
    EditionCard,
    EditionSaid,
    IndicatorSaid,
    PageOf,
    ProfileSaid,
    SeriesSaid,
    StatusSaid,
)

FIGURES, MEANINGS = [gettext_noop("Chiffres")], [gettext_noop("Définitions")]
Layout = Annotated[
    Literal["arrays", "records"],
    Query(description=gettext_noop("« arrays » : des listes parallèles; « records » : une fiche par territoire.")),
]
Format = Annotated[
    Literal["", "json", "csv", "arrow"],
    Query(description=gettext_noop("Sans lui, l’en-tête Accept décide; à défaut, JSON.")),
]
Area = Annotated[
    list[str],
    Query(min_length=1, max_length=100, description=gettext_noop("VERSION:CODE, à répéter, 100 au plus.")),
]
Reference = Annotated[
    str, Query(max_length=80, description=gettext_noop("VERSION:CODE du territoire auquel comparer."))
]


@door("/editions", PageOf[EditionSaid], gettext_noop("Éditions en ligne, la plus récente d’abord"), tags=FIGURES)
def editions(request: HttpRequest, limit: Limit = 100, offset: Offset = 0) -> Any:
    return page_of(request, queries.editions(), limit, offset, saying.edition)


@door("/editions/{str:edition}", EditionCard, gettext_noop("Une édition : contenu, sources, citation"), tags=FIGURES)
def edition(request: HttpRequest, edition: str) -> Any:
    return saying.edition_card(queries.edition(edition))


@door("/editions/{str:edition}/series", PageOf[SeriesSaid], gettext_noop("Séries et leur source"), tags=FIGURES)
def series(request: HttpRequest, edition: str, limit: Limit = 1_000, offset: Offset = 0) -> Any:
    found = queries.series(queries.edition(edition))
    return page_of(
        request,
        found,
        limit,
        offset,
        lambda one: {
            "indicator": one.indicator.code, "version": one.version_id, "period": one.period, "source": one.source_id,
        },
    )  # fmt: skip


@door("/indicators", PageOf[IndicatorSaid], gettext_noop("Fiches des indicateurs"), tags=MEANINGS)
def indicators(request: HttpRequest, limit: Limit = 100, offset: Offset = 0) -> Any:
    return page_of(request, queries.indicators(), limit, offset, saying.indicator)


@door("/indicators/{str:code}", IndicatorSaid, gettext_noop("La fiche d’un indicateur"), tags=MEANINGS)
def indicator(request: HttpRequest, code: str) -> Any:
    return saying.indicator(queries.indicator(code))


@door("/statuses", list[StatusSaid], gettext_noop("Pourquoi une valeur est là, ou n’y est pas"), tags=MEANINGS)
def statuses(request: HttpRequest) -> Any:
    return list(saying.statuses())


@door(
    "/editions/{str:edition}/cells/{version}/{str:indicator}/{str:period}",
    CellsSaid,
    gettext_noop("Un indicateur sur tous les territoires d’une version"),
    gettext_noop("« latest » tient lieu de la dernière période. JSON, CSV ou Arrow IPC (flux)."),
    tags=FIGURES,
    also=[ARROW, CSV],
)
def cells(
    request: HttpRequest,
    edition: str,
    version: Version,
    indicator: str,
    period: str,
    layout: Layout = "arrays",
    format: Format = "",
) -> HttpResponse:
    found = queries.edition(edition)
    when = queries.held_period(found, version, indicator, period)
    said = queries.indicator(indicator)

    def made() -> HttpResponse:
        table = warehouse.sheet(found, version=version, indicators=[indicator], period=when)
        card = {
            "edition": found.code, "version": version, "indicator": indicator, "period": when, "unit": said.unit,
            "n_cells": table.num_rows,
        }  # fmt: skip
        lists = {"cells": table.to_pylist()} if layout == "records" else saying.as_lists(table)
        return answered(request, format, table, card | lists, name=f"{indicator}-{version}-{when}")

    return kept(request, found, made, is_frozen=edition == found.code and period == when)


@door(
    "/editions/{str:edition}/areas/{version}/{path:area}",
    ProfileSaid,
    gettext_noop("Tous les chiffres d’un territoire"),
    tags=FIGURES,
    also=[ARROW, CSV],
)
def profile(request: HttpRequest, edition: str, version: Version, area: str, format: Format = "") -> HttpResponse:
    found = queries.edition(edition)
    place = queries.area(queries.held_version(found, version).version, area)

    def made() -> HttpResponse:
        table = warehouse.sheet(found, version=version, areas=[place.code])
        card = {"edition": found.code, "version": version, "area": place.code, "name": place.name}
        return answered(request, format, table, card | {"cells": table.to_pylist()}, name=f"{version}-{place.code}")

    return kept(request, found, made, is_frozen=edition == found.code)


@door(
    "/editions/{str:edition}/localities/{str:public_code}",
    ProfileSaid,
    gettext_noop("Tous les chiffres d’un lieu"),
    tags=FIGURES,
    also=[ARROW, CSV],
)
def locality_profile(request: HttpRequest, edition: str, public_code: str, format: Format = "") -> HttpResponse:
    place = queries.locality(public_code)
    return profile(request, edition, place.version_id, place.code, format)


@door(
    "/editions/{str:edition}/comparisons/{str:indicator}/{str:period}",
    ComparisonSaid,
    gettext_noop("Des territoires comparés à un autre"),
    gettext_noop(
        "L’écart porte son intervalle à 95 % là où le hasard se calcule; s’il contient 0, le verdict est "
        "« not_distinguished ». Un territoire situé dans la référence lui est comparé en tenant compte de "
        "cette part commune."
    ),
    tags=FIGURES,
)
def comparison(
    request: HttpRequest, edition: str, indicator: str, period: str, area: Area, reference: Reference
) -> Any:
    found = queries.edition(edition)
    said = queries.indicator(indicator)
    return comparing.compared(found, said, period, area, reference)
