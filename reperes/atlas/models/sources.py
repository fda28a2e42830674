"""Whose figures they are, and the figures themselves as they were read: whole, kept, never edited."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reperes.core.text import new_code, spoken
from reperes.people.models import Person
from reperes.places.models import PartitionVersion


class Source(models.Model):
    """A file someone published: whose, when, under which licence, with the hash of what was read."""

    title = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre en anglais"), max_length=200, blank=True)
    publisher = models.CharField(_("organisme"), max_length=200)
    publisher_en = models.CharField(_("organisme en anglais"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    licence_en = models.CharField(_("licence en anglais"), max_length=200, blank=True)
    address = models.URLField(_("adresse"), blank=True)
    vintage = models.CharField(_("millésime"), max_length=20, blank=True)
    attribution = models.TextField(_("mention exigée"), blank=True)
    attribution_en = models.TextField(_("mention exigée en anglais"), blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    released_on = models.DateField(_("diffusée le"), null=True, blank=True)
    corrections = models.TextField(_("corrections annoncées"), blank=True)  # in the publisher's words, dated
    corrections_en = models.TextField(_("corrections annoncées, en anglais"), blank=True)
    supersedes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="superseded_by", verbose_name=_("remplace")
    )
    is_fictional = models.BooleanField(_("données fictives"), default=False)

    class Meta:
        verbose_name = _("source")

    def __str__(self) -> str:
        return f"{spoken(self.publisher, self.publisher_en)}, {spoken(self.title, self.title_en)}"


class Dataset(models.Model):
    """Figures of one source for the small areas of one version and one period, kept whole: editions come from it."""

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="datasets")
    version = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="+", verbose_name=_("découpage"))
    period = models.CharField(_("période"), max_length=20)
    layout = models.SlugField(_("disposition"), max_length=60, blank=True)  # “census-2021”; blank: its own columns
    recipe = models.JSONField(default=dict)  # what its own columns mean
    fingerprint = models.CharField(max_length=64)  # of the figures kept, whatever file they came from
    report = models.JSONField(default=dict)  # rows read, refused, notes, in words
    brought_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("jeu de données")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} ({self.period})"

    @property
    def folder(self) -> Path:
        """A reading.store.Store; areas in the order of the version's codes."""
        return settings.WAREHOUSE / "datasets" / self.code
