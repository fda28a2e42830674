"""Say that something is wrong with a record; answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.catalogue.access import Catalogue
from reperes.catalogue.models import Concept, Report, ReportAnswer, Resource
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person


@transaction.atomic
def report(resource: Resource, reason: Concept, message: str, *, by: Person | None) -> Report:
    """Anyone may: a reader without an account too, of whom the journal keeps nothing."""
    require(by, Catalogue.REPORT, resource)
    made = Report.objects.create(resource=resource, reason=reason, message=message.strip(), reported_by=by)
    if by:
        record(by, "resource.reported", resource)
    return made


@transaction.atomic
def answer(report: Report, words: str, *, by: Person) -> ReportAnswer:
    """A curator looked at it."""
    require(by, Catalogue.DECIDE, report.resource)
    if ReportAnswer.objects.filter(report=report).exists():
        raise Conflict(_("Quelqu’un a déjà donné suite à ce signalement."))
    made = ReportAnswer.objects.create(report=report, answered_by=by, words=words.strip())
    record(by, "report.answered", report.resource)
    return made
