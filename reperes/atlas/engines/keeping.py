"""Where the figures of a store lie for a columnar engine: long Parquet, written once under the store's fingerprint."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from reperes.atlas.bucket import Bucket, configured
from reperes.reading.store import Store


@dataclass(frozen=True)
class Kept:
    """A Parquet file of the warehouse: in its folder, or in its bucket."""

    file: Path
    bucket: Bucket | None = None


def kept(store: Store) -> Kept:
    """The store in long form, made the first time it is asked for."""
    bucket = configured()
    found = Kept(settings.WAREHOUSE / "long" / f"{store.fingerprint}.parquet", bucket)
    if bucket is not None and not bucket.has(found.file):
        _written(store, found.file)
        bucket.put(found.file)
        found.file.unlink()  # the bucket is its place; here it would only fill the disk
    elif bucket is None and not found.file.exists():
        _written(store, found.file)
    return found


def _written(store: Store, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    store.as_long(file)
