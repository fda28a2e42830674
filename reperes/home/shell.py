"""What every page of the shell shows: the five doors, the host, languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Door:
    """One of the five doors; `key` names its colour and icon."""

    key: str
    name: str | Promise
    promise: str | Promise


DOORS = [
    Door("comprendre", _("Comprendre"), _("voir le territoire : cartes, chiffres, portraits")),
    Door("agir", _("Agir"), _("décider et agir ensemble")),
    Door("apprecier", _("Apprécier"), _("dire ce qui a changé")),
    Door("apprendre", _("Apprendre"), _("grandir : compétences, formation, accompagnement")),
    Door("partager", _("Partager"), _("donner et prendre : répertoire, sélections, récits")),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"doors": DOORS, "host_name": settings.HOST_NAME, "privacy_person": settings.PRIVACY_PERSON}
