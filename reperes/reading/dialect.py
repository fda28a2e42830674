"""How a text file is written: encoding and separator, each with the evidence that will be shown."""

import codecs
import csv
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.core.errors import BadFile

CHUNK = 2**20
SEPARATORS = [";", "\t", "|", ","]  # on a tie the decimal comma must not win over the semicolon
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac-roman", "cp850"]
LINES_LOOKED_AT = 200
MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
USUAL = set("éèêàçôîâûùëïœ")  # what French words are full of
POSSIBLE = USUAL | set("äöüæÉÈÊËÀÂÇÔÎÏÛÙŒ«»’‘“”–—…°²³€\u00a0ñáíóúÑ")


@dataclass(frozen=True)
class Guess:
    """What was understood, and why."""

    value: str
    evidence: str


def encoding(path: Path, name: str) -> Guess:
    """Marks first, then UTF-8 over the whole file, then the single-byte family that reads as French."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    for mark, found in MARKS:
        if head.startswith(mark):
            return Guess(found, _("la marque d’encodage est au début du fichier"))
    if b"\x00" in head:
        return _without_mark(head, name)
    if (is_ascii := _is_utf8(path, name)) is not None:
        said = _("aucun accent dans le fichier") if is_ascii else _("tous les accents se lisent en UTF-8")
        return Guess("utf-8", said)
    return _single_byte(head if not head.isascii() else path.read_bytes()[: 64 * CHUNK])


def _without_mark(head: bytes, name: str) -> Guess:
    """Latin text in UTF-16 has a zero in every other byte; zeros anywhere else are no text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for found, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.4 * len(head) / 2 and others < 0.05 * zeros:
            return Guess(found, _("un octet nul sur deux : c’est de l’UTF-16 sans marque"))
    line = head[: head.index(b"\x00")].count(b"\n") + 1
    raise BadFile(
        _("« %(file)s », ligne %(line)s : un caractère nul; ce n’est pas un fichier texte.")
        % {"file": name, "line": line}
    )


def _is_utf8(path: Path, name: str) -> bool | None:
    """None: it is not. True: it is, and plain ASCII."""
    decoder, is_ascii, line = codecs.getincrementaldecoder("utf-8")(), True, 1
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            if b"\x00" in piece:
                line += piece[: piece.index(b"\x00")].count(b"\n")
                raise BadFile(
                    _("« %(file)s », ligne %(line)s : un caractère nul; ce n’est pas un fichier texte.")
                    % {"file": name, "line": line}
                )
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return None
            line += piece.count(b"\n")
            is_ascii = is_ascii and piece.isascii()
    return None if decoder.getstate()[0] else is_ascii


def _single_byte(content: bytes) -> Guess:
    """The encoding whose accented characters are the ones French uses; a general guesser where none is."""
    accented = bytes(byte for byte in content if byte > 127)[:20_000]
    found = max(("cp1252", "mac-roman", "cp850", "latin-1"), key=lambda one: _frenchness(accented, one))
    if _frenchness(accented, found) > 0:
        text = content.decode(found, "replace")
        word = next((word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()), "")
        return Guess(found, _("les accents se lisent : « %(word)s »") % {"word": word[:40]})
    best = from_bytes(content[:CHUNK], cp_isolation=["cp1252", "mac_roman", "cp850", "cp1250"]).best()
    return Guess(best.encoding if best else "cp1252", _("incertain : vérifiez les accents de l’aperçu"))


def _frenchness(accented: bytes, encoding: str) -> float:
    """0 unless nearly every accented character is one French may use; then how many are usual ones."""
    try:
        letters = accented.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    possible = sum(letter in POSSIBLE for letter in letters)
    return sum(letter in USUAL for letter in letters) + 0.1 if possible >= 0.9 * len(letters) else 0.0


def first_lines(path: Path, encoding: str, n: int = LINES_LOOKED_AT) -> list[str]:
    """The lines one looks at; a line without end is cut."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = (file.readline(CHUNK) for _line in range(n))
        return [line for line in itertools.takewhile(bool, lines) if line.strip()]


def separator(lines: list[str]) -> Guess:
    """The one that cuts most lines into the same number of columns, two or more."""
    ranked = sorted(((_regularity(lines, one), -SEPARATORS.index(one), one) for one in SEPARATORS), reverse=True)
    (n_regular, n_columns), _order, best = ranked[0]
    if n_columns < 2:
        return Guess(";", _("aucun séparateur trouvé : une seule colonne"))
    return Guess(
        best,
        ngettext(
            "il coupe %(regular)s ligne sur %(lines)s en %(columns)s colonnes",
            "il coupe %(regular)s lignes sur %(lines)s en %(columns)s colonnes",
            n_regular,
        )
        % {"regular": n_regular, "lines": len(lines), "columns": n_columns},
    )


def _regularity(lines: list[str], separator: str) -> tuple[int, int]:
    """(lines cut in the commonest number of columns, that number); nothing if they are not cut."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator, skipinitialspace=True) if row)
    except csv.Error:
        return 0, 0
    cut = Counter({width: n for width, n in widths.items() if width > 1})
    if not cut:
        return 0, 0
    width, n = max(cut.items(), key=lambda found: (found[1], found[0]))
    return n, width
