"""Tests about a person's mandates, shared by the rooms above, and this room's table of rights."""

from typing import Any

from reperes.people.models import Mandate


def is_host(person: Any, thing: Any) -> bool:
    """une personne qui héberge l’instance"""
    return person.is_authenticated and person.has_mandate(Mandate.Kind.HOST)


def is_curator(person: Any, thing: Any) -> bool:
    """une personne qui tient le répertoire"""
    return person.is_authenticated and person.has_mandate(Mandate.Kind.CURATOR)


def is_analyst(person: Any, thing: Any) -> bool:
    """une personne qui tient l’atlas"""
    return person.is_authenticated and person.has_mandate(Mandate.Kind.ANALYST)
