"""Draw wider territories from small areas: their limits, what they are made of, and what had to be mended, told."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import DomainError
from reperes.people.models import Person
from reperes.places import areas as store
from reperes.places import coverages, queries
from reperes.places.access import Places
from reperes.places.actions import boundaries, territories
from reperes.places.actions.boundaries import Tell, establish, fingerprint, quiet
from reperes.places.areas import Area
from reperes.places.models import PartitionVersion, Weights

Members = Mapping[str, float] | Sequence[str]  # shares of small areas; a plain list has them whole
NAMED = 12  # places named in a sentence; the report holds them all


def dissolve(  # noqa: PLR0913 (what a version is)
    source: PartitionVersion,
    groups: Mapping[str, tuple[str, Members]],
    *,
    by: Person | None,
    partition: Mapping[str, Any],
    vintage: str,
    report: Mapping[str, Any] | None = None,
    tell: Tell = quiet,
) -> PartitionVersion:
    """Draw wider territories from small areas: {code: (name, members)}. Limits are their union, land follows shares.

    A small area shared by several is drawn with the one that has most of it. Areas that claim the same ground are
    refused by name; borders drawn twice, a hairline apart, are joined and told.
    """
    require(by, Places.DRAW)
    shares = {code: _whole(members) for code, (_name, members) in groups.items()}
    rows = [(unit, code, share) for code, held in shares.items() for unit, share in held.items()]
    units = {area.code: area for area in queries.areas(source)}
    _refuse(groups, shares, units, source)
    drawn = _drawn(groups, shares, units)
    territories.as_told(rows, list(units.values()), drawn.areas)  # shares past 1 are refused before anything is kept
    told = dict(report or {}) | {"notes": [*(report or {}).get("notes", []), *drawn.notes], "fitted": drawn.fitted}
    version = establish(
        drawn.areas,
        by=by,
        partition=partition,
        vintage=vintage,
        sha256=_digest(drawn.areas, rows),
        report=told,
        tell=tell,
    )
    if not version.was_known:
        try:
            territories.weigh(source, version, Weights.Method.TABLE, by=by, rows=rows)
        except BaseException:
            take_back(version)
            raise
    return version


def take_back(version: PartitionVersion) -> None:
    """A version that should not have come to be: its files, its row, and the partition that was only for it."""
    partition = version.partition
    for between in version.weights_in.all():
        between.file.unlink(missing_ok=True)
    boundaries.take_back(version)
    version.delete()
    if not partition.versions.exists():
        partition.delete()


def _whole(members: Members) -> dict[str, float]:
    return dict(members) if isinstance(members, Mapping) else dict.fromkeys(members, 1.0)


def _refuse(
    groups: Mapping[str, tuple[str, Members]],
    shares: Mapping[str, Mapping[str, float]],
    units: Mapping[str, Area],
    source: PartitionVersion,
) -> None:
    for code, held in shares.items():
        if not held:
            raise DomainError(
                _("« %(name)s » ne contient aucun secteur : ajoutez-en au moins un.") % {"name": groups[code][0]}
            )
        if stray := next((unit for unit in held if unit not in units), ""):
            raise DomainError(
                _("Le secteur %(code)s n’existe pas dans « %(source)s » : retirez-le de la liste.")
                % {"code": stray, "source": source}
            )


@dataclass(frozen=True)
class _Drawn:
    areas: list[Area]
    notes: list[str]
    fitted: list[str]  # codes of the small areas whose borders were joined


def _drawn(
    groups: Mapping[str, tuple[str, Members]], shares: Mapping[str, Mapping[str, float]], units: Mapping[str, Area]
) -> _Drawn:
    owners, notes = _owners(shares, groups)
    used = sorted(owners)
    fitted = _fitted([units[unit] for unit in used])
    place = {code: number for number, code in enumerate(groups)}
    shapes = coverages.dissolve(fitted.shapes, np.array([place[owners[unit]] for unit in used]), len(groups))
    for code, number in place.items():
        if shapes[number].is_empty:  # it has only the smaller part of each of its small areas: they are drawn twice
            shapes[number] = coverages.union([units[unit].geometry for unit in shares[code]])
    land = [sum(units[unit].land_km2 * share for unit, share in held.items()) for held in shares.values()]
    moved = [used[position] for position in fitted.moved]
    if moved:
        notes.append(_joined(moved))
    return _Drawn(store.made(list(groups), [name for name, _m in groups.values()], shapes, land), notes, moved)


def _owners(
    shares: Mapping[str, Mapping[str, float]], groups: Mapping[str, tuple[str, Members]]
) -> tuple[dict[str, str], list[str]]:
    """With whom each small area is drawn: whoever has most of it; the first, if equal."""
    best: dict[str, str] = {}
    shared: dict[str, None] = {}
    for code, held in shares.items():
        for unit, share in held.items():
            if unit in best:
                shared[unit] = None
            if unit not in best or share > shares[best[unit]][unit]:
                best[unit] = code
    notes = [
        _("Le secteur %(unit)s, partagé, est dessiné avec « %(name)s », qui en a la plus grande part.")
        % {"unit": unit, "name": groups[best[unit]][0]}
        for unit in shared
    ]
    return best, notes


def _fitted(used: Sequence[Area]) -> coverages.Fitted:
    try:
        return coverages.fitted(np.array([area.geometry for area in used], dtype=object))
    except coverages.BrokenCoverage as broken:
        pairs = [f"{used[one.one].name} ({used[one.one].code}) – {used[one.other].name} ({used[one.other].code})"
                 for one in broken.breaches[:NAMED]]  # fmt: skip
        raise DomainError(
            _(
                "Ces secteurs se disputent le même terrain : %(pairs)s. Corrigez leurs limites et déposez-les "
                "à nouveau, ou n’en prenez qu’un de chaque paire."
            )
            % {"pairs": "; ".join(pairs)}
        ) from broken


def _joined(moved: Sequence[str]) -> str:
    names = ", ".join(moved[:NAMED]) + (", …" if len(moved) > NAMED else "")
    return _(
        "%(n)s secteurs dessinaient leur bord commun de deux façons, à moins de 50 m : les bords ont été raccordés "
        "(%(names)s)."
    ) % {"n": len(moved), "names": names}


def _digest(drawn: Sequence[Area], rows: Sequence[territories.Row]) -> str:
    """Shares count as limits do: the same drawing shared otherwise is another version."""
    split = sorted(row for row in rows if row[2] != 1)
    plain = fingerprint(drawn)
    return hashlib.sha256(f"{plain}{split}".encode()).hexdigest() if split else plain
