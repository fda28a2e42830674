"""Everything the house holds about one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reperes.journal.models import Deed, Link
from reperes.journal.verbs import VERBS
from reperes.people.holdings import HOLDINGS, Holding, Row
from reperes.people.models import Invitation, Participation, Person


@dataclass(frozen=True)
class Held:
    """What one holding has for one person."""

    key: str
    name: str | Promise
    why: str | Promise
    kept: str | Promise
    rows: list[Row]

    @property
    def columns(self) -> list[str]:
        return list(self.rows[0]) if self.rows else []


def everything(person: Person) -> list[Held]:
    """Each room's holdings, then whatever else points at the person, so that nothing is left untold."""
    told = [
        Held(key, holding.name, holding.why, holding.kept, list(holding.rows(person)))
        for key, holding in HOLDINGS.items()
    ]
    marks = [row for model, field in _untold() for row in _marks(model, field, person)]
    return [*told, Held("marks", _("Autres traces de votre passage"), MARKS_WHY, MARKS_KEPT, marks)]


MARKS_WHY = _("savoir qui a fait quoi")
MARKS_KEPT = _("sans votre nom après la suppression du compte")


def _untold() -> Iterator[tuple[type[models.Model], Any]]:
    """Pointers to a person that no holding tells."""
    told = {label for holding in HOLDINGS.values() for label in holding.models}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Person and model._meta.label not in told:
                yield model, field


def untold_names() -> list[str]:
    """What sorts of things point at people beside the registered holdings, in words."""
    return sorted({str(model._meta.verbose_name) for model, _field in _untold()})


def _marks(model: type[models.Model], field: Any, person: Person) -> list[Row]:
    things = model._default_manager.filter(**{field.name: person})
    return [
        {
            str(_("nature")): str(model._meta.verbose_name),
            str(_("chose")): str(thing),
            str(_("lien avec vous")): str(field.verbose_name),
        }
        for thing in things
    ]


def _profile(person: Person) -> list[Row]:
    return [
        {
            str(_("nom affiché")): person.name,
            str(_("adresse courriel")): person.email,
            str(_("langue")): person.get_language_display(),
            str(_("organisation")): str(person.organisation or ""),
            str(_("depuis")): person.joined_at,
            str(_("dernière connexion")): person.last_login,
        }
    ]


def _ways_in(person: Person) -> list[Row]:
    kind, what, since = str(_("nature")), str(_("moyen")), str(_("depuis"))
    rows: list[Row] = [
        {kind: str(_("adresse confirmée") if a.verified else _("adresse à confirmer")), what: a.email, since: None}
        for a in EmailAddress.objects.filter(user=person)
    ]
    rows += [
        {kind: str(_("second facteur")), what: a.get_type_display(), since: a.created_at}
        for a in Authenticator.objects.filter(user=person)
    ]
    rows += [
        {kind: str(_("compte d’un autre service")), what: a.provider, since: a.date_joined}
        for a in SocialAccount.objects.filter(user=person)
    ]
    return rows


def _participations(person: Person) -> list[Row]:
    columns = (_("où"), _("rôle"), _("au nom de"), _("depuis le"), _("terminée le"))
    taken = Participation.objects.filter(person=person).select_related("collective", "organisation")
    lines: list[tuple[Any, ...]] = [
        (p.collective.name, p.get_role_display(), str(p.organisation or ""), p.starts_on, p.ends_on) for p in taken
    ]
    lines += [
        (str(_("toute l’instance")), m.get_kind_display(), "", m.given_at.date(), None) for m in person.mandates.all()
    ]
    return [dict(zip(map(str, columns), line, strict=True)) for line in lines]


def _invitations(person: Person) -> list[Row]:
    who = models.Q(invited_by=person) | models.Q(accepted_by=person)
    if person.email:
        who |= models.Q(email__iexact=person.email)
    return [
        {
            str(_("sens")): str(_("envoyée") if i.invited_by_id == person.pk else _("reçue")),
            str(_("adresse courriel")): i.email,
            str(_("pour")): str(i),
            str(_("le")): i.invited_at,
        }
        for i in Invitation.objects.filter(who).select_related("collective")
    ]


def _deeds(person: Person) -> list[Row]:
    done = Deed.objects.filter(actor=person).order_by("-id")
    return [
        {str(_("geste")): str(VERBS.get(d.verb, d.verb)), str(_("chose")): d.thing_name, str(_("le")): d.happened_at}
        for d in done
    ]


def _links(person: Person) -> list[Row]:
    made = Link.objects.filter(linked_by=person).prefetch_related("source", "target")
    return [{str(_("lien")): str(link), str(_("le")): link.linked_at} for link in made]


OURS = {
    "people.profile": Holding(
        _("Mon profil"), _("vous reconnaître et vous écrire dans votre langue"), _profile, models=("people.Person",)
    ),
    "people.ways_in": Holding(
        _("Mes moyens de connexion"),
        _("vérifier que c’est bien vous; les mots de passe et les clés secrètes sont chiffrés et jamais montrés"),
        _ways_in,
        models=("account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"),
    ),
    "people.participations": Holding(
        _("Mes rôles et participations"),
        _("savoir ce que vous pouvez faire, et où"),
        _participations,
        kept=_("sans votre nom après la suppression du compte"),
        models=("people.Participation", "people.Mandate"),
    ),
    "people.invitations": Holding(
        _("Mes invitations"),
        _("vous faire entrer, et savoir qui a invité qui"),
        _invitations,
        kept=_("l’adresse est effacée 90 jours après l’échéance, ou à la suppression du compte"),
        models=("people.Invitation",),
    ),
    "journal.deeds": Holding(
        _("Mes gestes"),
        _("que chacun sache qui a fait quoi, et puisse revenir en arrière"),
        _deeds,
        kept=_("sans votre nom après la suppression du compte"),
        models=("journal.Deed",),
    ),
    "journal.links": Holding(
        _("Les liens que j’ai faits"),
        _("garder la trace de ce qui nourrit quoi"),
        _links,
        kept=_("sans votre nom après la suppression du compte"),
        models=("journal.Link",),
    ),
}
