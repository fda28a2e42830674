"""Refuse a file before it hurts: too big, not what its name says, a bomb. One sentence, the file, the line."""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reperes.core.errors import BadFile
from reperes.core.files import refuse_if_heavy
from reperes.reading import parquet

SHEETS = {".xlsx", ".xlsm", ".ods"}
TEXTS = {".csv", ".tsv", ".tab", ".txt"}
COLUMNAR = {".parquet", ".pq"}
MAX_UNPACKED = 400 * 2**20  # bytes of XML a spreadsheet may unpack to; beyond, CSV is the right envelope
MAX_RATIO = 400  # a bomb is 1,000 times larger unpacked; real sheets 5 to 30 times
MAX_ENTRIES = 2_000
MAX_CELLS = 5_000_000  # of a sheet's rectangle, held in memory by the reader (about 160 MB)
CHUNK = 2**20
# What a broken, truncated or locked archive raises, deep in its readers; ValueError: a row numbered “abc”
DAMAGED = (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
DISGUISES = [
    (b"PK\x03\x04", gettext_noop("un fichier compressé ou un classeur")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("un ancien classeur Excel (.xls)")),
    (b"%PDF", gettext_noop("un document PDF")),
    (b"\x1f\x8b", gettext_noop("une archive gzip")),
    (b"SQLite format 3", gettext_noop("une base de données (GeoPackage?)")),
    (b"PAR1", gettext_noop("un fichier Parquet")),
    (b"\x89PNG", gettext_noop("une image")),
    (b"\xff\xd8\xff", gettext_noop("une image")),
]


def check(path: Path, name: str) -> str:
    """Refuse what cannot be a table; answer “text”, “xlsx”, “ods” or “parquet”."""
    suffix = Path(name).suffix.lower()
    if suffix not in SHEETS | TEXTS | COLUMNAR:
        raise BadFile(
            _("« %(file)s » n’est pas un tableau : apportez un fichier .csv, .tsv, .xlsx, .ods ou .parquet.")
            % {"file": name}
        )
    if path.stat().st_size == 0:
        raise BadFile(_("« %(file)s » est vide.") % {"file": name})
    refuse_if_heavy(path, name)
    if suffix in TEXTS:
        _check_text(path, name)
        return "text"
    if suffix in COLUMNAR:
        parquet.check(path, name)
        return "parquet"
    return _check_sheet(path, name, suffix)


def _check_text(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, what in DISGUISES:
        if head.startswith(magic):
            raise BadFile(
                _("« %(file)s » n’est pas un fichier texte, comme son nom le dit : c’est %(what)s.")
                % {"file": name, "what": _(what)}
            )
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|!--)", head, re.IGNORECASE):
        raise BadFile(
            _("« %(file)s » est une page web, pas un tableau : téléchargez le fichier lui-même.") % {"file": name}
        )


def _check_sheet(path: Path, name: str, suffix: str) -> str:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            head = file.read(16)
        sentence = _("« %(file)s » n’est pas un classeur, comme son nom le dit.") % {"file": name}
        what = next((said for magic, said in DISGUISES if head.startswith(magic)), "")
        raise BadFile(f"{sentence} {_('C’est %(what)s.') % {'what': _(what)}}" if what else sentence)
    try:
        with zipfile.ZipFile(path) as archive:
            return _look_inside(archive, path, name, suffix)
    except DAMAGED as error:
        raise damaged(name) from error


def _look_inside(archive: zipfile.ZipFile, path: Path, name: str, suffix: str) -> str:
    """Judge by the table of contents, then walk each sheet."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    most = min(MAX_UNPACKED, MAX_RATIO * max(path.stat().st_size, 4096))
    if len(entries) > MAX_ENTRIES or unpacked > most:
        raise _bomb(name)
    kind = _kind({entry.filename for entry in entries}, archive, name)
    if kind != ("ods" if suffix == ".ods" else "xlsx"):
        raise BadFile(_("« %(file)s » est un classeur d’un autre format que son nom.") % {"file": name})
    for entry in entries:
        if _is_sheet(entry.filename, kind):
            _measure(archive, entry, name, kind)
    return kind


def _kind(names: set[str], archive: zipfile.ZipFile, name: str) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
        return "ods"
    raise BadFile(_("« %(file)s » est une archive, mais pas un classeur.") % {"file": name})


def _is_sheet(entry: str, kind: str) -> bool:
    return entry == "content.xml" if kind == "ods" else entry.startswith("xl/worksheets/") and entry.endswith(".xml")


def damaged(name: str) -> BadFile:
    return BadFile(_("« %(file)s » ne s’ouvre pas : le classeur est abîmé ou protégé.") % {"file": name})


def _bomb(name: str) -> BadFile:
    return BadFile(
        _("« %(file)s » se déplie en un classeur démesuré : exportez la feuille utile en CSV.") % {"file": name}
    )


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, kind: str) -> None:
    """Walk the sheet's XML once, a piece at a time, and refuse a rectangle that would not fit in memory."""
    rectangle = _OdsRectangle() if kind == "ods" else _XlsxRectangle()
    parser = expat.ParserCreate()
    parser.StartElementHandler = rectangle.start
    parser.EndElementHandler = rectangle.end
    parser.CharacterDataHandler = rectangle.text
    parser.StartDoctypeDeclHandler = _refuse_doctype(name)
    read = 0
    try:
        with archive.open(entry) as file:
            while piece := file.read(CHUNK):
                read += len(piece)
                if read > MAX_UNPACKED or rectangle.n_cells > MAX_CELLS:
                    raise _bomb(name)
                parser.Parse(piece)
            parser.Parse(b"", True)
    except DAMAGED as error:
        raise BadFile(
            _("« %(file)s » est abîmé ou protégé : %(part)s ne se lit pas.") % {"file": name, "part": entry.filename}
        ) from error
    if rectangle.n_cells > MAX_CELLS:
        raise _bomb(name)


def _refuse_doctype(name: str) -> Callable[..., None]:
    def refuse(*declared: object) -> None:
        raise BadFile(_("« %(file)s » contient une déclaration DOCTYPE, qu’un classeur n’a pas.") % {"file": name})

    return refuse


class _XlsxRectangle:
    """From the first to the last cell that holds something: what the reader will allocate."""

    def __init__(self) -> None:
        self.rows = self.columns = self._row = self._column = 0
        self._is_value = False

    @property
    def n_cells(self) -> int:
        return self.rows * self.columns

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            letters = re.match(r"[A-Z]*", attributes.get("r", "")).group()  # type: ignore[union-attr]
            self._column = _column(letters) if letters else self._column + 1
        elif tag in {"v", "is", "f"}:
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

    def end(self, tag: str) -> None:
        pass

    def text(self, words: str) -> None:
        pass


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _OdsRectangle:
    """ODS repeats rows and cells by number: a line of XML may stand for a billion cells."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._repeat_row = self._column = self._repeat_cell = self._last = self._pending = 0
        self._has_value = False

    @property
    def n_cells(self) -> int:
        return self.rows * self.columns

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.rows = self.columns = self._pending = 0
        elif tag == "table:table-row":
            self._repeat_row = int(attributes.get("table:number-rows-repeated", 1))
            self._column = self._last = 0
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._repeat_cell = int(attributes.get("table:number-columns-repeated", 1))
            self._column += self._repeat_cell
            if "office:value-type" in attributes:
                self._last = self._column

    def end(self, tag: str) -> None:
        if tag != "table:table-row":
            return
        self._pending += self._repeat_row
        if self._last:  # empty rows count only when something stands under them
            self.rows, self._pending = self.rows + self._pending, 0
            self.columns = max(self.columns, self._last)

    def text(self, words: str) -> None:
        if words.strip():
            self._last = max(self._last, self._column)
