"""What every page of the shell shows: the five doors, the current one, the host."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Door:
    """One of the five doors; `key` names its address, its colour and its icon."""

    key: str
    name: str | Promise
    promise: str | Promise
    rooms: tuple[str, ...] = ()  # whose pages are behind it
    families: tuple[str, ...] = ()  # of the repertoire: the tools for what one does there

    @property
    def address(self) -> str:
        return reverse(f"home:{self.key}")


DOORS = [
    Door(
        "comprendre",
        _("Comprendre"),
        _("voir le territoire : cartes, chiffres, portraits"),
        rooms=("atlas", "places", "opendata"),
        families=("diagnostic",),
    ),
    Door("agir", _("Agir"), _("décider et agir ensemble"), families=("mobilisation", "gestion-suivi")),
    Door("apprecier", _("Apprécier"), _("dire ce qui a changé"), families=("evaluation",)),
    Door("apprendre", _("Apprendre"), _("grandir : compétences, formation, accompagnement"), families=("formation",)),
    Door(
        "partager",
        _("Partager"),
        _("donner et prendre : répertoire, sélections, récits"),
        rooms=("catalogue",),
        families=("transfert",),
    ),
]


def door_of(request: HttpRequest) -> Door | None:
    """The door this page is behind: the page's own key, else its room's."""
    match = request.resolver_match
    if match is None:
        return None
    key = match.kwargs.get("door")
    return next((door for door in DOORS if door.key == key or match.app_name in door.rooms), None)


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "doors": DOORS,
        "door": door_of(request),
        "host_name": settings.HOST_NAME,
        "privacy_person": settings.PRIVACY_PERSON or _("à nommer par l’hôte"),
        "privacy_email": settings.PRIVACY_EMAIL,
        "site_address": settings.SITE_ADDRESS,
        "source_address": settings.SOURCE_ADDRESS,
    }
