"""Hide what must not be seen, over every published grouping at once. See docs/methods/disclosure.md.

What an edition before readers already shows cannot be hidden any more, and what it hides stays hidden: a territory
drawn since is protected against both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings

from reperes.atlas.building.measures import Aggregation, Made
from reperes.atlas.building.merging import Merged, Piece
from reperes.atlas.building.shown import Shown
from reperes.atlas.models import Dataset, Indicator
from reperes.atlas.queries.editions import POPULATION
from reperes.figures.aggregation import Floats
from reperes.figures.disclosure.protecting import protect as protect_system
from reperes.figures.disclosure.rules import Codes, Origin, Rule, Territories, Thresholds, primary
from reperes.figures.disclosure.system import AREAS, Cells, Grouping, System
from reperes.figures.statuses import OK, PLACE, Status
from reperes.places.models import Locality, PartitionVersion

ORIGINS = {
    Indicator.Form.FULL: Origin.CENSUS_100,
    Indicator.Form.SAMPLE: Origin.CENSUS_25,
    Indicator.Form.ADMINISTRATIVE: Origin.ADMINISTRATIVE,
    Indicator.Form.SURVEY: Origin.OWN_SURVEY,
}
PUBLISHED = (OK, PLACE[Status.PARTIAL])


@dataclass(frozen=True)
class Hid:
    """How many cells were hidden, by kind of reason; and where nothing could protect what was already shown."""

    primary: int
    complementary: int
    exposed: tuple[str, ...]


def protect(merged: Merged, before: Shown) -> Hid:
    """Empty the hidden cells of every piece, in place."""
    counts: Counter[bool] = Counter()
    exposed: list[str] = []
    for dataset in merged.datasets:
        desk = Desk(merged, dataset, before)
        for made in merged.made[dataset.pk]:
            for piece, row, codes in desk.hidden(made, exposed):
                piece.hide(row, codes != Rule.SHOWN)
                counts.update((codes[codes != Rule.SHOWN] == Rule.COMPLEMENTARY).tolist())
    for piece in merged.pieces:
        piece.empty()
    return Hid(counts[False], counts[True], tuple(exposed))


class Desk:
    """One dataset's pieces laid side by side: its small areas, and every territory summed from them."""

    def __init__(self, merged: Merged, dataset: Dataset, before: Shown) -> None:
        self.dataset, self.before = dataset, before
        pieces = [piece for piece in merged.pieces if piece.dataset == dataset.pk]
        self.areas = [piece for piece in pieces if piece.target and piece.target.weights is None]
        self.wider = [piece for piece in pieces if piece.target and piece.target.weights is not None]
        self.people = merged.people[dataset.pk]
        self.has_people = bool(
            dataset.recipe.get("people")
        )  # otherwise each area counts as one: nobody is hidden for it
        self.by_hand = {piece.version: _is_drawn(piece.version) for piece in self.wider}
        self.systems: dict[tuple[bool, ...], System] = {}

    def hidden(self, made: Made, exposed: list[str]) -> Iterator[tuple[Piece, int, Codes]]:
        """For each published piece that holds this indicator: its row, and the rule that hides each of its cells."""
        laid = self.laid(made)
        if laid is None:
            held = [
                piece
                for piece in [*self.areas, *self.wider]
                if piece.is_published and made.indicator.code in piece.codes
            ]
            yield from ((piece, piece.row(made), _only_rules(self._cells(piece, made).primary)) for piece in held)
            return
        areas, wider, cells = laid
        if not any(_secrets(each.primary).any() for each in cells.values()):
            return
        found = protect_system(
            self.system(areas, wider, made), cells[areas.version], [cells[piece.version] for piece in wider],
            thresholds=self.thresholds(made),
        )  # fmt: skip
        exposed += [_named(made, areas, wider, one) for one in found.exposed]
        if areas.is_published:
            yield areas, areas.row(made), _only_rules(found.areas.reason)
        for piece, one in zip(wider, found.groupings, strict=True):
            yield piece, piece.row(made), _only_rules(one.reason)

    def laid(self, made: Made) -> tuple[Piece, list[Piece], dict[PartitionVersion, Cells]] | None:
        """Its small areas, its wider territories, and the cells of each; None where nothing can be subtracted."""
        areas = next((piece for piece in self.areas if made.indicator.code in piece.codes), None)
        if areas is None:
            return None
        wider = [piece for piece in self.wider if made.indicator.code in piece.codes]
        cells = {piece.version: self._cells(piece, made) for piece in [areas, *wider]}
        return (areas, wider, cells) if _adds_up(made, cells[areas.version].numerator) else None

    def system(self, areas: Piece, wider: Sequence[Piece], made: Made) -> System:
        """Built once for all the indicators that are shown, and were shown before, over the same groupings."""
        locked = [self._was_shown(piece, made) for piece in [areas, *wider]]
        key = (areas.is_published, *locked, *(piece in wider for piece in self.wider))
        if key not in self.systems:
            groupings = [
                Grouping(str(piece.version), piece.overlap, official=not self.by_hand[piece.version], locked=locked[n])
                for n, piece in enumerate(wider, start=1)
            ]
            self.systems[key] = System(
                len(self.people), groupings, areas_shown=areas.is_published, areas_locked=locked[0]
            )
        return self.systems[key]

    def thresholds(self, made: Made) -> Thresholds:
        return _thresholds(made.indicator)

    def _was_shown(self, piece: Piece, made: Made) -> bool:
        return self.before.has(piece.version, made.indicator.code, self.dataset.period, self.dataset.pk)

    def _cells(self, piece: Piece, made: Made) -> Cells:
        row = piece.row(made)
        numerator, denominator = piece.of(row, "numerator"), piece.of(row, "denominator")
        if made.way == Aggregation.NONE:
            numerator = piece.of(row, "value")
        people = piece.total(self.people)
        codes = self._primary(piece, made, Territories(numerator, denominator, people))
        hid = self.before.hidden(piece.version, made.indicator.code, self.dataset.period, piece.areas)
        if self._was_shown(piece, made):
            codes = np.where((codes == Rule.SHOWN) & hid, np.int8(Rule.COMPLEMENTARY), codes)
            codes = np.where(_secrets(codes) & ~hid & np.isfinite(numerator), np.int8(Rule.SHOWN), codes)
        is_share = made.quantity.denominator is not None
        return Cells(numerator, denominator if is_share else None, np.nan_to_num(people), codes)

    def _primary(self, piece: Piece, made: Made, found: Territories) -> Codes:
        indicator, status = made.indicator, piece.statuses(piece.row(made))
        asked = replace(found, producer_hid=status == PLACE[Status.SUPPRESSED])
        if _counts_people_or_land(indicator) or not self.has_people:
            asked = replace(asked, people=None)
        codes = primary(
            ORIGINS.get(Indicator.Form(indicator.form), Origin.CENSUS_100 if not indicator.small_count else
                        Origin.ADMINISTRATIVE),
            asked,
            by_hand=self.by_hand.get(piece.version, False),
            is_income=indicator.least_denominator >= settings.DISCLOSURE["income_people"],
            thresholds=_thresholds(indicator),
        )  # fmt: skip
        with np.errstate(invalid="ignore"):
            few = np.asarray(found.denominator) < indicator.least_denominator
        codes = np.where((codes == Rule.SHOWN) & few, np.int8(Rule.FEW_PEOPLE), codes)
        return np.where((codes == Rule.SHOWN) & ~np.isin(status, PUBLISHED), np.int8(Rule.WITHHELD), codes)


def _adds_up(made: Made, numerator: Floats) -> bool:
    """Only counts that add up, none of them negative, can be found by subtraction."""
    with np.errstate(invalid="ignore"):
        is_whole = not (numerator < 0).any()
    return made.way in {Aggregation.SUM, Aggregation.RATIO} and is_whole and not _counts_people_or_land(made.indicator)


def _counts_people_or_land(indicator: Indicator) -> bool:
    """How many people and dwellings there are is always said: the census publishes it for one person."""
    is_count = indicator.aggregation == Aggregation.SUM and indicator.unit == Indicator.Unit.DWELLINGS
    return indicator.code == POPULATION or indicator.unit == Indicator.Unit.DENSITY or is_count


def _thresholds(indicator: Indicator) -> Thresholds:
    least = settings.DISCLOSURE
    return Thresholds(
        people=least["people"],
        people_by_hand=least["people_by_hand"],
        income_people=least["income_people"],
        income_households=least["income_households"],
        small_count=indicator.small_count or least["small_count"],
    )


def _secrets(codes: Codes) -> np.ndarray:
    return (codes != Rule.SHOWN) & (codes != Rule.WITHHELD)


def _only_rules(codes: Codes) -> Codes:
    """What is not there for another reason keeps its own status; the producer's « x » is one already."""
    return np.where((codes == Rule.WITHHELD) | (codes == Rule.PRODUCER), np.int8(Rule.SHOWN), codes)


def _named(made: Made, areas: Piece, wider: Sequence[Piece], one: tuple[int, int]) -> str:
    grouping, cell = one
    piece = areas if grouping == AREAS else wider[grouping]
    return f"{made.indicator.code} · {piece.version} · {piece.areas[cell]}"


def _is_drawn(version: PartitionVersion) -> bool:
    """Limits drawn here, not published by their source: the census asks more people of them."""
    return version.localities.exclude(standing=Locality.Standing.PUBLISHED).exists()
