"""Gestures of a person who draws: each gives the change it makes to a drawing's content (places.sketch). Pure."""

from collections.abc import Iterable, Mapping, Sequence

from reperes.core.text import fold, new_code
from reperes.places.sketch import DIGITS, FIELDS, Change, Content, empty, members


def add(content: Content, fields: Mapping[str, str]) -> tuple[str, Change]:
    """A new locality, without small areas yet; its code is the next free number if none is given."""
    key = new_code()
    one = {name: fields.get(name, "") for name in FIELDS}
    one["code"] = one["code"] or next_code(content)
    return key, empty() | {"localities": {key: one}}


def next_code(content: Content) -> str:
    taken = {one["code"] for one in content["localities"].values()}
    return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)


def describe(content: Content, key: str, fields: Mapping[str, str]) -> Change:
    known = content["localities"][key]
    return empty() | {"localities": {key: known | {name: fields[name] for name in FIELDS if name in fields}}}


def remove(content: Content, key: str) -> Change:
    """The locality goes; its small areas are nobody's, or stay with those who share them."""
    held = members(content)[key]
    return {"localities": {key: None}, "units": {unit: _without(content["units"][unit], key) for unit in held}}


def put(content: Content, units: Iterable[str], key: str, share: float = 1.0) -> Change:
    """Small areas go to a locality: wholly, or for a share; whoever had them keeps the rest, in proportion."""
    return empty() | {"units": {unit: _shared(content["units"].get(unit, {}), key, share) for unit in units}}


def _shared(held: Mapping[str, float], key: str, share: float) -> dict[str, float]:
    if share >= 1:
        return {key: 1.0}
    others = {other: part for other, part in held.items() if other != key}
    total = sum(others.values())
    room = 1 - share
    squeeze = min(1.0, room / total) if total else 1.0
    if total and abs(sum(held.values()) - 1) < 1e-6:
        squeeze = room / total  # it was wholly somebody's: it stays so
    kept = {other: round(part * squeeze, DIGITS) for other, part in others.items()}
    return {key: round(share, DIGITS)} | kept


def release(content: Content, units: Iterable[str], key: str = "") -> Change:
    """Small areas are nobody's any more; of one locality only, if it is said."""
    return empty() | {"units": {unit: _without(content["units"].get(unit, {}), key) if key else {} for unit in units}}


def _without(held: Mapping[str, float], key: str) -> dict[str, float]:
    return {other: share for other, share in held.items() if other != key}


def split(content: Content, key: str, units: Iterable[str], name: str) -> tuple[str, Change]:
    """Some small areas of a locality make a new one; their shares go with them."""
    old = content["localities"][key]
    new, change = add(content, old | {"name": name, "code": "", "rationale": ""})
    for unit in units:
        held = content["units"].get(unit, {})
        if key in held:
            change["units"][unit] = _without(held, key) | {new: held[key]}
    return new, change


Row = tuple[str, str, float]  # small area, locality's code or name, share


def bring(content: Content, rows: Sequence[Row], fields: Mapping[str, str]) -> Change:
    """A list of small areas with their locality, found by code or by name, or new; those not listed do not move."""
    by_word = {fold(one["name"]): key for key, one in content["localities"].items()}
    by_word |= {fold(one["code"]): key for key, one in content["localities"].items()}
    change, so_far = empty(), content
    units: dict[str, dict[str, float]] = {}
    for unit, word, share in rows:
        if fold(word) not in by_word:
            key, new = add(so_far, dict(fields) | {"name": word, "code": word if len(word) <= 40 else ""})
            change["localities"] |= new["localities"]
            so_far = {**so_far, "localities": so_far["localities"] | new["localities"]}
            by_word[fold(word)] = key
        units.setdefault(unit, {})[by_word[fold(word)]] = round(share, DIGITS)
    change["units"] = dict(units)
    return change


def copied(
    localities: Sequence[Mapping[str, str]], weights: Iterable[tuple[str, str, float]], known: set[str]
) -> tuple[Change, list[str]]:
    """Localities of another version and their small areas; those this one does not know are told."""
    change = empty()
    key_of: dict[str, str] = {}
    for one in localities:
        key_of[one["code"]] = key = new_code()
        change["localities"][key] = {name: one.get(name, "") for name in FIELDS}
    lost: dict[str, None] = {}
    for unit, code, share in weights:
        if unit not in known:
            lost[unit] = None
        elif code in key_of:
            change["units"].setdefault(unit, {})[key_of[code]] = round(share, DIGITS)
    return change, list(lost)
