"""What a file is, before anyone says: a census profile, a table of another known shape, or a wide table."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from reperes.reading import long, table, traps
from reperes.reading.archives import GZIP, ZIP
from reperes.reading.census.layout import Profile, fold
from reperes.reading.census.layout import recognise as recognise_census
from reperes.reading.long import Shape
from reperes.reading.table import TableSample
from reperes.reading.told import Told

CIMD = (  # four dimensions of the index, in English and in French, folded
    r"residential instability|instabilite residentielle",
    r"ethno[- ]?cultural composition|composition ethnoculturelle",
    r"economic dependency|dependance economique",
    r"situational vulnerability|vulnerabilite situationnelle",
)
SHEETS = {".xlsx", ".xlsm", ".ods", ".parquet", ".pq"}
MONTHS_CORRECTED = ("2024-01-05", "2024-10-22")  # of the 2021 index: population counts, then variables


@dataclass(frozen=True)
class Recognised:
    """What a file is, and why one thinks so."""

    kind: str  # census; sdmx, full_table, deprivation, breakdowns, long; cimd; wide
    evidence: str
    profile: Profile | None = None  # of a census profile: read it with census.reading
    shape: Shape | None = None  # of a long table: read it with long.read
    sample: TableSample | None = None  # of any table
    told: list[Told] = field(default_factory=list)


def recognise(path: Path, name: str) -> Recognised:
    """BadFile: it is no table, or a damaged one. An archive that holds no census profile is refused."""
    with path.open("rb") as file:
        head = file.read(4)
    is_archive = head.startswith(GZIP) or (head.startswith(ZIP) and Path(name).suffix.lower() not in SHEETS)
    if (is_archive or Path(name).suffix.lower() not in SHEETS) and (profile := recognise_census(path, name)):
        return Recognised("census", profile.evidence, profile=profile)
    found = table.detect(path, name)
    told = traps.met(path, name, found.reading)
    if (shape := long.recognise(found)) is not None:
        return Recognised(shape.kind, shape.evidence, shape=shape, sample=found, told=told)
    if dimensions := _cimd(found):
        evidence = _("les quatre dimensions de l’ICDM : %(names)s") % {"names": ", ".join(dimensions)}
        return Recognised("cimd", evidence, sample=found, told=[*told, _corrected()])
    return Recognised("wide", _("une ligne par territoire"), sample=found, told=told)


def _cimd(found: TableSample) -> list[str]:
    """Its columns, where all four dimensions have one."""
    names = [column.name for column in found.columns]
    mine = [next((name for name in names if re.search(pattern, fold(name))), "") for pattern in CIMD]
    return mine if all(mine) else []


def _corrected() -> Told:
    return Told(
        "corrected",
        _(
            "L’indice de 2021 a été corrigé (%(dates)s) : vérifiez que votre fichier est plus récent. Ses scores ne "
            "s’additionnent pas."
        )
        % {"dates": ", ".join(MONTHS_CORRECTED)},
        examples=MONTHS_CORRECTED,
    )
