"""The repertoire as plain data and back: `dump` writes everything, `load` brings in what is not there yet.

Keys are public codes, so that a dump read twice changes nothing. Who deposited or curated is never in a dump; the
records themselves are CC0, whatever the licence of the works they describe.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date, parse_duration
from django.utils.duration import duration_iso_string
from django.utils.translation import gettext as _

from reperes.catalogue import addresses
from reperes.catalogue.models import (
    KEPT_ASIDE,
    READABLE,
    Agent,
    AgentName,
    Concept,
    Contribution,
    Indexing,
    Item,
    Publication,
    Resource,
    ResourceLink,
    Section,
    Selection,
)
from reperes.core.errors import BadFile
from reperes.core.text import ALPHABET
from reperes.journal.actions import record

FORMAT, EDITION = "reperes-catalogue", 1
PLAIN = [
    "title",
    "subtitle",
    "language",
    "description",
    "description_en",
    "issued",
    "printed_year",
    "printed_label",
    "rights",
    "series",
    "series_number",
    "format",
    "n_pages",
    "service_state",
    "status",
]
SAID = ["title", "kicker", "intro", "funder", "rights", "curated_by"]
SAID += [f"{name}_en" for name in SAID]


@dataclass
class Tally:
    """What a load brought in, and what was there already."""

    new: dict[str, int] = field(default_factory=lambda: {"agents": 0, "resources": 0, "selections": 0})
    known: int = 0


# --- Out ----------------------------------------------------------------------------------------------


def dump(*, everything: bool = False) -> dict[str, Any]:
    """What the public may read; with `everything`, also drafts, proposals and private selections."""
    resources = Resource.objects.described().order_by("code")
    selections = Selection.objects.select_related("forked_from", "publication").order_by("code")
    if not everything:
        resources, selections = resources.filter(status__in=READABLE), selections.public()
    kept = list(resources.exclude(status__in=KEPT_ASIDE))
    credited = Agent.objects.filter(contributions__resource__in=kept).distinct().order_by("code")
    return {
        "format": FORMAT,
        "edition": EDITION,
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "agents": [_agent(agent) for agent in credited.prefetch_related("other_names")],
        "resources": [_resource(resource) for resource in kept],
        "selections": [_selection(selection) for selection in selections.prefetch_related("sections__groups")],
    }


def _agent(agent: Agent) -> dict[str, Any]:
    names = [{"name": other.name, "period": other.period} for other in agent.other_names.all()]
    return {
        "key": agent.code,
        "kind": agent.kind,
        "name": agent.name,
        "acronym": agent.acronym,
        "same_as": agent.same_as,
        "other_names": names,
    }


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "code": resource.code,
        **{name: getattr(resource, name) for name in PLAIN},
        "duration": duration_iso_string(resource.duration) if resource.duration else None,
        "nature": resource.nature.code,
        "licence": resource.licence.code,
        "contributions": [
            {"role": c.role.code, "agent": c.agent.code, "credited_as": c.credited_as}
            for c in resource.contributions.all()
        ],
        "concepts": sorted(f"{i.concept.scheme.code}:{i.concept.code}" for i in resource.indexings.all()),
        "links": [
            {"url": link.url, "state": link.state, "checked_on": link.checked_on and link.checked_on.isoformat()}
            for link in resource.links.all()
        ],
    }


def _selection(selection: Selection) -> dict[str, Any]:
    sections = selection.sections.prefetch_related("groups", "items__resource")
    return {
        "code": selection.code,
        **{name: getattr(selection, name) for name in SAID},
        "reviewed_on": selection.reviewed_on and selection.reviewed_on.isoformat(),
        "is_public": selection.is_public,
        "forked_from": selection.forked_from.code if selection.forked_from else None,
        "sections": [_section(section) for section in sections],
    }


def _section(section: Section) -> dict[str, Any]:
    groups = list(section.groups.all())
    numbers = {group.pk: number for number, group in enumerate(groups)}
    items = [item for item in section.items.all() if item.removed_at is None and item.resource.is_readable]
    return {
        "name": section.name,
        "name_en": section.name_en,
        "groups": [{"rationale": group.rationale, "rationale_en": group.rationale_en} for group in groups],
        "items": [
            {
                "resource": item.resource.code,
                **{name: getattr(item, name) for name in ("label", "label_en", "rationale", "rationale_en")},
                "group": numbers.get(item.group_id),  # type: ignore[arg-type]
            }
            for item in items
        ],
    }


# --- In -----------------------------------------------------------------------------------------------


@transaction.atomic
def load(data: Mapping[str, Any]) -> Tally:
    """Bring in what is missing; what is there is left as its curators made it. All or nothing."""
    if data.get("format") != FORMAT or data.get("edition") != EDITION:
        raise BadFile(_("Ce fichier n’est pas un répertoire exporté par Repères (format « reperes-catalogue », 1)."))
    tally = Tally()
    agents = {said["key"]: _load_agent(said, tally) for said in data["agents"]}
    concepts = {f"{c.scheme.code}:{c.code}": c for c in Concept.objects.select_related("scheme")}
    for said in data["resources"]:
        _load_resource(said, agents, concepts, tally)
    for said in data["selections"]:
        _load_selection(said, concepts, tally)
    return tally


def _load_agent(said: Mapping[str, Any], tally: Tally) -> Agent:
    kind = said.get("kind", Agent.Kind.ORGANISATION)
    agent = Agent.objects.filter(name=said["name"], kind=kind).first()
    if agent:
        tally.known += 1
        return agent
    tally.new["agents"] += 1
    code = _free_code(said["key"])
    agent = Agent.objects.create(
        **({"code": code} if code else {}),
        kind=kind,
        name=said["name"],
        acronym=said.get("acronym", ""),
        same_as=said.get("same_as", ""),
    )
    AgentName.objects.bulk_create(AgentName(agent=agent, **other) for other in said.get("other_names", []))
    return agent


def _free_code(key: str) -> str | None:
    """A dump's key is the agent's code, if it is one and nobody here bears it."""
    is_code = len(key) == 8 and set(key) <= set(ALPHABET)
    return key if is_code and not Agent.objects.filter(code=key).exists() else None


def _load_resource(
    said: Mapping[str, Any], agents: Mapping[str, Agent], concepts: Mapping[str, Concept], tally: Tally
) -> None:
    if Resource.objects.filter(code=said["code"]).exists():
        tally.known += 1
        return
    resource = Resource.objects.create(
        code=said["code"],
        **{name: said[name] for name in PLAIN if name in said},
        duration=parse_duration(said["duration"]) if said.get("duration") else None,
        nature=_term(concepts, f"nature:{said['nature']}"),
        licence=_term(concepts, f"licence:{said['licence']}"),
    )
    for order, line in enumerate(said["contributions"]):
        Contribution.objects.create(
            resource=resource,
            agent=agents[line["agent"]],
            role=_term(concepts, f"role:{line['role']}"),
            credited_as=line.get("credited_as", ""),
            order=order,
        )
    Indexing.objects.bulk_create(
        Indexing(resource=resource, concept=_term(concepts, path)) for path in said["concepts"]
    )
    ResourceLink.objects.bulk_create(_link(resource, line) for line in said["links"])
    tally.new["resources"] += 1
    record(None, "resource.loaded", resource)


def _link(resource: Resource, said: Mapping[str, Any]) -> ResourceLink:
    checked_on = parse_date(said["checked_on"]) if said.get("checked_on") else None
    key = addresses.key(said["url"])
    return ResourceLink(resource=resource, url=said["url"], url_key=key, state=said["state"], checked_on=checked_on)


def _term(concepts: Mapping[str, Concept], path: str) -> Concept:
    if path not in concepts:
        raise BadFile(_("Le terme « %(path)s » n’existe pas dans les vocabulaires de cette instance.") % {"path": path})
    return concepts[path]


def _load_selection(said: Mapping[str, Any], concepts: Mapping[str, Concept], tally: Tally) -> None:
    if Selection.objects.filter(code=said["code"]).exists():
        tally.known += 1
        return
    selection = Selection.objects.create(
        code=said["code"],
        **{name: said[name] for name in SAID if name in said},
        reviewed_on=parse_date(said["reviewed_on"]) if said.get("reviewed_on") else None,
        forked_from=Selection.objects.filter(code=said.get("forked_from")).first(),
    )
    for order, section in enumerate(said["sections"]):
        _load_section(selection, section, concepts, order)
    if said.get("is_public"):
        Publication.objects.create(selection=selection)
    tally.new["selections"] += 1
    record(None, "selection.loaded", selection)


def _load_section(selection: Selection, said: Mapping[str, Any], concepts: Mapping[str, Concept], order: int) -> None:
    usual = _term(concepts, f"section:{said['concept']}") if "concept" in said else None
    names = (usual.name, usual.name_en) if usual else (said["name"], said["name_en"])
    section = Section.objects.create(selection=selection, name=names[0], name_en=names[1], order=order)
    groups = [section.groups.create(**group) for group in said["groups"]]
    resources = _resources_of(said["items"])
    for place, line in enumerate(said["items"]):
        words = {name: line[name] for name in ("label", "label_en", "rationale", "rationale_en") if name in line}
        group = groups[line["group"]] if line.get("group") is not None else None
        Item.objects.create(section=section, resource=resources[line["resource"]], group=group, order=place, **words)


def _resources_of(items: Iterable[Mapping[str, Any]]) -> dict[str, Resource]:
    codes = [line["resource"] for line in items]
    found = {resource.code: resource for resource in Resource.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in found]:
        raise BadFile(_("La sélection cite une ressource absente du fichier : %(code)s.") % {"code": missing[0]})
    return found
