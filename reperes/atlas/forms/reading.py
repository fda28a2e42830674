"""Step 2: how the files read."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reperes.atlas.queries import deliveries as queries
from reperes.atlas.storage import on_disk
from reperes.core.errors import BadFile
from reperes.figures.statuses import Status
from reperes.places.shapes import LATITUDE_FIRST
from reperes.reading import table
from reperes.reading.table import Reading

OWN_SYMBOLS = {
    "own_suppressed": Status.SUPPRESSED,
    "own_unreliable": Status.UNRELIABLE,
    "own_unavailable": Status.UNAVAILABLE,
    "own_not_applicable": Status.NOT_APPLICABLE,
}


class TableReadingForm(forms.Form):
    """Step 2: how the table reads. Each field says on what its guess rests."""

    encoding = forms.ChoiceField(
        label=_("Encodage"),
        choices=[
            ("utf-8", "UTF-8"),
            ("utf-8-sig", _("UTF-8 avec marque")),
            ("utf-16", _("UTF-16 avec marque")),
            ("utf-16-le", "UTF-16 LE"),
            ("utf-16-be", "UTF-16 BE"),
            ("cp1252", "Windows-1252 / Latin-1"),
            ("latin-1", "ISO-8859-1"),
            ("mac-roman", "Mac Roman"),
            ("cp850", "DOS (cp850)"),
        ],
    )
    separator = forms.ChoiceField(
        label=_("Séparateur"),
        choices=[
            (";", _("point-virgule ( ; )")),
            (",", _("virgule ( , )")),
            ("\t", _("tabulation")),
            ("|", _("barre ( | )")),
        ],
    )
    sheet = forms.ChoiceField(label=_("Feuille"))
    header_row = forms.IntegerField(label=_("Ligne de l’en-tête (0 : aucune)"), min_value=0, max_value=10_000)
    decimal = forms.ChoiceField(
        label=_("Marque décimale"), choices=[(",", _("virgule : 12,5")), (".", _("point : 12.5"))]
    )
    own_suppressed = forms.CharField(label=_("Confidentiel"), required=False)
    own_unreliable = forms.CharField(label=_("Trop peu fiable"), required=False)
    own_unavailable = forms.CharField(label=_("Non disponible"), required=False)
    own_not_applicable = forms.CharField(label=_("Sans objet"), required=False)

    def __init__(self, *args, delivery, sample, **kwargs):
        reading = sample.reading
        symbols = {name: " ".join(s for s, st in reading.missing.items() if st == v) for name, v in OWN_SYMBOLS.items()}
        super().__init__(*args, initial=reading.as_json() | symbols, prefix="table", **kwargs)
        self.delivery, self.reading = delivery, reading
        self.fields["sheet"].choices = [(name, name) for name in sample.sheets]
        for name in ["sheet"] if reading.kind == "text" else ["encoding", "separator"]:
            del self.fields[name]
        for name, why in sample.evidence.items():
            if name in self.fields:
                self.fields[name].help_text = gettext("Compris ainsi : %(why)s.") % {"why": why}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            try:
                with on_disk(self.delivery.table) as file:
                    table.sample(file, self.delivery.table_name, self.corrected)
            except BadFile as refusal:
                raise forms.ValidationError(refusal.sentence) from refusal
        return said

    @property
    def corrections(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name not in OWN_SYMBOLS}
        own = {s.lower(): v.value for name, v in OWN_SYMBOLS.items() for s in self.cleaned_data.get(name, "").split()}
        return said | {"missing": own}

    @property
    def corrected(self) -> Reading:
        return self.reading.corrected(self.corrections)


COORDINATES = [
    ("EPSG:4326", _("Longitude et latitude (WGS 84)")),
    (LATITUDE_FIRST, _("Latitude puis longitude (WGS 84, dans l’autre sens)")),
    ("EPSG:4269", _("Longitude et latitude (NAD 83)")),
    ("EPSG:3347", _("Lambert de Statistique Canada")),
    ("EPSG:32198", _("Lambert du Québec (NAD 83)")),
    ("EPSG:32187", "MTM 7 (NAD 83)"),
    ("EPSG:32188", "MTM 8 (NAD 83)"),
    ("EPSG:32189", "MTM 9 (NAD 83)"),
    ("EPSG:3857", _("Mercator des cartes web")),
]


class LimitsReadingForm(forms.Form):
    """Step 2: which columns of the limits name each area, and in what coordinates."""

    layer = forms.ChoiceField(label=_("Couche"), required=False)
    code_column = forms.ChoiceField(label=_("Colonne du code"), help_text=_("Un code propre à chaque territoire."))
    name_column = forms.ChoiceField(label=_("Colonne du nom"), required=False)
    land_column = forms.ChoiceField(
        label=_("Colonne de la superficie des terres, en km²"),
        required=False,
        help_text=_("Sans elle, la superficie est mesurée sur les limites, eau comprise."),
    )
    crs = forms.ChoiceField(label=_("Coordonnées"))

    def __init__(self, *args, preview, chosen, **kwargs):
        super().__init__(*args, initial=chosen, prefix="limits", **kwargs)
        columns = [(c.name, f"{c.name} — {', '.join(c.samples[:3])}") for c in preview.columns]
        self.fields["layer"].choices = [(name, name) for name in preview.layers or (preview.layer,)]
        self.fields["code_column"].choices = columns
        self.fields["name_column"].choices = [("", _("— aucune : le code sert de nom —")), *columns]
        self.fields["land_column"].choices = [("", _("— aucune —")), *columns]
        known = dict(COORDINATES)
        own = [(preview.crs, f"{preview.crs_name} ({preview.crs})")] if preview.crs not in {"", *known} else []
        self.fields["crs"].choices = own + COORDINATES
        said = gettext("Le fichier le dit.") if preview.crs else gettext("Le fichier ne le dit pas : vérifiez.")
        if queries.is_turned_over(preview.bounds):
            said = gettext("Lues dans l’autre sens, ces limites tombent loin d’ici : vérifiez.")
        self.fields["crs"].help_text = said
        if len(self.fields["layer"].choices) == 1:
            self.fields["layer"].widget = forms.HiddenInput()
