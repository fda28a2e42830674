"""One archive of everything held about a person: data.json and their files (right to portability, P-39.1, art. 27)."""

import json
import shutil
import zipfile
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from reperes.people.holdings import HOLDINGS
from reperes.people.models import Person
from reperes.people.queries.held import everything


def archive(person: Person, *, now: datetime) -> IO[bytes]:
    """A ZIP file, kept in memory while it is small."""
    said = {
        "instance": {"name": settings.HOST_NAME, "address": settings.SITE_ADDRESS},
        "exported_at": now,
        "holdings": [
            {"key": held.key, "name": str(held.name), "why": str(held.why), "kept": str(held.kept), "rows": held.rows}
            for held in everything(person)
        ],
    }
    packed: IO[bytes] = SpooledTemporaryFile(max_size=10 * 2**20)  # noqa: SIM115 (the answer closes it)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        for key, holding in HOLDINGS.items():
            for name, file in holding.files(person):
                inside = f"files/{key}/{PurePosixPath(name).name}"
                with file.open("rb") as opened, zipped.open(inside, "w", force_zip64=True) as kept:
                    shutil.copyfileobj(opened, kept, 2**20)
    packed.seek(0)
    return packed
