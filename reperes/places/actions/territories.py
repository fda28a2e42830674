"""Say how small areas make up wider ones, and make places of them that people can speak of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reperes.core.access import require
from reperes.core.errors import DomainError
from reperes.journal.actions import record
from reperes.people.models import Collective, Person
from reperes.places import queries, weights
from reperes.places.access import Places
from reperes.places.areas import Area
from reperes.places.models import Locality, Parentage, PartitionVersion, Weights

Row = tuple[str, str, float]  # source code, target code, share
WHY = {
    "unknown_source": gettext_noop("le secteur %s n’existe pas dans ce découpage"),
    "unknown_target": gettext_noop("le territoire %s n’existe pas dans ce découpage"),
    "not_a_share": gettext_noop("%s n’est pas une part entre 0 et 1"),
    "said_twice": gettext_noop("le couple %s, %s est déjà donné plus haut"),
    "sums_past_one": gettext_noop("les parts du secteur %s font %s, plus que 1"),
}


def weigh(  # noqa: PLR0913 (each is a choice a person can see and correct)
    source: PartitionVersion,
    target: PartitionVersion,
    method: str,
    *,
    by: Person | None,
    rows: Iterable[Row] = (),
    finer: PartitionVersion | None = None,
) -> Weights:
    """Say how much of each area of `source` belongs to each area of `target`; saying it again replaces it.

    By people needs `finer`, whose areas are counted (blocks, for instance), or the rows themselves.
    """
    require(by, Places.DRAW)
    found, report = measured(source, target, method, rows=rows, finer=finer)
    return _kept(Weights(source=source, target=target, method=method), found, report, by=by)


def measured(
    source: PartitionVersion,
    target: PartitionVersion,
    method: str,
    *,
    rows: Iterable[Row] = (),
    finer: PartitionVersion | None = None,
) -> tuple[list[weights.Weight], weights.Report]:
    """Weights as the method gives them, with what is lost on the way."""
    ours, theirs = queries.areas(source), queries.areas(target)
    if method == Weights.Method.POINT:
        found, report = weights.by_point(ours, theirs)
    elif method == Weights.Method.AREA:
        found, report = weights.by_area(ours, theirs)
    elif method == Weights.Method.WHOLE:
        found, report = weights.whole(ours, theirs[0])
    elif finer is not None:
        found, report = weights.by_people(ours, theirs, queries.areas(finer), _counted(finer))
    else:
        found, report = as_told(rows, ours, theirs)
    report.lost = weights.lost(found, ours, queries.people_of(source))
    return found, report


def _counted(finer: PartitionVersion) -> Mapping[str, float]:
    if people := queries.people_of(finer):
        return people
    raise DomainError(
        _("On ne sait pas combien de personnes vivent dans « %(finer)s » : déposez d’abord leur nombre.")
        % {"finer": finer}
    )


def as_told(
    rows: Iterable[Row], ours: Sequence[Area], theirs: Sequence[Area]
) -> tuple[list[weights.Weight], weights.Report]:
    try:
        return weights.as_told(rows, ours, theirs)
    except weights.BadWeights as refusal:
        why = _(WHY[refusal.why]) % refusal.details
        raise DomainError(
            _("Table de poids, ligne %(row)s : %(why)s. Corrigez la table et déposez-la à nouveau.")
            % {"row": refusal.row, "why": why}
        ) from refusal


@transaction.atomic
def _kept(between: Weights, found: Sequence[weights.Weight], report: weights.Report, *, by: Person | None) -> Weights:
    kept, _is_new = Weights.objects.update_or_create(
        source=between.source,
        target=between.target,
        defaults={"method": between.method, "report": asdict(report), "given_by": by},
    )
    weights.write(found, kept.file)
    record(by, "weights.given", kept.target, method=kept.method, source=kept.source_id, assigned=report.assigned)
    return kept


@transaction.atomic
def group(
    version: PartitionVersion,
    *,
    by: Person | None,
    collectives: Mapping[str, Collective] | None = None,
    standing: str = Locality.Standing.DRAFT,
    rationale: str = "",
) -> list[Locality]:
    """Give each area of the version a place with a page; places already there keep what people wrote."""
    require(by, Places.DRAW)
    tables = collectives or {}
    there = set(version.localities.values_list("code", flat=True))
    new = [
        Locality(
            version=version,
            code=area.code,
            name=area.name[:160],
            standing=standing,
            rationale=rationale,
            collective=tables.get(area.code),
        )
        for area in queries.areas(version)
        if area.code not in there
    ]
    Locality.objects.bulk_create(new)
    if new:
        record(by, "partition_version.grouped", version, n_localities=len(new))
    return list(version.localities.all())


@transaction.atomic
def set_parents(
    child: PartitionVersion,
    parent: PartitionVersion,
    populations: Mapping[str, float],
    *,
    by: Person | None,
) -> int:
    """Say in which places of `parent` each place of `child` lies, and with what share of its population.

    Both must be weighed from one version of small areas; `populations` are those small areas' people, unknown ones
    absent. A place where nobody is counted is shared by land instead.
    """
    require(by, Places.DRAW)
    down, up = queries.through_one_source(child, parent)
    below, above = queries.weights_of(down), queries.weights_of(up)
    land = {area.code: area.land_km2 for area in queries.areas(down.source)}
    by_people = weights.shares(below, above, dict(populations))
    peopled = {code for code, _parent in by_people}
    by_land = {pair: share for pair, share in weights.shares(below, above, land).items() if pair[0] not in peopled}
    children = {one.code: one for one in child.localities.all()}
    parents = {one.code: one for one in parent.localities.all()}
    rows = [
        Parentage(child=children[pair[0]], parent=parents[pair[1]], share=min(1.0, round(share, 6)))
        for pair, share in (by_people | by_land).items()
        if pair[0] in children and pair[1] in parents
    ]
    Parentage.objects.filter(child__version=child, parent__version=parent).delete()
    Parentage.objects.bulk_create(rows)
    record(by, "partition_version.attached", child, parent=parent.pk, n_parentages=len(rows))
    return len(rows)


@transaction.atomic
def chain(first: Weights, second: Weights, *, by: Person | None) -> Weights:
    """Tracts → boroughs and boroughs → city give tracts → city."""
    require(by, Places.DRAW)
    found = weights.chained(queries.weights_of(first), queries.weights_of(second))
    taken: dict[str, float] = defaultdict(float)
    for weight in found:
        taken[weight.source] += weight.weight
    report = weights.Report(assigned=len(taken))
    report.outside = sorted({area.code for area in queries.areas(first.source)} - taken.keys())
    report.partial = [{"source": code, "share": round(share, 4)} for code, share in taken.items() if share < 1 - 1e-6]
    told = Weights(source=first.source, target=second.target, method=Weights.Method.TABLE)
    return _kept(told, found, report, by=by)
