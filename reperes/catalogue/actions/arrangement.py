"""Sections and items of a selection: add, move, word, remove, put back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.catalogue.access import Catalogue
from reperes.catalogue.models import Item, ItemGroup, Resource, Section, Selection
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person


@transaction.atomic
def add_section(selection: Selection, name: str, *, by: Person, name_en: str = "") -> Section:
    require(by, Catalogue.ARRANGE, selection)
    last = selection.sections.aggregate(last=Max("order"))["last"]
    section = Section.objects.create(
        selection=selection, name=name, name_en=name_en, order=0 if last is None else last + 1
    )
    record(by, "selection.arranged", selection)
    return section


@transaction.atomic
def rename_section(section: Section, name: str, name_en: str, *, by: Person) -> None:
    require(by, Catalogue.ARRANGE, section.selection)
    Section.objects.filter(pk=section.pk).update(name=name, name_en=name_en)
    record(by, "selection.arranged", section.selection)


@transaction.atomic
def remove_section(section: Section, *, by: Person) -> None:
    """Only an empty one: resources are never thrown away with their shelf."""
    require(by, Catalogue.ARRANGE, section.selection)
    if section.items.kept().exists():
        raise Conflict(_("Déplacez ou retirez d’abord les ressources de la section « %(name)s ».") % {"name": section})
    selection = section.selection
    section.delete()
    record(by, "selection.arranged", selection)


@transaction.atomic
def move_section(section: Section, step: int, *, by: Person) -> None:
    """One place up (-1) or down (+1)."""
    require(by, Catalogue.ARRANGE, section.selection)
    order = list(section.selection.sections.all())
    _swap(order, section, step)
    record(by, "selection.arranged", section.selection)


@transaction.atomic
def add_item(section: Section, resource: Resource, words: Mapping[str, Any], *, by: Person) -> Item:
    """Place a resource at the end of a section; one that was removed comes back with its new words."""
    require(by, Catalogue.ARRANGE, section.selection)
    already = Item.objects.filter(section__selection=section.selection, resource=resource)
    if found := already.kept().select_related("section").first():
        raise Conflict(_("Cette ressource est déjà dans la section « %(name)s ».") % {"name": found.section})
    already.delete()
    item = Item.objects.create(section=section, resource=resource, order=_last_place(section), **words)
    record(by, "selection.arranged", section.selection)
    return item


@transaction.atomic
def word_item(item: Item, words: Mapping[str, Any], *, by: Person) -> None:
    """Change the label and the reason of a placement; a shared reason changes for its whole group."""
    require(by, Catalogue.ARRANGE, item.section.selection)
    words = dict(words)
    if item.group_id:
        reason = {name: words.pop(name) for name in ("rationale", "rationale_en") if name in words}
        ItemGroup.objects.filter(pk=item.group_id).update(**reason)
    Item.objects.filter(pk=item.pk).update(**words)
    record(by, "selection.arranged", item.section.selection)


@transaction.atomic
def move_item(item: Item, step: int, *, by: Person) -> None:
    """One place up or down; from the edge of a section, into the neighbouring one. A moved item leaves its group."""
    require(by, Catalogue.ARRANGE, item.section.selection)
    order = list(item.section.items.kept())
    place = order.index(item) + step
    if 0 <= place < len(order):
        _swap(order, item, step)
    else:
        _move_to_neighbour(item, step)
    _tidy_groups(item.section.selection)
    record(by, "selection.arranged", item.section.selection)


def _move_to_neighbour(item: Item, step: int) -> None:
    sections = list(item.section.selection.sections.all())
    place = sections.index(item.section) + step
    if not 0 <= place < len(sections):
        return
    neighbour = sections[place]
    rest = list(neighbour.items.kept())
    item.section, item.group = neighbour, None
    item.save(update_fields=["section", "group"])
    _number([*rest, item] if step < 0 else [item, *rest])


@transaction.atomic
def remove_item(item: Item, *, by: Person) -> None:
    """Taken out, and kept aside: `put_back` undoes it."""
    require(by, Catalogue.ARRANGE, item.section.selection)
    Item.objects.filter(pk=item.pk).update(removed_at=timezone.now())
    record(by, "selection.arranged", item.section.selection)


@transaction.atomic
def put_back(item: Item, *, by: Person) -> None:
    require(by, Catalogue.ARRANGE, item.section.selection)
    Item.objects.filter(pk=item.pk).update(removed_at=None)
    record(by, "selection.arranged", item.section.selection)


@transaction.atomic
def share_reason(item: Item, *, by: Person) -> None:
    """Give an item the reason of the one before it: they form a group."""
    require(by, Catalogue.ARRANGE, item.section.selection)
    order = list(item.section.items.kept().select_related("group"))
    place = order.index(item)
    if place == 0:
        raise Conflict(_("Il n’y a pas d’élément avant celui-ci dans la section."))
    before = order[place - 1]
    if before.group is None:
        reason = before if before.rationale else item
        before.group = item.section.groups.create(rationale=reason.rationale, rationale_en=reason.rationale_en)
        before.rationale = before.rationale_en = ""
        before.save()
    Item.objects.filter(pk=item.pk).update(group=before.group, rationale="", rationale_en="")
    record(by, "selection.arranged", item.section.selection)


@transaction.atomic
def part_reason(item: Item, *, by: Person) -> None:
    """Give an item a reason of its own again, starting from the shared one."""
    require(by, Catalogue.ARRANGE, item.section.selection)
    if item.group:
        Item.objects.filter(pk=item.pk).update(
            group=None, rationale=item.group.rationale, rationale_en=item.group.rationale_en
        )
        _tidy_groups(item.section.selection)
    record(by, "selection.arranged", item.section.selection)


# --- Order --------------------------------------------------------------------------------------------


def _last_place(section: Section) -> int:
    last = section.items.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _swap(order: list[Any], moved: Any, step: int) -> None:
    place = order.index(moved)
    other = place + step
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        _number(order)


def _number(order: list[Any]) -> None:
    for place, thing in enumerate(order):
        if thing.order != place:
            type(thing).objects.filter(pk=thing.pk).update(order=place)


def _tidy_groups(selection: Selection) -> None:
    """A group is a run of neighbours: an item cut off from its own takes the reason along; a group of one dissolves."""
    for section in selection.sections.prefetch_related("items__group"):
        kept = [item for item in section.items.all() if item.removed_at is None]
        for before, item, after in zip([None, *kept], kept, [*kept[1:], None], strict=False):
            if item.group and not any(n is not None and n.group_id == item.group_id for n in (before, after)):
                Item.objects.filter(pk=item.pk).update(
                    group=None, rationale=item.group.rationale, rationale_en=item.group.rationale_en
                )
