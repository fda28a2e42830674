"""Census profiles made up, written as Statistics Canada writes them: what readers are tried on, and benchmarks.

2021: Latin-1, CRLF, text between quotes, a blank figure with its symbol in the next column. 2016: UTF-8 with a mark,
the symbol in place of the figure. Headers are the published ones; of the French ones, the columns that no reader needs
(year; in 2021 also both non-response rates, quality and note) were not seen in a published file.
"""

import csv
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Cell = float | str | None  # a figure; a symbol (x, F, .., ...); "125 E", a figure to read with care; None: nothing
Row = Cell | tuple[Cell, Cell, Cell]  # all; or all, men, women
SYMBOLS = {"x", "F", "..", "..."}
NOTES = {"E", "r", "rE"}  # beside a figure, in 2021
NONE: Cell = "..."
ENCODINGS = {2021: "latin-1", 2016: "utf-8-sig"}

HEADERS: dict[tuple[int, str], list[str]] = {
    (2021, "en"): [
        "CENSUS_YEAR", "DGUID", "ALT_GEO_CODE", "GEO_LEVEL", "GEO_NAME", "TNR_SF", "TNR_LF", "DATA_QUALITY_FLAG",
        "CHARACTERISTIC_ID", "CHARACTERISTIC_NAME", "CHARACTERISTIC_NOTE", "C1_COUNT_TOTAL", "SYMBOL", "C2_COUNT_MEN+",
        "SYMBOL", "C3_COUNT_WOMEN+", "SYMBOL", "C10_RATE_TOTAL", "SYMBOL", "C11_RATE_MEN+", "SYMBOL",
        "C12_RATE_WOMEN+", "SYMBOL",
    ],
    (2021, "fr"): [
        "ANNÉE_RECENSEMENT", "IDUGD", "CODE_GÉO_ALT", "NIVEAU_GÉO", "NOM_GÉO", "TNR_QA", "TNR_QD",
        "INDICATEUR_QUALITÉ_DONNÉES", "ID_CARACTÉRISTIQUE", "NOM_CARACTÉRISTIQUE", "NOTE_CARACTÉRISTIQUE",
        "C1_CHIFFRE_TOTAL", "SYMBOLE", "C2_CHIFFRE_HOMMES+", "SYMBOLE", "C3_CHIFFRE_FEMMES+", "SYMBOLE",
        "C10_TAUX_TOTAL", "SYMBOLE", "C11_TAUX_HOMMES+", "SYMBOLE", "C12_TAUX_FEMMES+", "SYMBOLE",
    ],
    (2016, "en"): [
        "CENSUS_YEAR", "GEO_CODE (POR)", "GEO_LEVEL", "GEO_NAME", "GNR", "GNR_LF", "DATA_QUALITY_FLAG", "ALT_GEO_CODE",
        "DIM: Profile of Dissemination Areas (2247)", "Member ID: Profile of Dissemination Areas (2247)",
        "Notes: Profile of Dissemination Areas (2247)", "Dim: Sex (3): Member ID: [1]: Total - Sex",
        "Dim: Sex (3): Member ID: [2]: Male", "Dim: Sex (3): Member ID: [3]: Female",
    ],
    (2016, "fr"): [
        "ANNÉE_RECENSEMENT", "CODE_GÉO (LDR)", "NIVEAU_GÉO", "NOM_GÉO", "TGN", "TGN_FL", "INDICATEUR_QUALITÉ_DONNÉES",
        "CODE_GÉO_ALT", "DIM: Profil des aires de diffusion (2247)", "Membre ID: Profil des aires de diffusion (2247)",
        "Notes: Profil des aires de diffusion (2247)", "Dim: Sexe (3): Membre ID: [1]: Total - Sexe",
        "Dim: Sexe (3): Membre ID: [2]: Sexe masculin", "Dim: Sexe (3): Membre ID: [3]: Sexe féminin",
    ],
}  # fmt: skip
LEVELS = {  # as each file says it, of the smallest areas and of those that lie above in the same file
    (2021, "en"): ("Dissemination area", "Census subdivision", "Census division", "Province"),
    (2021, "fr"): ("Aire de diffusion", "Subdivision de recensement", "Division de recensement", "Province"),
    (2016, "en"): ("4", "3", "2", "1"),
    (2016, "fr"): ("4", "3", "2", "1"),
}
CODE_LENGTHS = {8: 0, 7: 1, 4: 2, 2: 3}  # of a code → place in LEVELS
SCHEMAS = ("2021S0512", "2021A0005", "2021A0003", "2021A0002")  # how a DGUID of each level begins


@dataclass(frozen=True)
class Writing:
    """How to write it, when it must differ from what is published."""

    language: str = "en"
    encoding: str = ""  # the published one unless said
    end: str = "\r\n"
    footnotes: Mapping[int, int] | None = None  # characteristic → the number of a note glued to its name
    names: Mapping[str, str] | None = None  # area → its name; its code unless said
    flag: str = "00000"
    rates: bool = False  # 2021: fill the rate columns with the share of the first characteristic


def profile(
    path: Path,
    year: int,
    characteristics: Mapping[int, str],
    figures: Mapping[str, Mapping[int, Row]],
    writing: Writing | None = None,
) -> Path:
    """A profile of these areas: figures[area code][characteristic]. What is not given is written as nothing at all.

    Codes of 8, 7, 4 and 2 digits are dissemination areas, municipalities, census divisions and provinces. Give names
    with the spaces that indent them, as published.
    """
    how = writing or Writing()
    rows = _rows_2021 if year == 2021 else _rows_2016
    lines = rows(characteristics, figures, how)
    header = HEADERS[year, how.language]
    text = io.StringIO(newline="")
    if year == 2021:
        text.write(",".join(header) + how.end)
    else:
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=how.end).writerow(header)
    for line in lines:
        text.write(",".join(line) + how.end)
    path.write_bytes(text.getvalue().encode(how.encoding or ENCODINGS[year]))
    return path


def guarded_names(layout: Path, language: str = "en") -> dict[int, str]:
    """The names that a layout (TOML, [anchors]) expects, to write a file that it accepts."""
    anchors = tomllib.loads(layout.read_text(encoding="utf-8"))["anchors"]
    return {int(number): said.get(language, said["en"]) for number, said in anchors.items()}


def zipped(file: Path) -> Path:
    """The archive in which such a file is published, with what comes beside it."""
    archive = file.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.write(file, file.name)
        folder.writestr("README_meta.txt", "This zipped file contains the following files:\r\n")
        folder.writestr(f"{file.stem}_Geo_starting_row.CSV", '"Geo Code","Geo Name","Line Number"\r\n')
    return archive


def _rows_2021(
    characteristics: Mapping[int, str], figures: Mapping[str, Mapping[int, Row]], how: Writing
) -> Iterator[list[str]]:
    for area, found in figures.items():
        place = CODE_LENGTHS.get(len(area), 0)
        name = (how.names or {}).get(area, area)
        level = LEVELS[2021, how.language][place]
        prefix = ["2021", *map(_quoted, (SCHEMAS[place] + area, area, level, name)), "3.1", "4.6", _quoted(how.flag)]
        whole = _cells(found.get(next(iter(characteristics))))[0]
        for number, said in characteristics.items():
            cells = _cells(found.get(number))
            shares = [_share(cell, whole) if how.rates else NONE for cell in cells]
            note = str(how.footnotes[number]) if how.footnotes and number in how.footnotes else ""
            pairs = [part for cell in (*cells, *shares) for part in _pair(cell)]
            yield [*prefix, str(number), _quoted(_named(number, said, how)), note, *pairs]


def _rows_2016(
    characteristics: Mapping[int, str], figures: Mapping[str, Mapping[int, Row]], how: Writing
) -> Iterator[list[str]]:
    for area, found in figures.items():
        level = LEVELS[2016, how.language][CODE_LENGTHS.get(len(area), 0)]
        name = (how.names or {}).get(area, area)
        prefix = ["2016", area, level, name, "4.0", "5.1", how.flag, area]
        for number, said in characteristics.items():
            note = str((how.footnotes or {}).get(number, ""))
            cells = [_number(cell) if _is_figure(cell) else str(cell or "") for cell in _cells(found.get(number))]
            yield [_quoted(part) for part in (*prefix, _named(number, said, how), str(number), note, *cells)]


def _cells(row: Row) -> tuple[Cell, Cell, Cell]:
    return row if isinstance(row, tuple) else (row, NONE, NONE)


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int | float)


def _pair(cell: Cell) -> tuple[str, str]:
    """A figure and its symbol, as 2021 writes them."""
    if isinstance(cell, int | float):
        return _number(cell), '""'
    figure, _, mark = (cell or "").rpartition(" ")
    if mark and mark not in (NOTES if figure else SYMBOLS):
        raise ValueError(f"not a symbol of a census profile: {cell}")
    return figure, _quoted(mark)


def _share(cell: Cell, whole: Cell) -> Cell:
    if isinstance(cell, int | float) and isinstance(whole, int | float) and whole:
        return round(100 * cell / whole, 1)
    return cell if isinstance(cell, str) else NONE


def _number(value: Cell) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else f"{value}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _named(number: int, said: str, how: Writing) -> str:
    return f"{said} ({how.footnotes[number]})" if how.footnotes and number in how.footnotes else said


# A large one, for benchmarks


@dataclass(frozen=True)
class Large:
    """What was written, to check what was read."""

    n_rows: int
    n_bytes: int
    total: int  # sum of the first column of figures
    n_missing: int  # cells of that column without a figure


CYCLE = 997  # figures repeat with this period, so that a tail is written once and used again
WORDS = ("Population", "ménages privés", "15 ans et plus", "par période", "Données (25 %)")


def large_profile(path: Path, *, n_areas: int = 14_000, n_characteristics: int = 2_143) -> Large:
    """A profile of 2021 of small areas in French letters, by default 30,002,000 rows and about 5.7 GB.

    Figure of area i, characteristic j: 5 × ((31 i + 17 j) mod 997). Every two-hundredth area is confidential (x), and
    one cell in 997 too unreliable (F).
    """
    middles = [_middle(number) for number in range(1, n_characteristics + 1)]
    tails = [_tail(5 * k) for k in range(CYCLE)]
    tails[CYCLE - 1] = _missing("F")
    hidden = _missing("x")
    steps = 17 * np.arange(n_characteristics)
    total = n_missing = n_bytes = 0
    with path.open("wb") as file:
        n_bytes += file.write((",".join(HEADERS[2021, "en"]) + "\r\n").encode("latin-1"))
        for area in range(n_areas):
            places = (31 * area + steps) % CYCLE
            prefix = _prefix(area)
            if area % 200 == 7:
                ends: Sequence[bytes] = [hidden] * n_characteristics
                n_missing += n_characteristics
            else:
                ends = [tails[place] for place in places.tolist()]
                shown = places[places != CYCLE - 1]
                total, n_missing = total + 5 * int(shown.sum()), n_missing + n_characteristics - len(shown)
            n_bytes += file.write(b"".join([prefix + m + e for m, e in zip(middles, ends, strict=True)]))
    return Large(n_areas * n_characteristics, n_bytes, total, n_missing)


def _prefix(area: int) -> bytes:
    code = 24_010_018 + area
    rates = f"{area % 90 / 10:.1f},{area % 70 / 10:.1f}"
    return f'2021,"2021S0512{code}","{code}","{LEVELS[2021, "en"][0]}","{code}",{rates},"00000",'.encode()


def _middle(number: int) -> bytes:
    said = "  " * (number % 4) + " - ".join(WORDS[(number + k) % 5] for k in range(1 + number % 4)) + f", {number}"
    return f'{number},"{said}",{number % 200 or ""},'.encode("latin-1")


def _tail(value: int) -> bytes:
    men = 5 * (value // 10)
    counts = f'{value},"",{men},"",{value - men},""'
    return f'{counts},{value % 1000 / 10:.1f},"",{men % 1000 / 10:.1f},"",{value % 990 / 10:.1f},""\r\n'.encode()


def _missing(symbol: str) -> bytes:
    return ",".join([f',"{symbol}"'] * 6).encode() + b"\r\n"
