"""Who may bring and draw territories. Reading them is open to all."""

from typing import Any

from django.utils.translation import gettext_noop

from reperes.core import access
from reperes.people.access import is_analyst


class Places(access.Permission):
    IMPORT = gettext_noop("déposer des limites")
    DRAW = gettext_noop("dessiner ou regrouper des territoires")


def is_the_house(person: Any, thing: Any) -> bool:
    """la maison elle-même, par une commande de qui l’héberge"""
    return person is None


access.RULES |= {
    Places.IMPORT: [[is_the_house], [is_analyst]],
    Places.DRAW: [[is_the_house], [is_analyst]],
}
