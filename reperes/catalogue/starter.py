"""The starter content, one readable TOML file for each noun, as one dump that `records.load` takes."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "starter"


def dump() -> dict[str, Any]:
    agents, resources, selection = (_read(name) for name in ("agents", "resources", "selection"))
    return {
        "format": "reperes-catalogue",
        "edition": 1,
        "agents": agents["agent"],
        "resources": [_resource(said) for said in resources["resource"]],
        "selections": [_selection(selection)],
    }


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _resource(said: dict[str, Any]) -> dict[str, Any]:
    """The file says things shortly; a dump says them in full."""
    by = [dict(zip(("role", "agent"), line.split(":"), strict=True)) for line in said.pop("by", [])]
    return {
        "status": "published",
        "licence": "non-precisee",
        "issued": said.pop("date", ""),
        "printed_year": said.pop("year", ""),
        "printed_label": said.pop("label", ""),
        "contributions": by,
        "concepts": said.pop("about"),
        "links": [{"url": "", "state": "a-trouver"}],
        **said,
    }


def _selection(said: dict[str, Any]) -> dict[str, Any]:
    for name in ("intro", "intro_en"):
        said[name] = said[name].strip()
    said["reviewed_on"] = said["reviewed_on"].isoformat()
    said["is_public"] = True
    said["sections"] = [_section(section) for section in said.pop("section")]
    return said


def _section(said: dict[str, Any]) -> dict[str, Any]:
    items = said.pop("item", [])
    groups = said.pop("group", [])
    for number, group in enumerate(groups):
        items += [{"resource": code, "group": number} for code in group.pop("resources")]
    return {**said, "groups": groups, "items": items}
