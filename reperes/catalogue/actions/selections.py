"""Make, arrange, publish, fork selections."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.catalogue.access import Catalogue
from reperes.catalogue.models import Concept, ItemGroup, Publication, Section, Selection
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person


@transaction.atomic
def make(words: Mapping[str, Any], *, by: Person) -> Selection:
    """A new selection, private, with the four usual sections."""
    require(by, Catalogue.COMPOSE)
    selection = Selection.objects.create(**words)
    selection.curators.add(by)
    for order, concept in enumerate(Concept.objects.of("section").current()):
        Section.objects.create(selection=selection, name=concept.name, name_en=concept.name_en, order=order)
    record(by, "selection.made", selection)
    return selection


@transaction.atomic
def edit(selection: Selection, words: Mapping[str, Any], *, by: Person, version: int) -> None:
    """Change what it says of itself; refused when somebody changed it since `version` was read."""
    require(by, Catalogue.ARRANGE, selection)
    taken = Selection.objects.filter(pk=selection.pk, version=version).update(version=F("version") + 1)
    selection.refresh_from_db()
    if not taken:
        raise Conflict(
            _(
                "Quelqu’un a modifié cette sélection pendant que vous y travailliez. "
                "Voici son état actuel; ce que vous avez écrit est encore là."
            )
        )
    for name, value in words.items():
        setattr(selection, name, value)
    selection.save()
    record(by, "selection.edited", selection)


@transaction.atomic
def fork(selection: Selection, *, by: Person) -> Selection:
    """Start from someone's selection: a private copy that says where it comes from."""
    require(by, Catalogue.COMPOSE)
    copied = {
        name: getattr(selection, name) for name in ("kicker", "kicker_en", "intro", "intro_en", "rights", "rights_en")
    }
    copy = Selection.objects.create(
        title=_("%(title)s (ma version)") % {"title": selection.title[:180]}, forked_from=selection, **copied
    )
    copy.curators.add(by)
    for section in selection.sections.prefetch_related("items", "groups"):
        _copy_section(section, copy)
    record(by, "selection.forked", copy, source=selection.code)
    return copy


def _copy_section(section: Section, copy: Selection) -> None:
    new = Section.objects.create(selection=copy, name=section.name, name_en=section.name_en, order=section.order)
    groups: dict[int | None, ItemGroup] = {}
    for group in section.groups.all():
        groups[group.pk] = new.groups.create(rationale=group.rationale, rationale_en=group.rationale_en)
    for item in section.items.all():
        if item.removed_at is None:
            old_group = item.group_id
            item.pk, item.section, item.group = None, new, groups.get(old_group)
            item.save(force_insert=True)


@transaction.atomic
def publish(selection: Selection, *, by: Person) -> None:
    require(by, Catalogue.PUBLISH, selection)
    if not selection.sections.filter(items__removed_at=None, items__isnull=False).exists():
        raise Conflict(_("Cette sélection est vide : placez-y au moins une ressource avant de la publier."))
    Publication.objects.get_or_create(selection=selection, defaults={"published_by": by})
    Selection.objects.filter(pk=selection.pk).update(reviewed_on=timezone.localdate())
    record(by, "selection.published", selection)


@transaction.atomic
def unpublish(selection: Selection, *, by: Person) -> None:
    require(by, Catalogue.PUBLISH, selection)
    Publication.objects.filter(selection=selection).delete()
    record(by, "selection.unpublished", selection)


@transaction.atomic
def mark_reviewed(selection: Selection, *, by: Person) -> None:
    """Everything in it was looked at again today."""
    require(by, Catalogue.ARRANGE, selection)
    Selection.objects.filter(pk=selection.pk).update(reviewed_on=timezone.localdate())
    record(by, "selection.reviewed", selection)
