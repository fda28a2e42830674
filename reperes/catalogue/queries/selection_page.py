"""Selections: the list, and one page with its sections, its items and their reasons."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from reperes.catalogue.models import Contribution, Item, Resource, ResourceLink, Section, Selection
from reperes.catalogue.queries.browse import makers
from reperes.people.models import Person
from reperes.search.queries import find


@dataclass(frozen=True)
class Entry:
    """An item as the page reads it; of a record taken out of the repertoire, only that it was."""

    item: Item
    number: int
    label: str
    title: str
    description: str
    address: str
    makers: list[str]
    date: str
    rationale: str
    link: ResourceLink | None
    badge: str  # lien brisé, service interrompu…
    is_readable: bool


@dataclass(frozen=True)
class Block:
    """Entries that share one reason, or one entry with its own."""

    entries: list[Entry]
    rationale: str
    is_shared: bool


@dataclass(frozen=True)
class Shelf:
    """A section."""

    section: Section
    blocks: list[Block]
    n_items: int


@dataclass(frozen=True)
class SelectionPage:
    selection: Selection
    curators: list[str]
    shelves: list[Shelf]
    removed: list[Item]
    n_items: int
    is_editable: bool


def selections(person: Any) -> QuerySet[Selection]:
    kept = Count("sections__items", filter=Q(sections__items__removed_at=None), distinct=True)
    return (
        Selection.objects.visible_to(person)
        .select_related("publication")
        .annotate(n_items=kept)
        .order_by("-publication__published_at", "-changed_at", "pk")
    )


def selection_page(selection: Selection, person: Any) -> SelectionPage:
    contributions = Prefetch("resource__contributions", Contribution.objects.select_related("agent", "role"))
    items = Item.objects.select_related("resource", "group").prefetch_related(contributions, "resource__links")
    sections = list(selection.sections.prefetch_related(Prefetch("items", items)))
    curators = list(selection.curators.all())
    sees_all = person.is_authenticated and person.has_mandate("curator")
    is_editable = sees_all or person in curators
    shelves, number = [], 0
    for section in sections:
        kept = [i for i in section.items.all() if i.removed_at is None and (i.resource.is_readable or is_editable)]
        entries = [_entry(item, number + place, sees_all=sees_all) for place, item in enumerate(kept, start=1)]
        number += len(entries)
        shelves.append(Shelf(section, _blocks(entries), len(entries)))
    return SelectionPage(
        selection=selection,
        curators=list(filter(None, [selection.said_curated_by, *_names(curators, person)])),
        shelves=shelves,
        removed=[
            item
            for section in sections
            for item in section.items.all()
            if item.removed_at and (item.resource.is_readable or sees_all)
        ],
        n_items=number,
        is_editable=is_editable,
    )


def _names(curators: list[Person], reader: Any) -> list[str]:
    """Names are for people who signed in; those who left have none."""
    return [str(each) for each in curators if not each.forgotten_at] if reader.is_authenticated else []


def candidates(words: str) -> list[Resource]:
    """Resources one might add, the best first."""
    keys = [int(hit.key.partition(":")[2]) for hit in find(words, kinds=["resource"], size=8).hits]
    known = Resource.objects.public().in_bulk(keys)
    return [known[key] for key in keys if key in known]


def _blocks(entries: list[Entry]) -> list[Block]:
    """Neighbours of one group make one block, whose reason is said once."""
    blocks: list[Block] = []
    for entry in entries:
        group = entry.item.group
        last = blocks[-1].entries[-1].item.group_id if blocks else None
        if group is not None and group.pk == last:
            blocks[-1].entries.append(entry)
        else:
            blocks.append(Block([entry], str(group) if group else entry.rationale, group is not None))
    return blocks


def _entry(item: Item, number: int, *, sees_all: bool) -> Entry:
    resource = item.resource
    is_said = resource.is_readable or sees_all
    link = next(iter(resource.links.all()), None) if is_said else None
    return Entry(
        item=item,
        number=number,
        label=item.said_label,
        title=resource.title if is_said else _("Fiche retirée"),
        description=resource.said_description if is_said else "",
        address=resource.get_absolute_url(),
        makers=makers(resource.contributions.all()) if is_said else [],
        date=resource.said_date if is_said else "",
        rationale=item.said_rationale,
        link=link,
        badge=_badge(item, link),
        is_readable=resource.is_readable,
    )


def _badge(item: Item, link: ResourceLink | None) -> str:
    """What a reader must know before following it."""
    resource = item.resource
    if not resource.is_readable:
        return str(resource.get_status_display())
    if resource.service_state in (resource.Service.STOPPED, resource.Service.REPLACED):
        return str(resource.get_service_state_display())
    return str(link.get_state_display()) if link and link.state == ResourceLink.State.BROKEN else ""
