"""What people type on the pages of places → clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reperes.places.models import Comparability, Locality, Partition, PartitionVersion, Weights

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TABLE_HELP = _("CSV avec une ligne d’en-tête : source, target, weight (parts de 0 à 1).")


def small_versions() -> Any:
    found = PartitionVersion.objects.filter(partition__level=Partition.Level.SMALL_AREA)
    return found.select_related("partition").order_by("partition__name", "-pk")


class BeginForm(forms.Form):
    """A new drawing: with what, of what, of when."""

    source = forms.ModelChoiceField(
        PartitionVersion.objects.none(), label=_("Petits secteurs avec lesquels dessiner"), empty_label=None
    )
    partition = forms.ModelChoiceField(
        Partition.objects.none(),
        required=False,
        label=_("Nouvelle version de"),
        empty_label=_("— un nouveau découpage —"),
        help_text=_("Les limites publiées ne changent pas : on en fait une nouvelle version, l’ancienne reste."),
    )
    name = forms.CharField(
        max_length=160,
        required=False,
        label=_("Nom du découpage"),
        help_text=_("Celui de l’existant, si rien n’est écrit."),
    )
    vintage = forms.CharField(
        max_length=20, label=_("Millésime"), help_text=_("L’année de ces limites, par exemple 2026.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = small_versions()
        self.fields["partition"].queryset = Partition.objects.filter(level=Partition.Level.LOCALITY)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("partition") and not said.get("name"):
            self.add_error("name", _("Donnez un nom au nouveau découpage."))
        return said


class ValidityForm(forms.Form):
    valid_from = forms.DateField(
        required=False,
        label=_("En vigueur depuis le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_until = forms.DateField(required=False, label=_("Jusqu’au"), widget=DATE)


class PeopleForm(forms.Form):
    table = forms.FileField(
        label=_("Tableau de population"),
        help_text=_("CSV avec deux colonnes nommées code et population, une ligne par petit secteur."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )
    source = forms.CharField(max_length=200, label=_("D’où viennent ces nombres"))


class WeighForm(forms.Form):
    """How to share small areas: also how older ones became newer ones."""

    source = forms.ModelChoiceField(PartitionVersion.objects.none(), label=_("Petits secteurs"), empty_label=None)
    method = forms.ChoiceField(
        choices=[
            (Weights.Method.POINT, _("point représentatif : chaque secteur entier, où tombe son point")),
            (Weights.Method.AREA, _("superficie commune")),
            (Weights.Method.POPULATION, _("population comptée dans un découpage plus fin")),
            (Weights.Method.TABLE, _("table fournie")),
        ],
        label=_("Méthode"),
    )
    finer = forms.ModelChoiceField(
        PartitionVersion.objects.none(), required=False, label=_("Découpage plus fin, avec sa population")
    )
    table = forms.FileField(
        required=False, label=_("Table"), help_text=TABLE_HELP, widget=forms.FileInput(attrs={"accept": ".csv,.txt"})
    )

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = small_versions().exclude(pk=version.pk)
        self.fields["finer"].queryset = small_versions().filter(headcounts__isnull=False).distinct()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("method") == Weights.Method.POPULATION and not said.get("finer"):
            self.add_error("finer", _("Choisissez le découpage plus fin dont on connaît la population."))
        if said.get("method") == Weights.Method.TABLE and not said.get("table"):
            self.add_error("table", _("Apportez la table des parts."))
        return said


class VersionForm(forms.Form):
    """Another version: wider, to be attached to; or older, to be compared with."""

    other = forms.ModelChoiceField(PartitionVersion.objects.none(), label=_("Découpage"), empty_label=None)

    def __init__(self, *args, among, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = among


class StandingForm(forms.Form):
    standing = forms.ChoiceField(choices=Locality.Standing.choices, label=_("Où en est la discussion de ces limites"))
    words = forms.CharField(
        required=False,
        label=_("Avec qui, où, ce qui a été dit"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(choices=Comparability.Verdict.choices, label=_("Verdict"))
    words = forms.CharField(label=_("Pourquoi"), widget=forms.Textarea(attrs={"rows": 2}))


class FallbackForm(forms.Form):
    fallback = forms.ModelChoiceField(
        Locality.objects.none(),
        required=False,
        label=_("Communauté statistique dont le chiffre peut remplacer le sien"),
        empty_label=_("— aucune —"),
    )

    def __init__(self, *args, locality, **kwargs):
        super().__init__(*args, **kwargs)
        others = Locality.objects.current().filter(level=Locality.Level.STATISTICAL)
        self.fields["fallback"].queryset = others.exclude(version=locality.version)
