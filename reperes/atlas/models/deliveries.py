"""Files someone brings, step by step; nothing enters the atlas before the last one."""

from pathlib import Path
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reperes.atlas.models.editions import STALLED_AFTER, Edition
from reperes.atlas.models.sources import Dataset
from reperes.core.text import new_code
from reperes.people.models import Mandate, Person
from reperes.places.models import PartitionVersion


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
    dataset = models.ForeignKey(Dataset, models.SET_NULL, null=True, blank=True, related_name="deliveries")
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
