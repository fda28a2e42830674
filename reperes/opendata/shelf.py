"""Downloads lie beside the edition they come from: each is written once, whole, when first asked for.

Small ones are made while one waits; large ones by a background job, which the page tells.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language, override

from reperes.atlas import warehouse
from reperes.atlas.models import Edition
from reperes.opendata import describing, queries, writing
from reperes.opendata.queries import Held
from reperes.places import queries as places

KINDS = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "gpkg": "GeoPackage"}
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "gpkg": "application/geopackage+sqlite3",
}
AT_ONCE = 50_000  # cells: about two seconds for the slowest kind
ASKED_AGAIN_AFTER = 1_800  # seconds: the job was lost
LAYOUT = 1  # of the files: those written under an older one are written again


@dataclass(frozen=True)
class Shelved:
    """One file of one edition and one version of limits, in one language; perhaps not written yet."""

    edition: Edition
    held: Held
    kind: str
    language: str

    @property
    def file(self) -> Path:
        return self.edition.folder / "downloads" / f"{LAYOUT}-{self.language}-{self.held.version.pk}.{self.kind}"

    @property
    def name(self) -> str:
        version = self.held.version
        return f"reperes-{self.edition.code}-{version.partition.code}-{version.vintage}.{self.kind}"

    @property
    def is_quick(self) -> bool:
        return self.held.n_series * self.held.version.n_areas <= AT_ONCE


def shelved(edition: Edition, held: Held, kind: str) -> Shelved:
    return Shelved(edition, held, kind, get_language() or "fr")


def write(one: Shelved) -> Path:
    """Make the file if it is not there; a reader sees all of it or none."""
    if one.file.exists():
        return one.file
    one.file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = one.file.with_name(f".{os.getpid()}-{os.urandom(4).hex()}.{one.kind}")
    try:
        with override(one.language):
            _written(one, unfinished)
        os.replace(unfinished, one.file)
    finally:
        unfinished.unlink(missing_ok=True)
    return one.file


def is_first_to_ask(one: Shelved) -> bool:
    """Nobody asked for this file lately: the page that waits asks again and again, the job is sent once."""
    asked = one.file.with_suffix(f"{one.file.suffix}.asked")
    if asked.exists() and time.time() - asked.stat().st_mtime < ASKED_AGAIN_AFTER:
        return False
    asked.parent.mkdir(parents=True, exist_ok=True)
    asked.touch()
    return True


def _written(one: Shelved, file: Path) -> None:
    version, note = one.held.version, describing.note(one.edition, one.held)
    areas, indicators = places.areas(version), queries.indicators_of(one.edition, one.held.periods)
    cells = warehouse.sheet(one.edition, version=version.pk)
    if one.kind == "gpkg":
        columns = writing.wide(cells, areas, indicators, one.held.periods)
        writing.geopackage(areas, columns, describing.lines(note), file)
        return
    readable = writing.readable(cells, {area.code: area.name for area in areas})
    if one.kind == "csv":
        writing.csv(readable, describing.lines(note), file)
    elif one.kind == "parquet":
        writing.parquet(readable, note, file)
    else:
        before, after, name = describing.sheets(one.edition, one.held, indicators)
        writing.xlsx(readable, before, after, name, file)
