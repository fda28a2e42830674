"""What an analyst types to define an indicator: words in both languages, and a formula for each layout."""

import math
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reperes.atlas import formulas, layouts
from reperes.atlas.models import Dataset, Formula, Indicator
from reperes.atlas.queries import characteristics
from reperes.reading.store import COLUMNS, Store

Aggregation = Indicator.Aggregation
WORDS = ("name", "definition", "numerator", "denominator", "universe", "theme", "caution")
TWINS = tuple(f"{name}_en" for name in WORDS)
RULES = ("unit", "decimals", "aggregation", "direction", "form", "least_denominator", "small_count")
LONGEST_CODE = 60
CLASS = gettext_lazy(
    "Une classe par ligne : « de; à; effectif ». Exemple : 10 000; 20 000; c706. "
    "La dernière peut rester ouverte : 100 000; ; c723."
)


class WordsForm(forms.ModelForm):
    """The card."""

    where = forms.CharField(
        label=gettext_lazy("Où demander ces chiffres"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Si aucune formule n’est écrite plus bas : l’organisme à qui demander son tableau."),
    )

    class Meta:
        model = Indicator
        fields = ["code", *WORDS, *TWINS, *RULES]
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("definition", "definition_en", "caution", "caution_en")
        }
        help_texts = {
            "code": gettext_lazy("Il sert dans les adresses et les fichiers; il ne change plus. Vide : tiré du nom."),
            "definition": gettext_lazy("En une phrase, comme à une collègue : part de qui, parmi qui."),
            "universe": gettext_lazy("De qui l’on parle : « ménages privés », « personnes de 15 ans et plus »."),
            "theme": gettext_lazy("Celui sous lequel le catalogue le range : logement, revenu…"),
            "least_denominator": gettext_lazy("Sous ce dénominateur, rien n’est publié. 0 : la règle générale."),
            "small_count": gettext_lazy("Pour un fichier que personne n’a protégé. 0 : la règle générale."),
            "caution": gettext_lazy("Ce qui trompe souvent : une définition changée, un petit nombre."),
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            if not self.instance.formulas.exists():
                self.fields["where"].initial = self.instance.source.publisher
        else:
            self.fields["code"].required = False
        self.fields["definition"].required = True

    def clean_code(self) -> str:
        code = self.cleaned_data["code"] or slugify(self.data.get(self.add_prefix("name"), ""))[:LONGEST_CODE]
        if not code:
            raise forms.ValidationError(
                _("Donnez un code : le nom n’en donne pas (lettres sans accent, chiffres, tirets).")
            )
        if Indicator.objects.filter(code=code).exists():
            raise forms.ValidationError(
                _("Un indicateur porte déjà le code « %(code)s » : choisissez-en un autre.") % {"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("unit") == Indicator.Unit.SHARE and said.get("aggregation") == Aggregation.SUM:
            self.add_error("unit", _("Un pourcentage ne s’additionne pas : choisissez une somme sur une somme."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """Fields of the indicator."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or [] if name in self.cleaned_data}


class FormulaForm(forms.Form):
    """How it is made of one layout. Each mistake is said beside the field it is in."""

    numerator = forms.CharField(
        label=gettext_lazy("Numérateur, ou valeur"), required=False, max_length=formulas.LONGEST,
        help_text=gettext_lazy("Des caractéristiques et + - * : c1467, c25 + c26, c2225.women."),
    )  # fmt: skip
    denominator = forms.CharField(label=gettext_lazy("Dénominateur"), required=False, max_length=formulas.LONGEST)
    classes = forms.CharField(
        label=gettext_lazy("Classes d’une médiane"), required=False, max_length=12_000, help_text=CLASS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args, layout, aggregation, kept=None, **kwargs):
        self.layout, self.aggregation = layouts.layout(layout), aggregation
        self.written: dict[str, Any] = {}
        self.dataset: Dataset | None = characteristics.newest([layout]).get(layout)
        super().__init__(*args, prefix=layout, initial=_initial(kept), **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors or not any(said.values()):
            return said
        found: list[list[Any]] = []
        if said["classes"]:
            try:
                found = classes_of(said["classes"])
            except forms.ValidationError as refusal:
                self.add_error("classes", refusal)
                return said
        self._refuse_another_shape(said)
        if not self.errors:
            for name in ("numerator", "denominator"):
                self._check(name, said[name])
            for line, (_low, _high, text) in enumerate(found, start=1):
                self._check("classes", text, _("Ligne %(n)s : ") % {"n": line})
        if not self.errors:
            self.written = {"numerator": said["numerator"], "denominator": said["denominator"], "median": found}
        return said

    def _refuse_another_shape(self, said: Mapping[str, str]) -> None:
        """Each way of adding up has its own parts."""
        wanted = {Aggregation.MEDIAN: {"classes"}, Aggregation.RATIO: {"numerator", "denominator"}}.get(
            Aggregation(self.aggregation), {"numerator"}
        )
        way = Aggregation(self.aggregation).label
        for name in ("numerator", "denominator", "classes"):
            if name in wanted and not said[name]:
                self.add_error(name, _("Il le faut pour « %(way)s ».") % {"way": way})
            elif name not in wanted and said[name]:
                self.add_error(name, _("Laissez vide : « %(way)s » n’en a pas.") % {"way": way})

    def _check(self, name: str, text: str, before: str = "") -> None:
        if not text:
            return
        try:
            asked = formulas.quantity(text, text, land=self.layout.land)
            known, columns = self._known
            formulas.refuse_unknown(asked, known, columns)
        except formulas.BadFormula as refusal:
            self.add_error(name, f"{before}{refusal.sentence}")

    @cached_property
    def _known(self) -> tuple[Mapping[int, str], tuple[str, ...]]:
        """What a file of this layout has: the one that is here, else what its publisher numbers."""
        if self.dataset is not None:
            store = Store.open(self.dataset.folder)
            return {one.id: one.name for one in store.characteristics}, store.columns
        return dict.fromkeys(range(1, self.layout.n_characteristics + 1), ""), COLUMNS


def _initial(kept: Formula | None) -> dict[str, str]:
    if kept is None:
        return {}
    lines = [f"{low:g}; {'' if high is None else f'{high:g}'}; {text}" for low, high, text in kept.classes]
    numerator = "" if kept.classes else kept.numerator
    return {"numerator": numerator, "denominator": kept.denominator, "classes": "\n".join(lines)}


def classes_of(text: str) -> list[list[Any]]:
    """[[low, high or None, formula], …]; ValidationError says which line and why.

    >>> classes_of("0; 10 000; c5\\n10 000; ; c6")
    [[0.0, 10000.0, 'c5'], [10000.0, None, 'c6']]
    """
    found: list[list[Any]] = []
    lines = [line for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.split(";")]
        if len(parts) != 3 or not parts[2]:
            raise forms.ValidationError(
                _("Ligne %(n)s : il faut trois morceaux séparés par des points-virgules, « de; à; effectif ».")
                % {"n": place}
            )
        low, high = _number(parts[0], place), None if not parts[1] else _number(parts[1], place)
        _refuse_gap(place, low, high, found, is_last=place == len(lines))
        found.append([low, high, parts[2]])
    return found


def _number(text: str, place: int) -> float:
    try:
        number = float(re.sub(r"\s", "", text).replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise forms.ValidationError(_("Ligne %(n)s : « %(text)s » n’est pas un nombre.") % {"n": place, "text": text})
    return number


def _refuse_gap(place: int, low: float, high: float | None, before: list[list[Any]], *, is_last: bool) -> None:
    if high is None and not is_last:
        raise forms.ValidationError(_("Ligne %(n)s : seule la dernière classe peut rester ouverte.") % {"n": place})
    if high is not None and low >= high:
        raise forms.ValidationError(_("Ligne %(n)s : la fin de la classe doit dépasser son début.") % {"n": place})
    if before and before[-1][1] != low:
        raise forms.ValidationError(
            _("Ligne %(n)s : cette classe doit commencer où finit celle d’avant.") % {"n": place}
        )


class Definition:
    """The words and the formulas together."""

    def __init__(self, data: Mapping[str, Any] | None, *, indicator: Indicator | None, copied: Indicator | None = None):
        self.words = WordsForm(data, instance=indicator or (_copy(copied) if copied else None))
        of = indicator or copied
        kept = {one.layout: one for one in of.formulas.all()} if of else {}
        way = str(self.words["aggregation"].value() or "")
        way = way if way in Aggregation.values else Aggregation.RATIO
        self.formulas = [
            FormulaForm(data, layout=name, aggregation=way, kept=kept.get(name))
            for name in sorted(layouts.known(), reverse=True)
        ]

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.words, *self.formulas]

    def is_valid(self) -> bool:
        """Every form is asked, so that every mistake is told at once."""
        answers = [form.is_valid() for form in self.forms]
        is_right = all(answers)
        if is_right and not self.written and not self.words.cleaned_data["where"]:
            self.words.add_error(
                "where", _("Écrivez une formule plus bas, ou dites à qui demander un tableau de ces chiffres.")
            )
        return is_right and self.words.is_valid()

    @property
    def written(self) -> dict[str, dict[str, Any]]:
        """By layout, as actions.indicators takes them."""
        return {form.layout.id: form.written for form in self.formulas if form.written}

    def refuse(self, sentence: str) -> None:
        self.words.add_error(None, sentence)


def _copy(of: Indicator) -> Indicator:
    """A draft of its own: only the words and the rules are taken over."""
    said = {name: getattr(of, name) for name in [*WORDS, *TWINS, *RULES]}
    return Indicator(**said | {"name": _("%(name)s (copie)") % {"name": of.name}, "name_en": ""})
