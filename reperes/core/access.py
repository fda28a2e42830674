"""Rights as a table. A room adds its rows to RULES; a permission is granted if every test of one row passes.

    RULES |= {Catalogue.EDIT: [[is_curator], [is_depositor, is_still_proposed]]}

A permission's value completes « Vous ne pouvez pas … »; a test's docstring is what the rights page reads aloud.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from reperes.core.errors import NotAllowed

type_of_test = Callable[[Any, Any], bool]
Rows = list[list[type_of_test]]


class Permission(Enum):
    """Base of each room's permissions; a value is a French sentence fragment, marked for translation."""


RULES: dict[Permission, Rows] = {}


def may(person: Any, permission: Permission, thing: Any = None) -> bool:
    """Does one row of the table let this person do this to this thing? Unknown permissions are refused."""
    return any(all(test(person, thing) for test in row) for row in RULES.get(permission, []))


def require(person: Any, permission: Permission, thing: Any = None) -> None:
    """Raise NotAllowed, with a sentence, unless `may`."""
    if not may(person, permission, thing):
        raise NotAllowed(_("Vous ne pouvez pas %(deed)s.") % {"deed": _(permission.value)})


def anyone(person: Any, thing: Any) -> bool:
    """toute personne, même sans compte"""
    return True


def is_signed_in(person: Any, thing: Any) -> bool:
    """une personne connectée"""
    return bool(person.is_authenticated)


def is_the_house(person: Any, thing: Any) -> bool:
    """la maison elle-même, par une commande de qui l’héberge"""
    return person is None
