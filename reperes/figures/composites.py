"""Composite indices from a recipe: five published methods, one entry point, and the numbers that explain each area.

Sources: Pampalon and Raymond (2000), components; US CDC/ATSDR (2018), percentile ranks; Townsend, Phillimore and
Beattie (1988), sum of z-scores; Noble et al. (2006) and the Welsh Government (2019), exponential ranks; Institut de la
statistique du Québec, geometric mean of robust z-scores. An index speaks of areas, never of each person in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reperes.figures import components, fifths, scores, standardisation
from reperes.figures.aggregation import Overlap, presence
from reperes.figures.recipes import Ingredient, Method, Recipe, RecipeError

Floats = NDArray[np.float64]

LEVEL, STEP = 100.0, 10.0  # of the geometric mean: 100 is the median area, ten points a robust standard deviation
NO_FIGURE, NO_MEANING = "missing_indicator", "outside_the_transform"


@dataclass(frozen=True)
class Strata:
    """Counts of one indicator by age and sex: cases and people, areas × strata."""

    cases: ArrayLike
    people: ArrayLike


@dataclass(frozen=True)
class CompositeResult:
    """n areas, k indicators, m scores. Parts add up to totals; scores rise with totals."""

    recipe: Recipe
    scores: Floats  # n × m; NaN where there is none
    fifths: NDArray[np.int64]  # n × m; 1 has the lowest scores, 0 none
    parts: Floats  # n × k × m: what each indicator brings to the total; NaN where it is missing
    totals: Floats  # n × m
    weights: Floats  # k × m: loadings of components, or weights, negative where a high value lowers the score
    communalities: Floats | None  # k: of components only
    explained: Floats | None  # m: share of the variance, of components only
    why_missing: tuple[str, ...]  # n: "" where there is a score

    @property
    def n_used(self) -> int:
        """Areas that have a score."""
        return self.why_missing.count("")

    @property
    def rules(self) -> tuple[str, ...]:
        return self.recipe.rules


@dataclass(frozen=True, slots=True)
class Push:
    """What one indicator does to the score of one area, beside what it does on average."""

    name: str
    part: float
    deviation: float  # part less the mean part of all areas; above zero it pushes the score up


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a sentence about one area needs; rank 1 has the highest score, ties share the best rank."""

    score: float
    fifth: int
    rank: int
    n_ranked: int
    pushes: tuple[Push, ...]  # the strongest first


@dataclass(frozen=True)
class Territories:
    """How the people of wider territories spread over the fifths; t territories, the parts of the recipe."""

    shares: Floats  # t × parts, of people in a fifth; NaN where nobody is
    highest_two: Floats  # t: share in the two highest parts (Q4 and Q5)
    mean_score: Floats  # t: mean of the areas' scores, weighted by people
    coverage: Floats  # t: share of people whose area has a score


def compute(
    recipe: Recipe,
    columns: ArrayLike,
    people: ArrayLike,
    *,
    strata: Mapping[str, Strata] | None = None,
    reference: ArrayLike | None = None,
) -> CompositeResult:
    """Scores and fifths of n areas: `columns` is n × k in the recipe's order, `people` one count an area.

    NaN is missing: an area that lacks one indicator has no score, and says why. A column `adjusted` in the recipe is
    made from its strata instead. Scores come from all areas; `reference`, a mask, says whose people the fifths cut.
    Raises RecipeError, naming the indicator, where an indicator cannot be used.
    """
    crowd = np.asarray(people, dtype=float)
    raw = _raw(recipe, columns, len(crowd), strata or {})
    ready = np.column_stack([scores.transformed(raw[:, i], e.transform) for i, e in enumerate(recipe.ingredients)])
    made = _MAKERS[recipe.method](recipe, ready)
    scored = ~np.isnan(made.scores).any(axis=1)
    why = np.where(scored, "", np.where(np.isnan(raw).any(axis=1), NO_FIGURE, NO_MEANING))
    parts = [
        fifths.cut(made.scores[:, i], crowd, recipe.cut, parts=recipe.parts, reference=reference)
        for i in range(recipe.n_scores)
    ]
    return CompositeResult(
        recipe=recipe,
        scores=made.scores,
        fifths=np.column_stack(parts),
        parts=made.parts,
        totals=made.totals,
        weights=made.weights,
        communalities=made.communalities,
        explained=made.explained,
        why_missing=tuple(why.tolist()),
    )


def explain(result: CompositeResult, area: int, score: int = 0) -> Explanation | None:
    """What pushes the score of an area (by position) up or down; None where it has no score."""
    value = result.scores[area, score]
    if np.isnan(value):
        return None
    known = result.scores[~np.isnan(result.scores[:, score]), score]
    parts = result.parts[area, :, score]
    means = np.nanmean(result.parts[:, :, score], axis=0)
    found = zip(result.recipe.names, parts.tolist(), (parts - means).tolist(), strict=True)
    pushes = sorted((Push(*each) for each in found), key=lambda push: -abs(push.deviation))
    rank = 1 + int((known > value).sum())
    return Explanation(float(value), int(result.fifths[area, score]), rank, len(known), tuple(pushes))


def territories(result: CompositeResult, people: ArrayLike, overlap: Overlap, score: int = 0) -> Territories:
    """From small areas to territories: people in each fifth first, the mean score after; never another analysis of few
    territories. Areas without a score leave both sides, and `coverage` says how many people that is.
    """
    crowd, part = np.asarray(people, float), result.fifths[:, score]
    placed = (part > 0) & (crowd >= 0)
    counted = np.where(placed, crowd, 0.0)
    everyone = overlap.total(counted)
    each = [overlap.total(np.where(part == rank, counted, 0.0)) for rank in range(1, result.recipe.parts + 1)]
    shares = _over(np.column_stack(each), everyone[:, None])
    total = overlap.total(np.where(placed, counted * np.where(placed, result.scores[:, score], 0.0), 0.0))
    weight = overlap.weight * presence(crowd, overlap)
    seen, whole = np.zeros(overlap.n_targets), np.zeros(overlap.n_targets)
    np.add.at(seen, overlap.target, weight * placed[overlap.source])
    np.add.at(whole, overlap.target, weight)
    return Territories(shares, shares[:, -2:].sum(axis=1), _over(total, everyone), _over(seen, whole))


@dataclass(frozen=True)
class _Made:
    scores: Floats
    totals: Floats
    parts: Floats
    weights: Floats
    communalities: Floats | None = None
    explained: Floats | None = None


def _raw(recipe: Recipe, columns: ArrayLike, n: int, strata: Mapping[str, Strata]) -> Floats:
    """The table as given, adjusted columns made, everything that is no number told as missing."""
    raw = np.array(columns, dtype=float)
    if raw.shape != (n, len(recipe.ingredients)):
        raise ValueError(f"columns are {raw.shape}, not {(n, len(recipe.ingredients))}")
    for place, each in enumerate(recipe.ingredients):
        if each.adjusted:
            raw[:, place] = _adjusted(each, strata)
    raw[~np.isfinite(raw)] = np.nan
    return raw


def _adjusted(ingredient: Ingredient, strata: Mapping[str, Strata]) -> Floats:
    if ingredient.name not in strata:
        raise RecipeError(ingredient.name, "no_strata")
    counts = strata[ingredient.name]
    return standardisation.adjusted_shares(counts.cases, counts.people)


def _components(recipe: Recipe, ready: Floats) -> _Made:
    kept = ~np.isnan(ready).any(axis=1)
    table = ready[kept]
    if len(table) <= len(recipe.ingredients):
        raise RecipeError("areas", "too_few")
    for place, each in enumerate(recipe.ingredients):
        if np.ptp(table[:, place]) == 0:
            raise RecipeError(each.name, "does_not_vary")
    found = _oriented(recipe, components.extract(table, recipe.components, recipe.rotation))
    standard = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    parts = np.full((*ready.shape, recipe.components), np.nan)
    parts[kept] = standard[:, :, None] * found.coefficients[None]
    made = np.full((len(ready), recipe.components), np.nan)
    made[kept] = found.scores
    return _Made(made, made, parts, found.loadings, found.communalities, found.explained)


def _oriented(recipe: Recipe, found: components.Components) -> components.Components:
    """Each indicator named takes the component it weighs most on, of those left, and sets which way is up.

    Components nobody named follow, by variance; their signs are those of the recipe's directions, all together.
    """
    way = np.array([1.0 if each.raises else -1.0 for each in recipe.ingredients])
    left, order, signs = list(range(recipe.components)), [], []
    for name in recipe.oriented_by:
        row = recipe.names.index(name)
        order.append(max(left, key=lambda place: abs(found.loadings[row, place])))
        left.remove(order[-1])
        signs.append(1 if found.loadings[row, order[-1]] * way[row] > 0 else -1)
    signs += [1 if float(found.loadings[:, place] @ way) > 0 else -1 for place in left]
    return found.turned([*order, *left], signs)


def _percentile_ranks(recipe: Recipe, ready: Floats) -> _Made:
    def rank(column: Floats, each: Ingredient) -> Floats:
        found = scores.percentile_ranks(column)
        return _rounded(found if each.raises else 1 - found, recipe.digits)

    made = _summed(recipe, np.column_stack([rank(ready[:, i], e) for i, e in enumerate(recipe.ingredients)]))
    total = _rounded(made.totals[:, 0], recipe.digits)
    return _Made(
        _rounded(scores.percentile_ranks(total), recipe.digits)[:, None], made.totals, made.parts, made.weights
    )


def _z_sum(recipe: Recipe, ready: Floats) -> _Made:
    signs = [1 if each.raises else -1 for each in recipe.ingredients]
    _refuse_constant(recipe, ready)
    return _summed(recipe, np.column_stack([s * scores.z_scores(ready[:, i]) for i, s in enumerate(signs)]))


def _exponential_ranks(recipe: Recipe, ready: Floats) -> _Made:
    signs = [1 if each.raises else -1 for each in recipe.ingredients]
    ranked = [scores.ranks_from_the_highest(s * ready[:, i]) for i, s in enumerate(signs)]
    return _summed(recipe, np.column_stack([scores.exponential_ranks(rank, max(n, 1)) for rank, n in ranked]))


def _geometric_mean(recipe: Recipe, ready: Floats) -> _Made:
    """100 (Π ((100 + 10 z)/100)^w)^(1/Σw) − 100: zero for an area at every median, below it when it lags behind.

    An area more than ten robust deviations behind on one indicator has no geometric mean.
    """
    levels = np.empty_like(ready)
    for place, each in enumerate(recipe.ingredients):
        z = scores.robust_z_scores(ready[:, place])
        if np.isnan(z).all():
            raise RecipeError(each.name, "does_not_vary")
        levels[:, place] = LEVEL + STEP * z * (1 if each.raises else -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(levels > 0, np.log(levels / LEVEL), np.nan)
    share = sum(each.weight for each in recipe.ingredients)
    made = _summed(recipe, logs / share)
    return _Made(LEVEL * np.expm1(made.totals), made.totals, made.parts, made.weights)


def _summed(recipe: Recipe, columns: Floats) -> _Made:
    """Each area's weighted columns and their sum, which is its score; an area that lacks one column has no sum."""
    weight = np.array([each.weight for each in recipe.ingredients])
    way = np.array([1.0 if each.raises else -1.0 for each in recipe.ingredients])
    parts = columns * weight
    total = parts.sum(axis=1)[:, None]
    return _Made(total, total, parts[:, :, None], (weight * way)[:, None])


def _refuse_constant(recipe: Recipe, ready: Floats) -> None:
    for place, each in enumerate(recipe.ingredients):
        known = ready[~np.isnan(ready[:, place]), place]
        if len(known) < 2 or np.ptp(known) == 0:
            raise RecipeError(each.name, "does_not_vary")


def _rounded(values: Floats, digits: int | None) -> Floats:
    return values if digits is None else np.round(values, digits)


def _over(amounts: Floats, whole: Floats) -> Floats:
    return np.divide(amounts, whole, out=np.full(np.broadcast(amounts, whole).shape, np.nan), where=whole > 0)


_MAKERS = {
    Method.COMPONENTS: _components,
    Method.PERCENTILE_RANKS: _percentile_ranks,
    Method.Z_SUM: _z_sum,
    Method.EXPONENTIAL_RANKS: _exponential_ranks,
    Method.GEOMETRIC_MEAN: _geometric_mean,
}
