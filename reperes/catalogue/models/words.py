"""Controlled vocabularies, and who is credited."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reperes.catalogue import dates
from reperes.core.text import new_code, spoken


class Scheme(models.Model):
    """A controlled vocabulary (SKOS concept scheme). Its code is also the name of its facet in addresses."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    name_en = models.CharField(max_length=120)
    facet_rank = models.PositiveSmallIntegerField(null=True)  # place among the facets; null: not a facet

    class Meta:
        verbose_name = _("vocabulaire")
        ordering = ["code"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class ConceptQuerySet(models.QuerySet["Concept"]):
    def of(self, scheme: str) -> "ConceptQuerySet":
        return self.filter(scheme__code=scheme)

    def current(self) -> "ConceptQuerySet":
        """Those one may still choose."""
        return self.filter(retired_on=None)


class Concept(models.Model):
    """A term of a vocabulary. Never deleted: retired, since records may use it."""

    class Origin(models.TextChoices):
        SEED = "seed", _("tiré de la fiche d’origine")
        FOUND = "found", _("relevé dans le milieu")
        HOUSE = "house", _("proposé par Repères")
        LOCAL = "local", _("ajouté par l’hôte")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="concepts")
    code = models.SlugField(max_length=60)
    name = models.CharField(_("libellé"), max_length=160)
    name_en = models.CharField(max_length=160)
    alt_labels = models.JSONField(default=list)  # synonyms and acronyms, both languages: searched, not shown
    note = models.CharField(_("note"), max_length=400, blank=True)
    note_en = models.CharField(max_length=400, blank=True)
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower", blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HOUSE)
    uri = models.URLField(max_length=300, blank=True)
    grants = models.JSONField(default=list)  # of a licence: codes of what one may do with the work
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("retiré le"), null=True, blank=True)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("terme")
        ordering = ["scheme", "order"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="catalogue_concept_code_is_unique")]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def said_note(self) -> str:
        return spoken(self.note, self.note_en)


class Agent(models.Model):
    """A person or an organisation credited in a work; not an account."""

    class Kind(models.TextChoices):
        PERSON = "person", _("personne")
        ORGANISATION = "organisation", _("organisation")

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("sorte"), max_length=20, choices=Kind, default=Kind.ORGANISATION)
    name = models.CharField(_("nom"), max_length=200)
    acronym = models.CharField(_("sigle"), max_length=30, blank=True)
    same_as = models.URLField(_("notice ailleurs"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("auteur ou organisation")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="catalogue_agent_is_listed_once")]

    def __str__(self) -> str:
        return self.name


class AgentName(models.Model):
    """Another name of an agent, and when it bore it: bodies change names, records keep the one of their time."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="other_names")
    name = models.CharField(_("nom"), max_length=200)
    period = models.CharField(_("période"), max_length=40, blank=True, validators=[dates.check])

    class Meta:
        verbose_name = _("autre nom")
        ordering = ["period", "name"]

    def __str__(self) -> str:
        return self.name
