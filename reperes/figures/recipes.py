"""Recipes of composite indices, as data: which indicators, treated how, put together how, cut how.

A recipe is written to and read from plain JSON; what is wrong in one names the key.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from reperes.figures.components import Rotation
from reperes.figures.fifths import Cut
from reperes.figures.scores import Transform

Kind = TypeVar("Kind", bound=StrEnum)


class Method(StrEnum):
    """How indicators are put together, each after a published index."""

    COMPONENTS = "components"  # Pampalon and Raymond (INSPQ)
    PERCENTILE_RANKS = "percentile_ranks"  # US Social Vulnerability Index
    Z_SUM = "z_sum"  # Townsend
    EXPONENTIAL_RANKS = "exponential_ranks"  # English and Welsh indices
    GEOMETRIC_MEAN = "geometric_mean"  # ISQ's economic vitality


class RecipeError(ValueError):
    """`key` says where, `reason` says what in one code, for a sentence in the reader's language."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key, self.reason = key, reason


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One indicator of a recipe."""

    name: str
    raises: bool = True  # a high value raises the score; false for an income in an index of deprivation
    transform: Transform = Transform.NONE
    weight: float = 1.0
    adjusted: bool = False  # standardised for age and sex first, from counts by stratum


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides the scores and the fifths of an index; RecipeError names what is wrong."""

    method: Method
    ingredients: tuple[Ingredient, ...]
    cut: Cut = Cut.MID_RANK
    parts: int = 5
    components: int = 1  # for Method.COMPONENTS
    rotation: Rotation = Rotation.VARIMAX
    oriented_by: tuple[str, ...] = ()  # one indicator a component, in the order wanted: it sets which way is up
    digits: int | None = None  # ranks and their sum rounded so, as the US index is

    def __post_init__(self) -> None:
        for check in (_check_ingredients, _check_numbers, _check_components):
            check(self)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.ingredients)

    @property
    def n_scores(self) -> int:
        """How many scores an area has."""
        return self.components if self.method is Method.COMPONENTS else 1

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that words about the index must state, as codes."""
        turned = (str(self.rotation),) if self.method is Method.COMPONENTS else ()
        adjusted = ("adjusted",) if any(each.adjusted for each in self.ingredients) else ()
        return (str(self.method), *turned, *adjusted, str(self.cut), f"parts_{self.parts}")


def as_data(recipe: Recipe) -> dict[str, Any]:
    """Plain lists, words and numbers, ready for JSON; `read` gives the recipe back."""
    data = asdict(recipe)
    data["ingredients"] = [dict(each) for each in data["ingredients"]]
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items()}


def read(data: Mapping[str, Any]) -> Recipe:
    """A recipe from what `as_data` wrote, or someone typed. Raises RecipeError naming the key."""
    _known(data, Recipe, "")
    rows = _needed(data, "ingredients", "")
    if not isinstance(rows, list | tuple):
        raise RecipeError("ingredients", "not_a_list")
    return Recipe(
        method=_choice(Method, _needed(data, "method", ""), "method"),
        ingredients=tuple(_ingredient(row, f"ingredients[{place}]") for place, row in enumerate(rows)),
        cut=_choice(Cut, data.get("cut", Cut.MID_RANK), "cut"),
        parts=data.get("parts", 5),
        components=data.get("components", 1),
        rotation=_choice(Rotation, data.get("rotation", Rotation.VARIMAX), "rotation"),
        oriented_by=_names(data.get("oriented_by", ()), "oriented_by"),
        digits=data.get("digits"),
    )


def _ingredient(row: Any, key: str) -> Ingredient:
    if not isinstance(row, Mapping):
        raise RecipeError(key, "not_an_object")
    _known(row, Ingredient, f"{key}.")
    for flag in ("raises", "adjusted"):
        if not isinstance(row.get(flag, False), bool):
            raise RecipeError(f"{key}.{flag}", "not_true_or_false")
    return Ingredient(
        name=_needed(row, "name", f"{key}."),
        raises=row.get("raises", True),
        transform=_choice(Transform, row.get("transform", Transform.NONE), f"{key}.transform"),
        weight=row.get("weight", 1.0),
        adjusted=row.get("adjusted", False),
    )


def _check_ingredients(recipe: Recipe) -> None:
    if not recipe.ingredients:
        raise RecipeError("ingredients", "empty")
    for place, each in enumerate(recipe.ingredients):
        key = f"ingredients[{place}]"
        if not isinstance(each.name, str) or not each.name:
            raise RecipeError(f"{key}.name", "empty")
        if recipe.names.index(each.name) != place:
            raise RecipeError(f"{key}.name", "twice")
        if not _is_number(each.weight) or not isfinite(each.weight) or each.weight <= 0:
            raise RecipeError(f"{key}.weight", "not_above_zero")


def _check_numbers(recipe: Recipe) -> None:
    if not _is_whole(recipe.parts) or not 2 <= recipe.parts <= 100:
        raise RecipeError("parts", "not_from_2_to_100")
    if recipe.digits is not None and (not _is_whole(recipe.digits) or not 0 <= recipe.digits <= 12):
        raise RecipeError("digits", "not_from_0_to_12")
    if not _is_whole(recipe.components) or not 1 <= recipe.components <= len(recipe.ingredients):
        raise RecipeError("components", "not_from_1_to_the_number_of_ingredients")


def _check_components(recipe: Recipe) -> None:
    if recipe.method is not Method.COMPONENTS:
        if recipe.components != 1 or recipe.oriented_by:
            raise RecipeError("components" if recipe.components != 1 else "oriented_by", "only_for_components")
        return
    if len(recipe.ingredients) < 2:
        raise RecipeError("ingredients", "fewer_than_two")
    for place, each in enumerate(recipe.ingredients):
        if each.weight != 1:
            raise RecipeError(f"ingredients[{place}].weight", "found_by_the_components")
    _check_orientation(recipe)


def _check_orientation(recipe: Recipe) -> None:
    for place, name in enumerate(recipe.oriented_by):
        if name not in recipe.names:
            raise RecipeError(f"oriented_by[{place}]", "not_an_ingredient")
        if recipe.oriented_by.index(name) != place:
            raise RecipeError(f"oriented_by[{place}]", "twice")
    if len(recipe.oriented_by) > recipe.components:
        raise RecipeError("oriented_by", "more_than_components")


def _choice(kind: type[Kind], value: Any, key: str) -> Kind:
    if not isinstance(value, str) or value not in set(kind):
        raise RecipeError(key, "not_a_choice")
    return kind(value)


def _names(value: Any, key: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise RecipeError(key, "not_a_list")
    return tuple(value)


def _known(data: Mapping[str, Any], kind: type, prefix: str) -> None:
    for key in data:
        if key not in {field.name for field in fields(kind)}:
            raise RecipeError(f"{prefix}{key}", "unknown_key")


def _needed(data: Mapping[str, Any], key: str, prefix: str) -> Any:
    if key not in data:
        raise RecipeError(f"{prefix}{key}", "missing")
    return data[key]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
