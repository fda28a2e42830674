"""What the pages of drawings show. Frozen; never writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from reperes.core.text import fold
from reperes.people.models import Person
from reperes.places import checking, queries
from reperes.places.checking import Check, Ground
from reperes.places.models import Drawing, Gesture, Locality, Partition, PartitionVersion

ROWS = 100  # small areas a leaf of the list
COLOURS = 8
LAST = 12  # gestures told
NOBODYS, ALL, SHARED = "libres", "tous", "partages"  # what the list may be narrowed to, beside a locality's key


@dataclass(frozen=True, slots=True)
class Row:
    """A small area in the list, and who has it."""

    code: str
    name: str
    people: float | None
    shares: Sequence[tuple[str, str, float]]  # (key, name, share)


@dataclass(frozen=True)
class DrawingPage:
    """The drawing, what there is to say of it, and a leaf of its small areas."""

    drawing: Drawing
    check: Check
    ground: Ground
    show: str
    words: str
    leaf: Page[Row]
    may_undo: bool
    may_redo: bool
    last: Sequence[Gesture]
    asides: Sequence["Aside"]
    colours: Mapping[str, int]  # by locality's key
    previous: Sequence[PartitionVersion]

    @property
    def is_draft(self) -> bool:
        return self.drawing.state == Drawing.State.DRAFT

    @cached_property
    def shown(self) -> checking.Locality | None:
        return self.check.by_key.get(self.show)

    @cached_property
    def state(self) -> dict[str, Any]:
        """What the script paints: {code: colour} of the one who has most, and a label for each locality."""
        units = self.drawing.content.get("units", {})
        most = {code: max(shares, key=lambda key: shares[key]) for code, shares in units.items()}
        return {
            "revision": self.drawing.revision,
            "units": most,
            "shared": [code for code, shares in units.items() if len(shares) > 1],
            "colours": self.colours,
            "names": {one.key: f"{one.code} {one.name}" for one in self.check.localities},
        }

    @property
    def standings(self) -> list[tuple[str, Any]]:
        return [one for one in Locality.Standing.choices if one[0] != Locality.Standing.PUBLISHED]

    @property
    def levels(self) -> list[tuple[str, Any]]:
        return list(Locality.Level.choices)


@dataclass(frozen=True)
class Aside:
    """A gesture of mine that gave way, in sentences."""

    number: int
    sentences: Sequence[str]


def drawing_page(  # noqa: PLR0913 (what a person asked to see)
    drawing: Drawing,
    person: Person,
    piles: tuple[Sequence[Any], Sequence[Any]] = ((), ()),
    *,
    show: str = "",
    words: str = "",
    leaf: str = "1",
) -> DrawingPage:
    ground = queries.ground(drawing.source)
    check = checking.check(drawing.content, ground)
    found = rows(drawing.content, ground, show, words)
    told = list(drawing.gestures.select_related("made_by")[:LAST])
    return DrawingPage(
        drawing, check, ground, show, words, Paginator(found, ROWS).get_page(leaf),
        may_undo=bool(piles[0]), may_redo=bool(piles[1]), last=told, asides=_asides(drawing, person, told),
        colours={one.key: place % COLOURS for place, one in enumerate(check.localities)},
        previous=previous(drawing),
    )  # fmt: skip


def previous(drawing: Drawing) -> list[PartitionVersion]:
    """Versions whose localities one may begin from: those of its partition first."""
    drawn = PartitionVersion.objects.filter(localities__isnull=False, partition__level=Partition.Level.LOCALITY)
    found = list(drawn.select_related("partition").distinct().order_by("-pk"))
    return sorted(found, key=lambda version: version.partition_id != drawing.partition_id)


def rows(content: Mapping[str, Any], ground: Ground, show: str, words: str) -> list[Row]:
    """The small areas asked for, in the order of codes."""
    names = {key: one["name"] for key, one in content.get("localities", {}).items()}
    wanted = fold(words)
    found = []
    for code, name in zip(ground.codes, ground.names, strict=True):
        shares = content.get("units", {}).get(code, {})
        if _is_asked(show, shares) and (wanted in fold(code) or wanted in fold(name)):
            held = [(key, names.get(key, "?"), share) for key, share in shares.items()]
            found.append(Row(code, name, ground.people.get(code), held))
    return found


def _is_asked(show: str, shares: Mapping[str, float]) -> bool:
    if show == NOBODYS:
        return not shares
    if show == SHARED:
        return len(shares) > 1 or (bool(shares) and sum(shares.values()) < 1 - checking.ROUNDING)
    return show in shares if show and show != ALL else True


def _asides(drawing: Drawing, person: Person, told: Sequence[Gesture]) -> list[Aside]:
    names = {key: one["name"] for key, one in drawing.content.get("localities", {}).items()}
    return [
        Aside(one.number, [aside_sentence(each, names) for each in one.aside])
        for one in told
        if one.aside and one.made_by_id == person.pk
    ]


def aside_sentence(aside: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What gave way, and to what."""
    what, of = aside["what"], aside["of"]
    if what == "unit":
        return _("Le secteur %(code)s : %(theirs)s a été gardé; vous vouliez %(mine)s.") % {
            "code": of,
            "theirs": _held(aside["theirs"], names),
            "mine": _held(aside["mine"], names),
        }
    if what == "removal":
        return _("« %(name)s » n’a pas été retirée : quelqu’un y travaillait en même temps.") % {
            "name": aside["theirs"]
        }
    if what == "restored":
        return _("« %(name)s » avait été retirée par quelqu’un d’autre : votre geste l’a ramenée.") % {
            "name": aside["mine"]
        }
    return _("« %(theirs)s » a été gardé pour « %(name)s »; vous aviez écrit « %(mine)s ».") % {
        "theirs": aside["theirs"],
        "name": names.get(of, of),
        "mine": aside["mine"],
    }


def _held(shares: Mapping[str, float], names: Mapping[str, str]) -> str:
    if not shares:
        return _("« sans communauté »")
    return ", ".join(
        names.get(key, "?") if share >= 1 else f"{names.get(key, '?')} ({share:.0%})" for key, share in shares.items()
    )


def map_lists(drawing: Drawing) -> dict[str, Any]:
    """What the script needs once: the small areas, in parallel lists."""
    found = queries.areas(drawing.source)
    people = queries.people_of(drawing.source)
    return {
        "codes": [area.code for area in found],
        "names": [area.name for area in found],
        "points": [[round(area.longitude, 5), round(area.latitude, 5)] for area in found],
        "people": [people.get(area.code) for area in found],
    }


def grouping_rows(drawing: Drawing) -> list[tuple[str, str, str, float]]:
    """The drawing as a file: small area, its group's code and name, share."""
    places = drawing.content.get("localities", {})
    return [
        (unit, places[key]["code"], places[key]["name"], share)
        for unit, shares in sorted(drawing.content.get("units", {}).items())
        for key, share in shares.items()
        if key in places
    ]
