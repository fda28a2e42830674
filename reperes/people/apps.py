from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "reperes.people"
    verbose_name = _("Personnes et collectifs")

    def ready(self):
        from reperes.journal.verbs import VERBS  # noqa: PLC0415 (registries are filled once models are loaded)
        from reperes.people import access  # noqa: F401, PLC0415 (its rows join the table of rights)
        from reperes.people.holdings import HOLDINGS  # noqa: PLC0415
        from reperes.people.queries import held  # noqa: PLC0415

        HOLDINGS.update(held.OURS)
        VERBS.update(
            {
                "person.joined": _("a ouvert son compte"),
                "person.corrected": _("a corrigé ses renseignements"),
                "person.exported": _("a emporté une copie de ses renseignements"),
                "person.forgotten": _("a effacé un compte, à la demande de la personne"),
                "mandate.given": _("a confié un mandat"),
                "mandate.withdrawn": _("a retiré un mandat"),
                "invitation.sent": _("a invité quelqu’un"),
                "invitation.sent_again": _("a envoyé l’invitation de nouveau"),
                "invitation.withdrawn": _("a retiré une invitation"),
                "invitation.accepted": _("a accepté l’invitation"),
                "organisation.added": _("a ajouté l’organisation"),
                "organisation.edited": _("a modifié la fiche de l’organisation"),
                "collective.created": _("a créé le collectif"),
                "collective.edited": _("a modifié le collectif"),
                "participation.begun": _("participe désormais au collectif"),
                "participation.added": _("a inscrit quelqu’un au collectif"),
                "participation.edited": _("a changé un rôle ou une période"),
                "participation.ended": _("a mis fin à une participation"),
            }
        )
