"""What a figure means, and how it is computed: words and formulas, both data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reperes.atlas.models.sources import Source
from reperes.core.text import spoken
from reperes.figures.chance import LONG_FORM
from reperes.people.models import Person
from reperes.places.models import PartitionVersion


class Indicator(models.Model):
    """A figure one can define: numerator, denominator, universe, unit, direction, way to aggregate."""

    class Unit(models.TextChoices):
        PERSONS = "persons", _("personnes")
        DWELLINGS = "dwellings", _("logements")
        COUNT = "count", _("nombre")
        SHARE = "share", _("%")  # stored from 0 to 1
        DENSITY = "density", _("personnes par km²")
        DOLLARS = "dollars", _("$")
        HOUSEHOLDS = "households", _("ménages")
        FAMILIES = "families", _("familles")
        YEARS = "years", _("ans")
        PER_1000 = "per_1000", _("pour 1 000")  # stored as a plain quotient
        SCORE = "score", _("indice")

    class Aggregation(models.TextChoices):
        SUM = "sum", _("somme des effectifs")
        RATIO = "ratio", _("somme des numérateurs sur somme des dénominateurs")
        MEDIAN = "median", _("médiane de classes d’effectifs additionnées")
        NONE = "none", _("ne s’agrège pas")

    class Direction(models.TextChoices):
        NEUTRAL = "neutral", _("ni bien ni mal")
        HIGHER_IS_BETTER = "higher", _("plus haut est plus favorable")
        LOWER_IS_BETTER = "lower", _("plus bas est plus favorable")

    class Form(models.TextChoices):
        """Who was asked: chance comes from the draw, or from rounding alone."""

        FULL = "100", _("toute la population (questionnaire court)")
        SAMPLE = "25", _("un ménage sur quatre (questionnaire long)")
        ADMINISTRATIVE = "administrative", _("dossiers administratifs")
        SURVEY = "survey", _("enquête du milieu")
        OTHER = "other", _("non précisé")

    class Origin(models.TextChoices):
        OFFICIAL = "official", _("définition officielle")
        HOUSE = "house", _("définition de Repères")
        LOCAL = "local", _("définition du milieu")

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
    caution = models.TextField(_("à savoir avant de lire"), blank=True)
    caution_en = models.TextField(_("à savoir avant de lire, en anglais"), blank=True)
    form = models.CharField(_("questionnaire"), max_length=20, choices=Form, default=Form.OTHER)
    least_denominator = models.PositiveIntegerField(_("univers le plus petit à publier"), default=0)
    small_count = models.PositiveSmallIntegerField(_("effectif sous lequel on cache"), default=0)
    origin = models.CharField(_("provenance de la définition"), max_length=20, choices=Origin, default=Origin.LOCAL)
    variant_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="variants", verbose_name=_("variante de")
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("indicateur")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def asked(self) -> float | None:
        """Part of the people whom a draw, or a record, reaches; None where nobody says, or where all were asked."""
        return {self.Form.SAMPLE: LONG_FORM, self.Form.ADMINISTRATIVE: 1.0, self.Form.SURVEY: 1.0}.get(
            self.Form(self.form)
        )


class Formula(models.Model):
    """How one indicator is made of the characteristics of one layout. See atlas/formulas.py for what may be written."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="formulas")
    layout = models.SlugField(_("disposition"), max_length=60)
    numerator = models.CharField(_("numérateur"), max_length=400, blank=True)
    denominator = models.CharField(_("dénominateur"), max_length=400, blank=True)
    classes = models.JSONField(_("classes"), default=list)  # of a grouped median: [[low, high or null, "c123"], …]

    class Meta:
        verbose_name = _("formule")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "layout"], name="atlas_formula_is_given_once_a_layout")
        ]

    def __str__(self) -> str:
        return f"{self.numerator} / {self.denominator}" if self.denominator else self.numerator


class Composite(models.Model):
    """An index made of several indicators by a recipe kept as data. See figures/composites.py."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=160)
    name_en = models.CharField(_("nom en anglais"), max_length=160, blank=True)
    about = models.TextField(_("ce qu’il mesure, ce qu’il ne mesure pas"), blank=True)
    about_en = models.TextField(_("ce qu’il mesure, en anglais"), blank=True)
    origin = models.CharField(_("provenance"), max_length=20, choices=Indicator.Origin, default=Indicator.Origin.LOCAL)
    recipe = models.JSONField(_("recette"), default=dict)
    version = models.ForeignKey(
        PartitionVersion, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("petits secteurs")
    )  # the areas it is computed on; none: every version of small areas that has its indicators
    reference = models.ForeignKey(
        "places.Locality", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("territoire de référence"),
    )  # fmt: skip
    authored_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    authored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("indice composé")
        ordering = ["name"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)
