"""A territory someone wants to draw, held against what is already public: would it give a hidden figure away?

A build hides, inside the new territory, whatever would. But one that would be hidden for most of its indicators serves
nobody: it is refused before it is drawn, with the subtraction that gives the secret away. See docs/decisions/0014.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _

from reperes.atlas.building import merging
from reperes.atlas.building.measures import Made
from reperes.atlas.building.merging import Merged, Piece
from reperes.atlas.building.protecting import Desk
from reperes.atlas.building.shown import Shown
from reperes.atlas.engines import choosing
from reperes.atlas.models import Dataset, Edition
from reperes.atlas.queries.editions import current_edition
from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.adding import Published, may_add
from reperes.figures.disclosure.explaining import Disclosure
from reperes.figures.disclosure.rules import Rule
from reperes.figures.disclosure.system import AREAS, Cells, Grouping, Protection, as_hidden
from reperes.places.hooks import Proposal, Refusal
from reperes.places.models import PartitionVersion

MOST_TRIED = 24  # indicators: those that hide something where the territory is drawn
TOO_MANY_HIDDEN = 0.5  # of them


@dataclass
class _Told:
    """How often one proposal had to be hidden, and the first reason."""

    n_hidden: int = 0
    sentence: str = ""


@dataclass
class _Trial:
    n_tried: int = 0
    told: dict[str, _Told] = field(default_factory=dict)


def refusals(source: PartitionVersion, proposals: Sequence[Proposal]) -> Iterator[Refusal]:
    """The proposals that would be mostly blank, each with the subtraction that makes them so."""
    edition = current_edition()
    if edition is None:
        return
    trial = _Trial(told={one.code: _Told() for one in proposals})
    for dataset in edition.datasets.filter(version=source).select_related("version__partition"):
        _try(trial, dataset, edition, proposals)
    for one in proposals:
        told = trial.told[one.code]
        if trial.n_tried and told.n_hidden > TOO_MANY_HIDDEN * trial.n_tried:
            yield Refusal(one.code, told.sentence)


def _try(trial: _Trial, dataset: Dataset, edition: Edition, proposals: Sequence[Proposal]) -> None:
    merged = Merged()
    with choosing.chosen() as engine:
        for _done in merging.merge(merged, [dataset], engine, None):
            pass
    if not merged.datasets:
        return
    desk = Desk(merged, dataset, Shown(edition))
    overlap = _overlap(desk, proposals)
    touched = np.zeros(len(desk.people), bool)
    touched[overlap.source] = True
    for made in merged.made[dataset.pk]:
        if trial.n_tried >= MOST_TRIED:
            return
        _try_one(trial, desk, made, overlap, touched, proposals)


def _overlap(desk: Desk, proposals: Sequence[Proposal]) -> Overlap:
    place = {code: n for n, code in enumerate(desk.areas[0].areas)}
    rows = [(place[c], n, share) for n, one in enumerate(proposals) for c, share in one.shares.items() if c in place]
    source, target, weight = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    return Overlap(np.array(source, np.int64), np.array(target, np.int64), np.array(weight, float), len(proposals))


def _try_one(  # noqa: PLR0913, PLR0917 (the trial, what is public, and what is proposed)
    trial: _Trial, desk: Desk, made: Made, overlap: Overlap, touched: np.ndarray, proposals: Sequence[Proposal]
) -> None:
    laid = desk.laid(made)
    if laid is None:
        return
    areas, wider, cells = laid
    inner = cells[areas.version]
    if not ((inner.primary != Rule.SHOWN) & (inner.primary != Rule.WITHHELD) & touched).any():
        return
    trial.n_tried += 1
    hidden = Protection(as_hidden(inner.primary), tuple(as_hidden(cells[one.version].primary) for one in wider), ())
    published = Published(
        desk.system(areas, wider, made), inner, [cells[one.version] for one in wider], hidden, desk.thresholds(made)
    )
    drawn = _cells(inner, overlap)
    answer = may_add(published, Grouping("", overlap, official=False), drawn)
    for n, one in enumerate(proposals):
        if answer.hidden.mask[n] and drawn.primary[n] == Rule.SHOWN and answer.reasons:
            told = trial.told[one.code]
            told.n_hidden += 1
            told.sentence = told.sentence or _sentence(one, made, answer.reasons[0], areas, wider)


def _cells(inner: Cells, overlap: Overlap) -> Cells:
    """What the proposals would sum to."""
    known = np.isfinite(inner.numerator)
    numerator = overlap.total(np.where(known, inner.numerator, 0.0))
    denominator = None
    if inner.denominator is not None:
        denominator = overlap.total(np.where(known, np.nan_to_num(inner.denominator), 0.0))
    people = overlap.total(np.nan_to_num(inner.people))
    return Cells(numerator, denominator, people, np.zeros(overlap.n_targets, np.int8))


def _sentence(one: Proposal, made: Made, reason: Disclosure, areas: Piece, wider: Sequence[Piece]) -> str:
    secret = _name(reason.grouping, reason.territory, areas, wider, one)
    shown = [(term.coefficient, _name(term.grouping, term.territory, areas, wider, one)) for term in reason.terms[:4]]
    plus = [name for coefficient, name in shown if coefficient > 0]
    minus = [name for coefficient, name in shown if coefficient < 0]
    sum_of = _("le total de %(plus)s") % {"plus": " + ".join(plus)}
    if minus:
        sum_of = _("%(sum)s moins celui de %(minus)s") % {"sum": sum_of, "minus": " + ".join(minus)}
    return _(
        "« %(name)s » ferait retrouver un chiffre caché : %(sum)s donnerait « %(indicator)s » pour %(secret)s. "
        "Ajoutez-lui ou retirez-lui un secteur voisin."
    ) % {"name": one.name, "sum": sum_of, "indicator": made.indicator, "secret": secret}


def _name(grouping: int, territory: int, areas: Piece, wider: Sequence[Piece], one: Proposal) -> str:
    if grouping == AREAS:
        return areas.areas[territory]
    if grouping >= len(wider):
        return one.name
    piece = wider[grouping]
    named = piece.version.localities.filter(code=piece.areas[territory]).values_list("name", flat=True).first()
    return named or piece.areas[territory]
