"""Who may bring figures and put them before readers."""

from django.utils.translation import gettext_noop

from reperes.core.access import RULES, Permission, is_the_house
from reperes.people.access import is_analyst


class Atlas(Permission):
    """What one may do with figures."""

    IMPORT = gettext_noop("déposer des chiffres dans l’atlas")
    PUBLISH = gettext_noop("mettre une édition en ligne ou la retirer")


RULES |= {
    Atlas.IMPORT: [[is_the_house], [is_analyst]],
    Atlas.PUBLISH: [[is_the_house], [is_analyst]],
}
