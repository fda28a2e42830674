"""Letters to those who propose: written once the decision is certain, sent by the worker."""

from typing import Any

from django.utils.translation import override
from django_tasks import task

from reperes.catalogue.models import Decision, Status
from reperes.core import mail
from reperes.core.site import full_address
from reperes.journal.models import Deed

TOLD = {
    "resource.sent-back": Status.DRAFT,
    "resource.published": Status.PUBLISHED,
    "resource.refused": Status.REFUSED,
    "resource.withdrawn": Status.WITHDRAWN,
}


def tell_depositor(sender: Any, deed: Deed, **kwargs: Any) -> None:
    """Listen to the journal; a letter goes out when somebody else decided about one's record."""
    if deed.verb in TOLD:
        decision = Decision.objects.filter(resource=deed.thing_id, after=TOLD[deed.verb]).first()
        if decision:
            send_decision.enqueue(decision.pk)


@task
def send_decision(decision: int) -> None:
    """Write to the depositor, in their language, what was decided and why."""
    made = Decision.objects.select_related("resource__depositor").get(pk=decision)
    depositor = made.resource.depositor
    if depositor is None or not depositor.email or depositor.pk == made.decided_by_id:
        return
    with override(depositor.language):
        link = full_address(made.resource.get_absolute_url())
    mail.send(
        "catalogue/letters/decision",
        depositor.email,
        depositor.language,
        decision=made,
        resource=made.resource,
        name=depositor.name,
        link=link,
    )
