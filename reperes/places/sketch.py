"""What a drawing holds, how a change is applied, undone, and joined with another person's. Pure.

    {"localities": {key: {"code", "name", "rationale", "standing", "level"}},
     "units": {small area's code: {locality's key: share}}}

A change has the same shape and says only what becomes different: a locality that goes is None, a small area nobody
keeps is {}. Shares are 0 to 1.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Content = dict[str, dict[str, Any]]
Change = dict[str, dict[str, Any]]
Delta = dict[str, dict[str, list[Any]]]  # what was, what is

FIELDS = ("code", "name", "rationale", "standing", "level")
DIGITS = 6  # of a share


def empty() -> Content:
    return {"localities": {}, "units": {}}


def applied(content: Mapping[str, Any], change: Mapping[str, Any]) -> tuple[Content, Delta]:
    """The content once changed, and what is needed to go back."""
    found: Content = {part: dict(content.get(part, {})) for part in ("localities", "units")}
    delta: Delta = {"localities": {}, "units": {}}
    for part in ("localities", "units"):
        nothing: Any = None if part == "localities" else {}
        for key, value in change.get(part, {}).items():
            was, now = found[part].get(key, nothing), value or nothing
            if was != now:
                delta[part][key] = [was, now]
            if now:
                found[part][key] = now
            else:
                found[part].pop(key, None)
    return found, delta


def backward(delta: Mapping[str, Any]) -> Change:
    """The change that undoes."""
    return {part: {key: pair[0] for key, pair in delta.get(part, {}).items()} for part in ("localities", "units")}


def forward(delta: Mapping[str, Any]) -> Change:
    """The change again."""
    return {part: {key: pair[1] for key, pair in delta.get(part, {}).items()} for part in ("localities", "units")}


def before(content: Mapping[str, Any], deltas: Iterable[Mapping[str, Any]]) -> Content:
    """The content as it was before these changes, newest first."""
    found: Content = {part: dict(content.get(part, {})) for part in ("localities", "units")}
    for delta in deltas:
        found, _undone = applied(found, backward(delta))
    return found


@dataclass
class Merged:
    """What of a change still applies, and what gave way: {"what", "of", "mine", "theirs"}."""

    change: Change = field(default_factory=empty)
    aside: list[dict[str, Any]] = field(default_factory=list)

    def put_aside(self, what: str, of: str, mine: Any, theirs: Any) -> None:
        self.aside.append({"what": what, "of": of, "mine": mine, "theirs": theirs})


def merged(base: Mapping[str, Any], current: Mapping[str, Any], change: Mapping[str, Any]) -> Merged:
    """A change made on `base`, brought to `current`, which others changed meanwhile.

    What they did not touch changes as asked; where both touched the same thing, theirs stays (it was seen first) and
    mine is put aside. A reason written by two people keeps both texts.
    """
    found = Merged()
    for key, mine in change.get("localities", {}).items():
        _merge_locality(found, key, (base["localities"].get(key), current["localities"].get(key), mine))
    for unit, mine in change.get("units", {}).items():
        _merge_unit(found, unit, (base["units"].get(unit, {}), current["units"].get(unit, {}), mine or {}), current)
    return found


def _merge_locality(found: Merged, key: str, three: tuple[Any, Any, Any]) -> None:
    was, theirs, mine = three
    if theirs == mine:
        return
    if theirs == was or (theirs is None and mine is not None):  # untouched; or gone, and wanted by somebody
        found.change["localities"][key] = mine
        if theirs != was:
            found.put_aside("restored", key, mine["name"], "")
        return
    if mine is None:
        found.put_aside("removal", key, "", theirs["name"])
        return
    kept = dict(theirs)
    for name in FIELDS:
        kept[name] = _merge_field(found, key, name, ((was or {}).get(name, ""), theirs.get(name), mine.get(name)))
    if kept != theirs:
        found.change["localities"][key] = kept


def _merge_field(found: Merged, key: str, name: str, three: tuple[Any, Any, Any]) -> Any:
    was, theirs, mine = three
    if mine in (was, theirs):
        return theirs
    if theirs == was:
        return mine
    if name == "rationale":
        return f"{theirs}\n\n{mine}"
    found.put_aside(name, key, mine, theirs)
    return theirs


def _merge_unit(
    found: Merged, unit: str, three: tuple[dict[str, float], dict[str, float], dict[str, float]], current: Any
) -> None:
    was, theirs, mine = three
    gone = [key for key in mine if not _will_be(found, key, current)]
    refused = {one["of"] for one in found.aside if one["what"] == "removal"}
    if theirs == mine or (refused & was.keys() and not mine):
        return  # the same; or released by the removal of a locality that stays
    if theirs != was or gone:
        found.put_aside("unit", unit, mine, theirs)
        return
    found.change["units"][unit] = mine


def _will_be(found: Merged, key: str, current: Any) -> bool:
    """Is there such a locality once the change is made?"""
    if key in found.change["localities"]:
        return found.change["localities"][key] is not None
    return key in current["localities"]


def members(content: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """{locality's key: {small area: share}}, every locality present."""
    found: dict[str, dict[str, float]] = {key: {} for key in content.get("localities", {})}
    for unit, shares in content.get("units", {}).items():
        for key, share in shares.items():
            if key in found:
                found[key][unit] = share
    return found


def is_sound(change: Any, units: Collection[str]) -> bool:
    """May this have come from a page of ours? Shapes only: what it means is judged elsewhere."""
    if not isinstance(change, dict) or not all(isinstance(change.get(part, {}), dict) for part in empty()):
        return False
    localities, shares = change.get("localities", {}), change.get("units", {})
    return all(one is None or _is_locality(one) for one in localities.values()) and all(
        unit in units and _are_shares(held) for unit, held in shares.items()
    )


def _is_locality(one: Any) -> bool:
    return isinstance(one, dict) and set(one) == set(FIELDS) and all(isinstance(value, str) for value in one.values())


def _are_shares(held: Any) -> bool:
    return isinstance(held, dict) and all(
        isinstance(share, int | float) and not isinstance(share, bool) and 0 < share <= 1 for share in held.values()
    )
