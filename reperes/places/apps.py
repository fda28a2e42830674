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
                "weights.given": _("a dit de quels petits secteurs ce découpage est fait"),
            }
        )
