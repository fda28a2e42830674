"""Composite indices reproduce those that were published; invariances hold whatever the values."""

import csv

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import composites

LOADINGS = [[0.70, 0.45], [0.62, 0.50], [0.75, 0.38], [0.55, -0.60], [0.48, -0.66], [0.58, -0.52]]
SCORES = [-1.2, -0.9, -0.4, -0.1, 0, 0.2, 0.5, 0.9, 1.3, 2.0]
PEOPLE = [500, 700, 400, 600, 550, 450, 650, 500, 300, 350]
finite = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


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


@pytest.mark.parametrize("kind", ["POV", "UNEMP", "NOHSDP", "AGE65", "AGE17", "DISABL", "SNGPNT"])
def test_percentile_ranks_are_those_of_the_us_index(kind):
    index = published("svi-us-counties-2018/svi_2018_us_county_themes_1_2.csv")
    found = np.round(composites.percentile_ranks(numbers(index[f"EP_{kind}"])), 4)
    np.testing.assert_array_equal(found, numbers(index[f"EPL_{kind}"]))


def test_the_us_themes_are_reproduced_county_by_county():
    index = published("svi-us-counties-2018/svi_2018_us_county_themes_1_2.csv")
    parts = [numbers(index[f"EPL_{kind}"]) for kind in ("POV", "UNEMP", "PCI", "NOHSDP")]
    total = composites.weighted_sum(parts, [1, 1, 1, 1])
    np.testing.assert_allclose(total, numbers(index["SPL_THEME1"]), atol=1e-9)
    found = np.round(composites.percentile_ranks(np.round(total, 4)), 4)
    np.testing.assert_array_equal(found, numbers(index["RPL_THEME1"]))


def test_townsend_is_reproduced_authority_by_authority():
    counts = published("townsend-uk/dataset_2011_uk_local_authority.csv")
    scores = published("townsend-uk/scores_2011_uk_local_authority.csv")
    n = {name: numbers(column) for name, column in counts.items() if name.startswith("F")}
    shares = [
        100 * n["F991"] / n["F989"],
        100 * (n["F2357"] + n["F2362"] + n["F2368"]) / n["F2347"],
        np.log(100 * (n["F2081"] + n["F2083"]) / n["F2075"] + 1),
        np.log(100 * n["F248"] / n["F244"] + 1),
    ]
    found = composites.weighted_sum([composites.z_scores(share) for share in shares], [1, 1, 1, 1])
    assert counts["GEO_CODE"] == scores["geo_code"]
    np.testing.assert_allclose(found, numbers(scores["TDS"]), atol=5e-9)


def test_the_welsh_index_is_reproduced_area_by_area():
    index = published("wimd-wales-2019/wimd2019_lsoa11.csv")
    weights = {"Income": 0.22, "Employment": 0.22, "Health": 0.15, "Education": 0.14}
    weights |= {"Access": 0.10, "Housing": 0.07, "Environment": 0.05, "Crime": 0.05}
    domains = [composites.exponential_ranks(numbers(index[f"{domain}_rank"]), 1909) for domain in weights]
    for domain, column in zip(weights, domains, strict=True):
        np.testing.assert_allclose(column, numbers(index[f"{domain}_score"]), atol=1e-6)
    found = composites.weighted_sum([numbers(index[f"{domain}_score"]) for domain in weights], list(weights.values()))
    np.testing.assert_allclose(found, numbers(index["IMD_score"]), atol=8e-9)


def same_up_to_sign(found: np.ndarray, expected: list[list[float]]) -> None:
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=5e-5)


def test_varimax_agrees_with_two_independent_programs():
    raw = [[0.8298, 0.0621], [0.7961, 0.0260], [0.8276, 0.1481], [0.0780, 0.8102], [0.0140, 0.8160], [0.1501, 0.7644]]
    kaiser = [
        [0.8293, 0.0695],
        [0.7963, 0.0189],
        [0.8263, 0.1555],
        [0.0707, 0.8109],
        [0.0213, 0.8158],
        [0.1432, 0.7657],
    ]
    same_up_to_sign(composites.varimax(LOADINGS, kaiser=False), raw)
    same_up_to_sign(composites.varimax(LOADINGS), kaiser)


def test_rotation_leaves_communalities_alone():
    communalities = (composites.varimax(LOADINGS) ** 2).sum(axis=1)
    np.testing.assert_allclose(communalities, [0.6925, 0.6344, 0.7069, 0.6625, 0.6660, 0.6068], atol=1e-9)


def test_components_explain_the_correlations_and_have_unit_scores():
    table = np.random.default_rng(7).normal(size=(200, 4)) @ np.array(
        [[1, 0.8, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0.5], [0, 0, 0, 1]]
    )
    loadings, scores = composites.principal_components(table, 4)
    np.testing.assert_allclose(loadings @ loadings.T, np.corrcoef(table.T), atol=1e-10)
    np.testing.assert_allclose(scores.std(axis=0, ddof=1), 1)


def test_a_missing_or_constant_column_has_no_components():
    with pytest.raises(ValueError, match="columns that vary"):
        composites.principal_components([[1, 2], [1, 3]], 1)


def test_fifths_of_population_follow_the_stated_rule():
    parts = composites.population_fifths(SCORES, PEOPLE)
    assert parts.tolist() == [1, 1, 2, 2, 3, 3, 4, 5, 5, 5]
    assert np.bincount(parts, weights=PEOPLE)[1:].tolist() == [1200, 1000, 1000, 650, 1150]


@given(st.lists(st.tuples(finite, st.integers(1, 900)), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_neither_order_nor_scale_nor_splitting_moves_anyone(rows, chance):
    scores, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    parts = composites.population_fifths(scores, people)
    order = np.array(chance.sample(range(len(rows)), len(rows)))
    np.testing.assert_array_equal(composites.population_fifths(scores[order], people[order]), parts[order])
    np.testing.assert_array_equal(composites.population_fifths(scores * 4, people), parts)
    halves = composites.population_fifths(np.tile(scores, 2), np.tile(people / 2, 2))
    np.testing.assert_array_equal(halves, np.tile(parts, 2))


def test_an_area_without_score_is_in_no_fifth():
    assert composites.population_fifths([1, float("nan")], [10, 10]).tolist() == [3, 0]


def test_robust_scores_agree_with_the_known_case():
    found = composites.robust_z_scores([60, 65, 70, 72, 75, 80, 40])
    np.testing.assert_allclose(found, [-1.3490, -0.6745, 0, 0.2698, 0.6745, 1.3490, -4.0470], atol=1e-4)


@given(st.lists(finite, min_size=2, max_size=20, unique=True))
def test_percentile_ranks_run_from_zero_to_one(values):
    ranks = composites.percentile_ranks(values)
    assert (ranks.min(), ranks.max()) == (0, 1)
    assert np.array_equal(np.argsort(ranks), np.argsort(values))
