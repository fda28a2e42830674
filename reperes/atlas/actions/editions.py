"""Put an edition before readers, take it back, or discard it. See building.py for how one is made."""

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.atlas import bucket
from reperes.atlas.access import Atlas
from reperes.atlas.actions import datasets
from reperes.atlas.models import Edition, EditionPublication
from reperes.atlas.queries.editions import current_edition
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person


@transaction.atomic
def publish(edition: Edition, *, by: Person | None) -> EditionPublication:
    """Put an edition before readers; publishing what already is changes nothing."""
    require(by, Atlas.PUBLISH)
    _refuse_under_a_newer(edition)
    _refuse_on_another_base(edition)
    publication, is_new = EditionPublication.objects.get_or_create(edition=edition, defaults={"published_by": by})
    if is_new:
        record(by, "edition.published", edition)
    return publication


@transaction.atomic
def withdraw(edition: Edition, *, by: Person | None) -> None:
    """Take an edition back: readers see the one before. Its cells stay, it can be published again."""
    require(by, Atlas.PUBLISH)
    _refuse_under_a_newer(edition)
    if not EditionPublication.objects.filter(edition=edition).delete()[0]:
        raise Conflict(_("Cette édition n’est déjà plus en ligne."))
    record(by, "edition.withdrawn", edition)


def _refuse_under_a_newer(edition: Edition) -> None:
    """Each edition carries on the one before: an old one put back would hide what colleagues brought since."""
    newer = Edition.objects.filter(publication__isnull=False, pk__gt=edition.pk).order_by("-pk").first()
    if newer:
        raise Conflict(
            _(
                "Une édition plus récente est en ligne (« %(name)s ») et reprend ces chiffres : "
                "retirez-la d’abord, ou déposez le tableau corrigé."
            )
            % {"name": newer}
        )


def _refuse_on_another_base(edition: Edition) -> None:
    """What a colleague put before readers since this one was built is not in it: publishing would hide it."""
    now = current_edition()
    if now and now != edition and edition.base_id != now.pk:
        raise Conflict(
            _(
                "« %(name)s » a été mise en ligne depuis que cette édition est construite, et ses chiffres n’y sont "
                "pas : recalculez cette édition, puis publiez-la."
            )
            % {"name": now}
        )


@transaction.atomic
def refuse(edition: Edition, *, by: Person) -> None:
    """Set aside an edition that was read and not wanted; the datasets it alone came from go with it."""
    require(by, Atlas.PUBLISH)
    alone = [one for one in edition.datasets.all() if not one.editions.exclude(pk=edition.pk).exists()]
    record(by, "edition.discarded", edition, name=str(edition))
    discard(edition)
    for dataset in alone:
        datasets.discard(dataset)


@transaction.atomic
def discard(edition: Edition) -> None:
    """An edition nobody ever read: its row and its cells go."""
    if EditionPublication.objects.filter(edition=edition).exists():
        raise Conflict(_("Cette édition est en ligne : retirez-la d’abord."))
    folder = edition.folder
    edition.delete()
    transaction.on_commit(lambda: bucket.remove(folder))
