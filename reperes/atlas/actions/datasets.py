"""Keep figures as they were read: whole, once, under the hash of what they hold."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from reperes.atlas import gathering, measuring
from reperes.atlas.access import Atlas
from reperes.atlas.building.measures import OWN, refuse_twins
from reperes.atlas.engines import keeping
from reperes.atlas.gathering import Gathered
from reperes.atlas.measuring import Base
from reperes.atlas.models import Dataset, Indicator, Source
from reperes.atlas.recipe import Measure, Recipe, check_period
from reperes.core.access import require
from reperes.core.errors import Conflict, DomainError
from reperes.core.text import spoken
from reperes.figures.statuses import PLACE, Status
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places.models import PartitionVersion
from reperes.reading.store import Characteristic, Store, Writer
from reperes.reading.table import Reading

Tell = Callable[[int, str], None]  # percent done, in words


def quiet(percent: int, words: str) -> None:
    """Nobody watches."""


def unheard(gathered: Gathered) -> None:
    """Nobody keeps the refused lines."""


def keep_table(  # noqa: PLR0913 (a file, how it reads, what it means, where, who, and who watches)
    file: Path,
    file_name: str,
    reading: Reading,
    recipe: Recipe,
    version: PartitionVersion,
    *,
    by: Person | None,
    tell: Tell = quiet,
    refused: Callable[[Gathered], None] = unheard,
) -> Dataset:
    """One table and its recipe → a dataset: each measure's value, numerator and denominator in each small area."""
    require(by, Atlas.IMPORT)
    check_period(recipe.period)
    refuse_twins([measure.code for measure in recipe.measures])
    tell(5, _("Lecture du tableau"))
    gathered = gathering.gather(
        file,
        file_name,
        reading,
        recipe,
        found=gathering.areas(version),
        tell=lambda n_rows: tell(20, _("%(n)s lignes lues") % {"n": n_rows}),
    )
    bases = measuring.bases(gathered, recipe)
    refused(gathered)
    dataset = Dataset(version=version, period=recipe.period, brought_by=by)
    dataset.recipe = {"recipe": recipe.as_json(), "people": len(bases) + 1 if recipe.people else None}
    dataset.report = _report(gathered, bases, file_name)
    _write(dataset, gathered, bases, recipe)
    keep(dataset, lambda: _record(dataset, recipe, file_name, by))
    return dataset


def keep(dataset: Dataset, record_it: Callable[[], None]) -> None:
    """The rows are written, or the figures on the disk go too."""
    try:
        with transaction.atomic():
            record_it()
    except BaseException:
        shutil.rmtree(dataset.folder, ignore_errors=True)
        raise


def _write(dataset: Dataset, gathered: Gathered, bases: list[Base], recipe: Recipe) -> None:
    """Characteristic n is the nth measure; the one after the last is the people who live there."""
    names = [Characteristic(n, base.measure.code) for n, base in enumerate(bases, start=1)]
    inhabitants = Characteristic(len(bases) + 1, recipe.people or "—")
    with Writer(dataset.folder, gathered.areas.codes, [*names, inhabitants], OWN) as writer:
        for number, base in enumerate(bases, start=1):
            for column, values in zip(OWN, (base.value, base.numerator, base.denominator), strict=True):
                writer.put(number, column, values, base.status)
        people = measuring.people(gathered, recipe)
        unknown = np.where(np.isfinite(people), PLACE[Status.OK], PLACE[Status.UNAVAILABLE]).astype(np.int8)
        writer.put(len(bases) + 1, "value", people, unknown)
    dataset.fingerprint = Store.open(dataset.folder).fingerprint


def _report(gathered: Gathered, bases: list[Base], file_name: str) -> dict[str, Any]:
    absent = np.flatnonzero(gathered.lines == 0)
    return {
        "file": file_name,
        "n_rows": gathered.n_rows,
        "n_areas": len(gathered.areas),
        "n_matched": gathered.n_matched,
        "absent": [gathered.areas.codes[place] for place in absent[:200]],
        "n_absent": len(absent),
        "n_refusals": gathered.n_refusals,
        "notes": gathered.notes[:50],
        "sums": dict(measuring.sums(bases)),
    }


def _record(dataset: Dataset, recipe: Recipe, file_name: str, by: Person | None) -> None:
    dataset.source = source_of(recipe.source, dataset.version, file_name)
    for measure in recipe.measures:
        _indicator(measure, dataset.source, by)
    dataset.save()
    record(by, "dataset.kept", dataset, file=file_name)


def source_of(said: dict[str, Any], version: PartitionVersion, file_name: str) -> Source:
    """The record of this very file, or a new one; an older file of the same title is told as superseded."""
    fields = {"is_fictional": version.partition.is_fictional} | said | {"file_name": file_name[:200]}
    key = {name: fields.get(name, "") for name in ("title", "publisher", "vintage", "file_sha256")}
    found = Source.objects.filter(**key).first()
    if found is None:
        same = {name: key[name] for name in ("title", "publisher", "vintage")}
        before = Source.objects.filter(**same).exclude(file_sha256="").order_by("-pk").first()
        found = Source.objects.create(**fields, supersedes=before if key["file_sha256"] else None)
    return found


def _indicator(measure: Measure, source: Source, by: Person | None) -> Indicator:
    """The one that exists, or a new one; a recipe that defines it anew corrects its words, never its arithmetic."""
    found = Indicator.objects.filter(code=measure.code).select_related("source").first()
    if found is None:
        if not measure.definition.get("name"):
            raise DomainError(
                _("L’indicateur « %(code)s » n’existe pas encore : donnez-lui un nom.") % {"code": measure.code}
            )
        fields = {"unit": Indicator.Unit.COUNT} | measure.definition
        made = Indicator.objects.create(
            code=measure.code, aggregation=measure.role.aggregation, source=source, **fields
        )
        record(by, "indicator.defined", made)
        return made
    if found.aggregation != measure.role.aggregation:
        raise Conflict(
            _("« %(name)s » s’agrège autrement (%(way)s) : choisissez un autre indicateur ou créez-en un.")
            % {"name": spoken(found.name, found.name_en), "way": found.get_aggregation_display()}
        )
    if found.origin == Indicator.Origin.HOUSE or (source.is_fictional and not found.source.is_fictional):
        return found  # a delivery rewords neither the house's catalogue nor, if it is invented, what a real one means
    changed = {name: value for name, value in measure.definition.items() if getattr(found, name) != value}
    if found.source.is_fictional and not source.is_fictional:
        changed["source"] = source
    if changed:
        Indicator.objects.filter(pk=found.pk).update(**changed)
        record(by, "indicator.redefined", found)
    return found


@transaction.atomic
def discard(dataset: Dataset) -> None:
    """A dataset that no edition came from: its row and its figures go."""
    if dataset.editions.exists():
        raise Conflict(_("Une édition vient de ce jeu de données : il reste."))
    folder, fingerprint = dataset.folder, dataset.fingerprint
    dataset.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    transaction.on_commit(lambda: keeping.forget(fingerprint))
