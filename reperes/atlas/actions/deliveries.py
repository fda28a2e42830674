"""Carry files to the atlas: receive, understand, rehearse, submit, carry, or leave no trace."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.atlas import layouts, reshaping, sheets
from reperes.atlas.access import Atlas
from reperes.atlas.actions import datasets, editions
from reperes.atlas.models import Dataset, Delivery, Edition, Series, delivery_folder
from reperes.atlas.queries import deliveries as queries
from reperes.atlas.recipe import Recipe
from reperes.atlas.storage import on_disk
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.core.files import sha256_of
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places import boundaries
from reperes.places.areas import bounds as area_bounds
from reperes.places.models import PartitionVersion
from reperes.places.shapes import LATITUDE_FIRST
from reperes.reading import recognising, table
from reperes.reading.table import TableSample
from reperes.reading.told import Refusal

State = Delivery.State
BROUGHT = ["version", "limits", "limits_name", "table", "table_name", "choices", "changed_at"]
PASSAGES: dict[str, set[str]] = {
    State.DRAFT: {State.SUBMITTED, State.ABANDONED},
    State.SUBMITTED: {State.RUNNING, State.FAILED},
    State.RUNNING: {State.RUNNING, State.DONE, State.FAILED},  # to itself: the worker that carried it died
    State.FAILED: {State.DRAFT, State.ABANDONED},
    State.DONE: set(),
    State.ABANDONED: set(),
}


def pass_to(delivery: Delivery, state: str, **fields: Any) -> None:
    """One step of the ladder, taken by one person or worker only: two at once, and the second is told."""
    before = [one for one, after in PASSAGES.items() if state in after]
    taken = Delivery.objects.filter(pk=delivery.pk, state__in=before).update(
        state=state, changed_at=timezone.now(), **fields
    )
    if not taken:
        raise Conflict(_("Cette livraison n’en est plus là : rechargez la page pour voir où elle en est."))
    delivery.refresh_from_db()


@transaction.atomic
def begin(*, by: Person) -> Delivery:
    """The one this person began and left empty, or a new one: a button pressed twice begins once."""
    require(by, Atlas.IMPORT)
    blank = Delivery.objects.filter(begun_by=by, state=State.DRAFT, version=None, limits="", table="")
    if found := blank.first():
        return found
    delivery = Delivery.objects.create(begun_by=by)
    record(by, "delivery.begun", delivery)
    return delivery


def receive(  # noqa: PLR0913 (all that the first step asks)
    delivery: Delivery,
    *,
    by: Person,
    version: PartitionVersion | None = None,
    limits: UploadedFile | None = None,
    table_file: File | None = None,
    own_table: bool = False,
) -> None:
    """Keep what was brought; a new file forgets what was understood of the old one.

    Files are kept and understood before the transaction: nobody waits for them.
    """
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    stale: list[str] = []
    if version != delivery.version or limits:
        _forget(delivery, "groupings")
    delivery.version = version
    if version is not None:
        stale += _drop(delivery, "limits")
    elif limits:
        stale += _keep(delivery, "limits", limits)
        _understand_limits(delivery)
    if own_table and delivery.limits and not table_file:
        table_file = _table_of_limits(delivery)
    if table_file:
        stale += _keep(delivery, "table", table_file)
        _understand_table(delivery)
    _save(delivery, stale)


@transaction.atomic
def drop_table(delivery: Delivery, *, by: Person) -> None:
    """Bring limits alone after all."""
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    stale = _drop(delivery, "table")
    _forget(delivery, "reading", "evidence", "recipe", "profile", "asked")
    _save(delivery, stale)


@transaction.atomic
def read_table(delivery: Delivery, corrections: Mapping[str, Any], *, by: Person) -> None:
    """Read the table as the person says."""
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    delivery.choices["reading"] |= dict(corrections)
    _save(delivery)


def read_limits(delivery: Delivery, columns: dict[str, str], *, by: Person) -> None:
    """Read the limits as the person says, and keep which areas they hold for the steps that follow."""
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    with on_disk(delivery.limits) as file:
        read = boundaries.read(
            file,
            name=delivery.limits_name,
            code_column=columns["code_column"],
            name_column=columns["name_column"],
            land_column=columns["land_column"],
            crs=columns["crs"],
            layer=columns["layer"],
        )
    stale = _areas_file(delivery)
    held = {
        "codes": [area.code for area in read.areas],
        "names": [area.name for area in read.areas],
        "land_km2": [area.land_km2 for area in read.areas],
    }
    delivery.choices["areas"] = default_storage.save(
        delivery_folder(delivery, ".json"), ContentFile(json.dumps(held).encode())
    )
    delivery.choices["limits"] = dict(columns)
    delivery.choices["bounds"] = area_bounds(read.areas)
    delivery.choices["limits_report"] = {
        "n_areas": len(read.areas),
        "bounds": area_bounds(read.areas),
        "repaired": read.report.repaired[:200],
        "refused": read.report.refused[:200],
    }
    _save(delivery, stale)


@transaction.atomic
def mean(  # noqa: PLR0913 (all that the third step asks)
    delivery: Delivery,
    *,
    by: Person,
    recipe: Recipe | None,
    profile: Mapping[str, Any] | None = None,
    partition: Mapping[str, Any] | None = None,
    groupings: list[int] | None = None,
    method: str = "point",
) -> None:
    """Say what the columns mean, which partition the limits make, and what to sum the figures to."""
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    _forget(delivery, "recipe", "partition", "asked")
    if recipe:
        delivery.choices["recipe"] = recipe.as_json()
    if profile:
        delivery.choices["asked"] = dict(profile)
    if partition:
        delivery.choices["partition"] = dict(partition)
    delivery.choices |= {"groupings": groupings or [], "method": method}
    _save(delivery)


@transaction.atomic
def remember_typed(delivery: Delivery, step: str, typed: Mapping[str, list[str]], *, by: Person) -> None:
    """What a person typed is there when they come back, even half done."""
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    kept = {name: values for name, values in typed.items() if name != "csrfmiddlewaretoken"}
    delivery.choices.setdefault("typed", {})[step] = kept
    _save(delivery)


def rehearse(delivery: Delivery, *, by: Person) -> queries.Rehearsal | None:
    """Try the whole, write nothing but the list of refused lines."""
    require(by, Atlas.IMPORT)
    _still_draft(delivery)
    tried = queries.rehearsal(delivery)
    if tried:
        keep_refusals(delivery, tried.gathered.refusals)
    return tried


def keep_refusals(delivery: Delivery, refusals: Iterable[Refusal]) -> None:
    """The refused lines as a file a spreadsheet opens."""
    delivery.refusals.delete(save=False)
    delivery.refusals.save("refus.csv", ContentFile(sheets.refused_lines(refusals)), save=False)
    Delivery.objects.filter(pk=delivery.pk).update(refusals=delivery.refusals.name)


@transaction.atomic
def submit(delivery: Delivery, *, by: Person) -> None:
    """Hand it over: from here the worker carries it."""
    require(by, Atlas.IMPORT)
    pass_to(delivery, State.SUBMITTED, progress=0, progress_words=_("En attente de son tour"), refusal="")
    record(by, "delivery.submitted", delivery)


@transaction.atomic
def reopen(delivery: Delivery, *, by: Person) -> None:
    """Correct a refused delivery, or take back one that no worker moves."""
    require(by, Atlas.IMPORT)
    if delivery.is_stalled:
        pass_to(delivery, State.FAILED, refusal=_("Le travail s’est arrêté en chemin."))
        sweep(delivery)
        take_limits_back(delivery)
    pass_to(delivery, State.DRAFT, progress=0, progress_words="")
    record(by, "delivery.reopened", delivery)


def sweep(delivery: Delivery) -> None:
    """The editions built by a worker that died before anyone could read them, and what it kept for them."""
    unread = Edition.objects.filter(publication=None, deliveries=None, built_by__isnull=False)
    for edition in unread.filter(built_at__gte=delivery.begun_at, report__file=delivery.table_name):
        editions.discard(edition)
    unused = Dataset.objects.filter(editions=None, builds=None, deliveries=None, brought_by__isnull=False)
    for dataset in unused.filter(brought_at__gte=delivery.begun_at, report__file=delivery.table_name):
        datasets.discard(dataset)


@transaction.atomic
def take_limits_back(delivery: Delivery) -> None:
    """Limits that came with figures nobody could read: neither stays, unless someone laid other figures on them."""
    sha256 = delivery.choices.pop("brings", "")
    Delivery.objects.filter(pk=delivery.pk).update(choices=delivery.choices)
    said = delivery.choices.get("partition", {})
    version = PartitionVersion.objects.filter(
        partition__code=said.get("code"), vintage=said.get("vintage"), file_sha256=sha256
    ).first()
    if not sha256 or version is None or Series.objects.filter(version=version).exists():
        return
    transaction.on_commit(partial(shutil.rmtree, version.areas_file.parent, ignore_errors=True))
    transaction.on_commit(partial(version.tiles_file.unlink, missing_ok=True))
    partition = version.partition
    version.delete()
    if not partition.versions.exists():
        partition.delete()


@transaction.atomic
def abandon(delivery: Delivery, *, by: Person | None) -> None:
    """Leave it: its files are deleted, its name stays in the journal."""
    require(by, Atlas.IMPORT)
    pass_to(delivery, State.ABANDONED)
    stale = [*_areas_file(delivery), *_brought(delivery)]
    stale += [str(field.name) for field in (delivery.limits, delivery.table, delivery.refusals) if field]
    for name in stale:
        transaction.on_commit(partial(default_storage.delete, name))
    Delivery.objects.filter(pk=delivery.pk).update(limits="", table="", refusals="", choices={})
    delivery.refresh_from_db()
    record(by, "delivery.abandoned", delivery)


def _still_draft(delivery: Delivery) -> None:
    if delivery.state != State.DRAFT:
        raise Conflict(_("Cette livraison est déjà partie : on ne peut plus la modifier."))


def _save(delivery: Delivery, stale: Sequence[str] = ()) -> None:
    """Write the row; files it no longer names go once that is certain."""
    delivery.changed_at = timezone.now()
    with transaction.atomic():
        _still_draft(Delivery.objects.select_for_update().get(pk=delivery.pk))  # a colleague may have sent it meanwhile
        delivery.save(update_fields=BROUGHT)
        for name in stale:
            transaction.on_commit(partial(default_storage.delete, name))


def _forget(delivery: Delivery, *keys: str) -> None:
    for key in keys:
        delivery.choices.pop(key, None)


def _table_of_limits(delivery: Delivery) -> File:
    """A file of limits may carry figures beside the shapes: they are read as any other table."""
    with on_disk(delivery.limits) as file:
        content = boundaries.attributes(file, name=delivery.limits_name)
    return ContentFile(content, name=f"{Path(delivery.limits_name).stem}.csv")


def _keep(delivery: Delivery, field: str, brought: File) -> list[str]:
    stale = _drop(delivery, field)
    name = Path(brought.name or "").name[:200]
    setattr(delivery, f"{field}_name", name)
    getattr(delivery, field).save(name, brought, save=False)
    return stale


def _drop(delivery: Delivery, field: str) -> list[str]:
    """Forget a file; the answer names what may be deleted."""
    stale = [getattr(delivery, field).name] if getattr(delivery, field) else []
    setattr(delivery, field, "")
    setattr(delivery, f"{field}_name", "")
    if field == "table":
        stale += _brought(delivery)
    if field == "limits":
        stale += _areas_file(delivery)
        _forget(delivery, "limits", "limits_report", "partition", "bounds")
    return stale


def _brought(delivery: Delivery) -> list[str]:
    """The long table that was laid in columns, as it came."""
    kept = delivery.choices.pop("brought", "")
    return [kept] if kept else []


def _areas_file(delivery: Delivery) -> list[str]:
    kept = delivery.choices.pop("areas", "")
    return [kept] if kept else []


def _understand_table(delivery: Delivery) -> None:
    """What kind of file it is, how it reads, and what it hides. A long table is laid in columns; its file is kept."""
    _forget(delivery, "recipe", "typed", "profile", "asked", "reading", "evidence", "told", "sha256")
    with on_disk(delivery.table) as file:
        found = recognising.recognise(file, delivery.table_name)
        if found.profile is not None:
            delivery.choices["profile"] = layouts.of_profile(found.profile)
            return
        told = list(found.told)
        if found.shape is not None:
            columns, more = reshaping.in_columns(file, delivery.table_name, found)
            told += more
            delivery.choices["sha256"] = sha256_of(file)
    sample = _laid_in_columns(delivery, columns) if found.shape is not None else found.sample
    if sample is not None:
        delivery.choices |= {"reading": sample.reading.as_json(), "evidence": sample.evidence}
    delivery.choices["told"] = [{"sentence": one.sentence, "needs_answer": one.needs_answer} for one in told]


def _laid_in_columns(delivery: Delivery, columns: bytes) -> TableSample:
    """The columns take the table's place; the file as it was brought stays beside it."""
    delivery.choices["brought"] = delivery.table.name
    delivery.table.save("colonnes.csv", ContentFile(columns), save=False)
    with on_disk(delivery.table) as file:
        return table.detect(file, "colonnes.csv")


def _understand_limits(delivery: Delivery) -> None:
    with on_disk(delivery.limits) as file:
        found = boundaries.preview(file, name=delivery.limits_name)
    delivery.choices["limits"] = {
        "layer": found.layer,
        "crs": LATITUDE_FIRST if queries.is_turned_over(found.bounds) else found.crs or found.crs_guess,
        "code_column": found.code_column,
        "name_column": found.name_column,
        "land_column": found.land_column,
    }
