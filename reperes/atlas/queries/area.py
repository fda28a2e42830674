"""One small area with all its figures, and the localities it helps to make."""

from dataclasses import dataclass

from reperes.atlas import shapes, speech, warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition, Indicator
from reperes.atlas.queries.editions import credit, current_edition, holdings
from reperes.atlas.queries.standing import Standing, standing
from reperes.places.models import Locality, PartitionVersion, Weights
from reperes.places.queries import weights_of


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one small area."""

    indicator: Indicator
    cell: Cell
    text: str
    words: str


@dataclass(frozen=True)
class AreaPage:
    """A small area: its name, its figures, the localities it helps to make."""

    version: PartitionVersion
    shape: shapes.Shape
    name: str
    edition: Edition | None
    figures: list[Figure]
    localities: list[Locality]
    drawing: shapes.Drawing
    standing: list[Standing]  # what composite indices say of it


def area_page(version: PartitionVersion, code: str) -> AreaPage | None:
    """None if the version has no such area."""
    drawing = shapes.drawing(version)
    if code not in drawing.shapes:
        return None
    edition = current_edition()
    shape = drawing.shapes[code]
    return AreaPage(
        version,
        shape,
        speech.area_name(shape.name, is_small=True),
        edition,
        _figures(edition, version, code),
        _holders(version, code),
        shapes.around(version, code),
        standing(edition, version.pk, code),
    )


def _figures(edition: Edition | None, version: PartitionVersion, code: str) -> list[Figure]:
    if edition is None or version.pk not in holdings(edition).periods:
        return []
    held = warehouse.profile(edition, version.pk, code)
    figures = [
        Figure(each, cell, speech.cell_text(cell, each), speech.status_words(cell))
        for each in Indicator.objects.select_related("source").filter(code__in=held)
        for cell in held[each.code][-1:]
    ]
    credit(edition, version.pk, [(figure.indicator, figure.cell.period) for figure in figures])
    return figures


def _holders(version: PartitionVersion, code: str) -> list[Locality]:
    """Localities of each partition this area is weighed into."""
    found: list[Locality] = []
    for weights in Weights.objects.filter(source=version):
        targets = [each.target for each in weights_of(weights) if each.source == code] if weights.file.exists() else []
        found.extend(
            Locality.objects.filter(version=weights.target_id, code__in=targets).select_related("version__partition")
        )
    return sorted(found, key=lambda each: (each.version.n_areas == 1, -each.version.n_areas))
