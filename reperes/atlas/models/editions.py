"""One build of the figures: what it holds, where each series comes from, who put it before readers."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reperes.atlas.bucket import at_hand
from reperes.atlas.models.indicators import Indicator
from reperes.atlas.models.sources import Dataset, Source
from reperes.core.text import new_code, spoken
from reperes.people.models import Mandate, Person
from reperes.places.models import PartitionVersion


class Edition(models.Model):
    """One build of the figures: frozen, citable. The newest published one is served."""

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField(_("nom"), max_length=120)
    name_en = models.CharField(_("nom en anglais"), max_length=120, blank=True)
    base = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("édition précédente")
    )  # the one before readers when this one was built: changes are told against it
    datasets = models.ManyToManyField(Dataset, related_name="editions", verbose_name=_("jeux de données"))
    built_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    built_at = models.DateTimeField(auto_now_add=True)
    report = models.JSONField(default=dict)  # row counts, totals, refusals, in words

    class Meta:
        verbose_name = _("édition")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def folder(self) -> Path:
        return settings.WAREHOUSE / "editions" / self.code

    @property
    def cells_file(self) -> Path:
        """Parquet in the layout of warehouse.SCHEMA, sorted by version, indicator, period, area."""
        return at_hand(self.folder / "cells.parquet")


class EditionPublication(models.Model):
    """A person put an edition before readers."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="publication")
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("publication d’édition")

    def __str__(self) -> str:
        return str(self.edition)


class Series(models.Model):
    """In one edition, where the figures of one indicator, one version of limits and one period come from."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="series")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="series")
    version = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="+")
    period = models.CharField(_("période"), max_length=20)
    source = models.ForeignKey(Source, models.PROTECT, related_name="series")
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True, blank=True, related_name="series")

    class Meta:
        verbose_name = _("série")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "indicator", "version", "period"], name="atlas_series_has_one_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period}"


STALLED_AFTER = datetime.timedelta(minutes=10)


class BuildQuerySet(models.QuerySet["Build"]):
    def visible_to(self, person: Any) -> "BuildQuerySet":
        """Those who keep the atlas see every build."""
        if person.is_authenticated and person.has_mandate(Mandate.Kind.ANALYST):
            return self
        return self.none()


class Build(models.Model):
    """Someone asked for the figures to be computed again: how far it is, and what came of it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("arrêté")

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.QUEUED)
    datasets = models.ManyToManyField(Dataset, related_name="builds", verbose_name=_("jeux de données ajoutés"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    progress_words = models.CharField(max_length=200, blank=True)
    refusal = models.TextField(_("refus"), blank=True)
    edition = models.ForeignKey(Edition, models.SET_NULL, null=True, blank=True, related_name="builds")

    objects = BuildQuerySet.as_manager()

    class Meta:
        verbose_name = _("calcul d’une édition")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.edition or self.get_state_display())

    @property
    def is_moving(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def is_stalled(self) -> bool:
        """On its way, but nobody has heard of it: the worker was stopped, or is not there."""
        return self.is_moving and timezone.now() - self.changed_at > STALLED_AFTER
