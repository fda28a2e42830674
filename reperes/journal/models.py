"""Deeds and links point at things of any room."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Deed(models.Model):
    """Someone did something to a thing. Written once, never edited."""

    verb = models.CharField(_("geste"), max_length=80)  # past tense: "resource.proposed"
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    thing_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    thing_id = models.BigIntegerField()
    thing = GenericForeignKey("thing_type", "thing_id")
    thing_name = models.CharField(max_length=300)  # as it was called then
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["thing_type", "thing_id", "-id"], name="journal_deeds_of_a_thing")]
        verbose_name = _("geste")

    def __str__(self) -> str:
        return f"{self.verb}: {self.thing_name}"


class Link(models.Model):
    """One thing feeds another: « ce constat vient de ce chiffre »."""

    kind = models.CharField(_("nature du lien"), max_length=80)
    source_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    source_id = models.BigIntegerField()
    source = GenericForeignKey("source_type", "source_id")
    target_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_type", "source_id", "target_type", "target_id"],
                name="journal_link_is_said_once",
            )
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="journal_links_to_a_thing")]
        verbose_name = _("lien")

    def __str__(self) -> str:
        return f"{self.source} → {self.kind} → {self.target}"
