"""What limits of one date are beside those of another: correspondences between vintages, comparability of places."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.core.access import require
from reperes.core.errors import DomainError
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places import comparison, queries, weights
from reperes.places.access import Places
from reperes.places.actions import territories
from reperes.places.comparison import Found, Overlap
from reperes.places.models import Comparability, Correspondence, Locality, PartitionVersion, Weights
from reperes.places.weights import Weight

Verdict, Cause = Comparability.Verdict, Comparability.Cause


def correspond(  # noqa: PLR0913 (each is a choice a person can see and correct)
    older: PartitionVersion,
    newer: PartitionVersion,
    method: str,
    *,
    by: Person | None,
    rows: Iterable[territories.Row] = (),
    finer: PartitionVersion | None = None,
) -> Correspondence:
    """Say what each older small area became; saying it again replaces it."""
    require(by, Places.DRAW)
    if older == newer:
        raise DomainError(_("Choisissez deux millésimes différents."))
    found, report = territories.measured(older, newer, method, rows=rows, finer=finer)
    with transaction.atomic():
        kept, _is_new = Correspondence.objects.update_or_create(
            older=older, newer=newer, defaults={"method": method, "report": asdict(report), "given_by": by}
        )
        weights.write(found, kept.file)
        record(by, "correspondence.given", newer, older=older.pk, method=method)
    return kept


@dataclass(frozen=True)
class Measure:
    """Two ways to measure what two versions have in common."""

    people: Overlap | None
    land: Overlap


@transaction.atomic
def compare(version: PartitionVersion, older: PartitionVersion, *, by: Person | None) -> list[Comparability]:
    """For each place of `version`, may its figures be set beside the older ones? What a person judged stays."""
    require(by, Places.DRAW)
    measure = _measure(version, older)
    judged = set(
        Comparability.objects.filter(locality__version=version, older=older, judged_by__isnull=False).values_list(
            "locality", flat=True
        )
    )
    rows = [_said(place, older, measure) for place in version.localities.all() if place.pk not in judged]
    Comparability.objects.filter(locality__version=version, older=older, judged_by__isnull=True).delete()
    Comparability.objects.bulk_create(rows)
    record(by, "partition_version.compared", version, older=older.pk, n_localities=len(rows))
    return rows


def _measure(version: PartitionVersion, older: PartitionVersion) -> Measure:
    """Through the small areas both are made of; through a correspondence; else on the ground."""
    for down in older.weights_in.select_related("source").order_by("-source__n_areas"):
        was = queries.weights_of(down)
        if same := version.weights_in.filter(source=down.source).first():
            return _by_units(was, queries.weights_of(same), down.source)
        for step in Correspondence.objects.filter(older=down.source, newer__weights_out__target=version):
            onward = Weights.objects.get(source=step.newer_id, target=version)
            now = weights.chained(queries.becomes(step), queries.weights_of(onward))
            return _by_units(was, now, down.source)
    ours, theirs = queries.areas(older), queries.areas(version)
    now, _report = weights.by_area(ours, theirs)
    land = {area.code: area.land_km2 for area in ours}
    found = comparison.overlap([Weight(area.code, area.code, 1.0) for area in ours], now, land)
    whole = {area.code: area.land_km2 for area in theirs}  # ground the older version did not have counts too
    return Measure(None, Overlap(found.common, found.before, whole, {}))


def _by_units(was: Iterable[Weight], now: Iterable[Weight], source: PartitionVersion) -> Measure:
    was, now = list(was), list(now)
    people = queries.people_of(source)
    land = {area.code: area.land_km2 for area in queries.areas(source)}
    return Measure(comparison.overlap(was, now, people) if people else None, comparison.overlap(was, now, land))


def _said(place: Locality, older: PartitionVersion, measure: Measure) -> Comparability:
    by_people = comparison.compared(place.code, measure.people) if measure.people else None
    found = by_people or comparison.compared(place.code, measure.land)
    verdict, cause = judge(found)
    return Comparability(
        locality=place,
        older=older,
        older_code=found.older if found else "",
        verdict=verdict,
        cause=cause,
        changed=found.changed if found else None,
        by_people=by_people is not None,
    )


def judge(found: Found | None) -> tuple[str, str]:
    """The verdict and its cause, by the bounds of places.comparison."""
    if found is None or not found.older:
        return Verdict.NOT_COMPARABLE, Cause.NEW
    if found.changed > comparison.CARE:
        return Verdict.NOT_COMPARABLE, Cause.MOVED
    if found.changed > comparison.SAME:
        return Verdict.WITH_CARE, Cause.MOVED
    if found.split > comparison.SAME:
        return Verdict.WITH_CARE, Cause.SPLIT
    return Verdict.COMPARABLE, Cause.SAME if not found.changed else Cause.MOVED


@transaction.atomic
def correct(one: Comparability, *, by: Person, verdict: str, words: str) -> None:
    """A person who knows judges otherwise, and says why."""
    require(by, Places.DRAW)
    if verdict not in Verdict.values:
        raise DomainError(_("Choisissez l’un des trois verdicts."))
    if not words.strip():
        raise DomainError(_("Dites pourquoi : ces mots accompagneront les chiffres."))
    one.verdict, one.cause, one.words, one.judged_by = verdict, Cause.JUDGED, words.strip(), by
    one.save()
    record(by, "comparability.judged", one.locality, verdict=verdict)
