"""What the atlas holds about a person: the files they brought, and what they put before readers."""

from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from reperes.atlas.models import Build, Composite, Dataset, Delivery, Edition, EditionPublication
from reperes.people.holdings import Holding, Row

UNFINISHED = [Delivery.State.DRAFT, Delivery.State.FAILED]


def _deliveries(person: Any) -> Iterator[Row]:
    for delivery in Delivery.objects.filter(begun_by=person):
        yield {
            str(_("livraison")): str(delivery),
            str(_("état")): delivery.get_state_display(),
            str(_("le")): delivery.begun_at.isoformat(),
        }


def _files(person: Any) -> Iterator[tuple[str, "File[bytes]"]]:
    """Under the names the person gave them, behind the delivery's code: two may have brought “table.csv”."""
    for delivery in Delivery.objects.filter(begun_by=person):
        if "brought" in delivery.choices:  # a long table, as it came before it was laid in columns
            yield f"{delivery.code}-{delivery.table_name}", default_storage.open(delivery.choices["brought"])
        table = None if "brought" in delivery.choices else delivery.table
        for brought, name in ((delivery.limits, delivery.limits_name), (table, delivery.table_name)):
            if brought and brought.storage.exists(str(brought.name)):
                yield f"{delivery.code}-{name}", brought


def _leave_deliveries(person: Any) -> None:
    """What nobody else was given goes with its files; figures that were received belong to the atlas."""
    from reperes.atlas.actions import deliveries  # noqa: PLC0415  the columnar engine weighs 150 MB: not at start-up

    for delivery in Delivery.objects.filter(begun_by=person, state__in=UNFINISHED):
        deliveries.abandon(delivery, by=None)


def _editions(person: Any) -> Iterator[Row]:
    kind, name, when = str(_("nature")), str(_("édition")), str(_("le"))
    for edition in Edition.objects.filter(built_by=person):
        yield {kind: str(_("construite")), name: str(edition), when: edition.built_at.isoformat()}
    for shown in EditionPublication.objects.filter(published_by=person).select_related("edition"):
        yield {kind: str(_("mise en ligne")), name: str(shown.edition), when: shown.published_at.isoformat()}
    for build in Build.objects.filter(asked_by=person).select_related("edition"):
        yield {kind: str(_("calcul demandé")), name: str(build), when: build.asked_at.isoformat()}
    for dataset in Dataset.objects.filter(brought_by=person).select_related("source"):
        yield {kind: str(_("jeu de données")), name: str(dataset), when: dataset.brought_at.isoformat()}
    for composite in Composite.objects.filter(authored_by=person):
        yield {kind: str(_("indice composé")), name: str(composite), when: composite.authored_at.isoformat()}


REGISTER = {
    "atlas.deliveries": Holding(
        _("Mes livraisons de chiffres"),
        _("porter vos fichiers dans l’atlas et vous en rendre compte"),
        _deliveries,
        kept=_(
            "avec leurs fichiers une fois reçues dans l’atlas, sans votre nom; les autres sont effacées avec le compte"
        ),
        models=("atlas.Delivery",),
        files=_files,
        forget=_leave_deliveries,
    ),
    "atlas.editions": Holding(
        _("Mes éditions de l’atlas"),
        _("savoir qui a mis quels chiffres devant le public"),
        _editions,
        kept=_("sans votre nom après la suppression du compte"),
        models=("atlas.Edition", "atlas.EditionPublication", "atlas.Build", "atlas.Dataset", "atlas.Composite"),
    ),
}
