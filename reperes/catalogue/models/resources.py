"""Resources: what they are, who made them, where they are had, what was decided about them."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reperes.catalogue import dates
from reperes.catalogue.models.words import Agent, Concept
from reperes.core.text import new_code, spoken
from reperes.people.models import Person


class Status(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    PROPOSED = "proposed", _("proposée")
    IN_REVIEW = "in-review", _("en révision")
    PUBLISHED = "published", _("publiée")
    TO_CHECK = "to-check", _("à vérifier")
    ARCHIVED = "archived", _("archivée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")
    MERGED = "merged", _("fusionnée")


# The one table of passages: from where to where a record may go.
PASSAGES: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.PROPOSED, Status.WITHDRAWN}),
    Status.PROPOSED: frozenset(
        {Status.IN_REVIEW, Status.PUBLISHED, Status.DRAFT, Status.REFUSED, Status.WITHDRAWN, Status.MERGED}
    ),
    Status.IN_REVIEW: frozenset({Status.PUBLISHED, Status.DRAFT, Status.REFUSED, Status.WITHDRAWN, Status.MERGED}),
    Status.PUBLISHED: frozenset({Status.TO_CHECK, Status.ARCHIVED, Status.WITHDRAWN, Status.MERGED}),
    Status.TO_CHECK: frozenset({Status.PUBLISHED, Status.ARCHIVED, Status.WITHDRAWN, Status.MERGED}),
    Status.ARCHIVED: frozenset({Status.PUBLISHED, Status.WITHDRAWN}),
    Status.REFUSED: frozenset({Status.DRAFT}),
    Status.WITHDRAWN: frozenset({Status.PUBLISHED}),
    Status.MERGED: frozenset({Status.PUBLISHED}),
}
PUBLIC = (Status.PUBLISHED, Status.TO_CHECK)  # found by searching
READABLE = (*PUBLIC, Status.ARCHIVED)  # read by whoever has the address
WAITING = (Status.PROPOSED, Status.IN_REVIEW)  # for a curator
KEPT_ASIDE = (Status.WITHDRAWN, Status.MERGED)  # their address answers, their content does not


class ResourceQuerySet(models.QuerySet["Resource"]):
    def public(self) -> "ResourceQuerySet":
        return self.filter(status__in=PUBLIC)

    def waiting(self) -> "ResourceQuerySet":
        return self.filter(status__in=WAITING)

    def visible_to(self, person: Any) -> "ResourceQuerySet":
        """Published ones; one's own; everything for a curator. Withdrawn ones are seen as a tombstone."""
        if not person.is_authenticated:
            return self.filter(status__in=READABLE + KEPT_ASIDE)
        if person.has_mandate("curator"):
            return self
        return self.filter(models.Q(status__in=READABLE + KEPT_ASIDE) | models.Q(depositor=person))

    def described(self) -> "ResourceQuerySet":
        """With all that a page, a document or a file says of them: a fixed number of queries."""
        return self.select_related("nature", "licence").prefetch_related(
            models.Prefetch("contributions", Contribution.objects.select_related("agent", "role")),
            models.Prefetch("indexings", Indexing.objects.select_related("concept__scheme")),
            "links",
        )


class Resource(models.Model):
    """A tool one may put to use: document, online service, dataset, book, activity. Described here, kept elsewhere."""

    class Service(models.TextChoices):
        RUNNING = "en-service", _("en service")
        STOPPED = "interrompu", _("interrompu")
        REPLACED = "remplace", _("remplacé")
        UNKNOWN = "inconnu", _("état inconnu")

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT)
    title = models.CharField(_("titre"), max_length=300)
    subtitle = models.CharField(_("sous-titre"), max_length=300, blank=True)
    language = models.CharField(_("langue"), max_length=12, default="fr")  # BCP 47 tag of the work
    description = models.TextField(_("description"), blank=True)
    description_en = models.TextField(blank=True)
    issued = models.CharField(_("date"), max_length=40, blank=True, validators=[dates.check])  # EDTF
    printed_year = models.CharField(_("année imprimée"), max_length=20, blank=True)  # as a reader sees it on the work
    printed_label = models.CharField(_("libellé affiché"), max_length=120, blank=True)
    nature = models.ForeignKey(Concept, models.PROTECT, related_name="+", verbose_name=_("nature"))
    licence = models.ForeignKey(Concept, models.PROTECT, related_name="+", verbose_name=_("licence"))
    rights = models.CharField(_("mention de droits"), max_length=300, blank=True)
    series = models.CharField(_("collection"), max_length=200, blank=True)
    series_number = models.CharField(_("numéro"), max_length=40, blank=True)
    format = models.CharField(_("format"), max_length=80, blank=True)
    duration = models.DurationField(_("durée"), null=True, blank=True)
    n_pages = models.PositiveIntegerField(_("nombre de pages"), null=True, blank=True)
    service_state = models.CharField(_("état du service"), max_length=20, choices=Service, blank=True)
    depositor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="resources")  # null: the house
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    reviewed_on = models.DateField(_("dernière vérification"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # rises at each edition: two curators cannot overwrite each other
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    contributors = models.ManyToManyField(Agent, through="Contribution", related_name="resources")
    concepts = models.ManyToManyField(Concept, through="Indexing", related_name="resources")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ressource")
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["status", "-added_at"], name="catalogue_resources_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status=Status.MERGED) | models.Q(merged_into__isnull=False),
                name="catalogue_merged_resource_says_into_which",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:resource", args=[self.code])

    @property
    def said_description(self) -> str:
        return spoken(self.description, self.description_en)

    @property
    def said_date(self) -> str:
        """As printed on the work when it says so, else the uncertain date in words."""
        return self.printed_year or dates.in_words(self.issued)

    @property
    def year(self) -> int | None:
        return dates.first_year(self.issued)

    @property
    def said_duration(self) -> str:
        """« 4 min 58 s », « 1 h 30 min »."""
        seconds = int(self.duration.total_seconds()) if self.duration else 0
        parts = [(seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
        return " ".join(f"{number} {unit}" for number, unit in parts if number)

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_readable(self) -> bool:
        return self.status in READABLE

    def described_by(self, scheme: str) -> list[Concept]:
        """Its terms in one vocabulary, from the prefetched indexings."""
        found = [indexing.concept for indexing in self.indexings.all()]
        return [concept for concept in found if concept.scheme.code == scheme]


class Contribution(models.Model):
    """Who had which part in a work."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="contributions")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="contributions")
    role = models.ForeignKey(Concept, models.PROTECT, related_name="+")
    credited_as = models.CharField(_("crédité sous le nom de"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("contribution")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "agent", "role"], name="catalogue_role_is_credited_once")
        ]

    def __str__(self) -> str:
        return self.credited_as or self.agent.name


class ResourceLink(models.Model):
    """Where a work is to be had, and whether it still is."""

    class State(models.TextChoices):
        TO_FIND = "a-trouver", _("adresse à trouver")
        NONE = "aucun", _("sans adresse en ligne")
        UNCHECKED = "non-verifie", _("lien non vérifié")
        ALIVE = "vivant", _("lien vérifié")
        BROKEN = "brise", _("lien brisé")

    WITHOUT_URL = (State.TO_FIND, State.NONE)

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="links")
    url = models.URLField(_("adresse"), max_length=1000, blank=True)
    url_key = models.CharField(
        max_length=1000, blank=True, db_index=True, editable=False
    )  # the address, made comparable
    state = models.CharField(_("état du lien"), max_length=20, choices=State, default=State.UNCHECKED)
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lien")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url="", state__in=["a-trouver", "aucun"])
                | (~models.Q(url="") & ~models.Q(state__in=["a-trouver", "aucun"])),
                name="catalogue_link_has_an_address_or_says_why_not",
            )
        ]

    def __str__(self) -> str:
        return self.url or str(self.get_state_display())


class Indexing(models.Model):
    """A resource is described by a term, said by someone."""

    class Origin(models.TextChoices):
        DEPOSITOR = "depositor", _("la personne qui propose")
        CURATOR = "curator", _("la personne qui tient le répertoire")
        SUGGESTION = "suggestion", _("suggéré d’après le titre")

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="indexings")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="indexings")
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.CURATOR)

    class Meta:
        verbose_name = _("indexation")
        ordering = ["concept__scheme__facet_rank", "concept__scheme__code", "concept__order"]
        constraints = [models.UniqueConstraint(fields=["resource", "concept"], name="catalogue_term_is_said_once")]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.concept}"


class Decision(models.Model):
    """What a curator decided about a record: who, when, from where to where, and why."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="decisions")
    before = models.CharField(max_length=20, choices=Status)
    after = models.CharField(max_length=20, choices=Status)
    reason = models.TextField(_("motif"), blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    hides_title = models.BooleanField(_("ne plus afficher le titre"), default=False)

    class Meta:
        verbose_name = _("décision")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class Report(models.Model):
    """Someone says that something is wrong with a record."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="reports")
    reason = models.ForeignKey(Concept, models.PROTECT, related_name="+", verbose_name=_("motif"))
    message = models.TextField(_("précisions"), blank=True, max_length=2000)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("signalement")
        ordering = ["reported_at"]

    def __str__(self) -> str:
        return f"{self.reason}: {self.resource_id}"


class ReportAnswer(models.Model):
    """What a curator did about a report."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="answer")
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)
    words = models.CharField(_("suite donnée"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("suite d’un signalement")

    def __str__(self) -> str:
        return self.words
