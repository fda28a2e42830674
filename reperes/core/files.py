"""What every room asks of a file somebody brought."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile

MEBIBYTE = 2**20


def sha256_of(file: Path) -> str:
    """The fingerprint of a file, read a piece at a time."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def refuse_if_heavy(file: Path, name: str) -> None:
    """One limit for all deposits, whichever way they come in."""
    size, limit = file.stat().st_size, settings.UPLOAD_LIMIT_MB
    if size > limit * MEBIBYTE:
        raise BadFile(
            _("« %(name)s » pèse %(size)s Mo; la limite est de %(limit)s Mo. Déposez-en une partie.")
            % {"name": name, "size": round(size / MEBIBYTE), "limit": limit}
        )
