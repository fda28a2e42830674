"""Geography is versioned and not nested: a locality may cross two MRC, a limit may change between censuses."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reperes.core.text import new_code, spoken
from reperes.people.models import Collective, Person


class Partition(models.Model):
    """A way to cut a territory: census tracts, boroughs, neighbourhoods."""

    class Level(models.TextChoices):
        SMALL_AREA = "small_area", _("petit secteur statistique")
        LOCALITY = "locality", _("communauté locale")
        ADMINISTRATIVE = "administrative", _("territoire administratif")
        REGION = "region", _("région")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=160)
    name_en = models.CharField(_("nom en anglais"), max_length=160, blank=True)
    level = models.CharField(_("niveau"), max_length=20, choices=Level)
    publisher = models.CharField(_("source des limites"), max_length=200, blank=True)
    publisher_en = models.CharField(_("source des limites en anglais"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    licence_en = models.CharField(_("licence en anglais"), max_length=200, blank=True)
    is_fictional = models.BooleanField(_("territoire fictif"), default=False)

    class Meta:
        verbose_name = _("découpage")
        ordering = ["name"]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def said_publisher(self) -> str:
        return spoken(self.publisher, self.publisher_en)

    @property
    def said_licence(self) -> str:
        return spoken(self.licence, self.licence_en)

    @property
    def current(self) -> "PartitionVersion | None":
        return self.versions.order_by("-id").first()


class PartitionVersion(models.Model):
    """The limits as they stood at one vintage. Frozen: new limits are a new version."""

    partition = models.ForeignKey(Partition, models.CASCADE, related_name="versions", verbose_name=_("découpage"))
    vintage = models.CharField(_("millésime"), max_length=20)  # "2021"
    n_areas = models.PositiveIntegerField(_("nombre de territoires"), default=0)
    bounds = models.JSONField(default=list)  # [west, south, east, north], degrees
    file_sha256 = models.CharField(max_length=64, blank=True)  # of the boundary file it came from
    imported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    report = models.JSONField(default=dict)  # repairs and refusals of the import, in words

    was_known = False  # set on the instance an import gives back: these very limits were already here

    class Meta:
        verbose_name = _("version de découpage")
        constraints = [
            models.UniqueConstraint(
                fields=["partition", "vintage", "file_sha256"], name="places_version_is_imported_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partition} ({self.vintage})"

    @property
    def areas_file(self) -> Path:
        """GeoParquet: code, name, land_km2, longitude, latitude, geometry (WKB, EPSG:4326)."""
        return settings.WAREHOUSE / "places" / f"{self.pk}" / "areas.parquet"

    @property
    def tiles_file(self) -> Path:
        """Vector tiles of the same areas, one layer named “areas”, feature property `code`."""
        return settings.TILES / f"{self.pk}.pmtiles"


class LocalityQuerySet(models.QuerySet["Locality"]):
    def visible_to(self, person: object) -> "LocalityQuerySet":
        """Places are public."""
        return self

    def current(self) -> "LocalityQuerySet":
        """Those of each partition's newest limits."""
        newer = PartitionVersion.objects.filter(
            partition=models.OuterRef("version__partition"), pk__gt=models.OuterRef("version_id")
        )
        return self.exclude(models.Exists(newer))


class Locality(models.Model):
    """A place people speak of and act in, with a page of its own."""

    class Standing(models.TextChoices):
        DRAFT = "draft", _("ébauche")
        DISCUSSED = "discussed", _("discutée avec le milieu")
        VALIDATED = "validated", _("validée par le milieu")
        PUBLISHED = "published", _("limites publiées par leur source")

    public_code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    version = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="localities")
    code = models.CharField(_("code"), max_length=40)  # text always: "4620725.10" is not a number
    name = models.CharField(_("nom"), max_length=160)
    about = models.TextField(_("présentation"), blank=True)
    rationale = models.TextField(_("pourquoi ces limites"), blank=True)
    standing = models.CharField(_("statut"), max_length=20, choices=Standing, default=Standing.DRAFT)
    collective = models.ForeignKey(
        Collective,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="localities",
        verbose_name=_("table ou collectif"),
    )

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("communauté locale")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="places_locality_code_is_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def table_name(self) -> str:
        """The table or collective anyone may know of; its row must be at hand."""
        return self.collective.name if self.collective and self.collective.is_public else ""


class Parentage(models.Model):
    """A locality lies in a wider one, wholly or in part: share of its population, 0 to 1."""

    child = models.ForeignKey(Locality, models.CASCADE, related_name="parentages")
    parent = models.ForeignKey(Locality, models.CASCADE, related_name="childhoods")
    share = models.FloatField(_("part de la population"))

    class Meta:
        verbose_name = _("rattachement")
        ordering = ["-share"]
        constraints = [models.UniqueConstraint(fields=["child", "parent"], name="places_parentage_is_said_once")]

    def __str__(self) -> str:
        return f"{self.child} ⊂ {self.parent} ({self.share:.0%})"


class Weights(models.Model):
    """How much of each small area belongs to each wider area, and how that was decided."""

    class Method(models.TextChoices):
        POINT = "point", _("point représentatif")
        AREA = "area", _("superficie commune")
        POPULATION = "population", _("population")
        TABLE = "table", _("table fournie")
        WHOLE = "whole", _("tout le territoire")

    source = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="weights_out")
    target = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="weights_in")
    method = models.CharField(_("méthode"), max_length=20, choices=Method)
    report = models.JSONField(default=dict)  # {"assigned": n, "outside": [...], "shared": [...]} in codes

    class Meta:
        verbose_name = _("poids")
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="places_weights_are_given_once")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def file(self) -> Path:
        """Parquet: source, target (text codes), weight (0 to 1; rows of a source sum to at most 1)."""
        return settings.WAREHOUSE / "places" / f"{self.source_id}" / f"weights-{self.target_id}.parquet"
