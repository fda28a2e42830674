"""Components and their rotation agree with two independent programs (vector T2)."""

import numpy as np
import pytest

from reperes.figures import components
from reperes.figures.components import Rotation

LOADINGS = [[0.70, 0.45], [0.62, 0.50], [0.75, 0.38], [0.55, -0.60], [0.48, -0.66], [0.58, -0.52]]
RAW = [[0.8298, -0.0621], [0.7961, 0.0260], [0.8276, -0.1481], [0.0780, -0.8102], [-0.0140, -0.8160], [0.1501, -0.7644]]
KAISER = [
    [0.8293, -0.0695],
    [0.7963, 0.0189],
    [0.8263, -0.1555],
    [0.0707, -0.8109],
    [-0.0213, -0.8158],
    [0.1432, -0.7657],
]
MIXED = np.array([[1, 0.8, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0.5], [0, 0, 0, 1]])


@pytest.mark.parametrize(("kaiser", "expected"), [(False, RAW), (True, KAISER)])
def test_t2_varimax_agrees_with_two_independent_programs(kaiser, expected):
    found, known = components.varimax(LOADINGS, kaiser=kaiser), np.array(expected)
    order = np.abs(found.T @ known).argmax(axis=0)  # columns come in any order, and either way up
    signs = np.sign((found[:, order] * known).sum(axis=0))
    np.testing.assert_allclose(found[:, order] * signs, known, atol=5e-5)


@pytest.mark.parametrize("kaiser", [False, True])
def test_t2_rotation_leaves_communalities_alone(kaiser):
    communalities = (components.varimax(LOADINGS, kaiser=kaiser) ** 2).sum(axis=1)
    np.testing.assert_allclose(communalities, [0.6925, 0.6344, 0.7069, 0.6625, 0.6660, 0.6068], atol=1e-9)


def test_components_explain_the_correlations_and_have_unit_scores():
    table = np.random.default_rng(7).normal(size=(200, 4)) @ MIXED
    found = components.extract(table, 4)
    np.testing.assert_allclose(found.loadings @ found.loadings.T, np.corrcoef(table.T), atol=1e-10)
    np.testing.assert_allclose(found.scores.std(axis=0, ddof=1), 1)
    np.testing.assert_allclose(found.communalities, 1)
    assert found.explained.sum() == pytest.approx(1)
    assert (np.diff(found.explained) <= 0).all()


@pytest.mark.parametrize("rotation", list(Rotation))
def test_loadings_are_the_correlations_of_indicators_with_scores(rotation):
    table = np.random.default_rng(7).normal(size=(200, 4)) @ MIXED
    found = components.extract(table, 2, rotation)
    across = np.corrcoef(table.T, found.scores.T)[:4, 4:]
    np.testing.assert_allclose(across, found.loadings, atol=1e-10)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, 2], [1, 3], [1, 4]], "columns that vary"),
        ([[1, 2], [np.nan, 3], [5, 4]], "columns that vary"),
        ([[1, 2], [2, 3]], "more areas than indicators"),
    ],
)
def test_a_table_that_cannot_be_read_has_no_components(table, reason):
    with pytest.raises(ValueError, match=reason):
        components.extract(table, 1)
