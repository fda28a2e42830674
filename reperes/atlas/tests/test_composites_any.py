"""Whatever figures are missing, a composite gives cells that say why, and a report a page can read."""

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reperes.atlas import warehouse
from reperes.atlas.building import crossing, gradients, scoring
from reperes.atlas.building.grids import Grid, Ground
from reperes.atlas.indices import Crossing, Index
from reperes.atlas.models import Composite
from reperes.atlas.tests.indices import CODES
from reperes.figures.aggregation import Overlap
from reperes.figures.components import Rotation
from reperes.figures.fifths import Cut
from reperes.figures.recipes import Ingredient, Method, Recipe, RecipeError
from reperes.figures.scores import Transform

pytestmark = pytest.mark.django_db
N = len(CODES)
FIGURES = st.one_of(st.floats(-5, 5).map(lambda x: round(x, 2)), st.sampled_from(["suppressed", "unavailable"]))
COLUMN = st.lists(FIGURES, min_size=N, max_size=N)
PEOPLE = st.lists(st.one_of(st.integers(0, 900).map(float), st.sampled_from(["suppressed"])), min_size=N, max_size=N)
METHODS = st.sampled_from([*Method])


def column(version, code, figures):
    missing = [isinstance(one, str) for one in figures]
    nothing = pa.nulls(N, pa.float64())
    said = {
        "version": [version.pk] * N, "indicator": [code] * N, "period": ["2021"] * N, "area": CODES,
        "value": [None if gone else one for one, gone in zip(figures, missing, strict=True)],
        "numerator": nothing, "denominator": nothing, "ci_lo": nothing, "ci_hi": nothing,
        "status": [one if gone else "ok" for one, gone in zip(figures, missing, strict=True)], "coverage": nothing,
    }  # fmt: skip
    return pa.table(said, schema=warehouse.SCHEMA)


def assert_says_why(table):
    for cell in table.to_pylist():
        assert (cell["value"] is not None) == (cell["status"] in {"ok", "partial"}), cell
        assert cell["value"] is None or np.isfinite(cell["value"])


def attempt(make):
    """What it makes, or why it refuses."""
    try:
        return make(), ""
    except RecipeError as refusal:
        return None, refusal.reason


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=COLUMN, other=COLUMN, people=PEOPLE, method=METHODS, cut=st.sampled_from([*Cut]), inside=st.integers(1, N))
def test_every_cell_has_a_value_or_a_reason(ten, one, other, people, method, cut, inside):
    tables = [column(ten, *pair) for pair in (("une", one), ("deux", other), ("population", people))]
    ground = Ground(Grid(ten, pa.concat_tables(tables)), "2021", np.arange(N) < inside)
    recipe = Recipe(method, (Ingredient("une", transform=Transform.LOG1P), Ingredient("deux", raises=False)), cut=cut,
                    rotation=Rotation.NONE)  # fmt: skip
    made, reason = attempt(lambda: scoring.scored(recipe, ground))
    if made is None:
        assert reason in {"too_few", "does_not_vary", "not_with_reference"}
        return
    assert_says_why(scoring.own_cells(made, 0, "essai"))
    half = Overlap(np.arange(N), np.arange(N) // 5, np.ones(N), 3)  # the third territory holds no area
    wide = scoring.wider(made, 0, (ten, half, ["a", "b", "c"]))
    assert_says_why(scoring.wider_cells(made, 0, "essai", wide))
    for words in (scoring.own_words(made, 0, "essai"), scoring.wider_words(made, 0, "essai", wide)):
        assert all(np.isfinite(row["deviations"]).all() for row in words.to_pylist())
    told = gradients.told(Composite(code="essai"), Index(recipe), made, with_space=False)
    json.dumps(told, allow_nan=False)
    found, reason = attempt(lambda: crossing.crossed(Crossing("essai", "essai-2"), made, made, ground.inside))
    if found is None:
        assert reason == "no_people"
        return
    assert_says_why(crossing.cells(found, "croise"))
    json.dumps(crossing.told(found, Composite(code="croise"), Crossing("essai", "essai-2")), allow_nan=False)
