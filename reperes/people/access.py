"""Tests about a person's mandates, shared by the rooms above, and this room's table of rights."""

from typing import Any

from django.utils.translation import gettext_noop

from reperes.core.access import RULES, Permission, is_signed_in
from reperes.people.models import Collective, Mandate, Organisation, Participation


class People(Permission):
    """Personnes et collectifs"""

    INVITE = gettext_noop("inviter une personne ici")
    GIVE_MANDATE = gettext_noop("donner ou retirer un mandat")
    ADD_ORGANISATION = gettext_noop("ajouter une organisation")
    EDIT_ORGANISATION = gettext_noop("modifier cette organisation")
    ADD_COLLECTIVE = gettext_noop("créer un collectif")
    EDIT_COLLECTIVE = gettext_noop("modifier ce collectif")
    SEE_PARTICIPANTS = gettext_noop("voir qui participe à ce collectif")
    ADD_PARTICIPANT = gettext_noop("inscrire une personne sans l’inviter")
    EDIT_PARTICIPATION = gettext_noop("changer le rôle ou la période d’une participation")
    END_PARTICIPATION = gettext_noop("mettre fin à une participation")
    EDIT_PERSON = gettext_noop("corriger ces renseignements")
    FORGET_PERSON = gettext_noop("supprimer ce compte")


def is_host(person: Any, thing: Any) -> bool:
    """une personne qui héberge l’instance"""
    return person.is_authenticated and person.has_mandate(Mandate.Kind.HOST)


def is_curator(person: Any, thing: Any) -> bool:
    """une personne qui tient le répertoire"""
    return person.is_authenticated and person.has_mandate(Mandate.Kind.CURATOR)


def is_analyst(person: Any, thing: Any) -> bool:
    """une personne qui tient l’atlas"""
    return person.is_authenticated and person.has_mandate(Mandate.Kind.ANALYST)


def is_that_person(person: Any, thing: Any) -> bool:
    """la personne elle-même"""
    whose = thing.person if isinstance(thing, Participation) else thing
    return person.is_authenticated and person == whose


def has_added(person: Any, thing: Any) -> bool:
    """la personne qui l’a ajoutée"""
    # Not « agit au nom de »: anyone may write that in a profile.
    return person.is_authenticated and isinstance(thing, Organisation) and person.pk == thing.added_by_id


def _takes_part(person: Any, thing: Any, **role: str) -> bool:
    collective = thing.collective if isinstance(thing, Participation) else thing
    if not person.is_authenticated or not isinstance(collective, Collective):
        return False
    return collective.participations.current().filter(person=person, **role).exists()


def is_participant(person: Any, thing: Any) -> bool:
    """une personne qui participe à ce collectif"""
    return _takes_part(person, thing)


def is_steward(person: Any, thing: Any) -> bool:
    """une personne qui coordonne ce collectif"""
    return _takes_part(person, thing, role=Participation.Role.STEWARD)


def is_of_public_collective(person: Any, thing: Any) -> bool:
    """lorsque le collectif est public"""
    return isinstance(thing, Collective) and thing.is_public


# What the rights page reads aloud, so that translators find it: the docstrings above and those of core.access.
READ_ALOUD = [
    gettext_noop("toute personne, même sans compte"),
    gettext_noop("une personne connectée"),
    gettext_noop("la maison elle-même, par une commande de qui l’héberge"),
    gettext_noop("une personne qui héberge l’instance"),
    gettext_noop("une personne qui tient le répertoire"),
    gettext_noop("une personne qui tient l’atlas"),
    gettext_noop("la personne elle-même"),
    gettext_noop("la personne qui l’a ajoutée"),
    gettext_noop("une personne qui participe à ce collectif"),
    gettext_noop("une personne qui coordonne ce collectif"),
    gettext_noop("lorsque le collectif est public"),
    gettext_noop("Personnes et collectifs"),
]

RULES |= {
    People.INVITE: [[is_host], [is_steward]],
    People.GIVE_MANDATE: [[is_host]],
    People.ADD_ORGANISATION: [[is_signed_in]],
    People.EDIT_ORGANISATION: [[is_host], [has_added]],
    People.ADD_COLLECTIVE: [[is_signed_in]],
    People.EDIT_COLLECTIVE: [[is_host], [is_steward]],
    People.SEE_PARTICIPANTS: [[is_host], [is_participant], [is_signed_in, is_of_public_collective]],
    People.ADD_PARTICIPANT: [[is_host]],
    People.EDIT_PARTICIPATION: [[is_host], [is_steward]],
    People.END_PARTICIPATION: [[is_host], [is_steward], [is_that_person]],
    People.EDIT_PERSON: [[is_that_person]],
    People.FORGET_PERSON: [[is_that_person]],
}
