"""Ask for the figures to be computed again, and the worker's part of it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reperes.atlas.access import Atlas
from reperes.atlas.actions import building
from reperes.atlas.actions.carrying import turn
from reperes.atlas.models import Build, Dataset, Edition
from reperes.core.access import require
from reperes.core.errors import DomainError
from reperes.journal.actions import record
from reperes.people.models import Person

State = Build.State


@transaction.atomic
def ask(datasets: Iterable[Dataset] = (), *, by: Person) -> Build:
    """One that is already asked for with the same datasets, or a new one: a button pressed twice asks once."""
    require(by, Atlas.IMPORT)
    wanted = {one.pk for one in datasets}
    for build in Build.objects.filter(state__in=[State.QUEUED, State.RUNNING]).prefetch_related("datasets"):
        if {one.pk for one in build.datasets.all()} == wanted and (build.state == State.QUEUED or build.is_stalled):
            return build
    build = Build.objects.create(asked_by=by, progress_words=_("En attente de son tour"))
    build.datasets.set(wanted)
    record(by, "edition.asked", build)
    return build


def again(edition: Edition, *, by: Person) -> Build:
    """The same figures, over the edition that is before readers now and the territories as they are drawn now."""
    return ask(edition.datasets.all(), by=by)


def carry(build: Build) -> None:
    """Compute, keep what was refused with its sentence. Killed half-way, it resumes: finished parts are read back."""
    with translation.override(build.asked_by.language), turn():
        build.refresh_from_db()
        if not build.is_moving:
            return
        _pass(build, state=State.RUNNING, progress=1, progress_words=_("Le travail commence"))
        try:
            edition = building.build(
                list(build.datasets.all()),
                by=build.asked_by,
                tell=lambda percent, words: _pass(build, progress=percent, progress_words=words[:200]),
            )
        except DomainError as refusal:
            _failed(build, refusal.sentence)
        except BaseException:
            _failed(build, _("Une panne a arrêté le travail; ce qui était calculé est gardé. L’hôte en a la trace."))
            raise
        else:
            _pass(build, state=State.DONE, edition=edition, progress=100, progress_words=_("Terminé"))


def _pass(build: Build, **fields: object) -> None:
    """Written at once, outside any transaction: the page that follows the work reads it."""
    Build.objects.filter(pk=build.pk).update(changed_at=timezone.now(), **fields)


def _failed(build: Build, sentence: str) -> None:
    with transaction.atomic():
        _pass(build, state=State.FAILED, refusal=str(sentence))
        record(build.asked_by, "edition.failed", build, sentence=str(sentence))
