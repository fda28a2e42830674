"""What one learns of a source after its figures are here: a correction announced, a file that replaces another."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.atlas.access import Atlas
from reperes.atlas.models import Source
from reperes.atlas.queries.sources import after
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person


@transaction.atomic
def correct(source: Source, *, by: Person | None, on: datetime.date, words: str, words_en: str = "") -> None:
    """Note a correction the publisher announced, under those noted before. The figures are not touched."""
    require(by, Atlas.IMPORT)
    source.corrections = _with_line(source.corrections, on, words)
    if words_en or source.corrections_en:
        source.corrections_en = _with_line(source.corrections_en, on, words_en or words)
    source.save(update_fields=["corrections", "corrections_en"])
    record(by, "source.corrected", source, on=on.isoformat(), words=words)


def _with_line(said: str, on: datetime.date, words: str) -> str:
    line = f"{on.isoformat()} : {' '.join(words.split())}"
    return f"{said}\n{line}" if said else line


@transaction.atomic
def supersede(newer: Source, older: Source | None, *, by: Person | None) -> None:
    """Say that one file replaces another, or (None) that it replaces none. Figures are told, never taken away."""
    require(by, Atlas.IMPORT)
    newer = Source.objects.select_for_update().get(pk=newer.pk)
    before = newer.supersedes
    if older is not None and older.pk in after(newer):
        raise Conflict(
            _("« %(older)s » ne peut pas être remplacé par ce fichier : il est ce fichier même, ou l’un de ceux qui le "
              "remplacent.")
            % {"older": older}
        )  # fmt: skip
    if before == older:
        return
    newer.supersedes = older
    newer.save(update_fields=["supersedes"])
    if older is not None:
        record(by, "source.superseded", older, newer=newer.pk, name=str(newer))
    elif before is not None:
        record(by, "source.restored", before, newer=newer.pk, name=str(newer))
