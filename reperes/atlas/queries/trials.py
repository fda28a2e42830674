"""A recipe tried on the edition before readers, before anyone keeps it."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from reperes.atlas import indices, warehouse
from reperes.atlas.building import crossing, gradients, grids, scoring
from reperes.atlas.building.grids import Grid, Ground
from reperes.atlas.indices import Crossing, Index, Meant
from reperes.atlas.models import Composite, Edition
from reperes.atlas.queries.composites import Run, names_of, read, run
from reperes.atlas.queries.editions import current_edition, holdings
from reperes.figures.recipes import RecipeError
from reperes.places.models import Locality, Partition, PartitionVersion

TRIAL = "essai"


def trial(meant: Meant, *, version: PartitionVersion | None, reference: Locality | None) -> Run | str:
    """What the edition before readers would make of a recipe nobody saved yet; or, in a sentence, why not."""
    edition = current_edition()
    if edition is None:
        return _("Aucune édition n’est en ligne : rien à essayer.")
    try:
        indexes = [meant] if isinstance(meant, Index) else [_index_of(code)[0] for code in meant.wants]
        wanted = [code for one in indexes for code in one.wants]
        found = _trial_version(edition, wanted, version)
        if found is None:
            return _("Aucun découpage en petits secteurs n’a tous ces indicateurs pour une même période.")
        cells = pq.read_table(edition.cells_file, filters=[("version", "==", found.pk)]).cast(warehouse.SCHEMA)
        return _tried(meant, Grid(found, cells), wanted, reference)
    except RecipeError as refusal:
        return indices.sentence(refusal)


def _index_of(score: str) -> tuple[Index, int]:
    """The index that gives a score, and the place of the score in it."""
    for code in (score, score.rpartition("-")[0]):
        found = Composite.objects.filter(code=code).first()
        meant = read(found)[0] if found else None
        if isinstance(meant, Index) and score in meant.scores(code):
            return meant, meant.scores(code).index(score)
    raise RecipeError("first", "not_made")


def _trial_version(
    edition: Edition, wanted: Sequence[str], version: PartitionVersion | None
) -> PartitionVersion | None:
    held = holdings(edition).periods

    def has_all(pk: int) -> bool:
        return bool(set.intersection(*(set(held.get(pk, {}).get(code, ())) for code in wanted)))

    if version:
        return version if has_all(version.pk) else None
    small = PartitionVersion.objects.filter(pk__in=held, partition__level=Partition.Level.SMALL_AREA)
    return next((one for one in small.select_related("partition").order_by("-pk") if has_all(one.pk)), None)


def _tried(meant: Meant, grid: Grid, wanted: Sequence[str], reference: Locality | None) -> Run:
    inside = grids.inside(grid.version, grid.areas, reference)
    if inside is None:
        raise RecipeError("reference", "not_linked")
    ground = Ground(grid, grid.periods(wanted)[-1], inside)
    composite = Composite(code=TRIAL, name=_("Essai"), reference=reference)
    if isinstance(meant, Index):
        made = scoring.scored(meant.recipe, ground)
        entry = gradients.told(composite, meant, made, with_space=False)
    else:
        entry = crossing.told(_crossed(meant, ground), composite, meant)
    return run(entry, grid.version, names_of(meant, [entry], TRIAL), str(reference or ""))


def _crossed(meant: Crossing, ground: Ground) -> crossing.Crossed:
    """Each score cut on its own index's recipe, both in the reference of the trial."""

    def score(code: str) -> scoring.Scored:
        index, place = _index_of(code)
        return replace(scoring.scored(index.recipe, ground), place=place)

    return crossing.crossed(meant, score(meant.first), score(meant.second), ground.inside)
