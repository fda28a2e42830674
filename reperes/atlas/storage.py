"""A delivery's files, wherever the host keeps them, on a disk where readers of tables and shapes can open them."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db.models.fields.files import FieldFile


@contextlib.contextmanager
def on_disk(kept: FieldFile) -> Iterator[Path]:
    """The file itself where storage is a folder; a copy for the time of the work where it is a bucket."""
    try:
        path = Path(kept.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=Path(str(kept.name)).suffix) as copy, kept.open("rb") as file:
            shutil.copyfileobj(file, copy, 2**20)
            copy.flush()
            yield Path(copy.name)
        return
    yield path
