"""Text that may come compressed: a plain file, a gzip file, or the files of a ZIP archive; read a piece at a time."""

import gzip
import queue
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from reperes.core.errors import BadFile

PIECE = 2**18  # compressed bytes read at once
INFLATED = 2**20  # bytes given at once
AHEAD = 8  # pieces inflated ahead of the reader
MOST_RATIO = 250  # of text; a bomb reaches a thousand
MOST_FILES = 2_000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, gzip.BadGzipFile)


@dataclass(frozen=True)
class Content:
    """One text file, where it is."""

    path: Path
    name: str  # as it is shown
    kind: str  # plain, gzip, zip
    size: int  # of the text, in bytes; of the compressed file where gzip does not say
    member: zipfile.ZipInfo | None = None

    def head(self, n: int) -> bytes:
        """The first bytes. BadFile: the archive is damaged."""
        found = bytearray()
        for piece in self.pieces():
            found += piece
            if len(found) >= n:
                break
        return bytes(found[:n])

    def pieces(self) -> Iterator[bytes]:
        """The text, checked as the archive allows. BadFile: damaged, cut short, or locked."""
        try:
            if self.kind == "plain":
                yield from _plain(self.path)
            elif self.kind == "gzip":
                yield from _gunzip(self.path)
            elif self.member is not None and self.member.compress_type == zipfile.ZIP_DEFLATED:
                yield from _inflate(self.path, self.member)
            else:
                yield from _unzip(self.path, self.member)
        except BROKEN as error:
            raise BadFile(
                _("« %(file)s » est abîmé, incomplet ou protégé : téléchargez-le de nouveau.") % {"file": self.name}
            ) from error


def contents(path: Path, name: str) -> list[Content]:
    """The text files a file holds: itself, or those of the archive. BadFile: the archive cannot be opened."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(GZIP):
        return [Content(path, name, "gzip", path.stat().st_size)]
    if not head.startswith(ZIP):
        return [Content(path, name, "plain", path.stat().st_size)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except BROKEN as error:
        raise BadFile(_("« %(file)s » ne s’ouvre pas : l’archive est abîmée.") % {"file": name}) from error
    for one in members:
        if len(members) > MOST_FILES or one.file_size > MOST_RATIO * max(one.compress_size, 4096):
            raise BadFile(_("« %(file)s » se déplie en un fichier démesuré.") % {"file": name})
    return [Content(path, f"{name}/{one.filename}", "zip", one.file_size, one) for one in members]


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(INFLATED):
            yield piece


def _gunzip(path: Path) -> Iterator[bytes]:
    """Every member of the file, one after the other."""
    with path.open("rb") as file:
        inflater, given = zlib.decompressobj(31), b""
        while given := given or file.read(PIECE):
            if inflater.eof:
                if not given.strip(b"\x00"):
                    return
                inflater = zlib.decompressobj(31)
            yield from _inflated(inflater, given)
            given = inflater.unused_data
        if not inflater.eof:
            raise EOFError


def _inflate(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A deflated member; its sum is checked by whoever reads it to the end."""
    with path.open("rb") as file:
        file.seek(member.header_offset + 26)
        n_name, n_extra = struct.unpack("<HH", file.read(4))
        file.seek(n_name + n_extra, 1)
        if member.flag_bits & 1:
            raise RuntimeError("locked")
        inflater, rest = zlib.decompressobj(-15), member.compress_size
        while rest and not inflater.eof:
            given = file.read(min(PIECE, rest))
            if not given:
                raise EOFError
            rest -= len(given)
            yield from _inflated(inflater, given)
        if not inflater.eof:
            raise EOFError


def _inflated(inflater: "zlib._Decompress", given: bytes) -> Iterator[bytes]:
    while given or inflater.unconsumed_tail:
        if piece := inflater.decompress(given or inflater.unconsumed_tail, INFLATED):
            yield piece
        elif not inflater.unconsumed_tail:
            return
        given = b""
        if inflater.eof:
            return


def _unzip(path: Path, member: zipfile.ZipInfo | None) -> Iterator[bytes]:
    """Stored, or packed in a rarer way."""
    with zipfile.ZipFile(path) as archive, archive.open(member or archive.infolist()[0]) as file:
        while piece := file.read(INFLATED):
            yield piece


class Ahead:
    """Pieces made by another thread, a few ahead of whoever asks for them; an error there is raised here."""

    def __init__(self, content: Content) -> None:
        self._content, self._ready, self._is_left = content, queue.Queue[bytes | BaseException](AHEAD), False
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        try:
            for piece in self._content.pieces():
                self._put(piece)
                if self._is_left:
                    return
            self._put(b"")
        except BaseException as error:
            self._put(error)

    def _put(self, made: bytes | BaseException) -> None:
        while not self._is_left:
            try:
                self._ready.put(made, timeout=0.1)
            except queue.Full:
                continue
            return

    def __iter__(self) -> Iterator[bytes]:
        total, crc = 0, 0
        while piece := self._ready.get():
            if isinstance(piece, BaseException):
                raise piece
            total += len(piece)
            crc = zlib.crc32(piece, crc) if self._content.member is not None else 0
            yield piece
        member = self._content.member
        if member is not None and (crc != member.CRC or total != member.file_size):
            raise BadFile(
                _("« %(file)s » est abîmé : sa somme de contrôle n’est pas la bonne; téléchargez-le de nouveau.")
                % {"file": self._content.name}
            )

    def leave(self) -> None:
        """Stop making."""
        self._is_left = True
        self._thread.join()
