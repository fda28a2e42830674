"""Step 1: the files."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from reperes.atlas import reshaping
from reperes.core.errors import BadFile
from reperes.places import boundaries
from reperes.places.models import PartitionVersion
from reperes.reading import recognising


def _table_or_profile(path: Path, name: str) -> object:
    """A census profile is recognised by its header and read by the worker; a long table is laid in columns."""
    found = recognising.recognise(path, name)
    return reshaping.in_columns(path, name, found) if found.shape else found


class FilesForm(forms.Form):
    """Step 1: limits that are here or a file of them, and a table."""

    version = forms.ModelChoiceField(
        PartitionVersion.objects.none(),
        required=False,
        label=_("Découpage déjà dans Repères"),
        empty_label=_("— j’apporte de nouvelles limites —"),
    )
    limits = forms.FileField(
        required=False,
        label=_("Fichier de limites"),
        help_text=_("GeoJSON, GeoPackage ou Shapefile zippé, de n’importe quelle projection."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    table = forms.FileField(
        required=False,
        label=_("Tableau de chiffres"),
        help_text=_(
            "CSV, TSV, XLSX ou ODS d’une ligne par territoire; ou profil du recensement, même zippé, tel quel."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.parquet,.zip,.gz"}),
    )

    own_table = forms.BooleanField(
        required=False,
        label=_("Les chiffres sont dans le fichier de limites"),
        help_text=_("Ses colonnes seront lues comme un tableau."),
    )

    def __init__(self, *args, delivery, **kwargs):
        super().__init__(*args, **kwargs)
        self.delivery = delivery
        self.fields["version"].queryset = PartitionVersion.objects.select_related("partition").order_by(
            "partition__name", "-pk"
        )

    def clean_limits(self) -> UploadedFile | None:
        return self._readable("limits", lambda path, name: boundaries.preview(path, name=name))

    def clean_table(self) -> UploadedFile | None:
        return self._readable("table", _table_or_profile)

    def _readable(self, field: str, read: Any) -> UploadedFile | None:
        brought = self.cleaned_data[field]
        if brought:
            try:
                read(Path(brought.temporary_file_path()), brought.name)
            except BadFile as refusal:
                raise forms.ValidationError(refusal.sentence) from refusal
        return brought

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        limits = said.get("limits") or (self.delivery.limits and not said.get("version"))
        if not said.get("version") and not limits and "limits" not in self.errors:
            self.add_error("version", _("Choisissez un découpage, ou apportez un fichier de limites."))
        if said.get("version") and not (said.get("table") or self.delivery.table) and "table" not in self.errors:
            self.add_error("table", _("Apportez un tableau : ce découpage est déjà dans Repères."))
        return said

    @property
    def received(self) -> dict[str, Any]:
        """What can be kept, even when another field is to be corrected."""
        return {
            "version": self.cleaned_data.get("version"),
            "limits": self.cleaned_data.get("limits"),
            "table_file": self.cleaned_data.get("table"),
            "own_table": bool(self.cleaned_data.get("own_table")),
        }
