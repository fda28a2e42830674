"""Selections: resources put forward, in order, with reasons."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reperes.catalogue.models.resources import Resource
from reperes.core.text import new_code, spoken
from reperes.people.models import Person

RATIONALE_LENGTH = 200  # characters: « pourquoi », in one breath


class SelectionQuerySet(models.QuerySet["Selection"]):
    def public(self) -> "SelectionQuerySet":
        return self.filter(publication__isnull=False)

    def visible_to(self, person: Any) -> "SelectionQuerySet":
        if not person.is_authenticated:
            return self.public()
        if person.has_mandate("curator"):
            return self
        mine = Selection.curators.through.objects.filter(person=person).values("selection")
        return self.filter(models.Q(publication__isnull=False) | models.Q(pk__in=mine))


class Selection(models.Model):
    """A hand-made choice of resources, in ordered sections, each with the reason it was chosen."""

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    title = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre en anglais"), max_length=200, blank=True)
    kicker = models.CharField(_("surtitre"), max_length=120, blank=True)
    kicker_en = models.CharField(_("surtitre en anglais"), max_length=120, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    intro_en = models.TextField(_("introduction en anglais"), blank=True)
    funder = models.CharField(_("soutien financier"), max_length=200, blank=True)
    funder_en = models.CharField(_("soutien financier en anglais"), max_length=200, blank=True)
    rights = models.CharField(_("droits et provenance"), max_length=400, blank=True)
    rights_en = models.CharField(_("droits et provenance, en anglais"), max_length=400, blank=True)
    reviewed_on = models.DateField(_("dernière révision"), null=True, blank=True)
    curators = models.ManyToManyField(Person, blank=True, related_name="selections", verbose_name=_("composée par"))
    curated_by = models.CharField(_("composée par (organisme)"), max_length=200, blank=True)
    curated_by_en = models.CharField(_("composée par (organisme), en anglais"), max_length=200, blank=True)
    forked_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="forks")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sélection")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return spoken(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("catalogue:selection", args=[self.code])

    @property
    def said_kicker(self) -> str:
        return spoken(self.kicker, self.kicker_en)

    @property
    def said_intro(self) -> str:
        return spoken(self.intro, self.intro_en)

    @property
    def said_rights(self) -> str:
        return spoken(self.rights, self.rights_en)

    @property
    def said_funder(self) -> str:
        return spoken(self.funder, self.funder_en)

    @property
    def said_curated_by(self) -> str:
        return spoken(self.curated_by, self.curated_by_en)

    @property
    def is_public(self) -> bool:
        return hasattr(self, "publication")


class Publication(models.Model):
    """A selection is shown to everyone: since when, by whose decision. Undone by deleting the record."""

    selection = models.OneToOneField(Selection, models.CASCADE, related_name="publication")
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("publication")

    def __str__(self) -> str:
        return str(self.selection)


class Section(models.Model):
    """A part of a selection: « Outils pratiques »…"""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="sections")
    name = models.CharField(_("nom"), max_length=120)
    name_en = models.CharField(_("nom en anglais"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("section")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class ItemGroup(models.Model):
    """Neighbouring items that share one reason."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="groups")
    rationale = models.CharField(_("pourquoi"), max_length=RATIONALE_LENGTH)
    rationale_en = models.CharField(_("pourquoi, en anglais"), max_length=RATIONALE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("groupe")

    def __str__(self) -> str:
        return spoken(self.rationale, self.rationale_en)


class ItemQuerySet(models.QuerySet["Item"]):
    def kept(self) -> "ItemQuerySet":
        return self.filter(removed_at=None)


class Item(models.Model):
    """A resource placed in a section, with the label printed above it and the reason it is there."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="items")
    group = models.ForeignKey(ItemGroup, models.SET_NULL, null=True, blank=True, related_name="items")
    label = models.CharField(_("libellé"), max_length=120, blank=True)
    label_en = models.CharField(_("libellé en anglais"), max_length=120, blank=True)
    rationale = models.CharField(
        _("pourquoi"), max_length=RATIONALE_LENGTH, blank=True, validators=[MaxLengthValidator(RATIONALE_LENGTH)]
    )
    rationale_en = models.CharField(_("pourquoi, en anglais"), max_length=RATIONALE_LENGTH, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, editable=False)  # kept so that a removal can be undone

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("élément de sélection")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.resource}"

    @property
    def said_label(self) -> str:
        return spoken(self.label, self.label_en)

    @property
    def said_rationale(self) -> str:
        return spoken(self.rationale, self.rationale_en)
