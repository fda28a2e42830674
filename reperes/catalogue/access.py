"""Who may do what to resources and selections."""

from typing import Any

from django.utils.translation import gettext_noop

from reperes.catalogue.models import Resource, Selection, Status
from reperes.core.access import RULES, Permission, anyone, is_signed_in
from reperes.people.access import is_curator


class Catalogue(Permission):
    PROPOSE = gettext_noop("proposer une ressource")
    EDIT = gettext_noop("modifier cette fiche")
    DECIDE = gettext_noop("traiter les propositions du répertoire")
    WITHDRAW = gettext_noop("retirer cette fiche")
    REPORT = gettext_noop("signaler un problème")
    COMPOSE = gettext_noop("composer une sélection")
    ARRANGE = gettext_noop("modifier cette sélection")
    PUBLISH = gettext_noop("publier une sélection")


def is_depositor(person: Any, thing: Resource) -> bool:
    """la personne qui a proposé la fiche"""
    return bool(person.is_authenticated and thing.depositor_id == person.pk)


def is_not_decided(person: Any, thing: Resource) -> bool:
    """tant qu’elle n’est pas publiée"""
    return thing.status in (Status.DRAFT, Status.PROPOSED, Status.IN_REVIEW, Status.REFUSED)


def is_one_of_its_curators(person: Any, thing: Selection) -> bool:
    """une personne qui compose la sélection"""
    return bool(person.is_authenticated and thing.curators.filter(pk=person.pk).exists())


# The docstrings above, so that translators find what the rights page reads aloud.
READ_ALOUD = [
    gettext_noop("la personne qui a proposé la fiche"),
    gettext_noop("tant qu’elle n’est pas publiée"),
    gettext_noop("une personne qui compose la sélection"),
]

RULES |= {
    Catalogue.PROPOSE: [[is_signed_in]],
    Catalogue.EDIT: [[is_curator], [is_depositor, is_not_decided]],
    Catalogue.DECIDE: [[is_curator]],
    Catalogue.WITHDRAW: [[is_curator], [is_depositor, is_not_decided]],
    Catalogue.REPORT: [[anyone]],
    Catalogue.COMPOSE: [[is_signed_in]],
    Catalogue.ARRANGE: [[is_curator], [is_one_of_its_curators]],
    Catalogue.PUBLISH: [[is_curator]],
}
