"""Makers of indicators, editions and little square territories."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import shapely

from reperes.atlas import warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition, EditionPublication, Indicator, Source
from reperes.figures.statuses import Status
from reperes.places import areas
from reperes.places.models import Locality, Partition, PartitionVersion

STEP = 0.01  # degrees: about a kilometre


def squares(names: Mapping[str, str], *, columns: int = 4) -> list[areas.Area]:
    """Squares side by side near Trois-Ruisseaux, each sharing its borders."""
    boxes = [
        shapely.box(-72 + STEP * (n % columns), 46 + STEP * (n // columns), -72 + STEP * (n % columns + 1),
                    46 + STEP * (n // columns + 1))
        for n in range(len(names))
    ]  # fmt: skip
    return areas.made(list(names), list(names.values()), boxes)


def a_version(code: str, names: Mapping[str, str], *, level: str = "locality", **fields: object) -> PartitionVersion:
    """A partition of squares with its limits written, and a page for each if it is not of small areas."""
    partition = Partition.objects.create(code=code, name=code.capitalize(), level=level, **fields)
    found = squares(names)
    version = PartitionVersion.objects.create(
        partition=partition, vintage="2021", n_areas=len(found), bounds=areas.bounds(found)
    )
    areas.write(found, version.areas_file)
    if level != Partition.Level.SMALL_AREA:
        Locality.objects.bulk_create(Locality(version=version, code=c, name=n) for c, n in names.items())
    return version


def an_indicator(code: str, **fields: object) -> Indicator:
    """An indicator with all a card asks; a share unless told otherwise."""
    source, _ = Source.objects.get_or_create(
        title="Recensement", publisher="Statistique Canada", licence="Licence ouverte", attribution="Source : StatCan.",
        vintage="2021",
    )  # fmt: skip
    said = {
        "name": code.replace("_", " ").capitalize(), "definition": "Ce que c’est.", "universe": "tout le monde",
        "unit": Indicator.Unit.SHARE, "aggregation": Indicator.Aggregation.RATIO, "decimals": 1, "source": source,
    }  # fmt: skip
    return Indicator.objects.create(code=code, **said | fields)


def a_population(**fields: object) -> Indicator:
    count = {"unit": Indicator.Unit.PERSONS, "aggregation": Indicator.Aggregation.SUM, "decimals": 0, "order": 1}
    return an_indicator("population", **count | fields)


def cells_of(period: str, values: Mapping[str, float | Status | None]) -> list[Cell]:
    """Values as they come; a Status stands for a value that is missing for that reason."""
    return [
        Cell(area, period, None, value) if isinstance(value, Status) else Cell(area, period, value, Status.OK)
        for area, value in values.items()
    ]


def an_edition(cells: Mapping[tuple[PartitionVersion, str], Sequence[Cell]]) -> Edition:
    """An edition holding these cells, published."""
    edition = Edition.objects.create(name="Essai")
    rows = [
        {"version": version.pk, "indicator": indicator, "status": cell.status.value}
        | {name: getattr(cell, name) for name in Cell.__slots__ if name != "status"}
        for (version, indicator), found in cells.items()
        for cell in found
    ]
    warehouse.write(edition, [pa.Table.from_pylist(rows, schema=warehouse.SCHEMA)])
    EditionPublication.objects.create(edition=edition)
    return edition
