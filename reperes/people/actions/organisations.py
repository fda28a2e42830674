"""Add and correct organisations."""

from typing import Any

from django.db import transaction

from reperes.core.access import require
from reperes.journal.actions import record
from reperes.people.access import People
from reperes.people.models import Organisation, Person


@transaction.atomic
def add(*, by: Person, **fields: Any) -> Organisation:
    require(by, People.ADD_ORGANISATION)
    organisation = Organisation.objects.create(added_by=by, **fields)
    record(by, "organisation.added", organisation)
    return organisation


@transaction.atomic
def edit(organisation: Organisation, *, by: Person, **fields: Any) -> None:
    require(by, People.EDIT_ORGANISATION, organisation)
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=[*fields])
    record(by, "organisation.edited", organisation)
