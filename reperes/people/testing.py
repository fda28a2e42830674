"""Makers of people's nouns for tests, ours and upper floors'."""

from typing import Any

from reperes.people.models import Collective, Invitation, Organisation, Participation, Person


def an_organisation(name: str = "Cuisine du Moulin", **fields: Any) -> Organisation:
    return Organisation.objects.create(name=name, sector=fields.pop("sector", "community"), **fields)


def a_collective(name: str = "Table des Ruisseaux", **fields: Any) -> Collective:
    return Collective.objects.create(name=name, **fields)


def a_participation(person: Person, collective: Collective, role: str = "member", **fields: Any) -> Participation:
    return Participation.objects.create(person=person, collective=collective, role=role, **fields)


def an_invitation(by: Person, email: str = "eve@exemple.quebec", **fields: Any) -> Invitation:
    return Invitation.objects.create(invited_by=by, email=email, **fields)
