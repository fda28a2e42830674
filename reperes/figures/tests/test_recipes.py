"""A recipe goes to JSON and back; what is wrong in one names the key."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.figures import recipes
from reperes.figures.components import Rotation
from reperes.figures.fifths import Cut
from reperes.figures.recipes import Ingredient, Method, Recipe, RecipeError
from reperes.figures.scores import Transform

ingredients = st.lists(
    st.builds(
        Ingredient,
        st.text(min_size=1, max_size=8),
        st.booleans(),
        st.sampled_from(Transform),
        st.floats(0.01, 10),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda each: each.name,
).map(tuple)
others = st.sampled_from([method for method in Method if method is not Method.COMPONENTS])


@given(st.builds(Recipe, others, ingredients, st.sampled_from(Cut), st.integers(2, 100), digits=st.none()))
def test_a_recipe_survives_json(recipe):
    assert recipes.read(json.loads(json.dumps(recipes.as_data(recipe)))) == recipe


def test_components_survive_json_with_their_orientation():
    named = (Ingredient("a"), Ingredient("b", raises=False))
    recipe = Recipe(Method.COMPONENTS, named, components=2, rotation=Rotation.KAISER, oriented_by=("b", "a"))
    assert recipes.read(json.loads(json.dumps(recipes.as_data(recipe)))) == recipe
    assert (recipe.n_scores, recipe.names) == (2, ("a", "b"))


def test_what_is_left_unsaid_has_the_usual_value():
    assert recipes.read({"method": "z_sum", "ingredients": [{"name": "a"}]}) == Recipe(Method.Z_SUM, (Ingredient("a"),))


SOUND = {"method": "components", "ingredients": [{"name": "a"}, {"name": "b"}], "components": 2}


@pytest.mark.parametrize(
    ("wrong", "key", "reason"),
    [
        ({"method": "magic"}, "method", "not_a_choice"),
        ({"method": ["z_sum"]}, "method", "not_a_choice"),
        ({"ingredients": []}, "ingredients", "empty"),
        ({"ingredients": "a, b"}, "ingredients", "not_a_list"),
        ({"ingredients": [{"name": "a"}]}, "components", "not_from_1_to_the_number_of_ingredients"),
        ({"ingredients": [{"name": "a"}], "components": 1}, "ingredients", "fewer_than_two"),
        ({"ingredients": [{"name": "a"}, "b"]}, "ingredients[1]", "not_an_object"),
        ({"ingredients": [{"name": "a"}, {}]}, "ingredients[1].name", "missing"),
        ({"ingredients": [{"name": "a"}, {"name": ""}]}, "ingredients[1].name", "empty"),
        ({"ingredients": [{"name": "a"}, {"name": 3}]}, "ingredients[1].name", "empty"),
        ({"ingredients": [{"name": "a"}, {"name": "a"}]}, "ingredients[1].name", "twice"),
        ({"ingredients": [{"name": "a"}, {"name": "b", "wieght": 2}]}, "ingredients[1].wieght", "unknown_key"),
        ({"ingredients": [{"name": "a"}, {"name": "b", "raises": 1}]}, "ingredients[1].raises", "not_true_or_false"),
        ({"ingredients": [{"name": "a"}, {"name": "b", "weight": "2"}]}, "ingredients[1].weight", "not_above_zero"),
        ({"ingredients": [{"name": "a"}, {"name": "b", "weight": -1}]}, "ingredients[1].weight", "not_above_zero"),
        (
            {"ingredients": [{"name": "a"}, {"name": "b", "weight": 2}]},
            "ingredients[1].weight",
            "found_by_the_components",
        ),
        (
            {"ingredients": [{"name": "a"}, {"name": "b", "transform": "root"}]},
            "ingredients[1].transform",
            "not_a_choice",
        ),
        ({"parts": 1}, "parts", "not_from_2_to_100"),
        ({"parts": True}, "parts", "not_from_2_to_100"),
        ({"digits": 2.5}, "digits", "not_from_0_to_12"),
        ({"components": 3}, "components", "not_from_1_to_the_number_of_ingredients"),
        ({"method": "z_sum"}, "components", "only_for_components"),
        ({"method": "z_sum", "components": 1, "oriented_by": ["a"]}, "oriented_by", "only_for_components"),
        ({"oriented_by": "a"}, "oriented_by", "not_a_list"),
        ({"oriented_by": ["c"]}, "oriented_by[0]", "not_an_ingredient"),
        ({"oriented_by": ["a", "a"]}, "oriented_by[1]", "twice"),
        ({"components": 1, "oriented_by": ["a", "b"]}, "oriented_by", "more_than_components"),
        ({"colour": "red"}, "colour", "unknown_key"),
    ],
)
def test_what_is_wrong_is_named(wrong, key, reason):
    with pytest.raises(RecipeError) as found:
        recipes.read({**SOUND, **wrong})
    assert (found.value.key, found.value.reason) == (key, reason)


def test_a_method_must_be_given():
    with pytest.raises(ValueError, match="method: missing"):
        recipes.read({"ingredients": [{"name": "a"}]})
