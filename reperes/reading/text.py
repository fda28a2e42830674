"""Rows of a delimited text file, one at a time."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from reperes.core.errors import BadFile

WIDEST_CELL = 100_000  # characters; more is a quote that was never closed


def rows(path: Path, name: str, *, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(line number where the row ends, its cells). A line that cannot be decoded is refused by number."""
    csv.field_size_limit(min(WIDEST_CELL, sys.maxsize))
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_lines(file, name, encoding), delimiter=separator, skipinitialspace=separator != "\t")
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise BadFile(
                _("« %(file)s », ligne %(line)s : la ligne ne se lit pas (un guillemet jamais fermé?).")
                % {"file": name, "line": reader.line_num}
            ) from error


def _lines(file: TextIO, name: str, encoding: str) -> Iterator[str]:
    number = 0
    try:
        for line in file:
            number += 1
            if "\x00" in line:
                raise BadFile(
                    _("« %(file)s », ligne %(line)s : un caractère nul; ce n’est pas un fichier texte.")
                    % {"file": name, "line": number}
                )
            yield line
    except UnicodeError as error:
        raise BadFile(
            _("« %(file)s », après la ligne %(line)s : un caractère illisible en %(encoding)s; corrigez l’encodage.")
            % {"file": name, "line": number, "encoding": encoding}
        ) from error
