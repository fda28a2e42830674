"""Draw localities: begin, change, undo, describe, set aside. Each gesture is kept as soon as it is made.

A gesture says on which revision it was made. If somebody else changed the drawing meanwhile, both changes stay where
they do not touch; where they do, the first stays and the second is kept aside with its words, and told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import Conflict, DomainError
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places import gestures, queries, sketch, weights
from reperes.places.access import Places
from reperes.places.actions import territories
from reperes.places.models import Correspondence, Drawing, Gesture, Locality, Partition, PartitionVersion
from reperes.places.sketch import Change, Content

TRIES = 5  # two people may write in the same instant; ten may not


@dataclass(frozen=True)
class Kept:
    """What became of a gesture."""

    gesture: Gesture | None  # None: nothing had to change
    content: Content
    revision: int
    aside: list[dict[str, Any]]


@transaction.atomic
def begin(  # noqa: PLR0913 (what a drawing is)
    source: PartitionVersion,
    *,
    by: Person,
    name: str = "",
    name_en: str = "",
    vintage: str,
    partition: Partition | None = None,
) -> Drawing:
    """A new drawing on these small areas: of a new partition, or of a new version of one."""
    require(by, Places.DRAW)
    if source.partition.level != Partition.Level.SMALL_AREA:
        raise DomainError(_("On dessine avec des petits secteurs : choisissez un découpage de ce niveau."))
    if not queries.areas(source):
        raise DomainError(_("Les limites de « %(source)s » ne sont pas ici : déposez-les.") % {"source": source})
    name = name.strip() or (partition.name if partition else "")
    if not name or not vintage.strip():
        raise DomainError(_("Donnez un nom et un millésime à ce découpage."))
    drawing = Drawing.objects.create(
        source=source,
        partition=partition,
        name=name,
        name_en=name_en.strip() or (partition.name_en if partition else ""),
        vintage=vintage.strip(),
        content=sketch.empty(),
        begun_by=by,
    )
    record(by, "drawing.begun", drawing)
    return drawing


def settle(drawing: Drawing, *, by: Person, name: str, vintage: str, name_en: str = "") -> None:
    """Name the drawing otherwise."""
    require(by, Places.DRAW, drawing)
    _refuse_unless_draft(drawing)
    if not name.strip() or not vintage.strip():
        raise DomainError(_("Donnez un nom et un millésime à ce découpage."))
    said = {"name": name.strip(), "vintage": vintage.strip(), "name_en": name_en.strip()}
    Drawing.objects.filter(pk=drawing.pk).update(**said)
    drawing.refresh_from_db()


def change(drawing: Drawing, asked: Mapping[str, Any], *, base: int, by: Person, words: str) -> Kept:
    """Make a change that was decided while looking at revision `base`."""
    require(by, Places.DRAW, drawing)
    if not sketch.is_sound(asked, queries.ground(drawing.source).places.keys()):
        raise DomainError(_("Ce geste ne se lit pas : rechargez la page et refaites-le."))
    return _keep(drawing, lambda _found: (asked, base), by=by, words=words)


def make(drawing: Drawing, gesture: Callable[[Content], Change], *, base: int, by: Person, words: str) -> Kept:
    """The same, where the change is a gesture on what the person was looking at."""
    require(by, Places.DRAW, drawing)
    return _keep(drawing, lambda found: (gesture(content_at(found, base)), base), by=by, words=words)


def undo(drawing: Drawing, *, by: Person) -> Kept:
    """Undo one's own last gesture; what somebody else changed since stays."""
    require(by, Places.DRAW, drawing)
    done, _undone = piles(drawing, by)
    if not done:
        raise Conflict(_("Vous n’avez plus de geste à annuler dans ce dessin."))
    last = done[-1]
    return _keep(
        drawing,
        lambda _found: (sketch.backward(last.delta), last.number),
        by=by,
        words=_("Annulé : %(words)s") % {"words": last.words},
        kind=Gesture.Kind.UNDID,
        undoes=last.number,
    )


def redo(drawing: Drawing, *, by: Person) -> Kept:
    """Make again one's own last undone gesture."""
    require(by, Places.DRAW, drawing)
    _done, undone = piles(drawing, by)
    if not undone:
        raise Conflict(_("Vous n’avez rien à refaire dans ce dessin."))
    last, undoing = undone[-1]
    return _keep(
        drawing,
        lambda _found: (sketch.forward(last.delta), undoing),
        by=by,
        words=_("Refait : %(words)s") % {"words": last.words},
        kind=Gesture.Kind.REDID,
        undoes=last.number,
    )


def piles(drawing: Drawing, person: Person) -> tuple[list[Gesture], list[tuple[Gesture, int]]]:
    """A person's gestures that may be undone, then those that may be done again (with what undid each); last on top."""
    done: list[Gesture] = []
    undone: list[tuple[Gesture, int]] = []
    mine = {one.number: one for one in drawing.gestures.filter(made_by=person).order_by("number")}
    for number, one in mine.items():
        if one.kind == Gesture.Kind.DID:
            done.append(one)
            undone.clear()
        elif one.kind == Gesture.Kind.UNDID:
            undone.append((done.pop(), number))
        else:
            done.append(undone.pop()[0])
    return done, undone


def content_at(drawing: Drawing, revision: int) -> Content:
    """What the drawing held then."""
    if not 0 <= revision <= drawing.revision:
        raise Conflict(_("Ce dessin n’a pas cette version : rechargez la page."))
    later = drawing.gestures.filter(number__gt=revision).order_by("-number").values_list("delta", flat=True)
    return sketch.before(drawing.content or sketch.empty(), later)


Asked = Callable[[Drawing], tuple[Mapping[str, Any], int]]


def _keep(drawing: Drawing, asked: Asked, *, by: Person, words: str, **kind: Any) -> Kept:
    for _attempt in range(TRIES):
        drawing.refresh_from_db()
        _refuse_unless_draft(drawing)
        wanted, base = asked(drawing)
        if kept := _kept_once(drawing, wanted, base, by=by, words=words, **kind):
            drawing.refresh_from_db()
            return kept
    raise Conflict(_("Beaucoup de monde dessine en même temps : votre geste n’a pas passé, refaites-le."))


@transaction.atomic
def _kept_once(
    drawing: Drawing, wanted: Mapping[str, Any], base: int, *, by: Person, words: str, **kind: Any
) -> Kept | None:
    """None if somebody wrote in between: the gesture is then weighed again."""
    current = drawing.content or sketch.empty()
    merged = sketch.merged(content_at(drawing, base), current, wanted)
    content, delta = sketch.applied(current, merged.change)
    if not any(delta.values()) and not merged.aside:
        return Kept(None, current, drawing.revision, [])
    number = drawing.revision + 1
    taken = Drawing.objects.filter(pk=drawing.pk, revision=drawing.revision, state=Drawing.State.DRAFT)
    drawing.content, drawing.revision = content, number
    if not taken.update(content=content, revision=number, changed_at=timezone.now()):
        return None
    gesture = Gesture.objects.create(
        drawing=drawing, number=number, words=words[:200], delta=delta, aside=merged.aside, made_by=by, **kind
    )
    return Kept(gesture, content, number, merged.aside)


def _refuse_unless_draft(drawing: Drawing) -> None:
    if drawing.state != Drawing.State.DRAFT:
        raise Conflict(
            _("Ce dessin n’est plus une ébauche (%(state)s) : commencez une nouvelle version.")
            % {"state": drawing.get_state_display()}
        )


@transaction.atomic
def discard(drawing: Drawing, *, by: Person) -> None:
    """Set a draft aside; it can be taken up again."""
    require(by, Places.DRAW, drawing)
    pass_to(drawing, Drawing.State.DISCARDED, among=[Drawing.State.DRAFT])
    record(by, "drawing.discarded", drawing)


@transaction.atomic
def take_up(drawing: Drawing, *, by: Person) -> None:
    """Back from where it was set aside, or from a publication that a stopped worker left half-way."""
    require(by, Places.DRAW, drawing)
    stopped = [Drawing.State.PUBLISHING] if drawing.is_stalled else []
    pass_to(drawing, Drawing.State.DRAFT, among=[Drawing.State.DISCARDED, *stopped])
    record(by, "drawing.taken_up", drawing)


def pass_to(drawing: Drawing, state: str, *, among: Iterable[str], **fields: Any) -> None:
    """Only from these states, and once: two people may press at the same time."""
    asked = Drawing.objects.filter(pk=drawing.pk, state__in=list(among))
    if not asked.update(state=state, changed_at=timezone.now(), **fields):
        drawing.refresh_from_db()
        raise Conflict(
            _("Ce dessin vient de changer d’état (%(state)s) : rechargez la page.")
            % {"state": drawing.get_state_display()}
        )
    drawing.refresh_from_db()


def copy_version(drawing: Drawing, version: PartitionVersion, *, base: int, by: Person) -> Kept:
    """Begin from the localities of a version already published; what it had that is no small area here is told."""
    rows = _rows_of(version, drawing.source)
    localities = [
        {"code": one.code, "name": one.name, "rationale": one.rationale, "standing": Locality.Standing.DRAFT.value}
        | {"level": one.level}
        for one in version.localities.order_by("code")
    ]
    known = {area.code for area in queries.areas(drawing.source)}
    copied, lost = gestures.copied(localities, rows, known)
    words = _("%(version)s repris : %(n)s communautés") % {"version": version, "n": len(localities)}
    if lost:
        words = _("%(words)s; %(n)s de ses secteurs n’existent plus ici") % {"words": words, "n": len(lost)}
    return make(drawing, lambda _content: copied, base=base, by=by, words=words)


def _rows_of(version: PartitionVersion, source: PartitionVersion) -> list[territories.Row]:
    """Its small areas: these very ones, or older ones brought here by a correspondence, wholly to whom has most."""
    if same := version.weights_in.filter(source=source).first():
        return [(one.source, one.target, one.weight) for one in queries.weights_of(same)]
    for down in version.weights_in.select_related("source"):
        if step := Correspondence.objects.filter(older=down.source, newer=source).first():
            return _brought(queries.becomes(step), queries.weights_of(down))
    raise DomainError(
        _(
            "« %(version)s » n’est pas faite des secteurs de « %(source)s » : "
            "dites d’abord ce que les anciens secteurs sont devenus (correspondance)."
        )
        % {"version": version, "source": source}
    )


def _brought(becomes: Iterable[weights.Weight], held: Iterable[weights.Weight]) -> list[territories.Row]:
    owner: dict[str, list[weights.Weight]] = {}
    for one in held:
        owner.setdefault(one.source, []).append(one)
    best: dict[str, dict[str, float]] = {}
    for step in becomes:
        for one in owner.get(step.source, []):
            parts = best.setdefault(step.target, {})
            parts[one.target] = parts.get(one.target, 0.0) + step.weight * one.weight
    return [(unit, max(sorted(parts), key=lambda code: parts[code]), 1.0) for unit, parts in best.items()]


def take_mine(drawing: Drawing, gesture: Gesture, *, by: Person) -> Kept:
    """What of my gesture gave way to somebody else's is made after all, knowingly."""
    require(by, Places.DRAW, drawing)

    def mine(content: Content) -> Change:
        wanted = sketch.empty()
        for one in gesture.aside:
            of, known = one["of"], content["localities"]
            if one["what"] == "unit":
                wanted["units"][of] = {key: share for key, share in one["mine"].items() if key in known}
            elif one["what"] in sketch.FIELDS and of in known:
                wanted["localities"][of] = {**(wanted["localities"].get(of) or known[of]), one["what"]: one["mine"]}
        return wanted

    words = _("Le mien d’abord : %(words)s") % {"words": gesture.words}
    return make(drawing, mine, base=drawing.revision, by=by, words=words)
