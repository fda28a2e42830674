"""An index of one's own: what it is made of, how, and the territory its fifths are cut in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reperes.atlas import indices, recipe_words
from reperes.atlas.indices import BadRecipe, Crossing, Index, Meant
from reperes.atlas.models import Composite, Indicator
from reperes.figures.components import Rotation
from reperes.figures.fifths import Cut
from reperes.figures.recipes import Method
from reperes.figures.scores import Transform
from reperes.places.models import Locality, Partition, PartitionVersion

FIRST_LINES, MORE_LINES, MOST_LINES = 6, 4, 30
CODE_LENGTH = 40  # its indicators add a suffix
SMALL = {"rows": 3}


class WordsForm(forms.ModelForm):
    """Its name, what it says and does not, over which areas."""

    class Meta:
        model = Composite
        fields = ["name", "name_en", "code", "about", "about_en", "version", "reference"]
        widgets = {"about": forms.Textarea(attrs=SMALL), "about_en": forms.Textarea(attrs=SMALL)}
        help_texts = {
            "code": _("Court, sans accents ni espaces : il sert d’adresse et ne change plus."),
            "about": _(
                "Ce qu’il mesure, ce qu’il ne mesure pas, d’après qui. Il parle de secteurs, jamais de personnes."
            ),
            "version": _(
                "Vide : tous les découpages en petits secteurs qui ont ses indicateurs. Sur des communautés entières, "
                "ce sera un « indice local exploratoire »."
            ),
            "reference": _(
                "Les cinquièmes y sont coupés. Vide : tout le découpage. Une autre référence donne d’autres classes."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        levels = [Partition.Level.SMALL_AREA, Partition.Level.LOCALITY]
        offered = PartitionVersion.objects.filter(partition__level__in=levels, n_areas__gt=2)
        mine = PartitionVersion.objects.filter(pk=self.instance.version_id)
        self.fields["version"].queryset = (offered | mine).select_related("partition").order_by("-pk")
        wide = [Partition.Level.ADMINISTRATIVE, Partition.Level.REGION]
        places = Locality.objects.filter(version__partition__level__in=wide) | Locality.objects.filter(
            pk=self.instance.reference_id
        )
        self.fields["reference"].queryset = places.select_related("version__partition").order_by("name")
        self.fields["code"].max_length = CODE_LENGTH
        if self.instance.pk:
            del self.fields["code"]

    def clean_code(self):
        code = self.cleaned_data["code"]
        if len(code) > CODE_LENGTH:
            raise forms.ValidationError(gettext("Au plus %(n)s caractères.") % {"n": CODE_LENGTH})
        return code


class MethodForm(forms.Form):
    """How indicators are put together and areas are cut."""

    method = forms.ChoiceField(
        label=_("Méthode"), choices=[(one.value, words) for one, words in recipe_words.METHODS.items()]
    )
    high_is = forms.ChoiceField(label=_("Lecture"), choices=[*recipe_words.HIGH.items()])
    cut = forms.ChoiceField(
        label=_("Règle de coupe"),
        choices=[
            (Cut.MID_RANK.value, _("gens : le milieu du secteur")),
            (Cut.CUMULATIVE.value, _("gens : la fin du secteur")),
            (Cut.QUANTILES.value, _("secteurs : quantiles")), (Cut.TILES.value, _("secteurs : nombres égaux")),
        ],
        help_text=_("À égalité, des secteurs de même cote restent ensemble."),
    )  # fmt: skip
    components = forms.IntegerField(
        label=_("Composantes gardées"), min_value=1, max_value=5, initial=1, required=False,
        help_text=_("Pour l’analyse en composantes seulement."),
    )  # fmt: skip
    rotation = forms.ChoiceField(
        label=_("Rotation"), required=False, initial=Rotation.VARIMAX.value,
        choices=[(one.value, words) for one, words in recipe_words.ROTATIONS.items()],
        help_text=_("Pour l’analyse en composantes seulement."),
    )  # fmt: skip


class LineForm(forms.Form):
    """One indicator of the recipe; without one, the line is left out."""

    indicator = forms.ChoiceField(label=_("Indicateur"), required=False)
    raises = forms.ChoiceField(
        label=_("Une valeur haute"), required=False,
        choices=[("yes", _("fait monter la cote")), ("no", _("fait baisser la cote"))],
    )  # fmt: skip
    transform = forms.ChoiceField(
        label=_("Transformation"), required=False,
        choices=[(one.value, words) for one, words in recipe_words.TRANSFORMS.items()],
    )  # fmt: skip
    weight = forms.FloatField(
        label=_("Poids"), help_text=_("Vide : 1."), required=False, min_value=0.001, max_value=1000, localize=True
    )
    orients = forms.BooleanField(
        label=_("Oriente une composante"),
        required=False,
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "—"), *offered]

    @property
    def ingredient(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if not said.get("indicator"):
            return None
        return {
            "name": said["indicator"],
            "raises": said.get("raises") != "no",
            "transform": said.get("transform") or Transform.NONE.value,
            "weight": 1.0 if said.get("weight") is None else said["weight"],
        }


@dataclass
class IndexForms:
    """The three forms of one page, read together."""

    words: WordsForm
    method: MethodForm
    lines: list[LineForm]
    refusal: str = ""

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.words, self.method, *self.lines]

    def meant(self) -> Index | None:
        """The recipe typed; None where something is to be corrected, which `refusal` or a form says."""
        if not all([self.method.is_valid(), *(line.is_valid() for line in self.lines)]):
            return None
        try:
            found = indices.read(_typed(self.method.cleaned_data, self.lines))
        except BadRecipe as refusal:
            self.refusal = refusal.sentence
            return None
        return found if isinstance(found, Index) else None


def _typed(said: Mapping[str, Any], lines: list[LineForm]) -> dict[str, Any]:
    kept = [(line, line.ingredient) for line in lines if line.ingredient]
    recipe: dict[str, Any] = {"method": said["method"], "cut": said["cut"], "ingredients": [one for _line, one in kept]}
    if said["method"] == Method.COMPONENTS:
        recipe |= {"components": said["components"] or 1, "rotation": said["rotation"] or Rotation.VARIMAX.value}
        recipe["oriented_by"] = [one["name"] for line, one in kept if line.cleaned_data["orients"]]
    return {"kind": "index", "high_is": said["high_is"], "recipe": recipe}


def index_forms(data: Mapping[str, Any] | None, instance: Composite, *, model: Composite | None = None) -> IndexForms:
    """`model`: whose recipe fills the page when nothing is typed yet."""
    of = model or instance
    start = _start(of) if of.recipe else {"method": {}, "lines": []}
    n = _n_lines(data, len(start["lines"]))
    offered = _offered(instance)
    first = (
        {}
        if instance.pk or model is None
        else {name: getattr(model, name) for name in ("about", "about_en")}
        | {"version": model.version, "reference": model.reference}
    )
    return IndexForms(
        WordsForm(data, instance=instance, initial=first),
        MethodForm(data, prefix="method", initial=start["method"]),
        [
            LineForm(
                data,
                prefix=f"line{place}",
                offered=offered,
                initial=start["lines"][place] if place < len(start["lines"]) else {},
            )
            for place in range(n)
        ],
    )


def _n_lines(data: Mapping[str, Any] | None, filled: int) -> int:
    if data is None:
        return min(MOST_LINES, max(FIRST_LINES, filled + 2))
    try:
        typed = int(data.get("n_lines", FIRST_LINES))
    except ValueError:
        typed = FIRST_LINES
    return max(1, min(MOST_LINES, typed + (MORE_LINES if "more" in data else 0)))


def _start(of: Composite) -> dict[str, Any]:
    """What the page shows of a recipe already written."""
    try:
        meant: Meant | None = indices.read(of.recipe)
    except BadRecipe:
        meant = None
    if not isinstance(meant, Index):
        return {"method": {}, "lines": []}
    recipe = meant.recipe
    return {
        "method": {
            "method": recipe.method.value, "high_is": meant.high_is, "cut": recipe.cut.value,
            "components": recipe.components, "rotation": recipe.rotation.value,
        },
        "lines": [
            {
                "indicator": each.name, "raises": "yes" if each.raises else "no", "transform": each.transform.value,
                "weight": None if each.weight == 1 else each.weight, "orients": each.name in recipe.oriented_by,
            }
            for each in recipe.ingredients
        ],
    }  # fmt: skip


def _offered(instance: Composite) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every indicator by theme, but those of an index."""
    given: set[str] = set()
    for one in Composite.objects.all():
        try:
            given |= set(indices.read(one.recipe).outputs(one.code))
        except BadRecipe:
            continue
    themes: dict[str, list[tuple[str, str]]] = {}
    for indicator in (
        Indicator.objects.filter(variant_of=None).exclude(code__in=given).order_by("theme", "order", "name")
    ):
        themes.setdefault(indicator.theme or gettext("autres"), []).append((indicator.code, str(indicator)))
    return list(themes.items())


class CrossingForm(forms.Form):
    """Two scores to cross."""

    first = forms.ChoiceField(label=_("Première cote"))
    second = forms.ChoiceField(label=_("Seconde cote"))
    shift = forms.IntegerField(
        label=_("Épreuve : de combien bouge la coupe, en points"), min_value=1, max_value=16, initial=2,
        help_text=_("La page dira, pour chaque secteur, quelle classe il aurait."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [("", "—"), *_scores()]
        self.fields["first"].choices = self.fields["second"].choices = offered

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("first") == said.get("second"):
            self.add_error("second", gettext("Un croisement demande deux cotes différentes."))
        return said

    @property
    def meant(self) -> Meant:
        said = self.cleaned_data
        return Crossing(said["first"], said["second"], said["shift"] / 100)


def _scores() -> list[tuple[str, str]]:
    found = []
    for one in Composite.objects.all():
        try:
            meant = indices.read(one.recipe)
        except BadRecipe:
            continue
        if isinstance(meant, Index):
            scores = meant.scores(one.code)
            found += [
                (code, str(one) if len(scores) == 1 else gettext("%(name)s — composante %(n)s") % {"name": one, "n": n})
                for n, code in enumerate(scores, start=1)
            ]
    return found
