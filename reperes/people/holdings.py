"""The register of what each room holds about a person: read by « Mes renseignements », the export and the privacy page.

A room adds its own in apps.py:ready, under its name:

    HOLDINGS["catalogue.proposals"] = Holding(_("Mes propositions"), _("retrouver ce que vous avez proposé"), …)

`forget` erases what would still tell who the person was, once the account itself is made nameless.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Row = dict[str, Any]  # plain values that JSON can hold; keys are shown to the person


def _nothing(person: Any) -> None:
    return None


def _no_files(person: Any) -> Iterable[tuple[str, "File[bytes]"]]:
    return []


UNTIL_FORGOTTEN = _("jusqu’à la suppression du compte")


@dataclass(frozen=True)
class Holding:
    """One sort of thing a room keeps about a person."""

    name: str | Promise
    why: str | Promise  # completes « Nous gardons cela pour … »
    rows: Callable[[Any], Iterable[Row]]
    kept: str | Promise = UNTIL_FORGOTTEN
    models: tuple[str, ...] = ()  # labels whose pointers to a person these rows tell: "catalogue.Proposal"
    files: Callable[[Any], Iterable[tuple[str, "File[bytes]"]]] = _no_files  # (name in the archive, file)
    forget: Callable[[Any], None] = _nothing


HOLDINGS: dict[str, Holding] = {}  # "room.noun" → Holding
