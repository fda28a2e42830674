"""What the API answers. French names are in `name`, English ones, where they were written, in `name_en`."""

import datetime
from typing import Any, Generic, TypeVar

from ninja import Schema

T = TypeVar("T")


class Mistake(Schema):
    """A refusal: one sentence that says what, where and what to do."""

    error: str
    status: int


class PageOf(Schema, Generic[T]):
    """One page of a long list; `next` is the address of the following one, null at the end."""

    items: list[T]
    count: int
    limit: int
    offset: int
    next: str | None


class SourceSaid(Schema):
    id: int
    publisher: str
    publisher_en: str
    title: str
    title_en: str
    licence: str
    licence_en: str
    address: str
    vintage: str
    attribution: str
    attribution_en: str
    file_name: str
    file_sha256: str
    is_fictional: bool
    corrections: str
    superseded_by: list[int]


class IndicatorSaid(Schema):
    """The whole card."""

    code: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    numerator: str
    numerator_en: str
    denominator: str
    denominator_en: str
    universe: str
    universe_en: str
    unit: str
    decimals: int
    aggregation: str
    direction: str
    theme: str
    theme_en: str
    source: SourceSaid
    page: str


class VersionSaid(Schema):
    id: int
    vintage: str
    n_areas: int
    bounds: list[float]  # west, south, east, north, in degrees
    file_sha256: str


class PartitionSaid(Schema):
    code: str
    name: str
    name_en: str
    level: str
    publisher: str
    licence: str
    is_fictional: bool
    versions: list[VersionSaid]


class ParentSaid(Schema):
    public_code: str
    name: str
    share: float  # of the population, 0 to 1


class LocalitySaid(Schema):
    public_code: str
    name: str
    code: str
    version: int
    partition: str
    standing: str
    page: str


class LocalityCard(LocalitySaid):
    about: str
    rationale: str
    parents: list[ParentSaid]


class AreaSaid(Schema):
    code: str
    name: str
    land_km2: float
    longitude: float
    latitude: float


class StatusSaid(Schema):
    code: str
    symbol: str
    name: str
    name_en: str
    is_shown: bool  # does a cell with this status hold a value


class EditionSaid(Schema):
    code: str
    name: str
    name_en: str
    published_at: datetime.datetime
    is_current: bool
    page: str


class HeldSaid(Schema):
    """A version of limits and the periods held for each indicator, the latest first."""

    version: int
    partition: str
    vintage: str
    n_areas: int
    periods: dict[str, list[str]]


class EditionCard(EditionSaid):
    n_cells: int
    citation: str
    held: list[HeldSaid]
    sources: list[SourceSaid]


class SeriesSaid(Schema):
    indicator: str
    version: int
    period: str
    source: int


class CellSaid(Schema):
    """One cell. `value` is null unless the status is ok or partial; shares run from 0 to 1."""

    version: int
    indicator: str
    period: str
    area: str
    value: float | None
    numerator: float | None
    denominator: float | None
    ci_lo: float | None
    ci_hi: float | None
    status: str
    coverage: float | None


class CellsSaid(Schema):
    """Parallel lists in the order of the areas' codes; with `layout=records`, `cells` instead."""

    edition: str
    version: int
    indicator: str
    period: str
    unit: str
    n_cells: int
    areas: list[str] | None = None
    values: list[float | None] | None = None
    statuses: list[str] | None = None
    numerators: list[float | None] | None = None
    denominators: list[float | None] | None = None
    ci_lo: list[float | None] | None = None
    ci_hi: list[float | None] | None = None
    coverage: list[float | None] | None = None
    cells: list[CellSaid] | None = None


class ProfileSaid(Schema):
    edition: str
    version: int
    area: str
    name: str
    cells: list[CellSaid]


class Compared(Schema):
    version: int
    area: str
    cell: CellSaid | None
    difference: float | None  # from the reference, in the unit of the value
    ci_lo: float | None  # of the difference, at 95 %, where chance can be reckoned
    ci_hi: float | None
    verdict: str  # above | below | not_distinguished | not_comparable


class ComparisonSaid(Schema):
    edition: str
    indicator: str
    period: str
    unit: str
    reference: CellSaid | None
    compared: list[Compared]


Anything = dict[str, Any]
