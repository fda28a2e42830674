"""A recipe in words: what it is made of, how, after whom, and what its classes mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reperes.atlas import speech
from reperes.atlas.indices import Crossing, Index, Meant
from reperes.atlas.models import Composite, Indicator
from reperes.figures.components import Rotation
from reperes.figures.fifths import Cut
from reperes.figures.recipes import Method
from reperes.figures.scores import Transform

METHODS: dict[Method, Promise] = {
    Method.COMPONENTS: gettext_lazy("analyse en composantes principales"),
    Method.PERCENTILE_RANKS: gettext_lazy("somme de rangs centiles"),
    Method.Z_SUM: gettext_lazy("somme de cotes z"),
    Method.EXPONENTIAL_RANKS: gettext_lazy("somme de rangs exponentiels"),
    Method.GEOMETRIC_MEAN: gettext_lazy("moyenne géométrique"),
}
EXPLAINED: dict[Method, Promise] = {
    Method.COMPONENTS: gettext_lazy(
        "On cherche les combinaisons d’indicateurs qui résument le mieux les écarts entre secteurs. Les poids viennent "
        "des données elles-mêmes : ils changent d’une édition à l’autre."
    ),
    Method.PERCENTILE_RANKS: gettext_lazy(
        "Chaque indicateur devient un rang de 0 à 1 parmi tous les secteurs; on additionne les rangs, puis on "
        "range la somme."
    ),
    Method.Z_SUM: gettext_lazy(
        "Chaque indicateur est ramené à sa moyenne et à son écart type, puis on additionne : un écart type vaut "
        "autant partout."
    ),
    Method.EXPONENTIAL_RANKS: gettext_lazy(
        "Chaque indicateur est rangé, puis étiré pour que les secteurs les plus touchés comptent surtout : un bon "
        "résultat ailleurs ne les cache pas."
    ),
    Method.GEOMETRIC_MEAN: gettext_lazy(
        "Chaque indicateur est ramené à sa médiane et à son écart absolu médian; la moyenne géométrique ne laisse pas "
        "un résultat très haut racheter un très bas."
    ),
}
AFTER: dict[Method, Promise] = {
    Method.COMPONENTS: gettext_lazy("d’après Pampalon et Raymond (2000)"),
    Method.PERCENTILE_RANKS: gettext_lazy("d’après l’indice de vulnérabilité sociale des CDC des États-Unis (2018)"),
    Method.Z_SUM: gettext_lazy("d’après Townsend, Phillimore et Beattie (1988)"),
    Method.EXPONENTIAL_RANKS: gettext_lazy("d’après les indices anglais et gallois de privations (2006, 2019)"),
    Method.GEOMETRIC_MEAN: gettext_lazy("d’après l’indice de vitalité économique de l’ISQ"),
}  # fmt: skip
CUTS: dict[Cut, Promise] = {
    Cut.MID_RANK: gettext_lazy(
        "Cinquièmes de population : un secteur va où tombe le milieu de ses gens; à cote égale, même cinquième."
    ),
    Cut.CUMULATIVE: gettext_lazy(
        "Cinquièmes de population : un secteur va où ses derniers gens arrivent; à cote égale, même cinquième."
    ),
    Cut.QUANTILES: gettext_lazy(
        "Cinquièmes de secteurs, non de gens : quantiles interpolés, borne supérieure comprise."
    ),
    Cut.TILES: gettext_lazy("Cinquièmes de secteurs, non de gens : des nombres égaux de secteurs."),
}
TRANSFORMS: dict[Transform, Promise] = {
    Transform.NONE: gettext_lazy("tel quel"),
    Transform.LOG: gettext_lazy("en logarithme"),
    Transform.LOG1P: gettext_lazy("en logarithme de 1 + x (en %)"),
    Transform.ARCSINE_ROOT: gettext_lazy("en arc sinus de la racine"),
}
ROTATIONS: dict[Rotation, Promise] = {
    Rotation.NONE: gettext_lazy("sans rotation"),
    Rotation.VARIMAX: gettext_lazy("rotation varimax"),
    Rotation.KAISER: gettext_lazy("rotation varimax, normalisée (Kaiser)"),
}
HIGH: dict[str, Promise] = {
    "worse": gettext_lazy("Une cote haute est moins favorable."),
    "better": gettext_lazy("Une cote haute est plus favorable."),
    "neutral": gettext_lazy("Une cote haute n’est ni meilleure ni pire."),
}
THIRDS: dict[str, tuple[Promise, Promise, Promise]] = {
    "worse": (gettext_lazy("favorable"), gettext_lazy("intermédiaire"), gettext_lazy("défavorable")),
    "better": (gettext_lazy("défavorable"), gettext_lazy("intermédiaire"), gettext_lazy("favorable")),
    "neutral": (gettext_lazy("bas"), gettext_lazy("moyen"), gettext_lazy("haut")),
}


@dataclass(frozen=True, slots=True)
class Made:
    """One indicator of the recipe."""

    indicator: Indicator | str
    way: str
    transform: str
    weight: str  # blank where the data find it


@dataclass(frozen=True)
class Words:
    """The whole recipe, sentence by sentence."""

    kind: str
    after: str
    explained: str
    rules: tuple[str, ...]
    made_of: tuple[Made, ...]
    high: str


def kind(meant: Meant | None) -> str:
    if meant is None:
        return _("recette à corriger")
    return _("croisement de deux cotes") if isinstance(meant, Crossing) else str(METHODS[meant.recipe.method])


def words(meant: Meant, names: Mapping[str, Indicator]) -> Words:
    return _of_crossing(meant, names) if isinstance(meant, Crossing) else _of_index(meant, names)


def _of_index(meant: Index, names: Mapping[str, Indicator]) -> Words:
    recipe = meant.recipe
    found_by_data = recipe.method is Method.COMPONENTS
    rules = [str(CUTS[recipe.cut])]
    if found_by_data:
        said = {"n": recipe.components, "rotation": ROTATIONS[recipe.rotation]}
        rules.insert(0, _("Composantes gardées : %(n)s; %(rotation)s.") % said)
    if recipe.digits is not None:
        rules.append(_("Rangs et sommes arrondis à %(n)s décimales.") % {"n": recipe.digits})
    rules.append(_("Un secteur à qui il manque un indicateur n’a pas de cote, et dit pourquoi."))
    made_of = tuple(
        Made(
            names.get(each.name, each.name),
            _("fait monter la cote") if each.raises else _("fait baisser la cote"),
            str(TRANSFORMS[each.transform]),
            "" if found_by_data else speech.number(each.weight, 0 if each.weight == int(each.weight) else 2),
        )
        for each in recipe.ingredients
    )
    method = recipe.method
    return Words(
        str(METHODS[method]),
        str(AFTER[method]),
        str(EXPLAINED[method]),
        tuple(rules),
        made_of,
        str(HIGH[meant.high_is]),
    )


def _of_crossing(meant: Crossing, names: Mapping[str, Indicator]) -> Words:
    made_of = tuple(Made(names.get(code, code), "", "", "") for code in meant.wants)
    share = speech.percent(meant.shift, 0)
    rules = (
        _("Chaque cote est coupée aux tiers de la population du territoire de référence."),
        _("Épreuve : chaque coupe bouge de %(share)s des gens, dans un sens et dans l’autre; on dit qui changerait.")
        % {"share": share},
    )
    explained = _("Deux cotes croisées donnent neuf classes; les coins où elles se contredisent sont ceux à discuter.")
    return Words(kind(meant), "", explained, rules, made_of, "")


def ways(meant: Crossing, high: Mapping[str, str]) -> tuple[str, str]:
    """How a high score of each reads; `high` says it for each composite."""

    def of(score: str) -> str:
        return high.get(score) or high.get(score.rpartition("-")[0], "neutral")

    return of(meant.first), of(meant.second)


def high_of() -> dict[str, str]:
    """How a high score of each composite reads, as its recipe says now."""
    return {one.code: one.recipe.get("high_is", "neutral") for one in Composite.objects.all()}


def class_words(number: int, both: tuple[str, str]) -> str:
    """« défavorable · favorable » for class 7 of two scores that read badly when high."""
    first, second = divmod(number - 1, 3)
    return f"{THIRDS[both[0]][first]} · {THIRDS[both[1]][second]}"
