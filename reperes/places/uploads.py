"""Is this file what its name says, and safe to open? Asked of bytes, before any reader of shapes sees them.

GDAL chooses a reader by content and some of its readers follow references to other files or to the network; so a
file is first recognised here, by signature, and then opened by that one reader.
"""

import contextlib
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.core.files import MEBIBYTE, refuse_if_heavy

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")  # the rest of a shapefile's family is not needed
MUST_HAVE = (".shp", ".shx", ".dbf")  # without .prj one can still say which coordinates these are
MOST_ENTRIES = 500
MOST_SWELLING = 120  # times; real shapefiles swell 1.5 to 10 times, a bomb a thousand
SMALL = 2**20  # bytes; under this, swelling hurts nobody
CHUNK = 2**20


class Kind(Enum):
    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "Shapefile"


KIND_OF = {
    ".geojson": Kind.GEOJSON,
    ".json": Kind.GEOJSON,
    ".gpkg": Kind.GEOPACKAGE,
    ".zip": Kind.SHAPEFILE,
}


@dataclass(frozen=True)
class Opened:
    """A recognised file, and where a reader of shapes finds it."""

    kind: Kind
    name: str  # as the person called it
    address: str  # for GDAL
    path: Path  # of the GeoJSON, the GeoPackage or the extracted .shp
    layers: tuple[str, ...] = field(default=())  # shapefiles of the archive


@contextlib.contextmanager
def opened(file: Path, *, name: str = "", layer: str = "") -> Iterator[Opened]:
    """Recognise the file, unpack what must be, and leave nothing behind."""
    name = name or file.name
    kind = recognise(file, name)
    if kind is Kind.GEOJSON:
        yield Opened(kind, name, f"GeoJSON:{file}", file)
    elif kind is Kind.GEOPACKAGE:
        yield Opened(kind, name, str(file), file)
    else:
        with tempfile.TemporaryDirectory(prefix="reperes-limites-") as folder:
            yield _unpacked(file, name, layer, Path(folder))


def recognise(file: Path, name: str = "") -> Kind:
    """The kind the name says, if the bytes agree; BadFile otherwise."""
    name = name or file.name
    refuse_if_heavy(file, name)
    kind = KIND_OF.get(Path(name).suffix.lower())
    if kind is None:
        raise BadFile(
            _(
                "« %(name)s » n’est pas un fichier de limites connu : "
                "déposez un .geojson, un .gpkg ou un .zip de Shapefile."
            )
            % {"name": name}
        )
    with file.open("rb") as stream:
        start = stream.read(4096)
    if not _LOOKS_LIKE[kind](start):
        raise BadFile(
            _("« %(name)s » se dit %(kind)s, mais son contenu ne l’est pas : réexportez-le depuis votre logiciel.")
            % {"name": name, "kind": kind.value}
        )
    return kind


def _is_json_object(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and b"\0" not in start


def _is_geopackage(start: bytes) -> bool:
    """SQLite's signature, then GeoPackage's application id (“GPKG”, or “GP10” and “GP11” of the first versions)."""
    return start[:16] == b"SQLite format 3\0" and start[68:72] in {b"GPKG", b"GP10", b"GP11"}


def _is_zip(start: bytes) -> bool:
    return start[:4] == b"PK\x03\x04"


_LOOKS_LIKE = {Kind.GEOJSON: _is_json_object, Kind.GEOPACKAGE: _is_geopackage, Kind.SHAPEFILE: _is_zip}


def _unpacked(file: Path, name: str, layer: str, folder: Path) -> Opened:
    """Extract one shapefile of the archive, under names of our own."""
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_a_bomb(archive, name)
            families = _families(archive, name)
            chosen = _chosen(families, layer, name)
            for suffix, entry in families[chosen].items():
                with archive.open(entry) as source, (folder / f"limites{suffix}").open("wb") as target:
                    shutil.copyfileobj(source, target, CHUNK)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadFile(
            _("L’archive « %(name)s » est abîmée ou chiffrée et ne s’ouvre pas : refaites le .zip.") % {"name": name}
        ) from error
    shapes = folder / "limites.shp"
    with shapes.open("rb") as stream:
        start = stream.read(32)
    if len(start) < 32 or struct.unpack(">i", start[:4])[0] != 9994:
        raise BadFile(
            _("Dans « %(name)s », %(layer)s.shp n’est pas un Shapefile : réexportez-le depuis votre logiciel.")
            % {"name": name, "layer": chosen}
        )
    return Opened(Kind.SHAPEFILE, name, str(shapes), shapes, tuple(families))


def _refuse_a_bomb(archive: zipfile.ZipFile, name: str) -> None:
    """Judge by the archive's table of contents: nothing has been unpacked yet."""
    entries = archive.infolist()
    swollen = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    too_many = len(entries) > MOST_ENTRIES
    too_big = swollen > 6 * settings.UPLOAD_LIMIT_MB * MEBIBYTE
    if too_many or too_big or (swollen > SMALL and swollen / packed > MOST_SWELLING):
        raise BadFile(
            _(
                "L’archive « %(name)s » contient %(entries)s fichiers et gonflerait à %(size)s Mo : "
                "refusée avant ouverture."
            )
            % {"name": name, "entries": len(entries), "size": round(swollen / MEBIBYTE)}
        )
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise BadFile(
                _("L’archive « %(name)s » contient un chemin suspect (%(path)s) : refaites le .zip sans dossiers.")
                % {"name": name, "path": entry.filename[:80]}
            )


def _families(archive: zipfile.ZipFile, name: str) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """{layer: {".shp": entry, …}}, complete ones only."""
    families: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.suffix.lower() in PARTS and "__MACOSX" not in path.parts and not path.name.startswith("."):
            families.setdefault(str(path.with_suffix("")), {})[path.suffix.lower()] = entry
    families = {str(PurePosixPath(stem).name): parts for stem, parts in families.items() if ".shp" in parts}
    if not families:
        raise BadFile(
            _("L’archive « %(name)s » ne contient pas de .shp : mettez-y le .shp, le .shx, le .dbf et le .prj.")
            % {"name": name}
        )
    for stem, parts in families.items():
        if missing := [suffix for suffix in MUST_HAVE if suffix not in parts]:
            raise BadFile(
                _(
                    "Dans « %(name)s », il manque %(missing)s à côté de %(layer)s.shp : "
                    "refaites le .zip avec toute la famille."
                )
                % {"name": name, "missing": ", ".join(f"{stem}{suffix}" for suffix in missing), "layer": stem}
            )
    return families


def _chosen(families: dict[str, dict[str, zipfile.ZipInfo]], layer: str, name: str) -> str:
    if layer and layer not in families:
        raise BadFile(
            _("« %(name)s » ne contient pas la couche « %(layer)s »; on y trouve : %(layers)s.")
            % {"name": name, "layer": layer, "layers": ", ".join(families)}
        )
    return layer or next(iter(families))
