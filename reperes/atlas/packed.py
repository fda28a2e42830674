"""What the map’s script asks for: where each area is, once for all its maps; then one indicator as a bare array.

Both are written once, compressed, and served as they lie: an edition and a version of limits never change. Numbers
travel as whole numbers of the last decimal shown, in the order of the areas’ codes, with their statuses run by run.
"""

import gzip
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import get_language

from reperes.atlas import speech, warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition, Indicator
from reperes.atlas.queries.choices import METHODS, Choice
from reperes.atlas.queries.editions import POPULATION, holdings
from reperes.atlas.queries.map import as_shown, grades, is_empty, shown_digits
from reperes.figures.statuses import PLACE, STATUSES, Status
from reperes.places import queries as places
from reperes.places.areas import Area
from reperes.places.models import Locality, Partition, PartitionVersion

LAYOUT = 1  # of both answers: a browser that kept an older one asks again


def stamp(version: PartitionVersion) -> str:
    """Changes when the list of areas does: its limits written anew, or more of them given a page."""
    pages = Locality.objects.filter(version=version).aggregate(n=Count("pk"), last=Max("pk"))
    changed = version.areas_file.stat().st_mtime_ns if version.areas_file.exists() else 0
    return f"{LAYOUT}-{changed:x}-{pages['n']}-{pages['last'] or 0}"


def areas(version: PartitionVersion, asked: str) -> Path:
    """The gzip file listing every area of a version, in the reader's language; `asked` is its stamp."""
    file = version.areas_file.with_name(f"map-{get_language()}-{asked}.json.gz")
    return file if file.exists() else _kept(file, _listed(version))


def _listed(version: PartitionVersion) -> dict[str, Any]:
    found = places.areas(version)
    pages = dict(Locality.objects.filter(version=version).values_list("code", "public_code"))
    is_small = version.partition.level == Partition.Level.SMALL_AREA
    return {
        "codes": [area.code for area in found],
        "names": [speech.area_name(area.name or area.code, is_small=is_small) for area in found],
        "points": [[round(area.longitude, 4), round(area.latitude, 4)] for area in found],
        "pages": [pages.get(area.code, "") for area in found],
        "page_address": reverse("atlas:locality", args=["CODE"]),
        "area_address": reverse("atlas:area", args=[version.pk, "CODE"]),
    }


def values(edition: Edition, version: int, indicator: str, period: str) -> Path | None:
    """The gzip file of one indicator over a version; None if the edition does not hold it."""
    file = edition.folder / "map" / f"{LAYOUT}-{version}-{indicator}-{quote(period, safe='')}.json.gz"
    if file.exists():
        return file
    if period not in holdings(edition).periods.get(version, {}).get(indicator, ()):
        return None
    limits = PartitionVersion.objects.select_related("partition").filter(pk=version).first()
    figure = Indicator.objects.filter(code=indicator).first()
    if limits is None or figure is None:
        return None
    return _kept(file, _measured(edition, limits, figure, period))


def _measured(edition: Edition, version: PartitionVersion, indicator: Indicator, period: str) -> dict[str, Any]:
    found = warehouse.map_cells(edition, version.pk, {(indicator.code, period), (POPULATION, period)})
    cells, people, order = found[indicator.code], found[POPULATION], places.areas(version)
    row = [cells.get(area.code) or Cell(area.code, period, None, Status.UNAVAILABLE) for area in order]
    choice = Choice(edition, indicator, version, period, METHODS[0], [indicator], [version], (period,))
    return {
        "values": [_whole(cell.value, indicator) for cell in row],
        "statuses": _runs(row),
        "status_names": [status.value for status in STATUSES],
        "coverage": {n: cell.coverage for n, cell in enumerate(row) if cell.status == Status.PARTIAL},
        "empty": _uninhabited(order, cells, people),
        "classes": {
            method: [
                [_whole(each.lower, indicator), _whole(each.upper, indicator)]
                for each in grades(replace(choice, method=method), cells, people).classes
            ]
            for method in METHODS
        },
    }


def _whole(value: float | None, indicator: Indicator) -> int | None:
    """24.3 % is 243, 1 204 people are 1204: what a reader sees, without its point."""
    if value is None:
        return None
    return round(as_shown(value, indicator) * 10 ** shown_digits(indicator))


def _runs(row: Sequence[Cell]) -> list[int]:
    """Place of a status in `status_names`, how many areas in a row have it, and so on."""
    found: list[int] = []
    for status, some in groupby(cell.status for cell in row):
        found += [PLACE[status], len(list(some))]
    return found


def _uninhabited(order: Sequence[Area], cells: dict[str, Cell], people: dict[str, Cell]) -> list[int]:
    return [n for n, area in enumerate(order) if is_empty(cells.get(area.code), people.get(area.code))]


def _kept(file: Path, answer: dict[str, Any]) -> Path:
    """Written whole, then shown: two readers who ask at once write the same thing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    unfinished.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    os.replace(unfinished, file)
    return file
