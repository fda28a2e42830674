"""What the recipe of a composite says, kept as plain JSON, and the indicators it gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reperes.atlas.models import Indicator
from reperes.core.errors import DomainError
from reperes.figures import recipes
from reperes.figures.recipes import Recipe, RecipeError

PARTS = 5  # fifths, in every index of the atlas: one word for all
SHIFT = 0.02  # of the people: how far the cuts of a crossing are moved in its trial
FIFTH, TWO_HIGHEST, MEAN = "cinquieme", "q45", "moyenne"
DETAIL = re.compile(r"-(q[1-5]|moyenne)$")  # told in words, beside the share of the two highest fifths
THEME = "indices composés"  # of the indicators they give
Direction = Indicator.Direction
HIGH_IS = {"worse": Direction.LOWER_IS_BETTER, "better": Direction.HIGHER_IS_BETTER, "neutral": Direction.NEUTRAL}


class BadRecipe(DomainError):
    """A recipe that cannot be followed; `key` is where."""

    def __init__(self, sentence: str, key: str) -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True)
class Index:
    """A score made of indicators; several when components are kept."""

    recipe: Recipe
    high_is: str = "worse"  # HIGH_IS: how a high score reads

    @property
    def wants(self) -> tuple[str, ...]:
        return self.recipe.names

    def scores(self, code: str) -> tuple[str, ...]:
        """The code of each score."""
        if self.recipe.n_scores == 1:
            return (code,)
        return tuple(f"{code}-{n}" for n in range(1, self.recipe.n_scores + 1))

    def outputs(self, code: str) -> tuple[str, ...]:
        """The code of every indicator it gives."""
        fifths = [f"q{n}" for n in range(1, PARTS + 1)]
        suffixes = (FIFTH, TWO_HIGHEST, MEAN, *fifths)
        return tuple(each for one in self.scores(code) for each in (one, *(f"{one}-{end}" for end in suffixes)))


@dataclass(frozen=True)
class Crossing:
    """Nine classes: two scores, each cut at the thirds of the people."""

    first: str  # codes of scores of other composites
    second: str
    shift: float = SHIFT

    @property
    def wants(self) -> tuple[str, ...]:
        return (self.first, self.second)

    def outputs(self, code: str) -> tuple[str, ...]:
        return (code,)


Meant = Index | Crossing


def read(data: Mapping[str, Any]) -> Meant:
    """What `as_data` wrote, or someone typed in a file. BadRecipe says what is wrong, and where."""
    kind = data.get("kind", "index")
    if kind == "crossing":
        return _crossing(data)
    if kind != "index":
        raise BadRecipe(_("« kind » vaut « index » ou « crossing »."), "kind")
    _refuse_unknown(data, {"kind", "recipe", "high_is"})
    if data.get("high_is", "worse") not in HIGH_IS:
        raise BadRecipe(_("« high_is » vaut « worse », « better » ou « neutral »."), "high_is")
    try:
        recipe = recipes.read(data.get("recipe", {}))
    except RecipeError as refusal:
        raise BadRecipe(sentence(refusal), refusal.key) from refusal
    if recipe.parts != PARTS:
        raise BadRecipe(_("L’atlas coupe chaque indice en cinquièmes : écrivez « parts = 5 », ou rien."), "parts")
    if any(each.adjusted for each in recipe.ingredients):
        raise BadRecipe(
            _("L’ajustement pour l’âge et le sexe demande des effectifs par âge que l’atlas ne garde pas encore."),
            "adjusted",
        )
    return Index(recipe, data.get("high_is", "worse"))


def _crossing(data: Mapping[str, Any]) -> Crossing:
    _refuse_unknown(data, {"kind", "first", "second", "shift"})
    first, second, shift = data.get("first", ""), data.get("second", ""), data.get("shift", SHIFT)
    if not first or not second or first == second:
        raise BadRecipe(_("Un croisement demande deux cotes différentes."), "second")
    if not isinstance(shift, int | float) or not 0 < shift < 1 / 6:
        raise BadRecipe(
            _("« shift » dit de quelle part des gens bouge la coupe : plus de 0, moins d’un sixième."), "shift"
        )
    return Crossing(first, second, float(shift))


def as_data(meant: Meant) -> dict[str, Any]:
    if isinstance(meant, Crossing):
        return {"kind": "crossing", "first": meant.first, "second": meant.second, "shift": meant.shift}
    return {"kind": "index", "high_is": meant.high_is, "recipe": recipes.as_data(meant.recipe)}


def _refuse_unknown(data: Mapping[str, Any], known: set[str]) -> None:
    for key in data:
        if key not in known:
            raise BadRecipe(_("« %(key)s » n’est pas un mot d’une recette d’indice.") % {"key": key}, key)


REASONS = {
    "missing": gettext_lazy("il manque"),
    "empty": gettext_lazy("rien n’y est écrit : il faut au moins un indicateur"),
    "twice": gettext_lazy("le même indicateur y est deux fois"),
    "unknown_key": gettext_lazy("ce n’est pas un mot d’une recette"),
    "not_a_choice": gettext_lazy("ce n’est pas un des choix possibles"),
    "not_a_list": gettext_lazy("il faut une liste"),
    "not_an_object": gettext_lazy("il faut un nom et ses réglages"),
    "not_true_or_false": gettext_lazy("il faut vrai ou faux"),
    "not_above_zero": gettext_lazy("un poids est un nombre plus grand que zéro; le sens se dit à part"),
    "not_from_2_to_100": gettext_lazy("il faut un nombre entier de 2 à 100"),
    "not_from_0_to_12": gettext_lazy("il faut un nombre entier de 0 à 12"),
    "not_from_1_to_the_number_of_ingredients": gettext_lazy("il en faut au moins une, au plus une par indicateur"),
    "only_for_components": gettext_lazy("cela ne se dit que de l’analyse en composantes principales"),
    "fewer_than_two": gettext_lazy("l’analyse en composantes demande au moins deux indicateurs"),
    "found_by_the_components": gettext_lazy("l’analyse en composantes trouve elle-même les poids : laissez 1"),
    "not_an_ingredient": gettext_lazy("cet indicateur n’est pas dans la recette"),
    "more_than_components": gettext_lazy("il y en a plus que de composantes"),
    "no_strata": gettext_lazy("il manque les effectifs par âge et par sexe"),
    "too_few": gettext_lazy("il y a moins de secteurs complets que d’indicateurs : rien à analyser"),
    "not_with_reference": gettext_lazy("des classes de secteurs en nombre égal n’ont pas de référence"),
    "no_people": gettext_lazy("personne n’y vit, ou rien ne le dit : il n’y a pas de tiers à couper"),
    "not_linked": gettext_lazy("aucun poids ne relie ces secteurs au territoire choisi"),
    "not_made": gettext_lazy("cette cote n’a pas pu être faite"),
    "does_not_vary": gettext_lazy("ses valeurs ne varient pas assez d’un secteur à l’autre pour classer"),
}  # fmt: skip
PLACES = {
    "method": gettext_lazy("la méthode"),
    "ingredients": gettext_lazy("les indicateurs"),
    "components": gettext_lazy("le nombre de composantes"),
    "oriented_by": gettext_lazy("les indicateurs qui orientent"),
    "cut": gettext_lazy("la règle de coupe"),
    "digits": gettext_lazy("l’arrondi"),
    "areas": gettext_lazy("les secteurs"),
    "reference": gettext_lazy("le territoire de référence"),
    "first": gettext_lazy("les deux cotes croisées"),
}
LINE = re.compile(r"ingredients\[(\d+)\]")


def sentence(refusal: RecipeError) -> str:
    """« Indicateur 3 : un poids est un nombre plus grand que zéro. »"""
    reason = str(REASONS.get(refusal.reason, refusal.reason))
    if line := LINE.match(refusal.key):
        return _("Indicateur %(n)s : %(reason)s.") % {"n": int(line[1]) + 1, "reason": reason}
    root = refusal.key.split("[")[0].split(".")[0]
    place = str(PLACES[root]) if root in PLACES else _name_of(root)
    return _("Dans la recette, %(place)s : %(reason)s.") % {"place": place, "reason": reason}


def _name_of(code: str) -> str:
    found = Indicator.objects.filter(code=code).first()
    return _("« %(name)s »") % {"name": found or code}
