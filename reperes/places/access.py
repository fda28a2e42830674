"""Who may bring and draw territories. Reading them is open to all."""

from django.utils.translation import gettext_noop

from reperes.core import access
from reperes.people.access import is_analyst


class Places(access.Permission):
    IMPORT = gettext_noop("déposer des limites")
    DRAW = gettext_noop("dessiner ou regrouper des territoires")


access.RULES |= {
    Places.IMPORT: [[access.is_the_house], [is_analyst]],
    Places.DRAW: [[access.is_the_house], [is_analyst]],
}
