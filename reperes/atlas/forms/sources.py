"""What one types of a source."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reperes.atlas.models import Source
from reperes.atlas.queries.sources import replaceable


class CorrectionForm(forms.Form):
    """A correction the publisher announced, in its own words."""

    on = forms.DateField(
        label=_("Date de l’annonce"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    words = forms.CharField(
        label=_("Ce que l’organisme annonce"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dans ses mots : ce qui était faux, pour qui, ce qui a été corrigé."),
    )
    words_en = forms.CharField(
        label=_("En anglais"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est à venir : donnez celle de l’annonce."))
        return day


class SourceChoice(forms.ModelChoiceField):
    """Files of one publisher often bear one title: the file and its vintage tell them apart."""

    def label_from_instance(self, source: Source) -> str:
        marks = [source.vintage, source.file_name, source.file_sha256[:8]]
        return " · ".join([str(source), *filter(None, marks)])


class ReplacementForm(forms.Form):
    """Which file this one replaces."""

    older = SourceChoice(
        label=_("Fichier remplacé"),
        queryset=Source.objects.none(),
        required=False,
        empty_label=_("aucun"),
        help_text=_("Ses chiffres restent dans les éditions; partout, on dira qu’un fichier plus récent existe."),
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, initial={"older": source.supersedes_id}, **kwargs)
        self.fields["older"].queryset = replaceable(source)
