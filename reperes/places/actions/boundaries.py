"""Bring boundaries into the house: all of them, with their tiles, or nothing."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import Conflict, DomainError
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places import areas as store
from reperes.places import boundaries, doubts, queries, tiles
from reperes.places.access import Places
from reperes.places.areas import Area
from reperes.places.models import Partition, PartitionVersion

Tell = Callable[[str], None]


def quiet(sentence: str) -> None:
    """Nobody is watching."""


def import_boundaries(  # noqa: PLR0913 (each is a choice a person can see and correct)
    file: Path,
    *,
    by: Person | None,
    partition: Mapping[str, Any],
    vintage: str,
    code_column: str,
    name_column: str = "",
    land_column: str = "",
    layer: str = "",
    crs: str = "",
    name: str = "",
    corrections: Mapping[str, str] | None = None,
    tell: Tell = quiet,
) -> PartitionVersion:
    """A new version of `partition` (its fields, `code` among them). The same file again gives the same version.

    Reading, repairing and tiling happen before the transaction: nobody waits for them, and nothing half done stays.
    """
    require(by, Places.IMPORT)
    tell(_("Lecture des limites"))
    read = boundaries.read(
        file,
        name=name,
        layer=layer,
        crs=crs,
        code_column=code_column,
        name_column=name_column,
        land_column=land_column,
        corrections=corrections,
    )
    if known := known_version(str(partition["code"]), vintage, read.sha256):
        if known.report.get("columns") != read.report.columns:
            raise Conflict(
                _(
                    "Ce fichier est déjà déposé pour « %(partition)s » (%(vintage)s), lu par d’autres colonnes : "
                    "changez de millésime ou de découpage."
                )
                % {"partition": known.partition.name, "vintage": vintage}
            )
        tell(_("Ce fichier est déjà déposé : rien n’a changé."))
        return known
    if before := PartitionVersion.objects.filter(partition__code=partition["code"]).order_by("-pk").first():
        codes = [area.code for area in queries.areas(before)]
        read.report.notes += doubts.vanished(codes, read.areas)
    return establish(
        read.areas,
        by=by,
        partition=partition,
        vintage=vintage,
        sha256=read.sha256,
        report=asdict(read.report),
        tell=tell,
    )


def known_version(code: str, vintage: str, sha256: str) -> PartitionVersion | None:
    """The version this very file already gave; `was_known` says so."""
    found = (
        PartitionVersion.objects.filter(partition__code=code, vintage=vintage, file_sha256=sha256)
        .select_related("partition")
        .first()
    )
    if found:
        found.was_known = True
    return found


def establish(  # noqa: PLR0913 (what a version is)
    found: Sequence[Area],
    *,
    by: Person | None,
    partition: Mapping[str, Any],
    vintage: str,
    sha256: str = "",
    report: Mapping[str, Any] | None = None,
    tell: Tell = quiet,
) -> PartitionVersion:
    """A version from areas in hand, wherever they come from: its files first, then its row, then both are seen."""
    require(by, Places.IMPORT)
    if not found:
        raise DomainError(_("Un découpage a besoin d’au moins un territoire."))
    sha256 = sha256 or fingerprint(found)
    with _staging() as folder:
        store.write(found, folder / "areas.parquet")
        tell(_("Tuiles de la carte"))
        tiles.make(found, folder / "areas.pmtiles")
        version = None
        try:
            with transaction.atomic():
                version, is_new = PartitionVersion.objects.get_or_create(
                    partition=_partition(partition),
                    vintage=vintage,
                    file_sha256=sha256,
                    defaults={
                        "n_areas": len(found),
                        "bounds": store.bounds(found),
                        "imported_by": by,
                        "report": dict(report or {}),
                    },
                )
                version.was_known = not is_new
                if is_new:
                    record(by, "partition_version.imported", version, n_areas=len(found))
                    _show(folder, version)
        except BaseException:
            if version and not version.was_known:
                take_back(version)
            raise
    return version


def fingerprint(found: Sequence[Area]) -> str:
    """Areas drawn here come from no file: their own codes, names and shapes stand for it."""
    digest = hashlib.sha256()
    for area in found:
        digest.update(f"{area.code}\0{area.name}\0".encode())
        digest.update(area.geometry.wkb)
    return digest.hexdigest()


def _partition(fields: Mapping[str, Any]) -> Partition:
    owner, is_new = Partition.objects.get_or_create(code=fields["code"], defaults=dict(fields))
    if is_new:
        owner.full_clean(exclude=["code"])
    return owner


@contextlib.contextmanager
def _staging() -> Iterator[Path]:
    """A folder on the same disk as the releases, gone whatever happens."""
    home = Path(settings.WAREHOUSE) / "places"
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".en-cours-") as folder:
        yield Path(folder)


def _show(folder: Path, version: PartitionVersion) -> None:
    """Put the files where readers look."""
    for source, target in (("areas.parquet", version.areas_file), ("areas.pmtiles", version.tiles_file)):
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder / source, target)


def take_back(version: PartitionVersion) -> None:
    """The row did not come to be: neither do its files."""
    shutil.rmtree(version.areas_file.parent, ignore_errors=True)
    version.tiles_file.unlink(missing_ok=True)
