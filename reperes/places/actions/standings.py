"""How far the discussion of a place's limits has come; what its limits are valid for; what stands for its figures."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import DomainError
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places import people_counts, queries
from reperes.places.access import Places
from reperes.places.models import Headcount, Locality, PartitionVersion, StandingChange

WHOLLY = 0.99  # of a place's people in the grouping that may stand for it


@transaction.atomic
def say(locality: Locality, standing: str, *, by: Person, words: str = "") -> StandingChange:
    """The limits were discussed, or validated, or are a draft again: who says so, when, and in what words."""
    require(by, Places.SAY_STANDING, locality)
    if standing not in Locality.Standing.values:
        raise DomainError(_("Choisissez un statut de la liste."))
    said = StandingChange.objects.create(locality=locality, standing=standing, words=words.strip(), said_by=by)
    Locality.objects.filter(pk=locality.pk).update(standing=standing)
    locality.standing = standing
    record(by, "locality.standing_said", locality, standing=standing)
    return said


@transaction.atomic
def hold_valid(
    version: PartitionVersion, *, by: Person, valid_from: datetime.date | None, valid_until: datetime.date | None
) -> None:
    """Say since when and until when these limits hold. The limits themselves never change."""
    require(by, Places.DRAW)
    if valid_from and valid_until and valid_until < valid_from:
        raise DomainError(_("La fin de validité précède son début : corrigez l’une des deux dates."))
    PartitionVersion.objects.filter(pk=version.pk).update(valid_from=valid_from, valid_until=valid_until)
    version.refresh_from_db()
    record(by, "partition_version.held_valid", version)


@transaction.atomic
def fall_back(locality: Locality, to: Locality | None, *, by: Person | None) -> None:
    """Name the statistical locality whose figure may be shown where this one's is hidden; None: none does."""
    require(by, Places.DRAW)
    if to and to.version_id == locality.version_id:
        raise DomainError(_("Le repli d’une communauté est dans un autre découpage, plus large."))
    if to and to.fallback_id:
        raise DomainError(_("« %(name)s » a elle-même un repli : choisissez-le directement.") % {"name": to})
    Locality.objects.filter(pk=locality.pk).update(fallback=to)
    locality.fallback = to
    record(by, "locality.fallback_named", locality, to=to.pk if to else None)


@transaction.atomic
def fall_back_all(version: PartitionVersion, wider: PartitionVersion, *, by: Person | None) -> list[Locality]:
    """Every place of `version` falls back to the one of `wider` that holds it whole; gives those none holds."""
    require(by, Places.DRAW)
    if version == wider:
        raise DomainError(_("Le repli d’une communauté est dans un autre découpage, plus large."))
    holders = queries.holders(version, wider)
    left = []
    for place in version.localities.all():
        code, share = max(holders.get(place.code, {}).items(), key=lambda one: one[1], default=("", 0.0))
        holder = wider.localities.filter(code=code).first() if share >= WHOLLY else None
        if holder is None:
            left.append(place)
        Locality.objects.filter(pk=place.pk).update(fallback=holder)
    record(by, "partition_version.fallen_back", version, wider=wider.pk, n_left=len(left))
    return left


@transaction.atomic
def count_people(version: PartitionVersion, content: bytes, name: str, *, by: Person | None, source: str) -> Headcount:
    """Say how many people live in each small area. Earlier tables stay; the newest is used."""
    require(by, Places.DRAW)
    if not source.strip():
        raise DomainError(_("Dites d’où viennent ces nombres : l’organisme et l’année."))
    known = {area.code for area in queries.areas(version)}
    found = people_counts.read(content, name, known)
    return keep_people(version, found.people, by=by, source=source.strip(), name=name, notes=found.notes)


@transaction.atomic
def keep_people(  # noqa: PLR0913 (what a table of people is)
    version: PartitionVersion,
    people: dict[str, float],
    *,
    by: Person | None,
    source: str,
    name: str = "",
    notes: list[str] | None = None,
) -> Headcount:
    """The same, from numbers in hand."""
    require(by, Places.DRAW)
    report = {"known": len(people), "people": sum(people.values()), "notes": notes or []}
    kept = Headcount.objects.create(
        version=version, source=source[:200], file_name=name[:200], report=report, given_by=by
    )
    people_counts.write(people, kept.file)
    record(by, "headcount.given", version, known=len(people))
    return kept
