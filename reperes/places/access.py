"""Who may bring and draw territories. Reading them is open to all."""

from typing import Any

from django.utils.translation import gettext_noop

from reperes.core import access
from reperes.people.access import is_analyst, is_steward
from reperes.places.models import Locality


def coordinates_its_table(person: Any, thing: Any) -> bool:
    """une personne qui coordonne la table de ce territoire"""
    return isinstance(thing, Locality) and is_steward(person, thing.collective)


class Places(access.Permission):
    IMPORT = gettext_noop("déposer des limites")
    DRAW = gettext_noop("dessiner ou regrouper des territoires")
    SAY_STANDING = gettext_noop("dire où en est la discussion de ces limites")


access.RULES |= {
    Places.IMPORT: [[access.is_the_house], [is_analyst]],
    Places.DRAW: [[access.is_the_house], [is_analyst]],
    Places.SAY_STANDING: [[is_analyst], [coordinates_its_table]],
}

READ_ALOUD = [gettext_noop("une personne qui coordonne la table de ce territoire")]
