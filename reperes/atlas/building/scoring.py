"""One index over one version: scores, fifths, what weighs in each area, and what that makes of wider territories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reperes.atlas import indices, warehouse
from reperes.atlas.building.grids import Ground, Spot
from reperes.atlas.building.verifying import Control
from reperes.atlas.models import Indicator
from reperes.figures import aggregation, composites
from reperes.figures.aggregation import Flags, Floats, Overlap
from reperes.figures.composites import CompositeResult, Territories
from reperes.figures.fifths import Cut
from reperes.figures.recipes import Recipe, RecipeError
from reperes.figures.scores import Transform
from reperes.figures.statuses import OK, PLACE, STATUSES, Codes, Status, gravest
from reperes.places.models import PartitionVersion

BY_AREAS = (Cut.QUANTILES, Cut.TILES)
WORDS = pa.schema(
    [
        ("version", pa.int64()),
        ("area", pa.string()),
        ("period", pa.string()),
        ("score", pa.string()),  # its code
        ("value", pa.float64()),  # the score, or the mean of the scores of its people
        ("rank", pa.int64()),  # 1 has the highest value
        ("n_ranked", pa.int64()),
        ("fifth", pa.int64()),  # of a small area
        ("two_highest", pa.float64()),  # of a wider territory: share of people in the two highest fifths
        ("deviations", pa.list_(pa.float64())),  # in the order of the recipe: what each indicator adds beyond the mean
    ]
)


@dataclass(frozen=True)
class Scored:
    """The scores of one index, on the ground they were made on."""

    ground: Ground
    result: CompositeResult  # fifths are cut inside the reference; none elsewhere
    statuses: Codes  # of scores
    place: int = 0  # which score a crossing takes

    @property
    def recipe(self) -> Recipe:
        return self.result.recipe

    @property
    def deviations(self) -> Floats:
        """n × k × m: what each indicator brings to the score, less what it brings on average."""
        parts = self.result.parts
        kept = np.asarray(np.isfinite(self.result.scores).all(axis=1))
        mean = parts[kept].mean(axis=0) if kept.any() else 0.0
        return np.where(kept[:, None, None], parts - mean, np.nan)


def scored(recipe: Recipe, ground: Ground) -> Scored:
    """RecipeError where the figures do not bear the recipe."""
    columns = [ground.grid.column(code, ground.period) for code in recipe.names]
    percent = _percent(recipe)
    whole = ground.inside.all()
    if recipe.cut is Cut.TILES and not whole:
        raise RecipeError("cut", "not_with_reference")
    found = composites.compute(
        recipe,
        np.column_stack([one.values for one in columns]) * percent,
        ground.people,
        reference=None if whole else ground.inside,
    )
    return Scored(ground, found, _statuses([one.statuses for one in columns], np.array(found.why_missing) == ""))


def _percent(recipe: Recipe) -> Floats:
    """ln (x + 1) is meant for percentages, as Townsend's: shares, kept from 0 to 1, are then read from 0 to 100."""
    shares = Indicator.objects.filter(code__in=recipe.names, unit=Indicator.Unit.SHARE).values_list("code", flat=True)
    names = set(shares)
    is_percent = [each.transform is Transform.LOG1P and each.name in names for each in recipe.ingredients]
    return np.where(is_percent, 100.0, 1.0)


def _statuses(inputs: Sequence[Codes], has_score: Flags) -> Codes:
    """The gravest reason among the indicators; a value a transform cannot take is unavailable."""
    found = gravest(inputs)
    partial = np.any([one == PLACE[Status.PARTIAL] for one in inputs], axis=0)
    shown = np.where(partial, PLACE[Status.PARTIAL], OK)
    missing = np.where(found == OK, PLACE[Status.UNAVAILABLE], found)
    return np.where(has_score, shown, missing).astype(np.int8)


def own_cells(made: Scored, place: int, code: str) -> pa.Table:
    """The score of each area, and its fifth; an area whose people nobody knows has no fifth."""
    score, fifth = made.result.scores[:, place], made.result.fifths[:, place]
    of_fifth = np.where(np.isfinite(score) & (fifth == 0), PLACE[Status.UNAVAILABLE], made.statuses)
    known, spot = np.where(fifth > 0, fifth, np.nan), made.ground.spot
    own = table(spot, code, score, made.statuses)
    return pa.concat_tables([own, table(spot, f"{code}-{indices.FIFTH}", known, of_fifth)])


@dataclass(frozen=True)
class Wide:
    """One score over the territories of another version, made of the small areas by `overlap`."""

    spot: Spot
    overlap: Overlap
    found: Territories
    everyone: Floats  # people whose area has a fifth
    statuses: Codes


def wider(made: Scored, place: int, target: tuple[PartitionVersion, Overlap, Sequence[str]]) -> Wide:
    version, overlap, areas = target
    fifth = made.result.fifths[:, place]
    found = composites.territories(made.result, made.ground.people, overlap, place)
    everyone = overlap.total(_counted(made, fifth > 0))
    spot = Spot(version, made.ground.period, areas)
    return Wide(spot, overlap, found, everyone, _wider_statuses(made, found, fifth, overlap))


def _counted(made: Scored, wanted: Flags) -> Floats:
    people = made.ground.people
    return np.where(wanted & (people >= 0), people, 0.0)


def wider_cells(made: Scored, place: int, code: str, wide: Wide) -> pa.Table:
    """People in each fifth, in the two highest, and the mean score, of each territory."""
    fifth, shown = made.result.fifths[:, place], aggregation.is_shown(wide.statuses)

    def share(name: str, wanted: Flags) -> pa.Table:
        amount = wide.overlap.total(_counted(made, wanted))
        value = np.divide(amount, wide.everyone, out=np.full(len(shown), np.nan), where=shown & (wide.everyone > 0))
        counts = {"numerator": amount, "denominator": wide.everyone}
        return _wide_table(wide, f"{code}-{name}", value, counts)

    mean = np.where(shown, wide.found.mean_score, np.nan)
    each = [share(f"q{n}", fifth == n) for n in range(1, indices.PARTS + 1)]
    highest = share(indices.TWO_HIGHEST, fifth >= indices.PARTS - 1)
    return pa.concat_tables([highest, *each, _wide_table(wide, f"{code}-{indices.MEAN}", mean, {})])


def _wide_table(wide: Wide, code: str, value: Floats, counts: Mapping[str, Floats]) -> pa.Table:
    shown = aggregation.is_shown(wide.statuses)
    kept = {name: np.where(shown, amount, np.nan) for name, amount in counts.items()}
    return table(wide.spot, code, value, wide.statuses, coverage=wide.found.coverage, **kept)


def _wider_statuses(made: Scored, found: Territories, fifth: NDArray[np.int64], overlap: Overlap) -> Codes:
    """Coverage decides, as for every figure; where no area has a fifth, their common reason."""

    def count(mask: Flags) -> NDArray[np.int64]:
        return np.bincount(overlap.target, mask[overlap.source], minlength=overlap.n_targets).astype(np.int64)

    reasons = (Status.SUPPRESSED, Status.UNRELIABLE, Status.NOT_APPLICABLE)
    missing = {one: count((fifth == 0) & (made.statuses == PLACE[one])) for one in reasons}
    reached = count(np.ones(len(fifth), bool))
    status = aggregation.statuses(found.coverage, count(fifth > 0), reached, missing)
    empty = aggregation.is_shown(status) & ~np.isfinite(found.mean_score)  # nobody lives there
    return np.where(empty, PLACE[Status.NOT_APPLICABLE], status).astype(np.int8)


def table(spot: Spot, code: str, value: Floats, status: Codes, **more: Floats) -> pa.Table:
    """Cells of one indicator, in the warehouse's layout."""
    n, nothing = len(spot.areas), np.full(len(spot.areas), np.nan)
    words = np.array([one.value for one in STATUSES])
    columns: dict[str, Any] = {
        "version": np.full(n, spot.version.pk, np.int64),
        "indicator": np.full(n, code),
        "period": np.full(n, spot.period),
        "area": pa.array(spot.areas, pa.string()),
        "status": words[status],
    }
    numbers = {"value": value} | more
    for name in ("value", "numerator", "denominator", "ci_lo", "ci_hi", "coverage"):
        columns[name] = pa.array(numbers.get(name, nothing).astype(float), from_pandas=True)
    return pa.table({name: columns[name] for name in warehouse.SCHEMA.names}, schema=warehouse.SCHEMA)


def own_words(made: Scored, place: int, code: str) -> pa.Table:
    """For each small area: its rank, and what weighs in it."""
    score, fifth = made.result.scores[:, place], made.result.fifths[:, place]
    known, nothing = np.where(fifth > 0, fifth, np.nan), np.full(len(score), np.nan)
    return _words(made.ground.spot, code, score, made.deviations[:, :, place], fifth=known, two_highest=nothing)


def wider_words(made: Scored, place: int, code: str, wide: Wide) -> pa.Table:
    """For each territory: its rank by mean score, and what weighs in it, a mean over its people."""
    shown = aggregation.is_shown(wide.statuses)
    placed = made.result.fifths[:, place] > 0
    counted = _counted(made, placed)
    own = np.where(placed[:, None], made.deviations[:, :, place], 0.0)
    sums = np.column_stack([wide.overlap.total(counted * column) for column in own.T])
    means = np.divide(sums, wide.everyone[:, None], out=np.full(sums.shape, np.nan), where=wide.everyone[:, None] > 0)
    mean, nothing = np.where(shown, wide.found.mean_score, np.nan), np.full(len(shown), np.nan)
    return _words(wide.spot, code, mean, means, fifth=nothing, two_highest=wide.found.highest_two)


def _words(  # noqa: PLR0913  the columns of WORDS
    spot: Spot, code: str, value: Floats, deviations: Floats, *, fifth: Floats, two_highest: Floats
) -> pa.Table:
    kept = np.flatnonzero(np.isfinite(value))
    ranked = np.sort(value[kept])
    rank = 1 + len(kept) - np.searchsorted(ranked, value[kept], side="right")
    columns: dict[str, Any] = {
        "version": np.full(len(kept), spot.version.pk),
        "area": [spot.areas[place] for place in kept.tolist()],
        "period": np.full(len(kept), spot.period),
        "score": np.full(len(kept), code),
        "value": value[kept],
        "rank": rank,
        "n_ranked": np.full(len(kept), len(kept)),
        "fifth": pa.array(fifth[kept], from_pandas=True).cast(pa.int64()),
        "two_highest": pa.array(two_highest[kept], from_pandas=True),
        "deviations": deviations[kept].tolist(),
    }
    return pa.table(columns, schema=WORDS)


def control(made: Scored, place: int, code: str) -> Control:
    """T1: what the edition's checks hold the fifths against."""
    ground = made.ground
    crowd = np.where(ground.inside, ground.people, np.nan)
    names = (f"{code}-{indices.FIFTH}", f"{code}-{indices.TWO_HIGHEST}")
    where = ground.spot.version.partition.code
    by_areas = made.recipe.cut in BY_AREAS
    return Control(ground.spot.version.pk, where, *names, ground.period, ground.spot.areas, crowd, by_areas=by_areas)
