"""What a figure means and where it comes from. The figures themselves are in the warehouse."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reperes.core.text import new_code, spoken
from reperes.people.models import Mandate, Person
from reperes.places.models import PartitionVersion

STALLED_AFTER = datetime.timedelta(minutes=10)


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
    is_fictional = models.BooleanField(_("données fictives"), default=False)

    class Meta:
        verbose_name = _("source")

    def __str__(self) -> str:
        return f"{spoken(self.publisher, self.publisher_en)}, {spoken(self.title, self.title_en)}"


class Indicator(models.Model):
    """A figure one can define: numerator, denominator, universe, unit, direction, way to aggregate."""

    class Unit(models.TextChoices):
        PERSONS = "persons", _("personnes")
        DWELLINGS = "dwellings", _("logements")
        COUNT = "count", _("nombre")
        SHARE = "share", _("%")  # stored from 0 to 1
        DENSITY = "density", _("personnes par km²")
        DOLLARS = "dollars", _("$")

    class Aggregation(models.TextChoices):
        SUM = "sum", _("somme des effectifs")
        RATIO = "ratio", _("somme des numérateurs sur somme des dénominateurs")
        NONE = "none", _("ne s’agrège pas")

    class Direction(models.TextChoices):
        NEUTRAL = "neutral", _("ni bien ni mal")
        HIGHER_IS_BETTER = "higher", _("plus haut est plus favorable")
        LOWER_IS_BETTER = "lower", _("plus bas est plus favorable")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=160)
    name_en = models.CharField(_("nom en anglais"), max_length=160, blank=True)
    definition = models.TextField(_("définition"), blank=True)
    definition_en = models.TextField(_("définition en anglais"), blank=True)
    numerator = models.CharField(_("numérateur"), max_length=200, blank=True)
    numerator_en = models.CharField(_("numérateur en anglais"), max_length=200, blank=True)
    denominator = models.CharField(_("dénominateur"), max_length=200, blank=True)
    denominator_en = models.CharField(_("dénominateur en anglais"), max_length=200, blank=True)
    universe = models.CharField(_("univers"), max_length=200, blank=True)
    universe_en = models.CharField(_("univers en anglais"), max_length=200, blank=True)
    unit = models.CharField(_("unité"), max_length=20, choices=Unit)
    decimals = models.PositiveSmallIntegerField(_("décimales"), default=0)
    aggregation = models.CharField(_("agrégation"), max_length=20, choices=Aggregation)
    direction = models.CharField(_("lecture"), max_length=20, choices=Direction, default=Direction.NEUTRAL)
    theme = models.CharField(_("thème"), max_length=60, blank=True)
    theme_en = models.CharField(_("thème en anglais"), max_length=60, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("indicateur")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class Edition(models.Model):
    """One build of the figures: frozen, citable. The newest published one is served."""

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField(_("nom"), max_length=120)
    name_en = models.CharField(_("nom en anglais"), max_length=120, blank=True)
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
        return self.folder / "cells.parquet"


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

    class Meta:
        verbose_name = _("série")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "indicator", "version", "period"], name="atlas_series_has_one_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, person: Any) -> "DeliveryQuerySet":
        """Those who keep the atlas see every delivery; nobody else sees any."""
        if person.is_authenticated and person.has_mandate(Mandate.Kind.ANALYST):
            return self
        return self.none()

    def waiting(self) -> "DeliveryQuerySet":
        return self.exclude(state__in=[Delivery.State.DONE, Delivery.State.ABANDONED])


def delivery_folder(delivery: "Delivery", name: str) -> str:
    """Files are kept under names of our own: what a person called them is in the row."""
    return f"livraisons/{delivery.code}/{new_code()}{Path(name).suffix.lower()[:8]}"


class Delivery(models.Model):
    """Someone brings limits, a table, or both: files, what they mean, and how far they are on their way."""

    class State(models.TextChoices):
        DRAFT = "draft", _("en préparation")
        SUBMITTED = "submitted", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("reçue dans l’atlas")
        FAILED = "failed", _("refusée")
        ABANDONED = "abandoned", _("abandonnée")

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.DRAFT)
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.ForeignKey(
        PartitionVersion, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("découpage")
    )
    limits = models.FileField(_("fichier de limites"), upload_to=delivery_folder, blank=True, max_length=200)
    limits_name = models.CharField(max_length=200, blank=True)
    table = models.FileField(_("tableau"), upload_to=delivery_folder, blank=True, max_length=200)
    table_name = models.CharField(max_length=200, blank=True)
    choices = models.JSONField(default=dict)  # what was understood and corrected, step by step
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    progress_words = models.CharField(max_length=200, blank=True)
    refusal = models.TextField(_("refus"), blank=True)
    report = models.JSONField(default=dict)
    refusals = models.FileField(_("lignes refusées"), upload_to=delivery_folder, blank=True, max_length=200)
    edition = models.ForeignKey(Edition, models.SET_NULL, null=True, blank=True, related_name="deliveries")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("livraison")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.table_name or self.limits_name or str(_("livraison sans fichier"))

    @property
    def is_moving(self) -> bool:
        return self.state in {self.State.SUBMITTED, self.State.RUNNING}

    @property
    def is_stalled(self) -> bool:
        """On its way, but nobody has heard of it: the worker was stopped, or is not there."""
        return self.is_moving and timezone.now() - self.changed_at > STALLED_AFTER
