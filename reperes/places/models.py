"""Geography is versioned and not nested: a locality may cross two MRC, a limit may change between censuses."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reperes.core.text import new_code, spoken
from reperes.people.models import Collective, Mandate, Person

STALLED_AFTER = datetime.timedelta(minutes=10)


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
    valid_from = models.DateField(_("en vigueur depuis"), null=True, blank=True)
    valid_until = models.DateField(_("en vigueur jusqu’au"), null=True, blank=True)

    was_known = False  # set on the instance an import gives back: these very limits were already here

    class Meta:
        verbose_name = _("version de découpage")
        constraints = [
            models.UniqueConstraint(
                fields=["partition", "vintage", "file_sha256"], name="places_version_is_imported_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="places_version_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partition} ({self.vintage})"

    @property
    def newer(self) -> "PartitionVersion | None":
        """The limits that replace these, if any do."""
        return self.partition.versions.filter(pk__gt=self.pk).order_by("-pk").first()

    @property
    def older(self) -> "PartitionVersion | None":
        """The limits these replace."""
        return self.partition.versions.filter(pk__lt=self.pk).order_by("-pk").first()

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

    class Level(models.TextChoices):
        LOCAL = "local", _("communauté locale, vécue")
        STATISTICAL = "statistical", _("communauté statistique, assez grande pour être publiée")

    public_code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    version = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="localities")
    code = models.CharField(_("code"), max_length=40)  # text always: "4620725.10" is not a number
    name = models.CharField(_("nom"), max_length=160)
    about = models.TextField(_("présentation"), blank=True)
    rationale = models.TextField(_("pourquoi ces limites"), blank=True)
    standing = models.CharField(_("statut"), max_length=20, choices=Standing, default=Standing.DRAFT)
    level = models.CharField(_("niveau"), max_length=20, choices=Level, default=Level.LOCAL)
    fallback = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stands_for",
        verbose_name=_("communauté statistique dont le chiffre remplace le sien, s’il est caché"),
    )
    drawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("dessinée par"))
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


class StandingChange(models.Model):
    """Someone said how far the discussion of a place's limits has come, when, and in what words."""

    locality = models.ForeignKey(Locality, models.CASCADE, related_name="standing_changes")
    standing = models.CharField(_("statut"), max_length=20, choices=Locality.Standing)
    words = models.TextField(_("avec qui, où, ce qui a été dit"), blank=True)
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("étape de la discussion des limites")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.locality}, {self.get_standing_display()}"


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
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("donnés le"), auto_now=True, null=True)

    class Meta:
        verbose_name = _("poids")
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="places_weights_are_given_once")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def file(self) -> Path:
        """Parquet: source, target (text codes), weight (0 to 1; rows of a source sum to at most 1)."""
        return settings.WAREHOUSE / "places" / f"{self.source_id}" / f"weights-{self.target_id}.parquet"


class Headcount(models.Model):
    """How many people live in each small area of a version, as somebody supplied it. The newest is used."""

    version = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="headcounts")
    source = models.CharField(_("d’où viennent ces nombres"), max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict)  # {"known": n, "people": n, "notes": [...]}
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("population des petits secteurs")

    def __str__(self) -> str:
        return f"{self.version}: {self.source}"

    @property
    def file(self) -> Path:
        """Parquet: code, people; an area whose people are not known is absent."""
        return settings.WAREHOUSE / "places" / f"{self.version_id}" / f"people-{self.pk}.parquet"


class Correspondence(models.Model):
    """How small areas of one vintage became those of another: shares of each old one, and how they were found."""

    older = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="becomes")
    newer = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="comes_from")
    method = models.CharField(_("méthode"), max_length=20, choices=Weights.Method)
    report = models.JSONField(default=dict)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("correspondance entre millésimes")
        constraints = [models.UniqueConstraint(fields=["older", "newer"], name="places_correspondence_is_given_once")]

    def __str__(self) -> str:
        return f"{self.older} → {self.newer}"

    @property
    def file(self) -> Path:
        """Parquet, as Weights'."""
        return settings.WAREHOUSE / "places" / f"{self.older_id}" / f"becomes-{self.newer_id}.parquet"


class Comparability(models.Model):
    """May a place's figures be set beside those of an older version of its limits? Why not?"""

    class Verdict(models.TextChoices):
        COMPARABLE = "comparable", _("comparable")
        WITH_CARE = "with_care", _("comparable avec prudence")
        NOT_COMPARABLE = "not_comparable", _("non comparable")

    class Cause(models.TextChoices):
        SAME = "same", _("mêmes limites")
        MOVED = "moved", _("limites déplacées")
        SPLIT = "split", _("secteurs scindés")
        NEW = "new", _("nouvelle communauté")
        JUDGED = "judged", _("jugé par une personne")

    locality = models.ForeignKey(Locality, models.CASCADE, related_name="comparabilities")
    older = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="+")
    older_code = models.CharField(max_length=40, blank=True)  # of the place it is compared with
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    cause = models.CharField(_("motif"), max_length=20, choices=Cause)
    changed = models.FloatField(_("part changée"), null=True)  # 0 to 1, of its people or of its land
    by_people = models.BooleanField(default=True)  # False: of its land, people not being known
    words = models.TextField(_("en mots"), blank=True)  # of the person who judged
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # None: computed
    judged_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("comparabilité dans le temps")
        constraints = [
            models.UniqueConstraint(fields=["locality", "older"], name="places_comparability_is_judged_once")
        ]

    def __str__(self) -> str:
        return f"{self.locality}: {self.get_verdict_display()}"


class DrawingQuerySet(models.QuerySet["Drawing"]):
    def visible_to(self, person: Any) -> "DrawingQuerySet":
        """Those who keep the atlas draw together; nobody else sees drafts."""
        if person.is_authenticated and person.has_mandate(Mandate.Kind.ANALYST):
            return self
        return self.none()


class Drawing(models.Model):
    """Localities being drawn by grouping small areas: kept at each gesture, published as a version when ready."""

    class State(models.TextChoices):
        DRAFT = "draft", _("ébauche")
        PUBLISHING = "publishing", _("publication en cours")
        PUBLISHED = "published", _("publié")
        DISCARDED = "discarded", _("mis de côté")

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.DRAFT)
    source = models.ForeignKey(PartitionVersion, models.CASCADE, related_name="drawings")
    partition = models.ForeignKey(
        Partition, models.SET_NULL, null=True, blank=True, related_name="drawings", verbose_name=_("découpage")
    )  # None: a new one, under `name`
    name = models.CharField(_("nom du découpage"), max_length=160)
    name_en = models.CharField(_("nom en anglais"), max_length=160, blank=True)
    vintage = models.CharField(_("millésime"), max_length=20)
    content = models.JSONField(
        default=dict
    )  # places.sketch: {"localities": {key: {...}}, "units": {code: {key: share}}}
    revision = models.PositiveIntegerField(default=0)  # of the content; each gesture adds one
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.ForeignKey(
        PartitionVersion, models.SET_NULL, null=True, blank=True, related_name="drawn_as"
    )  # what it became
    refusal = models.TextField(_("refus"), blank=True)

    objects = DrawingQuerySet.as_manager()

    class Meta:
        verbose_name = _("dessin de communautés")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.vintage})"

    @property
    def is_stalled(self) -> bool:
        """Being published, but nobody has heard of it: the worker was stopped."""
        return self.state == self.State.PUBLISHING and timezone.now() - self.changed_at > STALLED_AFTER


class Gesture(models.Model):
    """One change of a drawing: what was and what is, so that it can be undone; what could not be kept, kept aside."""

    class Kind(models.TextChoices):
        DID = "did", _("fait")
        UNDID = "undid", _("annulé")
        REDID = "redid", _("refait")

    drawing = models.ForeignKey(Drawing, models.CASCADE, related_name="gestures")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DID)
    undoes = models.PositiveIntegerField(null=True)  # number of the gesture undone or done again
    words = models.CharField(max_length=200)
    delta = models.JSONField(default=dict)  # {"localities": {key: [was, is]}, "units": {code: [was, is]}}
    aside = models.JSONField(default=list)  # what gave way to somebody else's change
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("geste de dessin")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["drawing", "number"], name="places_gesture_has_its_number")]

    def __str__(self) -> str:
        return self.words
