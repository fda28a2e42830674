"""Census profiles written for tests, as Statistics Canada lays them out, and a slow second reader to compare with."""

import csv
import io
from pathlib import Path

import numpy as np

from reperes.figures.statuses import PLACE, Status
from reperes.reading.store import Store
from reperes.reading.told import Told

HEADER_2021 = (
    "CENSUS_YEAR,DGUID,ALT_GEO_CODE,GEO_LEVEL,GEO_NAME,TNR_SF,TNR_LF,DATA_QUALITY_FLAG,CHARACTERISTIC_ID,"
    "CHARACTERISTIC_NAME,CHARACTERISTIC_NOTE,C1_COUNT_TOTAL,SYMBOL,C2_COUNT_MEN+,SYMBOL,C3_COUNT_WOMEN+,SYMBOL,"
    "C10_RATE_TOTAL,SYMBOL,C11_RATE_MEN+,SYMBOL,C12_RATE_WOMEN+,SYMBOL"
)
HEADER_2021_FR = (
    "ANNÉE_RECENSEMENT,IDUGD,CODE_GÉO_ALT,NIVEAU_GÉO,NOM_GÉO,TNT_PF,TNT_FL,INDICATEUR_QUALITÉ_DONNÉES,"
    "ID_CARACTÉRISTIQUE,NOM_CARACTÉRISTIQUE,NOTE_CARACTÉRISTIQUE,C1_CHIFFRE_TOTAL,SYMBOLE,C2_CHIFFRE_HOMMES+,SYMBOLE,"
    "C3_CHIFFRE_FEMMES+,SYMBOLE,C10_TAUX_TOTAL,SYMBOLE,C11_TAUX_HOMMES+,SYMBOLE,C12_TAUX_FEMMES+,SYMBOLE"
)
HEADER_2016 = (
    '"CENSUS_YEAR","GEO_CODE (POR)","GEO_LEVEL","GEO_NAME","GNR","GNR_LF","DATA_QUALITY_FLAG","CSD_TYPE_NAME",'
    '"ALT_GEO_CODE","DIM: Profile of Dissemination Areas (2247)","Member ID: Profile of Dissemination Areas (2247)",'
    '"Notes: Profile of Dissemination Areas (2247)","Dim: Sex (3): Member ID: [1]: Total - Sex",'
    '"Dim: Sex (3): Member ID: [2]: Male","Dim: Sex (3): Member ID: [3]: Female"'
)
SCHEMES = {2: "A0002", 4: "A0003", 7: "A0005", 8: "S0512"}
LEVELS = {2: "Province", 4: "Census division", 7: "Census subdivision", 8: "Dissemination area"}
MISSING = {
    "x": Status.SUPPRESSED, "X": Status.SUPPRESSED, "F": Status.UNRELIABLE, "..": Status.UNAVAILABLE,
    "...": Status.NOT_APPLICABLE,
}  # fmt: skip
Figures = dict[tuple[str, int, int], tuple[float | None, int]]  # (area, characteristic, column) → value, status


def area_2021(code: str, name: str = "") -> str:
    """What begins the rows of an area."""
    level, scheme = LEVELS.get(len(code), "Country"), SCHEMES.get(len(code), "A0000")
    return f'2021,"2021{scheme}{code}","{code}","{level}","{name or code}",1.2,3.4,"00000"'


def row_2021(area: str, number: int, name: str, *figures: str, note: str = "") -> str:
    """`figures`: value, or value|symbol."""
    cells = []
    for one in [*figures, *["|..."] * (6 - len(figures))]:
        value, _bar, symbol = one.partition("|")
        cells.append(f'{value},"{symbol}"')
    doubled = name.replace('"', '""')
    return f'{area},{number},"{doubled}",{note},{",".join(cells)}'


def write(
    file: Path, rows: list[str], header: str = HEADER_2021, *, encoding: str = "latin-1", end: str = "\r\n"
) -> Path:
    file.write_bytes(end.join([header, *rows, ""]).encode(encoding))
    return file


def read_slowly(text: str, *, key: int, number: int, values: dict[int, int], separator: str = ",") -> Figures:
    """The same file by Python's csv module. `values`: column of a figure → column of its symbol, or -1."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    width = len(next(rows))
    found: Figures = {}
    for row in rows:
        if len(row) == width and row[key].strip() and row[number].strip().isdecimal():
            for place, (column, symbol) in enumerate(values.items()):
                pair = row[key].strip(), int(row[number]), place
                found[pair] = _figure(row[column].strip(), row[symbol].strip() if symbol >= 0 else "")
    return found


def _figure(written: str, symbol: str) -> tuple[float | None, int]:
    if symbol in MISSING:
        return None, PLACE[MISSING[symbol]]
    if written in MISSING:
        return None, PLACE[MISSING[written]]
    try:
        return float(written), PLACE[Status.OK]
    except ValueError:
        return None, PLACE[Status.UNAVAILABLE]


def told(imported) -> dict[str, Told]:
    """What was told, by code."""
    return {one.code: one for one in imported.told}


def area(code: str, *, population: str = "464") -> list[str]:
    """Two characteristics of one area."""
    begins = area_2021(code)
    return [
        row_2021(begins, 1, "Population, 2021", population),
        row_2021(begins, 39, "  Average age of the population", "41.5", "40.9", "42.1"),
    ]


def figures_of(store: Store) -> Figures:
    """Everything a store holds, as the slow reader says it."""
    found: Figures = {}
    for one in store.characteristics:
        for place, column in enumerate(store.columns):
            values, statuses = store.column(one.id, column)
            for code, value, status in zip(store.areas, values.tolist(), statuses.tolist(), strict=True):
                found[code, one.id, place] = (None if np.isnan(value) else value, status)
    return found
