"""The bucket of a host whose warehouse is not a folder: any S3-compatible service, spoken to by PyArrow alone.

Its keys are the paths of the warehouse folder, which then keeps copies of what pages read.
"""

import logging
import os
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from reperes.core.errors import OutOfReach

if TYPE_CHECKING:
    import pyarrow.fs as pafs

logger = logging.getLogger(__name__)


def _filesystems() -> Any:
    import pyarrow.fs  # noqa: PLC0415  the models name this module, and pages open without PyArrow

    return pyarrow.fs


@dataclass(frozen=True)
class Bucket:
    root: str  # bucket, or bucket/prefix
    access: str
    secret: str = field(repr=False)
    endpoint: str = ""  # empty: Amazon's
    region: str = ""

    def files(self) -> "pafs.S3FileSystem":
        return _filesystems().S3FileSystem(**self.options())

    def options(self) -> dict[str, str]:
        """What PyArrow asks for to open it, here or on a machine of the cluster."""
        asked = {
            "access_key": self.access,
            "secret_key": self.secret,
            "endpoint_override": self.endpoint,
            "region": self.region,
        }
        return {name: value for name, value in asked.items() if value}

    def key(self, file: Path) -> str:
        return f"{self.root}/{file.relative_to(settings.WAREHOUSE).as_posix()}"

    def has(self, file: Path) -> bool:
        try:
            found = self.files().get_file_info(self.key(file))
        except OSError as error:
            raise self._refused(error) from error
        return bool(found.is_file)

    def put(self, file: Path) -> None:
        """Send a file of the warehouse folder. A reader sees all of it or none: S3 gives no half object."""
        try:
            _filesystems().copy_files(str(file), self.key(file), _filesystems().LocalFileSystem(), self.files())
        except OSError as error:
            raise self._refused(error) from error

    def bring(self, file: Path) -> None:
        """Copy a file here; nothing where the bucket has none."""
        if not self.has(file):
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
        try:
            _filesystems().copy_files(self.key(file), str(unfinished), self.files(), _filesystems().LocalFileSystem())
        except OSError as error:
            raise self._refused(error) from error
        unfinished.replace(file)

    def remove(self, folder: Path) -> None:
        try:
            self.files().delete_dir_contents(self.key(folder), missing_dir_ok=True)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> OutOfReach:
        """Readers hear that the figures are away; the host reads why, and which settings to look at."""
        logger.error("s3://%s (BUCKET_ENDPOINT, BUCKET_KEY, BUCKET_SECRET): %s", self.root, error)
        return OutOfReach(
            _(
                "L’entrepôt des chiffres ne répond pas; rien n’est perdu. "
                "Réessayez dans quelques minutes : l’hôte en a la trace."
            )
        )


def configured() -> Bucket | None:
    """None where the warehouse is a folder."""
    if not settings.WAREHOUSE_BUCKET:
        return None
    return Bucket(
        settings.WAREHOUSE_BUCKET,
        settings.BUCKET_KEY,
        settings.BUCKET_SECRET,
        settings.BUCKET_ENDPOINT,
        settings.BUCKET_REGION,
    )


def at_hand(file: Path) -> Path:
    """The file itself, with its copy brought from the bucket the first time: what is written once never goes stale."""
    bucket = configured()
    if bucket is not None and not file.exists():
        bucket.bring(file)
    return file


def send(file: Path) -> None:
    """To the bucket, if there is one."""
    bucket = configured()
    if bucket is not None:
        bucket.put(file)


def remove(folder: Path) -> None:
    """Here, and in the bucket if there is one."""
    shutil.rmtree(folder, ignore_errors=True)
    bucket = configured()
    if bucket is not None:
        bucket.remove(folder)
