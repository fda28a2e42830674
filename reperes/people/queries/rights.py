"""The table of rights, read aloud."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _

from reperes.core.access import RULES, Permission, type_of_test


@dataclass(frozen=True)
class Right:
    """« Qui peut … ? » and each sufficient answer."""

    question: str
    answers: list[str]


@dataclass(frozen=True)
class Chapter:
    """The rights that one room gives."""

    room: str
    rights: list[Right]


def read_aloud() -> list[Chapter]:
    chapters: dict[str, list[Right]] = {}
    for permission, rows in RULES.items():
        question = _("Qui peut %(deed)s?") % {"deed": _(permission.value)}
        chapters.setdefault(_room(permission), []).append(Right(question, [_row(row) for row in rows]))
    return [Chapter(room, rights) for room, rights in chapters.items()]


def _room(permission: Permission) -> str:
    config = apps.get_containing_app_config(type(permission).__module__)
    return str(config.verbose_name) if config else type(permission).__name__


def _row(row: list[type_of_test]) -> str:
    """« une personne connectée, lorsque le collectif est public »: every condition of the row must hold."""
    spoken = (" ".join((test.__doc__ or test.__name__).split()) for test in row)
    return ", ".join(_(words) for words in spoken)
