"""Partitions, their versions, the areas they are made of, the places with a page."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query

from reperes.opendata import queries
from reperes.opendata.api import saying
from reperes.opendata.api.house import Limit, Offset, Version, door, page_of
from reperes.opendata.api.shapes import (
    AreaSaid,
    LocalityCard,
    LocalitySaid,
    PageOf,
    PartitionSaid,
    VersionSaid,
)

TAGS = [gettext_noop("Territoires")]
Words = Annotated[str, Query(max_length=100, description=gettext_noop("Mots du nom, sans égard aux accents."))]
Code = Annotated[str, Query(max_length=60, description=gettext_noop("Code d’un découpage."))]


@door("/partitions", PageOf[PartitionSaid], gettext_noop("Découpages et leurs versions"), tags=TAGS)
def partitions(request: HttpRequest, limit: Limit = 100, offset: Offset = 0) -> Any:
    return page_of(request, queries.partitions(), limit, offset, saying.partition)


@door("/versions/{version}", VersionSaid, gettext_noop("Une version de découpage"), tags=TAGS)
def version(request: HttpRequest, version: Version) -> Any:
    return saying.version(queries.version(version))


@door(
    "/versions/{version}/areas",
    PageOf[AreaSaid],
    gettext_noop("Territoires d’une version, dans l’ordre des codes"),
    gettext_noop("Les valeurs d’un indicateur viennent dans ce même ordre : demandez cette liste une fois."),
    tags=TAGS,
)
def areas(request: HttpRequest, version: Version, limit: Limit = 1_000, offset: Offset = 0) -> Any:
    found = queries.areas(queries.version(version))
    return page_of(request, found, limit, offset, saying.area)


@door("/localities", PageOf[LocalitySaid], gettext_noop("Communautés locales et autres lieux"), tags=TAGS)
def localities(
    request: HttpRequest, words: Words = "", partition: Code = "", limit: Limit = 100, offset: Offset = 0
) -> Any:
    found = queries.localities(words=words, partition=partition)
    return page_of(request, found, limit, offset, saying.locality)


@door("/localities/{str:public_code}", LocalityCard, gettext_noop("Un lieu"), tags=TAGS)
def locality(request: HttpRequest, public_code: str) -> Any:
    return saying.locality_card(queries.locality(public_code))
