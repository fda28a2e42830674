from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "reperes.places"
    verbose_name = _("Territoires")

    def ready(self) -> None:
        from reperes.journal.verbs import VERBS  # noqa: PLC0415 (registries are filled once models are loaded)
        from reperes.places import access, finding  # noqa: F401, PLC0415 (its rows join the table of rights)
        from reperes.search.documents import SOURCES  # noqa: PLC0415

        SOURCES["locality"] = finding.source()
        VERBS.update(
            {
                "partition_version.imported": _("a déposé les limites"),
                "partition_version.grouped": _("a ouvert une page à chaque territoire"),
                "partition_version.attached": _("a dit dans quels territoires ceux-ci se trouvent"),
                "partition_version.held_valid": _("a dit pour quand valent ces limites"),
                "partition_version.compared": _("a comparé ces limites aux anciennes"),
                "partition_version.fallen_back": _("a dit quelles communautés statistiques remplacent ces territoires"),
                "weights.given": _("a dit de quels petits secteurs ce découpage est fait"),
                "correspondence.given": _("a dit ce que sont devenus les anciens petits secteurs"),
                "headcount.given": _("a dit combien de personnes vivent dans chaque petit secteur"),
                "comparability.judged": _("a jugé si ses chiffres se comparent aux anciens"),
                "locality.standing_said": _("a dit où en est la discussion de ses limites"),
                "locality.fallback_named": _("a dit quelle communauté statistique la remplace"),
                "drawing.begun": _("a commencé le dessin"),
                "drawing.discarded": _("a mis le dessin de côté"),
                "drawing.taken_up": _("a repris le dessin"),
                "drawing.published": _("a publié les communautés dessinées"),
            }
        )
