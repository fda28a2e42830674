"""Recipes reproduce five published indices area by area; invariances hold whatever the values."""

import csv

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reperes.figures import composites, fifths
from reperes.figures.aggregation import Overlap
from reperes.figures.components import Rotation
from reperes.figures.composites import Strata
from reperes.figures.fifths import Cut
from reperes.figures.recipes import Ingredient, Method, Recipe, RecipeError
from reperes.figures.scores import Transform

SVI = "svi-us-counties-2018/svi_2018_us_county_themes_1_2.csv"
PAMPALON = Recipe(
    Method.COMPONENTS,
    (
        Ingredient("no_diploma", transform=Transform.ARCSINE_ROOT),
        Ingredient("employment", raises=False, transform=Transform.ARCSINE_ROOT),
        Ingredient("income", raises=False, transform=Transform.LOG),
        Ingredient("alone", transform=Transform.ARCSINE_ROOT),
        Ingredient("separated", transform=Transform.ARCSINE_ROOT),
        Ingredient("lone_parents", transform=Transform.ARCSINE_ROOT),
    ),
    components=2,
    oriented_by=("income", "alone"),
)


def published(name: str) -> dict[str, list[str]]:
    file = settings.REAL_DATA / name
    if not file.exists():
        pytest.skip(f"the published index {name} is not beside the checkout")
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {column: [row[column] for row in rows] for column in rows[0]}


def numbers(column: list[str]) -> np.ndarray:
    """-999 is how the US index writes missing."""
    values = np.array(column, dtype=float)
    return np.where(values == -999, np.nan, values)


def areas(seed: int = 3, n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Six indicators made of two hidden causes, and people."""
    chance = np.random.default_rng(seed)
    material, social = chance.normal(size=(2, n))

    def share(cause, middle):
        return 1 / (1 + np.exp(-(cause + chance.normal(scale=0.4, size=n)) - middle))

    income = 40_000 * np.exp(-0.3 * material + chance.normal(scale=0.1, size=n))
    columns = [share(material, -1), share(-material, 0.5), income, *(share(social, -1) for _ in range(3))]
    return np.column_stack(columns), chance.integers(300, 900, size=n).astype(float)


@pytest.mark.parametrize(
    ("theme", "kinds"), [(1, ["POV", "UNEMP", "PCI", "NOHSDP"]), (2, ["AGE65", "AGE17", "DISABL", "SNGPNT"])]
)
def test_the_us_index_is_reproduced_county_by_county(theme, kinds):
    index = published(SVI)
    recipe = Recipe(Method.PERCENTILE_RANKS, tuple(Ingredient(kind, raises=kind != "PCI") for kind in kinds), digits=4)
    columns = np.column_stack([numbers(index[f"EP_{kind}"]) for kind in kinds])
    if "PCI" in kinds:
        columns[:, kinds.index("PCI")] = numbers(index["EP_PCI"])
    found = composites.compute(recipe, columns, numbers(index["E_TOTPOP"]))
    for place, kind in enumerate(kinds):
        np.testing.assert_array_equal(found.parts[:, place, 0], numbers(index[f"EPL_{kind}"]))
    np.testing.assert_allclose(found.totals[:, 0], numbers(index[f"SPL_THEME{theme}"]), atol=1e-9)
    np.testing.assert_array_equal(found.scores[:, 0], numbers(index[f"RPL_THEME{theme}"]))
    missing = [place for place, why in enumerate(found.why_missing) if why]
    assert {index["FIPS"][place] for place in missing} <= {"35039"}


def townsend(**choices) -> Recipe:
    kinds = [("no_car", Transform.NONE), ("not_owned", Transform.NONE)]
    kinds += [("crowded", Transform.LOG1P), ("unemployed", Transform.LOG1P)]
    return Recipe(Method.Z_SUM, tuple(Ingredient(name, transform=kind) for name, kind in kinds), **choices)


def test_townsend_is_reproduced_authority_by_authority():
    counts = published("townsend-uk/dataset_2011_uk_local_authority.csv")
    scores = published("townsend-uk/scores_2011_uk_local_authority.csv")
    n = {name: numbers(column) for name, column in counts.items() if name.startswith("F")}
    columns = 100 * np.column_stack(
        [
            n["F991"] / n["F989"],
            (n["F2357"] + n["F2362"] + n["F2368"]) / n["F2347"],
            (n["F2081"] + n["F2083"]) / n["F2075"],
            n["F248"] / n["F244"],
        ]
    )
    found = composites.compute(townsend(cut=Cut.QUANTILES), columns, n["F244"])
    assert counts["GEO_CODE"] == scores["geo_code"]
    np.testing.assert_allclose(found.scores[:, 0], numbers(scores["TDS"]), atol=5e-9)
    np.testing.assert_array_equal(found.fifths[:, 0], numbers(scores["quintile"]))


def test_the_welsh_index_is_reproduced_area_by_area():
    index = published("wimd-wales-2019/wimd2019_lsoa11.csv")
    weights = {"Income": 0.22, "Employment": 0.22, "Health": 0.15, "Education": 0.14}
    weights |= {"Access": 0.10, "Housing": 0.07, "Environment": 0.05, "Crime": 0.05}
    recipe = Recipe(
        Method.EXPONENTIAL_RANKS,
        tuple(Ingredient(name, raises=False, weight=weight) for name, weight in weights.items()),
        cut=Cut.TILES,
        parts=10,
    )
    columns = np.column_stack([numbers(index[f"{domain}_rank"]) for domain in weights])
    found = composites.compute(recipe, columns, np.ones(1909))
    for place, (domain, weight) in enumerate(weights.items()):
        np.testing.assert_allclose(found.parts[:, place, 0] / weight, numbers(index[f"{domain}_score"]), atol=8e-9)
    np.testing.assert_allclose(found.scores[:, 0], numbers(index["IMD_score"]), atol=8e-9)
    order = 1 + (-found.scores[:, 0]).argsort(kind="stable").argsort(kind="stable")
    np.testing.assert_array_equal(order, numbers(index["IMD_rank"]))
    np.testing.assert_array_equal(11 - found.fifths[:, 0], numbers(index["IMD_decile"]))


@pytest.mark.slow  # reads a map of three thousand areas
def test_torontos_two_indices_agree_as_published():
    geopandas = pytest.importorskip("geopandas", reason="it reads the map of Toronto")
    file = settings.REAL_DATA / "toronto-da-deprivation" / "toronto_da_2016.gpkg"
    if not file.exists():
        pytest.skip("the areas of Toronto are not beside the checkout")
    index = geopandas.read_file(file, ignore_geometry=True)
    assert np.corrcoef(index.CIMD_SDD, index.PP_SDD)[0, 1] == pytest.approx(0.804, abs=5e-4)
    assert index.CIMD_SDD.corr(index.PP_SDD, "spearman") == pytest.approx(0.807, abs=5e-4)
    parts = fifths.cut(index.PP_SDD, np.ones(len(index)))
    assert np.bincount(parts)[1:].min() > 700  # ties keep fifths from being all 715 or 716


def test_t1_fifths_of_quebec_hold_a_fifth_of_its_people_each():
    """CIMD 2021, situational vulnerability, 13,537 dissemination areas: Q4 and Q5 together are 40 % of the people."""
    index = published("statcan-da-quebec-2021/cimd_quebec_2021.csv")
    crowd = published("statcan-da-quebec-2021/population_area_quebec_2021.csv")
    by_area = dict(zip(crowd["DAUID"], crowd[next(name for name in crowd if "opulation" in name)], strict=True))
    people = np.array([float(by_area.get(area) or "nan") for area in index["DAUID"]])
    for name in list(index)[1:]:
        scores = np.array([float(value or "nan") for value in index[name]])
        for rule in (Cut.MID_RANK, Cut.CUMULATIVE):
            shares = fifths.shares(fifths.cut(scores, people, rule), people)
            np.testing.assert_allclose(shares, 0.2, atol=0.002)
            assert shares[3:].sum() == pytest.approx(0.4, abs=0.002)


def test_pampalons_method_finds_the_two_causes_and_says_how():
    columns, people = areas()
    found = composites.compute(PAMPALON, columns, people)
    material, social = found.weights.T
    assert abs(material[:3]).min() > 0.85
    assert abs(material[3:]).max() < 0.35
    assert social[3:].min() > 0.8
    assert abs(social[:3]).max() < 0.35
    assert np.sign(material[:3]).tolist() == [1, -1, -1]
    np.testing.assert_allclose(found.scores.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(found.scores.std(axis=0, ddof=1), 1)
    np.testing.assert_allclose(np.corrcoef(found.scores.T), np.eye(2), atol=1e-10)
    np.testing.assert_allclose((found.weights**2).sum(axis=1), found.communalities)
    assert found.explained.sum() == pytest.approx(found.communalities.mean())
    np.testing.assert_allclose(fifths.shares(found.fifths[:, 0], people), 0.2, atol=0.005)
    assert found.rules == ("components", "varimax", "mid_rank", "parts_5")
    assert found.n_used == 300


def test_t5_a_component_is_shown_as_it_is_even_against_the_expected_sign():
    """Cyprus: with low education go people alone and separated, and *away* from it go lone parents (−.77)."""
    names = ("low_education", "alone", "separated", "lone_parents", "unemployed", "not_owner")
    cyprus = np.array([[0.74, 0], [0.85, 0], [0.87, 0], [-0.77, 0], [0, 0.78], [0, 0.73]])
    chance = np.random.default_rng(5)
    causes, own = chance.normal(size=(4_000, 2)), chance.normal(size=(4_000, 6))
    columns = causes @ cyprus.T + own * np.sqrt(1 - (cyprus**2).sum(axis=1))
    recipe = Recipe(
        Method.COMPONENTS,
        tuple(Ingredient(name) for name in names),
        components=2,
        oriented_by=("low_education", "unemployed"),
    )
    found = composites.compute(recipe, columns, np.ones(4_000))
    np.testing.assert_allclose(found.weights, cyprus, atol=0.17)  # components hold a little more than the factors
    assert found.weights[3, 0] < -0.7


def test_orientation_is_that_of_the_named_indicator():
    columns, people = areas()
    swapped = Recipe(Method.COMPONENTS, PAMPALON.ingredients, components=2, oriented_by=("alone", "income"))
    one, other = (composites.compute(recipe, columns, people) for recipe in (PAMPALON, swapped))
    np.testing.assert_allclose(one.scores, other.scores[:, ::-1])
    unnamed = composites.compute(Recipe(Method.COMPONENTS, PAMPALON.ingredients, components=2), columns, people)
    assert (unnamed.weights[[0, 3]].max(axis=1) > 0.8).all()
    assert unnamed.explained[0] >= unnamed.explained[1]


@hypothesis_settings(max_examples=40)
@given(st.integers(0, 5), st.floats(0.1, 50), st.floats(-5, 5), st.integers(0, 1000))
def test_t4_rescaling_an_indicator_or_shuffling_areas_moves_no_one(place, factor, shift, seed):
    """Without transforms: adding a constant to an indicator or changing its unit changes no fifth."""
    ingredients = tuple(Ingredient(each.name, raises=each.raises) for each in PAMPALON.ingredients)
    columns, people = areas(seed, 60)
    order = np.random.default_rng(seed).permutation(60)
    moved = columns.copy()
    moved[:, place] = moved[:, place] * factor + shift
    for recipe in (
        Recipe(Method.COMPONENTS, ingredients, components=2, oriented_by=("income", "alone")),
        Recipe(Method.PERCENTILE_RANKS, ingredients),
        Recipe(Method.Z_SUM, ingredients),
        Recipe(Method.EXPONENTIAL_RANKS, ingredients),
    ):
        before = composites.compute(recipe, columns, people)
        after = composites.compute(recipe, moved[order], people[order])
        np.testing.assert_allclose(after.scores, before.scores[order], atol=1e-6)
        # Fifths agree but for an area that a rounding of the fifteenth digit would tie with a cut.
        assert (after.fifths != before.fifths[order]).mean() <= 0.02


def test_t4_an_area_cut_in_two_stays_where_it_was():
    columns, people = areas(n=200)
    scores = composites.compute(townsend(), columns[:, [0, 3, 4, 5]] * 100, people).scores[:, 0]
    halves = fifths.cut(np.tile(scores, 2), np.tile(people / 2, 2))
    np.testing.assert_array_equal(halves, np.tile(fifths.cut(scores, people), 2))


@pytest.mark.parametrize("method", list(Method))
def test_parts_add_up_and_scores_rise_with_totals(method):
    columns, people = areas(n=80)
    columns[7, 2] = np.nan
    found = composites.compute(Recipe(method, PAMPALON.ingredients), columns, people)
    np.testing.assert_allclose(found.parts.sum(axis=1), found.totals, atol=1e-12)
    known = np.delete(np.arange(80), 7)
    assert (np.diff(found.scores[known][found.totals[known, 0].argsort(), 0]) >= 0).all()
    assert (found.why_missing[7], found.fifths[7, 0], found.n_used) == (composites.NO_FIGURE, 0, 79)
    assert composites.explain(found, 7) is None


def test_an_income_of_zero_has_no_logarithm_and_says_so():
    columns, people = areas(n=80)
    columns[3, 2] = 0
    found = composites.compute(PAMPALON, columns, people)
    assert found.why_missing[3] == composites.NO_MEANING


def test_vitality_is_a_geometric_mean_of_robust_scores():
    values = np.array([60.0, 65, 70, 72, 75, 80, 40])  # T23: -1.3490 -.6745 0 .2698 .6745 1.3490 -4.0470
    recipe = Recipe(Method.GEOMETRIC_MEAN, (Ingredient("workers"), Ingredient("income"), Ingredient("growth")))
    same = composites.compute(recipe, np.tile(values[:, None], 3), np.ones(7))
    expected = [-13.490, -6.745, 0, 2.698, 6.745, 13.490, -40.470]
    np.testing.assert_allclose(same.scores[:, 0], expected, atol=1e-3)
    mixed = composites.compute(recipe, np.column_stack([values, values, values[::-1]]), np.ones(7))
    assert mixed.scores[0, 0] == pytest.approx(100 * (0.8651 * 0.8651 * 0.5953) ** (1 / 3) - 100, abs=1e-2)


def test_one_very_bad_figure_leaves_no_geometric_mean():
    columns = np.column_stack([[1.0, 2, 3, 4, 5, 200], [1.0, 2, 3, 4, 5, 6]])
    recipe = Recipe(Method.GEOMETRIC_MEAN, (Ingredient("a", raises=False), Ingredient("b")))
    found = composites.compute(recipe, columns, np.ones(6))
    assert found.why_missing == ("",) * 5 + (composites.NO_MEANING,)


def test_an_explanation_says_what_pushes_and_how_far():
    columns, people = areas()
    found = composites.compute(PAMPALON, columns, people)
    area = int(found.scores[:, 0].argmax())
    told = composites.explain(found, area)
    assert (told.rank, told.n_ranked, told.fifth) == (1, 300, 5)
    assert {push.name for push in told.pushes[:3]} == {"no_diploma", "employment", "income"}
    assert all(push.deviation > 0 for push in told.pushes[:3])
    assert sum(push.part for push in told.pushes) == pytest.approx(told.score)
    assert [abs(push.deviation) for push in told.pushes] == sorted(
        (abs(push.deviation) for push in told.pushes), reverse=True
    )


def test_a_territory_is_told_by_its_people_in_each_fifth():
    recipe = Recipe(Method.Z_SUM, (Ingredient("a"),))
    columns = np.array([[1.0], [2], [3], [4], [5], [np.nan]])
    found = composites.compute(recipe, columns, np.array([100.0] * 6))
    overlap = Overlap(np.array([0, 1, 4, 5, 3]), np.array([0, 0, 1, 1, 1]), np.array([1, 1, 1, 1, 0.5]), 3)
    told = composites.territories(found, [100.0] * 6, overlap)
    np.testing.assert_allclose(told.shares[0], [0.5, 0.5, 0, 0, 0])
    np.testing.assert_allclose(told.shares[1], [0, 0, 0, 1 / 3, 2 / 3])
    np.testing.assert_allclose(told.highest_two[:2], [0, 1])
    np.testing.assert_allclose(told.coverage[:2], [1, 0.6])
    assert told.mean_score[1] == pytest.approx((found.scores[4, 0] * 100 + found.scores[3, 0] * 50) / 150)
    assert np.isnan(told.shares[2]).all()
    assert np.isnan(told.coverage[2])


def test_age_and_sex_are_set_aside_where_the_recipe_asks():
    chance = np.random.default_rng(1)
    crowd = chance.integers(50, 500, size=(40, 4)).astype(float)
    rates = np.array([0.05, 0.1, 0.2, 0.4])
    factor = chance.uniform(0.5, 1.5, size=40)
    recipe = Recipe(Method.Z_SUM, (Ingredient("alone", adjusted=True),))
    strata = {"alone": Strata(crowd * rates * factor[:, None], crowd)}
    found = composites.compute(recipe, np.full((40, 1), np.nan), crowd.sum(axis=1), strata=strata)
    assert np.corrcoef(found.scores[:, 0], factor)[0, 1] > 0.9999  # ages no longer count
    assert "adjusted" in found.rules
    with pytest.raises(RecipeError, match="alone: no_strata"):
        composites.compute(recipe, np.ones((40, 1)), np.ones(40))


def test_a_region_may_be_its_own_reference_without_changing_scores():
    columns, people = areas()
    region = columns[:, 2] > np.median(columns[:, 2])  # the better off half
    whole = composites.compute(PAMPALON, columns, people)
    local = composites.compute(PAMPALON, columns, people, reference=region)
    np.testing.assert_array_equal(whole.scores, local.scores)
    inside = fifths.shares(local.fifths[region, 0], people[region])
    np.testing.assert_allclose(inside, 0.2, atol=0.01)
    assert fifths.shares(whole.fifths[region, 0], people[region])[4] < 0.1


@pytest.mark.parametrize("method", [Method.COMPONENTS, Method.Z_SUM, Method.GEOMETRIC_MEAN])
def test_an_indicator_that_does_not_vary_is_named(method):
    columns, people = areas(n=40)
    columns[:, 4] = 0.3
    with pytest.raises(RecipeError, match="separated: does_not_vary"):
        composites.compute(Recipe(method, PAMPALON.ingredients), columns, people)


def test_six_areas_have_no_components_of_six_indicators():
    columns, people = areas(n=6)
    with pytest.raises(RecipeError, match="areas: too_few"):
        composites.compute(PAMPALON, columns, people)


def test_columns_must_be_those_of_the_recipe():
    with pytest.raises(ValueError, match="columns are"):
        composites.compute(PAMPALON, np.ones((5, 4)), np.ones(5))


def test_a_rotation_changes_loadings_but_not_what_is_explained():
    columns, people = areas()
    turned = [
        composites.compute(
            Recipe(Method.COMPONENTS, PAMPALON.ingredients, components=2, rotation=rotation), columns, people
        )
        for rotation in Rotation
    ]
    for each in turned[1:]:
        np.testing.assert_allclose(each.communalities, turned[0].communalities)
        assert abs(each.weights - turned[0].weights).max() > 0.1
