"""Carry a submitted delivery into the atlas: all of it, or nothing."""

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reperes.atlas.actions import building, datasets, deliveries, editions, profiles
from reperes.atlas.models import Dataset, Delivery, Edition
from reperes.atlas.queries import deliveries as queries
from reperes.atlas.storage import on_disk
from reperes.core.errors import DomainError
from reperes.core.files import sha256_of
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places.actions import boundaries, territories
from reperes.places.models import Partition, PartitionVersion, Weights

ONE_AT_A_TIME = 7_262_021  # PostgreSQL's advisory lock of editions: any number nobody else uses


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Editions are built one after the other, each on the one before: two at once would lose one's figures."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
        return
    settings.WAREHOUSE.mkdir(parents=True, exist_ok=True)
    with (settings.WAREHOUSE / ".tour").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def carry(delivery: Delivery, *, by: Person) -> None:
    """The worker's part, for whoever sent it. A refusal is kept with its sentence; anything else too, and is logged."""
    with translation.override(by.language):  # what is kept is read by the person who sent it
        _carried_or_failed(delivery, by)


def _carried_or_failed(delivery: Delivery, by: Person) -> None:
    try:
        with turn():
            _begin(delivery)
            if delivery.state == Delivery.State.RUNNING:
                _carry(delivery, by)
    except DomainError as refusal:
        _failed(delivery, refusal.sentence, by)
    except BaseException:
        _failed(delivery, _("Une panne a arrêté le travail; rien n’a été gardé. L’hôte en a la trace."), by)
        raise


def _begin(delivery: Delivery) -> None:
    """Alone in the turn: a delivery already running was left by a worker that died, and is carried from the start."""
    delivery.refresh_from_db()
    if not delivery.is_moving:
        return  # another job carried it meanwhile, or its person took it back
    if delivery.state == Delivery.State.RUNNING:
        deliveries.sweep(delivery)
    deliveries.pass_to(delivery, Delivery.State.RUNNING, progress=1, progress_words=_("Le travail commence"))


def _failed(delivery: Delivery, sentence: str, by: Person) -> None:
    with transaction.atomic():
        deliveries.pass_to(delivery, Delivery.State.FAILED, refusal=str(sentence))
        record(by, "delivery.failed", delivery, sentence=str(sentence))


def _carry(delivery: Delivery, by: Person) -> None:
    version = _limits(delivery, by)
    try:
        new_weights = _weigh(delivery, version, by)
        try:
            edition = _figures(delivery, version, by)
            _done(delivery, version, edition, by)
        except BaseException:
            _take_weights_back(new_weights)
            raise
    except BaseException:
        deliveries.take_limits_back(delivery)
        raise


def _tell(delivery: Delivery, percent: int, words: str) -> None:
    """Written at once, outside any transaction: the page that follows the work reads it."""
    Delivery.objects.filter(pk=delivery.pk).update(
        progress=percent, progress_words=words[:200], changed_at=timezone.now()
    )


def _limits(delivery: Delivery, by: Person) -> PartitionVersion:
    """The version to lay figures on: already here, or come with this delivery."""
    if delivery.version:
        return delivery.version
    partition: dict[str, Any] = dict(delivery.choices["partition"])
    vintage = partition.pop("vintage")
    with on_disk(delivery.limits) as file:
        sha256 = sha256_of(file)
        if boundaries.known_version(partition["code"], vintage, sha256) is None:
            delivery.choices["brings"] = sha256  # said first: a worker that dies now leaves limits to take back
            Delivery.objects.filter(pk=delivery.pk).update(choices=delivery.choices)
        version = boundaries.import_boundaries(
            file,
            by=by,
            partition=partition,
            vintage=vintage,
            name=delivery.limits_name,
            tell=lambda words: _tell(delivery, 10, words),
            **delivery.choices["limits"],
        )
    is_new = delivery.choices.get("brings") == version.file_sha256
    if is_new and version.partition.level != Partition.Level.SMALL_AREA:
        territories.group(version, by=by)
    return version


def _weigh(delivery: Delivery, version: PartitionVersion, by: Person) -> list[Weights]:
    """How much of each area lies in each wider territory asked for; weights already there are kept."""
    wanted = PartitionVersion.objects.filter(pk__in=delivery.choices.get("groupings", []))
    known = set(Weights.objects.filter(source=version).values_list("target", flat=True))
    method = delivery.choices.get("method", Weights.Method.POINT)
    made = []
    for target in wanted.exclude(pk__in=known):
        _tell(delivery, 20, _("Rattachement à « %(target)s »") % {"target": target.partition})
        made.append(territories.weigh(version, target, method, by=by))
    return made


def _figures(delivery: Delivery, version: PartitionVersion, by: Person) -> Edition | None:
    """Kept as read, then computed beside the edition before readers; a person reads it before anyone else does."""
    delivery.dataset = _dataset(delivery, version, by)
    if delivery.dataset is None:
        return None
    try:
        return building.build(
            [delivery.dataset], by=by, tell=lambda percent, words: _tell(delivery, 50 + percent * 4 // 10, words)
        )
    except BaseException:
        datasets.discard(delivery.dataset)
        raise


def _dataset(delivery: Delivery, version: PartitionVersion, by: Person) -> Dataset | None:
    def tell(percent: int, words: str) -> None:
        _tell(delivery, 20 + percent * 3 // 10, words)

    if not delivery.table:
        return None
    with on_disk(delivery.table) as file:
        if "asked" in delivery.choices:
            asked = profiles.Asked(**delivery.choices["asked"])
            return profiles.keep_profile(
                file, delivery.table_name, asked, version, by=by, tell=tell,
                refused=lambda refusals: deliveries.keep_refusals(delivery, refusals),
            )  # fmt: skip
        recipe = queries.recipe(delivery)
        if recipe is None:
            return None
        source = recipe.source | {"file_sha256": delivery.choices.get("sha256") or sha256_of(file)}
        return datasets.keep_table(
            file, delivery.table_name, queries.reading(delivery), replace(recipe, source=source), version, by=by,
            tell=tell, refused=lambda gathered: deliveries.keep_refusals(delivery, gathered.refusals),
        )  # fmt: skip


def _done(delivery: Delivery, version: PartitionVersion, edition: Edition | None, by: Person) -> None:
    try:
        with transaction.atomic():
            report = {"limits": version.report, "n_areas": version.n_areas}
            report |= {"figures": edition.report} if edition else {}
            deliveries.pass_to(
                delivery,
                Delivery.State.DONE,
                version=version,
                dataset=delivery.dataset,
                edition=edition,
                report=report,
                progress=100,
                progress_words=_("Terminé"),
            )
            record(by, "delivery.done", delivery)
    except BaseException:
        if edition:
            editions.discard(edition)
        raise


def _take_weights_back(made: list[Weights]) -> None:
    for weights in made:
        weights.file.unlink(missing_ok=True)
        weights.delete()
