from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _refusals(source: Any, proposals: Any) -> Iterable[Any]:
    """Asked when someone publishes a drawing."""
    from reperes.atlas.building import guarding  # noqa: PLC0415  the columnar engine weighs 150 MB: not at start-up

    return guarding.refusals(source, proposals)


class AtlasConfig(AppConfig):
    name = "reperes.atlas"
    verbose_name = _("Atlas")

    def ready(self) -> None:
        from reperes.atlas import access, finding, holdings  # noqa: F401, PLC0415 (its table joins the house's once models are loaded)
        from reperes.journal.verbs import VERBS  # noqa: PLC0415
        from reperes.people.holdings import HOLDINGS  # noqa: PLC0415
        from reperes.places.hooks import GUARDS  # noqa: PLC0415
        from reperes.search.documents import SOURCES  # noqa: PLC0415

        GUARDS.append(_refusals)
        SOURCES["indicator"] = finding.source()
        HOLDINGS.update(holdings.REGISTER)

        VERBS.update(
            {
                "dataset.kept": _("a gardé le jeu de données"),
                "edition.asked": _("a demandé le calcul d’une édition"),
                "edition.failed": _("n’a pas pu calculer l’édition"),
                "edition.discarded": _("a écarté l’édition"),
                "edition.built": _("a construit l’édition"),
                "edition.published": _("a mis l’édition en ligne"),
                "edition.withdrawn": _("a retiré l’édition"),
                "indicator.defined": _("a défini l’indicateur"),
                "indicator.redefined": _("a corrigé la fiche de l’indicateur"),
                "indicator.removed": _("a supprimé l’indicateur"),
                "composite.defined": _("a défini l’indice composé"),
                "composite.redefined": _("a corrigé l’indice composé"),
                "composite.discarded": _("a supprimé l’indice composé"),
                "source.corrected": _("a noté une correction de la source"),
                "source.superseded": _("a noté que la source est remplacée"),
                "source.restored": _("a retiré la mention qui disait la source remplacée"),
                "delivery.begun": _("a commencé une livraison"),
                "delivery.submitted": _("a déposé la livraison"),
                "delivery.done": _("a reçu la livraison dans l’atlas"),
                "delivery.failed": _("n’a pas pu recevoir la livraison"),
                "delivery.reopened": _("a repris la livraison"),
                "delivery.abandoned": _("a abandonné la livraison"),
            }
        )
