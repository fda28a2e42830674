"""Bring a census profile: read whole, laid on the areas of one version, held against the names its formulas expect."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from reperes.atlas import anchors, formulas, gathering, layouts, matching
from reperes.atlas.access import Atlas
from reperes.atlas.actions.datasets import Tell, keep, quiet, source_of
from reperes.atlas.gathering import Areas
from reperes.atlas.models import Dataset, Formula
from reperes.atlas.queries.editions import POPULATION
from reperes.atlas.recipe import check_period
from reperes.core.access import require
from reperes.core.errors import BadFile
from reperes.figures.statuses import OK, PLACE, Codes, Status
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places.models import PartitionVersion
from reperes.reading.census import reading
from reperes.reading.census.telling import Imported
from reperes.reading.store import Store, Writer
from reperes.reading.told import Refusal

COUNTS = ("total", "men", "women")  # rates are computed again from counts
SHOWN = 200  # codes of absent areas kept in the report


@dataclass(frozen=True)
class Asked:
    """What the person said of the file."""

    layout: str
    period: str
    source: Mapping[str, Any]  # fields of Source


def keep_profile(  # noqa: PLR0913 (a file, what it is, where, who, and who watches)
    file: Path,
    file_name: str,
    asked: Asked,
    version: PartitionVersion,
    *,
    by: Person | None,
    tell: Tell = quiet,
    refused: Callable[[list[Refusal]], None] = lambda refusals: None,
) -> Dataset:
    """Each characteristic of each area of the version; ChangedMeaning where a number no longer means the same."""
    require(by, Atlas.IMPORT)
    check_period(asked.period)
    dataset = Dataset(version=version, period=asked.period, layout=asked.layout, brought_by=by)
    found = gathering.areas(version)
    with _scratch() as folder:
        imported = reading.read(
            file, file_name, folder, tell=lambda n, of: tell(5 + 70 * n // max(of, 1), _("Lecture"))
        )
        refused(imported.refusals)
        anchors.refuse_changed(asked.layout, file_name, _names(imported.store), _used(asked.layout))
        laid = _laid(folder, found, file_name)
        tell(80, _("Mise en place"))
        _write(dataset, laid, found)
    dataset.fingerprint = Store.open(dataset.folder).fingerprint
    dataset.recipe = {"people": layouts.layout(asked.layout).people, "level": laid.store.level, "matching": laid.way}
    dataset.recipe["published"] = _published(dataset, imported, laid)
    dataset.report = _report(imported, laid, found, file_name)
    keep(dataset, lambda: _record(dataset, asked, imported, file_name, by))
    return dataset


class _scratch(tempfile.TemporaryDirectory):
    """A place beside the datasets for what is read before it is laid: gone whatever happens."""

    def __init__(self) -> None:
        home = Path(settings.WAREHOUSE) / "datasets"
        home.mkdir(parents=True, exist_ok=True)
        super().__init__(dir=home, prefix=".en-cours-")

    def __enter__(self) -> Path:
        return Path(super().__enter__()) / "lu"


def _names(store: Store) -> dict[int, str]:
    return {one.id: one.name for one in store.characteristics}


def _used(layout: str) -> set[int]:
    """The characteristics that formulas of this layout name."""
    land = layouts.layout(layout).land
    used: set[int] = set()
    for one in Formula.objects.filter(layout=layout).select_related("indicator"):
        asked = formulas.quantity(one.indicator.code, one.numerator, one.denominator, one.classes, land=land)
        used |= {characteristic for characteristic, _column in asked.terms}
    return used


@dataclass(frozen=True)
class Laid:
    """One level of the file beside the areas of the version: the place in the file of each area, −1 where absent."""

    store: Store
    way: str
    places: np.ndarray

    @property
    def n_matched(self) -> int:
        return int((self.places >= 0).sum())


def _laid(folder: Path, found: Areas, file_name: str) -> Laid:
    """The level and the way that match best."""
    levels = Store.open(folder).levels or {"": 0}
    tried = [_tried(Store.open(folder, level), way, found) for level in levels for way in ("exact", "dguid", "number")]
    best = max(tried, key=lambda one: one.n_matched)
    if not best.n_matched:
        codes = ", ".join(best.store.areas[:3])
        raise BadFile(
            _(
                "« %(file)s » : aucun de ses territoires (%(codes)s…) n’est dans le découpage choisi. Choisissez le "
                "découpage dont ce fichier parle, ou apportez ses limites."
            )
            % {"file": file_name, "codes": codes}
        )
    return best


def _tried(store: Store, way: str, found: Areas) -> Laid:
    known = matching.index(found.codes, found.names, way)
    places = np.full(len(found), -1, np.int64)
    for place, code in enumerate(store.areas):
        area = known.get(matching.WAYS[way].row(code))
        if area is not None:
            places[area] = place
    return Laid(store, way, places)


def _write(dataset: Dataset, laid: Laid, found: Areas) -> None:
    """In the order of the version's areas; an area the file does not have is unavailable everywhere."""
    columns = [column for column in COUNTS if column in laid.store.columns]
    there = laid.places >= 0
    with Writer(dataset.folder, found.codes, laid.store.characteristics, columns) as writer:
        for one in laid.store.characteristics:
            values, statuses = laid.store.rows([(one.id, column) for column in columns])
            for row, column in enumerate(columns):
                writer.put(one.id, column, *_put(values[row], statuses[row], laid.places, there))


def _put(values: np.ndarray, statuses: Codes, places: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, Codes]:
    status = np.full(len(places), PLACE[Status.UNAVAILABLE], np.int8)
    status[there] = statuses[places[there]]
    value = np.full(len(places), np.nan)
    value[there] = values[places[there]]
    return value, status


def _published(dataset: Dataset, imported: Imported, laid: Laid) -> dict[str, float]:
    """The population the file gives for the whole, where the version holds every area of it."""
    people = layouts.layout(dataset.layout).people
    if laid.n_matched < len(laid.store.areas):
        return {}
    for level, n in imported.store.levels.items():
        if n == 1 and level != laid.store.level:
            value, status = Store.open(imported.store.folder, level).column(people)
            if status[0] == OK:
                return {POPULATION: float(value[0])}
    return {}


def _report(imported: Imported, laid: Laid, found: Areas, file_name: str) -> dict[str, Any]:
    absent = [found.codes[place] for place in np.flatnonzero(laid.places < 0)]
    return {
        "file": file_name,
        "n_rows": imported.n_rows,
        "n_areas": len(found),
        "n_matched": laid.n_matched,
        "n_characteristics": len(laid.store.characteristics),
        "absent": absent[:SHOWN],
        "n_absent": len(absent),
        "n_refusals": imported.n_refusals,
        "notes": [one.sentence for one in imported.told][:50],
    }


def _record(dataset: Dataset, asked: Asked, imported: Imported, file_name: str, by: Person | None) -> None:
    said = {"corrections": "\n".join(imported.origin.corrections)} | dict(asked.source)
    dataset.source = source_of(said | {"file_sha256": imported.origin.sha256}, dataset.version, file_name)
    dataset.save()
    record(by, "dataset.kept", dataset, file=file_name)
