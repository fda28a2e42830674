"""A drawing becomes a version of a partition: its limits, its weights, a page for each locality."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import Conflict, DomainError
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places import checking, hooks, queries
from reperes.places.access import Places
from reperes.places.actions import comparing, dissolving, drawings
from reperes.places.actions.boundaries import Tell, quiet
from reperes.places.checking import Check
from reperes.places.models import Drawing, Locality, Partition, PartitionVersion, StandingChange

NAMED = 8


def refuse(drawing: Drawing) -> Check:
    """What stands in the way of publication, in one sentence; the check, if nothing does."""
    ground = queries.ground(drawing.source)
    found = checking.check(drawing.content, ground)
    if why := _why_not(found):
        raise DomainError(" ".join(why))
    if refusals := hooks.refusals(drawing.source, proposals(drawing, found)):
        raise DomainError(" ".join(one.sentence for one in refusals))
    return found


def proposals(drawing: Drawing, found: Check) -> list[hooks.Proposal]:
    return [hooks.Proposal(one.code, one.name, one.units, drawing.partition) for one in found.localities]


def _why_not(found: Check) -> list[str]:
    why = []
    if not found.localities:
        why.append(_("Ce dessin n’a aucune communauté : ajoutez-en une et mettez-y des secteurs."))
    if found.unnamed:
        codes = ", ".join(one.code or one.name or "—" for one in found.unnamed[:NAMED])
        why.append(_("Donnez un nom et un code à chaque communauté (%(codes)s).") % {"codes": codes})
    if found.empty:
        names = ", ".join(one.name for one in found.empty[:NAMED])
        why.append(
            _("Ces communautés n’ont aucun secteur : %(names)s. Mettez-y-en, ou retirez-les.") % {"names": names}
        )
    if found.twice:
        codes = ", ".join(f"{code} ({total:.0%})" for code, total in found.twice[:NAMED])
        why.append(
            _("Ces secteurs sont donnés plus d’une fois : %(codes)s. Ramenez leurs parts à 100 %%.") % {"codes": codes}
        )
    if found.same_codes:
        why.append(_("Deux communautés portent le code %(codes)s.") % {"codes": ", ".join(found.same_codes[:NAMED])})
    if found.same_names:
        why.append(_("Deux communautés s’appellent %(names)s.") % {"names": ", ".join(found.same_names[:NAMED])})
    return why


def publish(drawing: Drawing, *, by: Person, tell: Tell = quiet) -> PartitionVersion:
    """Make the version. A refusal leaves the drawing a draft, with the sentence on it."""
    require(by, Places.DRAW, drawing)
    if drawing.state != Drawing.State.PUBLISHING:
        submit(drawing, by=by)
    try:
        return _published(drawing, by=by, tell=tell)
    except BaseException as refusal:
        sentence = refusal.sentence if isinstance(refusal, DomainError) else _("Une panne a arrêté la publication.")
        drawings.pass_to(drawing, Drawing.State.DRAFT, among=[Drawing.State.PUBLISHING], refusal=sentence)
        raise


def submit(drawing: Drawing, *, by: Person) -> None:
    """Close the drawing to gestures while it is published."""
    require(by, Places.DRAW, drawing)
    refuse(drawing)
    drawings.pass_to(drawing, Drawing.State.PUBLISHING, among=[Drawing.State.DRAFT], refusal="")


def _published(drawing: Drawing, *, by: Person, tell: Tell) -> PartitionVersion:
    found = refuse(drawing)
    tell(_("Limites des communautés"))
    version = dissolving.dissolve(
        drawing.source,
        {one.code: (one.name, one.units) for one in found.localities},
        by=by,
        partition=partition_fields(drawing),
        vintage=drawing.vintage,
        report={"notes": notes(found), "drawing": drawing.code},
        tell=tell,
    )
    if version.was_known:
        raise Conflict(
            _("Ces limites sont déjà publiées (« %(version)s ») : rien n’a changé depuis.") % {"version": version}
        )
    try:
        with transaction.atomic():
            _open_pages(drawing, version, found, by)
            drawings.pass_to(drawing, Drawing.State.PUBLISHED, among=[Drawing.State.PUBLISHING], version=version)
            record(by, "drawing.published", version, drawing=drawing.code, n_localities=len(found.localities))
    except BaseException:
        dissolving.take_back(version)
        raise
    if version.older:
        comparing.compare(version, version.older, by=by)
    return version


def partition_fields(drawing: Drawing) -> dict[str, Any]:
    """Those of the partition it belongs to, or of a new one made of the same source's licence."""
    if drawing.partition:
        return {"code": drawing.partition.code}
    source = drawing.source.partition
    return {
        "code": _free_code(drawing.name),
        "name": drawing.name,
        "name_en": drawing.name_en,
        "level": Partition.Level.LOCALITY,
        "publisher": source.publisher,
        "publisher_en": source.publisher_en,
        "licence": source.licence,
        "licence_en": source.licence_en,
        "is_fictional": source.is_fictional,
    }


def _free_code(name: str) -> str:
    base = slugify(name)[:50] or "communautes"
    taken = set(Partition.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}-{n}") not in taken)


def notes(found: Check) -> list[str]:
    """What was known and accepted when it was published."""
    told = []
    if found.nobodys:
        told.append(_("%(n)s petits secteurs ne sont dans aucune communauté.") % {"n": len(found.nobodys)})
    if found.partial:
        told.append(_("%(n)s secteurs ne sont attribués qu’en partie.") % {"n": len(found.partial)})
    told += [
        _("« %(name)s » est en %(n)s morceaux séparés.") % {"name": one.name, "n": one.pieces} for one in found.islands
    ]
    return told


def _open_pages(drawing: Drawing, version: PartitionVersion, found: Check, by: Person) -> None:
    before = _previous_pages(version)
    made = [
        Locality(
            version=version,
            code=one.code,
            name=one.name[:160],
            rationale=one.rationale,
            standing=one.standing or Locality.Standing.DRAFT,
            level=one.level or Locality.Level.LOCAL,
            drawn_by=by,
            **before.get(one.code, {}),
        )
        for one in found.localities
    ]
    Locality.objects.bulk_create(made)
    StandingChange.objects.bulk_create(StandingChange(locality=one, standing=one.standing, said_by=by) for one in made)
    record(by, "partition_version.grouped", version, n_localities=len(made))


def _previous_pages(version: PartitionVersion) -> Mapping[str, dict[str, Any]]:
    """What people wrote of the places of the limits these replace, by code."""
    if version.older is None:
        return {}
    return {
        one.code: {"about": one.about, "collective_id": one.collective_id} for one in version.older.localities.all()
    }
