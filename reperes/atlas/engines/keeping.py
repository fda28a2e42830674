"""Where the figures of a store lie for a columnar engine: long Parquet, written once under the store's fingerprint."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from reperes.atlas import bucket
from reperes.atlas.bucket import Bucket
from reperes.reading.store import Store


@dataclass(frozen=True)
class Kept:
    """A Parquet file of the warehouse: in its folder, or in its bucket."""

    file: Path
    bucket: Bucket | None = None


def kept(store: Store) -> Kept:
    """The store in long form, made the first time it is asked for. OutOfReach: the bucket does not answer."""
    found = Kept(_file(store.fingerprint), bucket.configured())
    if found.bucket is None and not found.file.exists():
        _write(store, found.file)
    elif found.bucket is not None and not found.bucket.has(found.file):
        _write(store, found.file)
        found.bucket.put(found.file)
        found.file.unlink()  # the bucket is its place; here it would only fill the disk
    return found


def forget(fingerprint: str) -> None:
    """A store that is no more; its long form can be made again."""
    bucket.remove(_file(fingerprint).parent)


def _file(fingerprint: str) -> Path:
    """In a folder of its own: the places of a store come and go whole."""
    return Path(settings.WAREHOUSE) / "long" / fingerprint / "figures.parquet"


def _write(store: Store, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    store.as_long(file)
