"""What the repertoire tells the lower floors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "reperes.catalogue"
    verbose_name = _("Répertoire")

    def ready(self) -> None:
        # Models are not ready when this module is read (Django): imports wait until now.
        from reperes.catalogue import access, documents, holdings, tasks  # noqa: PLC0415
        from reperes.catalogue.models import Agent, Contribution, Item, Resource, Selection  # noqa: PLC0415
        from reperes.catalogue.verbs import SENTENCES  # noqa: PLC0415
        from reperes.journal.signals import happened  # noqa: PLC0415
        from reperes.journal.verbs import VERBS  # noqa: PLC0415
        from reperes.people.holdings import HOLDINGS  # noqa: PLC0415
        from reperes.search.documents import SOURCES, Source  # noqa: PLC0415

        assert access.RULES  # noqa: S101 (importing it fills the table)
        VERBS.update(SENTENCES)
        SOURCES["resource"] = Source(
            kind="resource",
            name=_("ressources"),
            model=Resource,
            documents=documents.of_resources,
            public=Resource.objects.public,
            affected={Agent: lambda pks: Contribution.objects.filter(agent__in=pks).values_list("resource", flat=True)},
        )
        SOURCES["selection"] = Source(
            kind="selection",
            name=_("sélections"),
            model=Selection,
            documents=documents.of_selections,
            public=Selection.objects.public,
            affected={
                Resource: lambda pks: Item.objects.filter(resource__in=pks).values_list("section__selection", flat=True)
            },
        )
        HOLDINGS.update(holdings.REGISTER)
        happened.connect(tasks.tell_depositor, dispatch_uid="catalogue.tell_depositor")
