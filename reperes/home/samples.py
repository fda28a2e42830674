"""Sample content of the style guide: every component, with made-up words and figures that say so."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

THEMES = [("light", _("Claire")), ("dark", _("Sombre"))]
PARTS = [
    ("colours", _("Couleurs")),
    ("type", _("Caractères")),
    ("buttons", _("Boutons, étiquettes, états")),
    ("fields", _("Champs")),
    ("mistakes", _("Champs à corriger")),
    ("notices", _("Avis, pages vides, phrases")),
    ("cards", _("Cartes et encadrés")),
    ("figures", _("Chiffres : bandes, courbe, tableau, légende")),
    ("ways", _("Chemins : fil, étapes, progrès, facettes, historique")),
]
BAR_HEIGHT, BAR_STEP, BAR_LEFT, BAR_SCALE = 22, 34, 132, 7.0


class SampleForm(forms.Form):
    """One field of each sort."""

    title = forms.CharField(label=_("Titre"), help_text=_("Comme il est imprimé sur la page couverture."))
    address = forms.URLField(label=_("Adresse web"), required=False, assume_scheme="https")
    why = forms.CharField(label=_("Pourquoi c’est utile"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    level = forms.ChoiceField(
        label=_("Palier"),
        choices=[("", "—"), ("local", _("Local")), ("regional", _("Régional")), ("national", _("National"))],
    )
    held = forms.ChoiceField(
        label=_("Mode de la rencontre"),
        widget=forms.RadioSelect,
        choices=[("here", _("Sur place")), ("afar", _("À distance"))],
    )
    people = forms.MultipleChoiceField(
        label=_("Pour qui"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("tables", _("Tables de quartier")), ("towns", _("Municipalités")), ("health", _("Santé publique"))],
    )
    agreed = forms.BooleanField(label=_("J’ai le droit de partager ce document"))


@dataclass(frozen=True)
class Bar:
    name: str | Promise
    value: float
    y: int

    @property
    def width(self) -> float:
        return round(self.value * BAR_SCALE, 1)

    @property
    def middle(self) -> float:
        return self.y + BAR_HEIGHT / 2

    @property
    def end(self) -> float:
        return BAR_LEFT + self.width + 6


@dataclass(frozen=True)
class Point:
    year: int
    value: float
    x: float
    y: float


def bars() -> list[Bar]:
    shares = [(_("Les Moulins"), 31.4), (_("Vieux-Bourg"), 24.3), (_("La Côte"), 18.0), (_("Rivière-Haute"), 11.6)]
    return [Bar(name, value, 4 + row * BAR_STEP) for row, (name, value) in enumerate(shares)]


def points() -> list[Point]:
    values = {2001: 34.1, 2006: 31.8, 2011: 30.9, 2016: 27.2, 2021: 24.3}
    return [
        Point(year, value, 40 + column * 95, round(150 - value * 3.6, 1))
        for column, (year, value) in enumerate(values.items())
    ]


def styleguide() -> dict[str, Any]:
    line = points()
    return {
        "themes": [
            {"key": key, "name": name, "form": SampleForm(prefix=key), "wrong": _wrong(key)} for key, name in THEMES
        ],
        "parts": [(name, label, f"home/styleguide/_{name}.html") for name, label in PARTS],
        "bars": bars(),
        "points": line,
        "line": " ".join(f"{point.x:.0f},{point.y}" for point in line),
        "type_sizes": ["display", "title-1", "title-2", "title-3", "large", "body", "small"],
        "neutrals": ["paper", "surface", "sunken", "line", "edge", "muted", "ink"],
        "ramp": [f"ramp-{n}" for n in range(1, 6)],
        "diverging": [f"diverge-{n}" for n in range(1, 8)],
    }


def _wrong(theme: str) -> SampleForm:
    """A form sent with mistakes, so that the style guide shows how they are said."""
    typed = {"address": "pas une adresse", "level": "", "held": "here", "people": ["tables"]}
    return SampleForm({f"wrong-{theme}-{name}": value for name, value in typed.items()}, prefix=f"wrong-{theme}")
