"""The layouts the house knows: census profiles, whose characteristics its formulas name. Data in shipped/layouts/."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reperes.core.text import spoken
from reperes.reading.census import layout as profiles

FOLDER = Path(__file__).parent / "shipped" / "layouts"
WORKBOOKS = (".xlsx", ".ods")  # archives too, of another kind
SAID_OF_SOURCE = ("publisher", "licence", "address", "vintage", "attribution")


@dataclass(frozen=True)
class Layout:
    """One way a publisher lays its figures out, whole."""

    id: str
    name: str
    name_en: str
    people: int  # the characteristic that says how many people live there
    land: int  # … and how much land there is, in km²
    period: str
    n_characteristics: int  # numbered from 1
    source: dict[str, Any]  # fields of Source

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


def known() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def recognised(path: Path, name: str) -> str:
    """The layout a file follows, by its header; nothing where it is another kind of file. BadFile if it is damaged."""
    found = None if name.lower().endswith(WORKBOOKS) else profiles.recognise(path, name)
    return of_profile(found) if found else ""


def of_profile(found: profiles.Profile) -> str:
    """2016 says its columns “Dim: …”; 2021 does not."""
    return "census-2016" if any(profiles.fold(column).startswith("dim") for column in found.names) else "census-2021"


@cache
def layout(name: str) -> Layout:
    """KeyError for a layout the house does not know."""
    if name not in known():
        raise KeyError(name)
    written = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    source = {key: str(written[key]) for key in SAID_OF_SOURCE if key in written}
    source |= {f"{key}_en": written[f"{key}_en"] for key in SAID_OF_SOURCE if f"{key}_en" in written}
    source |= {"title": written["name"], "title_en": written["name_en"]}
    return Layout(
        written["id"], written["name"], written["name_en"], written["people"], written["land_area"],
        written["period"], written["n_characteristics"], source,
    )  # fmt: skip
