"""Who acts, for whom, in what role and since when."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reperes.core.text import new_code

LANGUAGES = [("fr", "Français"), ("en", "English")]


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """A person with an account. One who leaves is anonymised in place: deeds keep pointing at a nameless row."""

    email = models.EmailField(_("adresse courriel"), unique=True, null=True)  # noqa: DJ001 (null once forgotten: unique, unlike "")
    name = models.CharField(_("nom affiché"), max_length=120)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    organisation = models.ForeignKey(
        "Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    joined_at = models.DateTimeField(_("depuis"), auto_now_add=True)
    forgotten_at = models.DateTimeField(_("anonymisé le"), null=True, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("personne")
        constraints = [models.UniqueConstraint(Lower("email"), name="people_email_ignores_case")]

    def __str__(self) -> str:
        return self.name if not self.forgotten_at else str(_("une personne partie"))

    def has_mandate(self, *kinds: str) -> bool:
        """Mandates are read once a request: pages ask for them many times."""
        if not hasattr(self, "_mandates"):
            self._mandates = frozenset(self.mandates.values_list("kind", flat=True))
        return not self._mandates.isdisjoint(kinds)


class Mandate(models.Model):
    """What a person is trusted with over the whole instance."""

    class Kind(models.TextChoices):
        HOST = "host", _("héberge l’instance")
        CURATOR = "curator", _("tient le répertoire")
        ANALYST = "analyst", _("tient l’atlas")

    person = models.ForeignKey(Person, models.CASCADE, related_name="mandates")
    kind = models.CharField(_("mandat"), max_length=20, choices=Kind)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mandat")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="people_mandate_is_given_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())  # no name: the journal keeps what things were called


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, person: Any) -> "OrganisationQuerySet":
        """Organisations are public; the people in them are not."""
        return self


class Organisation(models.Model):
    """A body that acts in a territory: group, municipality, health centre, foundation…"""

    class Sector(models.TextChoices):
        COMMUNITY = "community", _("communautaire")
        MUNICIPAL = "municipal", _("municipal")
        HEALTH = "health", _("santé et services sociaux")
        EDUCATION = "education", _("éducation")
        PHILANTHROPY = "philanthropy", _("philanthropie")
        PRIVATE = "private", _("privé")
        CITIZEN = "citizen", _("citoyen")

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField(_("nom"), max_length=200, unique=True)
    sector = models.CharField(_("secteur"), max_length=20, choices=Sector)
    website = models.URLField(_("site web"), blank=True)
    about = models.TextField(_("présentation"), blank=True)
    added_by = models.ForeignKey(
        "Person", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("ajoutée par")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.code])


class CollectiveQuerySet(models.QuerySet["Collective"]):
    def visible_to(self, person: Any) -> "CollectiveQuerySet":
        """Public collectives, and those one takes part in."""
        if not person.is_authenticated:
            return self.filter(is_public=True)
        if person.has_mandate(Mandate.Kind.HOST):
            return self
        mine = Participation.objects.current().filter(person=person).values("collective")
        return self.filter(models.Q(is_public=True) | models.Q(pk__in=mine))


class Collective(models.Model):
    """People and organisations who act together: table de quartier, committee, coalition."""

    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField(_("nom"), max_length=200)
    purpose = models.TextField(_("raison d’être"), blank=True)
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="collectives", verbose_name=_("organisations membres")
    )
    is_public = models.BooleanField(_("visible de tout le monde"), default=False)

    objects = CollectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("collectif")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:collective", args=[self.code])


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def current(self) -> "ParticipationQuerySet":
        today = timezone.localdate()
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gt=today), starts_on__lte=today)


class Participation(models.Model):
    """A person takes part in a collective, in a role, for a time, possibly on behalf of an organisation."""

    class Role(models.TextChoices):
        STEWARD = "steward", _("coordination")
        MEMBER = "member", _("membre")
        OBSERVER = "observer", _("observation")

    person = models.ForeignKey(Person, models.CASCADE, related_name="participations")
    collective = models.ForeignKey(Collective, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("au nom de")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField(_("depuis le"), default=timezone.localdate)
    ends_on = models.DateField(_("terminée le"), null=True, blank=True)  # that day, one takes part no more

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_participation_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.collective}"  # no name: the journal keeps what things were called

    @property
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.starts_on <= today and (self.ends_on is None or today < self.ends_on)


INVITATION_LASTS = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def in_two_weeks() -> Any:
    return timezone.now() + INVITATION_LASTS


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def to(self, email: str) -> "InvitationQuerySet":
        return self.filter(email__iexact=email)


class Invitation(models.Model):
    """A link that lets one person in. Used once; kept as the trace of who invited whom."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    email = models.EmailField(_("adresse courriel"), blank=True)  # emptied when the person leaves
    language = models.CharField(_("langue du courriel"), max_length=2, choices=LANGUAGES, default="fr")
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("échéance"), default=in_two_weeks)
    sent_at = models.DateTimeField(null=True, editable=False)  # null: no mail server took the letter
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    collective = models.ForeignKey(
        Collective,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("collectif"),
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Participation.Role, default=Participation.Role.MEMBER)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accepted_invitations")
    accepted_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="people_invitation_is_accepted_by_someone",
            )
        ]

    def __str__(self) -> str:
        return self.collective.name if self.collective else settings.HOST_NAME  # no address: the journal keeps it

    @property
    def state(self) -> str:
        """open, accepted, withdrawn or expired."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if self.expires_at > timezone.now() else "expired"

    @property
    def is_open(self) -> bool:
        return self.state == "open"
