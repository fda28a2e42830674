"""What the repertoire holds about a person: read by « Mes renseignements »."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from reperes.catalogue.models import Decision, Report, ReportAnswer, Resource, Selection
from reperes.people.holdings import Holding

KEPT = _("tant que le répertoire existe; votre nom en est retiré si vous supprimez votre compte")


def _proposals(person: Any) -> Iterator[dict[str, Any]]:
    for resource in Resource.objects.filter(depositor=person).order_by("added_at"):
        yield {
            str(_("titre")): resource.title,
            str(_("état")): resource.get_status_display(),
            str(_("proposée le")): resource.added_at.isoformat(),
            str(_("adresse")): resource.get_absolute_url(),
        }


def _selections(person: Any) -> Iterator[dict[str, Any]]:
    for selection in Selection.objects.filter(curators=person).order_by("made_at"):
        yield {str(_("titre")): str(selection), str(_("adresse")): selection.get_absolute_url()}


def _leave_selections(person: Any) -> None:
    Selection.curators.through.objects.filter(person=person).delete()


def _reports(person: Any) -> Iterator[dict[str, Any]]:
    for report in Report.objects.filter(reported_by=person).select_related("resource", "reason"):
        yield {
            str(_("fiche")): report.resource.title,
            str(_("motif")): str(report.reason),
            str(_("précisions")): report.message,
            str(_("le")): report.reported_at.isoformat(),
        }


def _decisions(person: Any) -> Iterator[dict[str, Any]]:
    for decision in Decision.objects.filter(decided_by=person).select_related("resource"):
        yield {
            str(_("fiche")): decision.resource.title,
            str(_("décision")): decision.get_after_display(),
            str(_("motif")): decision.reason,
            str(_("le")): decision.decided_at.isoformat(),
        }
    for answer in ReportAnswer.objects.filter(answered_by=person).select_related("report__resource"):
        yield {
            str(_("fiche")): answer.report.resource.title,
            str(_("suite donnée")): answer.words,
            str(_("le")): answer.answered_at.isoformat(),
        }


REGISTER = {
    "catalogue.proposals": Holding(
        _("Mes propositions au répertoire"),
        _("savoir qui a proposé chaque ressource et vous tenir au courant de son sort"),
        _proposals,
        kept=KEPT,
        models=("catalogue.Resource",),
    ),
    "catalogue.selections": Holding(
        _("Mes sélections"),
        _("vous laisser composer des sélections"),
        _selections,
        kept=KEPT,
        forget=_leave_selections,
        models=("catalogue.Selection", "catalogue.Selection_curators", "catalogue.Publication"),
    ),
    "catalogue.reports": Holding(
        _("Mes signalements"),
        _("donner suite à ce que vous avez signalé"),
        _reports,
        kept=KEPT,
        models=("catalogue.Report",),
    ),
    "catalogue.decisions": Holding(
        _("Mes décisions au répertoire"),
        _("rendre compte de ce qui est publié, refusé ou retiré"),
        _decisions,
        kept=KEPT,
        models=("catalogue.Decision", "catalogue.ReportAnswer"),
    ),
}
