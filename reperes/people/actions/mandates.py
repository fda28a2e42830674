"""Trust a person with something over the whole instance; take the trust back."""

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.access import People
from reperes.people.models import Mandate, Person


@transaction.atomic
def give(person: Person, kind: str, *, by: Person) -> Mandate:
    """Giving twice changes nothing."""
    require(by, People.GIVE_MANDATE)
    if not person.is_active:
        raise Conflict(_("Ce compte est fermé : on ne peut lui confier de mandat."))
    mandate, is_new = Mandate.objects.get_or_create(person=person, kind=kind, defaults={"given_by": by})
    if is_new:
        record(by, "mandate.given", person, kind=kind)
    person.__dict__.pop("_mandates", None)  # read once a request: read it anew
    return mandate


@transaction.atomic
def withdraw(mandate: Mandate, *, by: Person) -> None:
    require(by, People.GIVE_MANDATE)
    hosts = Mandate.objects.select_for_update().filter(kind=Mandate.Kind.HOST).values_list("pk", flat=True)
    if list(hosts) == [mandate.pk]:
        raise Conflict(_("C’est la dernière personne qui héberge l’instance : confiez d’abord ce mandat à une autre."))
    record(by, "mandate.withdrawn", mandate.person, kind=mandate.kind)
    mandate.delete()
