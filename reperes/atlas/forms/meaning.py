"""Step 3: what the columns mean, whose figures they are, which territories they are summed to."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reperes.atlas import layouts
from reperes.atlas.forms.guesses import IGNORE, NEW, YEAR, guesses
from reperes.atlas.matching import WAYS, Match
from reperes.atlas.models import Delivery, Indicator
from reperes.atlas.queries import deliveries as queries
from reperes.atlas.queries.deliveries import Fit
from reperes.atlas.queries.editions import POPULATION
from reperes.atlas.recipe import Measure, Recipe, Role, check_period
from reperes.core.errors import BadFile
from reperes.places.models import Partition, Weights
from reperes.reading.table import TableSample

MOST_COLUMNS = 60  # a page one can still read; beyond, a recipe file says it better


class CodesForm(forms.Form):
    """Step 3: which column speaks of which area."""

    code_column = forms.ChoiceField(label=_("Colonne du code"))
    matching = forms.ChoiceField(label=_("Comment rapprocher les codes"))
    people = forms.ChoiceField(
        label=_("Colonne de la population totale"),
        required=False,
        help_text=_("Elle pèse la couverture des sommes et dit où personne ne vit."),
    )
    period = forms.CharField(label=_("Période des chiffres"), max_length=20, help_text=_("Par exemple 2021."))

    def __init__(self, *args, columns, matches, **kwargs):
        super().__init__(*args, prefix="codes", **kwargs)
        self.fields["code_column"].choices = [(column.name, column.name) for column in columns]
        numbers = [(column.name, column.name) for column in columns if column.is_number]
        self.fields["people"].choices = [("", _("— aucune : chaque secteur compte autant —")), *numbers]
        rates = {match.way: match for match in matches}
        self.fields["matching"].choices = [(way, _way_label(way, rates.get(way))) for way in WAYS]

    def clean_period(self) -> str:
        return _period(self.cleaned_data)


def _way_label(way: str, match: Match | None) -> str:
    label = str(WAYS[way].label)
    if match is None:
        return label
    return gettext("%(label)s : %(n)s lignes sur %(of)s") % {"label": label, "n": match.n_matched, "of": match.n_rows}


DENSITY = "densite"  # of the indicator named POPULATION


class ColumnForm(forms.Form):
    """Step 3: what one column means."""

    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[
            (IGNORE, _("ignorer")),
            (Role.COUNT, _("un effectif : il s’additionne")),
            (Role.SHARE, _("une part de 0 à 1")),
            (Role.PERCENT, _("un pourcentage de 0 à 100")),
            (Role.QUOTIENT, _("le numérateur d’un rapport")),
            (Role.AS_IS, _("une valeur qui ne s’additionne pas (médiane, indice)")),
        ],
    )
    of = forms.ChoiceField(label=_("Dénominateur"))
    indicator = forms.ChoiceField(label=_("Indicateur"))
    density = forms.BooleanField(
        label=_("Aussi en densité de population"), required=False, help_text=_("Par km² de terre.")
    )
    name = forms.CharField(label=_("Nom du nouvel indicateur"), max_length=160, required=False)
    unit = forms.ChoiceField(label=_("Unité"), choices=Indicator.Unit, required=False)
    universe = forms.CharField(label=_("Univers : de qui parle-t-on?"), max_length=200, required=False)
    definition = forms.CharField(
        label=_("Définition"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    direction = forms.ChoiceField(label=_("Lecture"), choices=Indicator.Direction, required=False)

    def __init__(self, *args, column, others, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.column = column
        self.known = {one.code: one for one in indicators}
        self.fields["of"].choices = [(IGNORE, "—"), *((one.name, one.name) for one in others if one != column)]
        self.fields["indicator"].choices = [(NEW, _("nouvel indicateur")), *((i.code, str(i)) for i in indicators)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        role = said.get("role", IGNORE)
        if role == IGNORE:
            return said
        if Role(role).needs_denominator and said.get("of", IGNORE) == IGNORE:
            self.add_error(
                "of", _("Dites de quelle colonne c’est une part, ou choisissez « une valeur qui ne s’additionne pas ».")
            )
        if said.get("indicator", NEW) == NEW and not said.get("name", "").strip():
            self.add_error("name", _("Donnez un nom à ce nouvel indicateur."))
        if said.get("density") and not (role == Role.COUNT and self._counts_people(said)):
            self.add_error("density", _("Une densité de population se calcule sur un effectif de personnes."))
        return said

    def _counts_people(self, said: dict[str, Any]) -> bool:
        known = self.known.get(said.get("indicator", NEW))
        return (known.unit if known else said.get("unit")) == Indicator.Unit.PERSONS

    @property
    def measures(self) -> list[Measure]:
        """What the column makes, and its density if that was asked."""
        one = self.measure
        if one is None:
            return []
        return [one, self._density(one)] if self.cleaned_data["density"] else [one]

    def _density(self, count: Measure) -> Measure:
        if count.code == POPULATION:
            code, name = DENSITY, gettext("Densité de population")
        else:
            code = f"{DENSITY}-{count.code}"[:60]
            name = gettext("Densité : %(name)s") % {"name": count.definition.get("name") or self.known[count.code].name}
        definition = {
            "name": name,
            "unit": Indicator.Unit.DENSITY,
            "universe": self.cleaned_data["universe"],
            "definition": gettext("Personnes par kilomètre carré de terre."),
            "numerator": self.column.name[:200],
            "denominator": gettext("superficie des terres"),
        }
        return Measure(code, Role.DENSITY, self.column.name, definition={} if code in self.known else definition)

    @property
    def measure(self) -> Measure | None:
        said = self.cleaned_data
        if said["role"] == IGNORE:
            return None
        role, of = Role(said["role"]), said["of"]
        if said["indicator"] != NEW:
            return Measure(said["indicator"], role, self.column.name, of if role.needs_denominator else "")
        is_share = role.needs_denominator
        definition = {
            "name": said["name"].strip(),
            "unit": Indicator.Unit.SHARE if is_share else said["unit"] or Indicator.Unit.COUNT,
            "decimals": 1 if is_share or role is Role.AS_IS else 0,
            "universe": said["universe"],
            "definition": said["definition"],
            "direction": said["direction"] or Indicator.Direction.NEUTRAL,
            "numerator": self.column.name[:200],
            "denominator": of[:200] if is_share else "",
        }
        code = slugify(said["name"])[:60].strip("-") or "indicateur"
        return Measure(code, role, self.column.name, of if is_share else "", definition)


class ProfileForm(forms.Form):
    """Step 3: a census profile says itself what its columns mean."""

    period = forms.CharField(label=_("Période des chiffres"), max_length=20, help_text=_("Par exemple 2021."))

    def __init__(self, *args, delivery, typed, **kwargs):
        self.layout = layouts.layout(delivery.choices["profile"])
        super().__init__(*args, prefix="profile", initial={"period": self.layout.period} | typed, **kwargs)

    def clean_period(self) -> str:
        return _period(self.cleaned_data)


def _period(said: dict[str, Any]) -> str:
    period = str(said["period"])
    try:
        check_period(period)
    except BadFile as refusal:
        raise forms.ValidationError(refusal.sentence) from refusal
    return period


class SourceForm(forms.Form):
    """Step 3: who published the figures."""

    title = forms.CharField(label=_("Titre de la source"), max_length=200)
    publisher = forms.CharField(label=_("Organisme"), max_length=200)
    licence = forms.CharField(
        label=_("Licence"),
        max_length=200,
        help_text=_("Par exemple : Licence ouverte de Statistique Canada, CC BY 4.0."),
    )
    vintage = forms.CharField(label=_("Millésime"), max_length=20, required=False)
    address = forms.URLField(label=_("Adresse"), required=False, assume_scheme="https")
    attribution = forms.CharField(
        label=_("Mention exigée"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class PartitionForm(forms.Form):
    """Step 3: which partition new limits make."""

    name = forms.CharField(label=_("Nom du découpage"), max_length=160)
    level = forms.ChoiceField(label=_("Niveau"), choices=Partition.Level)
    vintage = forms.CharField(label=_("Millésime des limites"), max_length=20)
    publisher = forms.CharField(label=_("Source des limites"), max_length=200)
    licence = forms.CharField(label=_("Licence des limites"), max_length=200)

    @property
    def fields_said(self) -> dict[str, str]:
        said = self.cleaned_data
        return said | {"code": slugify(said["name"])[:60].strip("-") or "decoupage"}


class GroupingForm(forms.Form):
    """Step 3: which wider territories the figures are summed to."""

    groupings = forms.MultipleChoiceField(
        label=_("Regrouper les chiffres par"), required=False, widget=forms.CheckboxSelectMultiple
    )
    method = forms.ChoiceField(
        label=_("Rattacher chaque secteur"),
        choices=[
            (Weights.Method.POINT, _("en entier, là où se trouve son centre")),
            (Weights.Method.AREA, _("à chacun selon la superficie commune")),
        ],
    )

    def __init__(self, *args, offered, already, **kwargs):
        super().__init__(*args, prefix="grouping", **kwargs)
        said = _("(déjà rattaché)")
        self.fields["groupings"].choices = [
            (str(one.pk), f"{one.partition} {said}" if one.pk in already else str(one.partition)) for one in offered
        ]


@dataclass
class Meaning:
    """The forms of the third step, together."""

    profile: ProfileForm | None
    codes: CodesForm | None
    columns: list[ColumnForm]
    source: SourceForm | None
    partition: PartitionForm | None
    grouping: GroupingForm
    fit: Fit | None
    n_columns_left_out: int = 0

    @property
    def forms(self) -> list[forms.Form]:
        alone = [self.profile, self.codes, self.source, self.partition, self.grouping]
        return [*(form for form in alone if form), *self.columns]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every form, so that every mistake shows
        if all(valid) and self.codes and not any(form.measure for form in self.columns):
            self.codes.add_error(None, _("Donnez un rôle à une colonne au moins, sinon rien n’entrerait dans l’atlas."))
            return False
        return all(valid) and not self._has_twins()

    def _has_twins(self) -> bool:
        """Two columns that would make the same indicator: the second one is told."""
        seen: dict[str, str] = {}
        for form in self.columns:
            known = [measure.code for measure in form.measures if not measure.definition]
            if twin := next((code for code in known if code in seen), ""):
                said = {"column": seen[twin]}
                form.add_error("indicator", _("La colonne « %(column)s » fait déjà cet indicateur.") % said)
            seen |= dict.fromkeys(known, form.column.name)
        return any(form.errors for form in self.columns)

    @property
    def asked(self) -> dict[str, Any] | None:
        """What is said of a census profile."""
        if self.profile is None or self.source is None:
            return None
        return {
            "layout": self.profile.layout.id,
            "period": self.profile.cleaned_data["period"].strip(),
            "source": self.profile.layout.source | self.source.cleaned_data,
        }

    @property
    def recipe(self) -> Recipe | None:
        if self.codes is None or self.source is None:
            return None
        said = self.codes.cleaned_data
        return Recipe(
            code_column=said["code_column"],
            period=said["period"].strip(),
            measures=_with_own_codes([measure for form in self.columns for measure in form.measures]),
            source=self.source.cleaned_data,
            people=said["people"],
            matching=said["matching"],
        )


def _with_own_codes(measures: list[Measure]) -> tuple[Measure, ...]:
    """A new indicator never takes the code of another."""
    taken = set(Indicator.objects.values_list("code", flat=True))
    found = []
    for measure in measures:
        code, number = measure.code, 1
        while measure.definition and code in taken:
            number += 1
            code = f"{measure.code[:56]}-{number}"
        taken.add(code)
        found.append(replace(measure, code=code))
    return tuple(found)


def meaning(delivery: Delivery, data: Any = None) -> Meaning:
    """The third step's forms: bound to what is sent, else filled with what was typed before, else with guesses."""
    typed = {
        name: values[-1] for name, values in delivery.choices.get("typed", {}).get("meaning", {}).items() if values
    }
    is_profile, has_table = queries.is_profile(delivery), bool(delivery.table)
    sample = queries.sample(delivery) if has_table and not is_profile else None
    profile = ProfileForm(data, delivery=delivery, typed=_typed(typed, "profile")) if is_profile else None
    source = (profile.layout.source if profile else {}) | _typed(typed, "source")
    wanted = (data or typed).get("codes-code_column", "")
    fit = queries.fit(delivery, wanted)
    offered = queries.groupings(delivery)
    already = set(Weights.objects.filter(source=delivery.version).values_list("target", flat=True))
    known = delivery.choices.get("typed", {}).get("meaning", {}).get("grouping-groupings")
    grouping = {"groupings": known if known is not None else [str(one) for one in already], "method": "point"}
    columns = _column_forms(sample, fit, data, typed) if sample else []
    return Meaning(
        profile=profile,
        codes=_codes_form(sample, fit, data, typed) if sample else None,
        columns=columns[:MOST_COLUMNS],
        source=SourceForm(data, prefix="source", initial=source) if has_table else None,
        partition=PartitionForm(data, prefix="partition", initial=_typed(typed, "partition"))
        if delivery.limits
        else None,
        grouping=GroupingForm(
            data, offered=offered, already=already, initial=grouping | _one(typed, "grouping-method")
        ),
        fit=fit,
        n_columns_left_out=max(0, len(columns) - MOST_COLUMNS),
    )


def _typed(typed: dict[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(f"{prefix}-"): value for name, value in typed.items() if name.startswith(f"{prefix}-")}


def _one(typed: dict[str, str], name: str) -> dict[str, str]:
    return {name.partition("-")[2]: typed[name]} if name in typed else {}


def _codes_form(sample: TableSample, fit: Fit | None, data: Any, typed: dict[str, str]) -> CodesForm:
    people = next((c.name for c in sample.columns if c.is_number and "population" in c.name.lower()), "")
    years = [found.group() for c in sample.columns if (found := YEAR.search(c.name))]
    guess = {
        "code_column": fit.column if fit else "",
        "matching": fit.best.way if fit else "exact",
        "people": people,
        "period": max(years, default=""),
    }
    matches = fit.matches if fit else []
    return CodesForm(data, columns=sample.columns, matches=matches, initial=guess | _typed(typed, "codes"))


def _column_forms(sample: TableSample, fit: Fit | None, data: Any, typed: dict[str, str]) -> list[ColumnForm]:
    """One for each column of numbers, but the codes'."""
    indicators = list(Indicator.objects.all())
    codes = fit.column if fit else ""
    numbers = [(place, c) for place, c in enumerate(sample.columns) if c.is_number and c.name != codes]
    others = [column for _place, column in numbers]
    guessed = guesses(others, indicators)
    return [
        ColumnForm(
            data,
            prefix=f"column{place}",
            column=column,
            others=others,
            indicators=indicators,
            initial=guessed[column.name] | _typed(typed, f"column{place}"),
        )
        for place, column in numbers
    ]
