"""Composite indices, made from what readers will see and from nothing else.

They come after the protection of small numbers: a hidden figure gives no score, and every score, fifth and share could
be worked out again by anyone from the published cells. So an index never tells what its indicators hide, and adds no
secret of its own to protect.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from reperes.atlas import indices, warehouse
from reperes.atlas.building import crossing, gradients, grids, parts, scoring
from reperes.atlas.building.grids import Grid, Ground
from reperes.atlas.building.merging import Held, Merged
from reperes.atlas.building.verifying import Control
from reperes.atlas.indices import BadRecipe, Crossing, Index, Meant
from reperes.atlas.models import Composite, Edition, Indicator
from reperes.figures.aggregation import Flags
from reperes.figures.recipes import RecipeError
from reperes.places.models import Partition, PartitionVersion

EXPLAINED, CROSSED = "indices.parquet", "crossings.parquet"  # beside the cells of an edition


@dataclass(frozen=True)
class Job:
    """One composite over one version and one period."""

    composite: Composite
    meant: Meant
    grid: Grid
    period: str

    @property
    def key(self) -> tuple[int, str]:
        return self.grid.version.pk, self.period


@dataclass
class Composed:
    """What the composites give: cells, words for each area, numbers for their page, what could not be made."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    explained: list[pa.Table] = field(default_factory=list)
    crossed: list[pa.Table] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def plan(merged: Merged) -> tuple[list[Job], list[str]]:
    """Every composite whose indicators are all there for a version and a period; local ones that are not, in words.

    What an older edition gave for composites is forgotten: they are made anew from this one's cells.
    """
    meant, told = {}, list[str]()
    for composite in Composite.objects.select_related("version__partition", "reference__version").order_by("pk"):
        try:
            meant[composite] = indices.read(composite.recipe)
        except BadRecipe as refusal:
            told.append(_("« %(name)s » : %(why)s") % {"name": composite, "why": refusal.sentence})
    _forget(merged, {code for composite, said in meant.items() for code in said.outputs(composite.code)})
    grids_of: dict[int, Grid] = {}
    jobs: list[Job] = []
    for composite, said in sorted(meant.items(), key=lambda pair: isinstance(pair[1], Crossing)):
        found = _jobs(merged, composite, said, grids_of, jobs)
        jobs += found
        if not found and composite.origin == Indicator.Origin.LOCAL:
            told.append(
                _("« %(name)s » : ses indicateurs n’y sont pas tous pour un même découpage et une même période.")
                % {"name": composite}
            )
    return jobs, told


def _forget(merged: Merged, codes: set[str]) -> None:
    old = pa.array(sorted(codes), pa.string())
    merged.carried = [table.filter(pc.invert(pc.is_in(table["indicator"], value_set=old))) for table in merged.carried]
    merged.series = {key: held for key, held in merged.series.items() if held.indicator.code not in codes}


def _jobs(
    merged: Merged, composite: Composite, said: Meant, grids_of: dict[int, Grid], before: Sequence[Job]
) -> list[Job]:
    if isinstance(said, Crossing):
        made = [(job, set(job.meant.scores(job.composite.code))) for job in before if isinstance(job.meant, Index)]
        first = {job.key: job for job, scores in made if said.first in scores}
        second = {job.key for job, scores in made if said.second in scores}
        return [Job(composite, said, job.grid, job.period) for key, job in first.items() if key in second]
    found = []
    for version in _versions(merged, composite):
        if not all(any(key[:2] == (version.pk, code) for key in merged.series) for code in said.wants):
            continue
        if version.pk not in grids_of:
            grids_of[version.pk] = Grid(version, _cells(merged, version))
        grid = grids_of[version.pk]
        found += [Job(composite, said, grid, period) for period in grid.periods(said.wants)]
    return found


def _versions(merged: Merged, composite: Composite) -> list[PartitionVersion]:
    if composite.version:
        return [composite.version]
    held = PartitionVersion.objects.filter(pk__in={key[0] for key in merged.series}).select_related("partition")
    return list(held.filter(partition__level=Partition.Level.SMALL_AREA).order_by("pk"))


def _cells(merged: Merged, version: PartitionVersion) -> pa.Table:
    mine = [table.filter(pc.equal(table["version"], version.pk)) for table in merged.tables]
    return pa.concat_tables([warehouse.SCHEMA.empty_table(), *(table.cast(warehouse.SCHEMA) for table in mine)])


def compose(merged: Merged, jobs: Iterable[Job], outputs: Mapping[str, Indicator]) -> Composed:
    """Make each job, its cells and series into `merged`. `outputs`: the indicator of every code it may give."""
    composed, made = Composed(), dict[tuple[int, str, str], scoring.Scored]()
    for job in jobs:
        try:
            tables = _crossing(job, composed, made) if isinstance(job.meant, Crossing) else _index(job, composed, made)
        except RecipeError as refusal:
            where = {"name": job.composite, "where": job.grid.version, "why": indices.sentence(refusal)}
            composed.told.append(_("« %(name)s », %(where)s : %(why)s") % where)
            continue
        for table in tables:
            merged.composed.append(table)
            _hold(merged, job, table, outputs)
    return composed


def _index(job: Job, composed: Composed, made: dict[tuple[int, str, str], scoring.Scored]) -> list[pa.Table]:
    assert isinstance(job.meant, Index)  # noqa: S101  compose() chose
    version, areas = job.grid.version, job.grid.areas
    scored = scoring.scored(job.meant.recipe, Ground(job.grid, job.period, _inside(job)))
    onward = [(target.version, *target.overlap(areas)) for target in parts.targets(version)[1:]]
    tables: list[pa.Table] = []
    for place, code in enumerate(job.meant.scores(job.composite.code)):
        made[*job.key, code] = replace(scored, place=place)
        tables.append(scoring.own_cells(scored, place, code))
        composed.explained.append(scoring.own_words(scored, place, code))
        composed.controls.append(scoring.control(scored, place, code))
        for target in onward:
            wide = scoring.wider(scored, place, target)
            tables.append(scoring.wider_cells(scored, place, code, wide))
            composed.explained.append(scoring.wider_words(scored, place, code, wide))
    composed.reports.append(gradients.told(job.composite, job.meant, scored))
    return tables


def _inside(job: Job) -> Flags:
    found = grids.inside(job.grid.version, job.grid.areas, job.composite.reference)
    if found is None:
        raise RecipeError("reference", "not_linked")
    return found


def _crossing(job: Job, composed: Composed, made: Mapping[tuple[int, str, str], scoring.Scored]) -> list[pa.Table]:
    assert isinstance(job.meant, Crossing)  # noqa: S101  compose() chose
    pair = [made.get((*job.key, code)) for code in job.meant.wants]
    if pair[0] is None or pair[1] is None:
        raise RecipeError("first", "not_made")
    found = crossing.crossed(job.meant, pair[0], pair[1], _inside(job))
    composed.crossed.append(crossing.words(found, job.composite.code))
    composed.reports.append(crossing.told(found, job.composite, job.meant))
    return [crossing.cells(found, job.composite.code)]


def _hold(merged: Merged, job: Job, table: pa.Table, outputs: Mapping[str, Indicator]) -> None:
    """A series for each indicator and version of the table, from the newest dataset that gave an input."""
    version = job.grid.version.pk
    given = [held.dataset for key, held in merged.series.items() if key[0] == version and key[1] in job.meant.wants]
    newest = max((one for one in given if one), default=None)
    for row in table.group_by(["version", "indicator"]).aggregate([]).to_pylist():
        indicator = outputs[row["indicator"]]
        held = Held(row["version"], indicator, job.period, indicator.source_id, newest)
        merged.series[held.key] = held


def keep(composed: Composed, edition: Edition) -> None:
    """Beside the cells: what a page needs to explain each area."""
    for name, tables in ((EXPLAINED, composed.explained), (CROSSED, composed.crossed)):
        if tables:
            table = pa.concat_tables(tables).sort_by([("version", "ascending"), ("area", "ascending")])
            pq.write_table(table, edition.folder / name, compression="zstd", row_group_size=5_000)
