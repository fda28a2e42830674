"""Build an edition beside the old one, check what was written, put it before readers, take it back."""

import datetime
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.atlas import gathering, measuring, warehouse
from reperes.atlas.access import Atlas
from reperes.atlas.gathering import Gathered
from reperes.atlas.measuring import Base
from reperes.atlas.models import Edition, EditionPublication, Indicator, Series, Source
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.recipe import Measure, Recipe, Role, check_period
from reperes.core.access import require
from reperes.core.errors import Conflict, DomainError
from reperes.core.text import spoken
from reperes.figures.aggregation import Overlap
from reperes.figures.statuses import STATUSES
from reperes.journal.actions import record
from reperes.people.models import Person
from reperes.places.models import PartitionVersion, Weights
from reperes.reading.table import Reading

ORPHAN_AGE = datetime.timedelta(days=1)  # a build that died left its folder
Tell = Callable[[int, str], None]  # percent done, in words


def _quiet(percent: int, words: str) -> None:
    """Nobody watches."""


def _unheard(gathered: Gathered) -> None:
    """Nobody keeps the refused lines."""


@dataclass
class Build:
    """What one build made, before it is written down."""

    version: PartitionVersion
    recipe: Recipe
    gathered: Gathered
    bases: list[Base]
    tables: list[pa.Table] = field(default_factory=list)
    reached: list[PartitionVersion] = field(default_factory=list)
    totals: dict[str, dict[str, float]] = field(default_factory=dict)  # partition → count → sum


def build(  # noqa: PLR0913 (a file, how it reads, what it means, where, who, and who watches)
    file: Path,
    file_name: str,
    reading: Reading,
    recipe: Recipe,
    version: PartitionVersion,
    *,
    by: Person | None,
    tell: Tell = _quiet,
    refused: Callable[[Gathered], None] = _unheard,
) -> Edition:
    """One table and its recipe → a new edition, not yet before readers; what it does not replace is carried over."""
    require(by, Atlas.IMPORT)
    check_period(recipe.period)
    _refuse_twins(recipe)
    tell(5, _("Lecture du tableau"))
    gathered = gathering.gather(
        file,
        file_name,
        reading,
        recipe,
        found=gathering.areas(version),
        tell=lambda n_rows: tell(20, _("%(n)s lignes lues") % {"n": n_rows}),
    )
    made = Build(version, recipe, gathered, measuring.bases(gathered, recipe))
    refused(gathered)
    return _finish(made, file_name, by=by, tell=tell)


def _refuse_twins(recipe: Recipe) -> None:
    times = Counter(measure.code for measure in recipe.measures)
    if twin := next((code for code, n in times.items() if n > 1), ""):
        raise Conflict(_("L’indicateur « %(code)s » serait fait de deux colonnes : gardez-en une.") % {"code": twin})


def _finish(made: Build, file_name: str, *, by: Person | None, tell: Tell) -> Edition:
    tell(50, _("Calcul des territoires"))
    _measure_all(made)
    _remove_orphans()
    previous = current_edition()
    edition = Edition(**_edition_names(made), built_by=by)
    try:
        tell(75, _("Écriture de l’édition"))
        n_cells = warehouse.write(edition, [*made.tables, *_carried_over(previous, made)])
        tell(90, _("Vérification"))
        _verify(edition, made)
        edition.report = _report(made, previous, n_cells, file_name)
        with transaction.atomic():
            _keep(edition, made, previous, file_name, by)
    except BaseException:
        shutil.rmtree(edition.folder, ignore_errors=True)
        raise
    return edition


def _edition_names(made: Build) -> dict[str, str]:
    source, partition = made.recipe.source, made.version.partition
    title = str(source.get("title") or partition.name)
    title_en = str(source.get("title_en") or ("" if source.get("title") else partition.name_en))
    ending = f" ({made.recipe.period})"
    return {"name": title[:90] + ending, "name_en": title_en and title_en[:90] + ending}


def _measure_all(made: Build) -> None:
    """Cells of the small areas, then of every partition that has weights from them."""
    made.totals[str(made.version.partition.code)] = dict(measuring.sums(made.bases))
    made.reached.append(made.version)
    codes = made.gathered.areas.codes
    made.tables += [measuring.table(made.version.pk, made.recipe.period, codes, base) for base in made.bases]
    inhabitants = measuring.people(made.gathered, made.recipe)
    place = {code: number for number, code in enumerate(codes)}
    for weights in Weights.objects.filter(source=made.version).select_related("target__partition"):
        targets = gathering.areas(weights.target).codes
        overlap = _overlap(weights, place, targets)
        made.reached.append(weights.target)
        sums = made.totals[weights.target.partition.code] = {}
        for base in made.bases:
            if base.measure.role is Role.AS_IS:
                continue
            over = measuring.wider(base, overlap, inhabitants)
            made.tables.append(measuring.table(weights.target.pk, made.recipe.period, targets, base, over))
            if base.measure.role is Role.COUNT:
                sums[base.measure.code] = float(np.nansum(over.value))


def _overlap(weights: Weights, place: dict[str, int], targets: list[str]) -> Overlap:
    rows = pq.read_table(weights.file)
    place_of_target = {code: number for number, code in enumerate(targets)}
    return Overlap(
        source=np.array([place[code] for code in rows["source"].to_pylist()], np.int64),
        target=np.array([place_of_target[code] for code in rows["target"].to_pylist()], np.int64),
        weight=rows["weight"].to_numpy(),
        n_targets=len(targets),
    )


def _carried_over(previous: Edition | None, made: Build) -> Iterator[pa.Table]:
    """Figures of other territories, indicators or periods stay as the edition before readers gives them."""
    if previous is None or not previous.cells_file.exists():
        return
    cells = pq.read_table(previous.cells_file)
    replaced = pc.and_(
        pc.and_(
            pc.is_in(cells["version"], value_set=pa.array([version.pk for version in made.reached], pa.int64())),
            pc.is_in(cells["indicator"], value_set=pa.array([measure.code for measure in made.recipe.measures])),
        ),
        pc.equal(cells["period"], made.recipe.period),
    )
    yield cells.filter(pc.invert(replaced))


def _verify(edition: Edition, made: Build) -> None:
    """Read back what was written: as many cells as areas, and the same sums."""
    cells = pq.read_table(edition.cells_file, columns=["version", "indicator", "period", "value"])
    for base in made.bases:
        mine = pc.and_(
            pc.and_(pc.equal(cells["version"], made.version.pk), pc.equal(cells["indicator"], base.measure.code)),
            pc.equal(cells["period"], made.recipe.period),
        )
        found = cells.filter(mine)
        written = pc.sum(found["value"]).as_py() or 0.0
        if found.num_rows != len(made.gathered.areas) or not np.isclose(written, np.nansum(base.value)):
            raise DomainError(
                _("L’édition relue ne redonne pas les chiffres de « %(code)s » : rien n’a été gardé. Recommencez.")
                % {"code": base.measure.code}
            )


def _report(made: Build, previous: Edition | None, n_cells: int, file_name: str) -> dict[str, Any]:
    gathered = made.gathered
    return {
        "file": file_name,
        "period": made.recipe.period,
        "n_rows": gathered.n_rows,
        "n_areas": len(gathered.areas),
        "n_matched": gathered.n_matched,
        "absent": [gathered.areas.codes[place] for place in np.flatnonzero(gathered.lines == 0)[:200]],
        "n_absent": int((gathered.lines == 0).sum()),
        "n_refusals": gathered.n_refusals,
        "notes": gathered.notes[:50],
        "n_cells": n_cells,
        "measures": [_told(base) for base in made.bases],
        "totals": made.totals,
        "changes": _changes(previous, made),
    }


def _told(base: Base) -> dict[str, Any]:
    statuses, numbers = np.unique(base.status, return_counts=True)
    counts = {STATUSES[code].value: int(n) for code, n in zip(statuses, numbers, strict=True)}
    return {"code": base.measure.code, "statuses": counts}


def _changes(previous: Edition | None, made: Build) -> dict[str, int]:
    """How the small areas' figures differ from those before readers: a second delivery corrects the first."""
    changes = {"new": 0, "same": 0, "changed": 0, "gone": 0}
    before = _small_area_values(previous, made)
    for base in made.bases:
        for area, value in zip(made.gathered.areas.codes, base.value, strict=True):
            old, new = before.get((base.measure.code, area)), None if np.isnan(value) else float(value)
            changes[_change(old, new)] += 1
    return changes


def _small_area_values(edition: Edition | None, made: Build) -> dict[tuple[str, str], float]:
    if edition is None or not edition.cells_file.exists():
        return {}
    wanted = [("version", "=", made.version.pk), ("period", "=", made.recipe.period)]
    cells = pq.read_table(edition.cells_file, columns=["indicator", "area", "value"], filters=wanted).to_pylist()
    return {(cell["indicator"], cell["area"]): cell["value"] for cell in cells}


def _change(old: float | None, new: float | None) -> str:
    if old == new:
        return "same"
    if old is None:
        return "new"
    return "gone" if new is None else "changed"


def _keep(edition: Edition, made: Build, previous: Edition | None, file_name: str, by: Person | None) -> None:
    source = _source(made.recipe, made.version, file_name)
    indicators = [_indicator(measure, source, by) for measure in made.recipe.measures]
    edition.save()
    mine = [
        Series(edition=edition, indicator=indicator, version=version, period=made.recipe.period, source=source)
        for indicator, measure in zip(indicators, made.recipe.measures, strict=True)
        for version in made.reached
        if measure.role is not Role.AS_IS or version == made.version
    ]
    replaced = {(one.indicator_id, one.version_id, one.period) for one in mine}
    kept = [
        Series(edition=edition, indicator_id=i, version_id=v, period=p, source_id=s)
        for i, v, p, s in (
            previous.series.values_list("indicator_id", "version_id", "period", "source_id") if previous else []
        )
        if (i, v, p) not in replaced
    ]
    Series.objects.bulk_create([*mine, *kept])
    record(by, "edition.built", edition, file=file_name)


def _source(recipe: Recipe, version: PartitionVersion, file_name: str) -> Source:
    fields = {"is_fictional": version.partition.is_fictional} | recipe.source | {"file_name": file_name[:200]}
    key = {name: fields.get(name, "") for name in ("title", "publisher", "vintage", "file_sha256")}
    return Source.objects.get_or_create(**key, defaults=fields)[0]


def _indicator(measure: Measure, source: Source, by: Person | None) -> Indicator:
    """The one that exists, or a new one; a recipe that defines it anew corrects its words, never its arithmetic."""
    found = Indicator.objects.filter(code=measure.code).select_related("source").first()
    if found is None:
        if not measure.definition.get("name"):
            raise DomainError(
                _("L’indicateur « %(code)s » n’existe pas encore : donnez-lui un nom.") % {"code": measure.code}
            )
        fields = {"unit": Indicator.Unit.COUNT} | measure.definition
        made = Indicator.objects.create(
            code=measure.code, aggregation=measure.role.aggregation, source=source, **fields
        )
        record(by, "indicator.defined", made)
        return made
    if found.aggregation != measure.role.aggregation:
        raise Conflict(
            _("« %(name)s » s’agrège autrement (%(way)s) : choisissez un autre indicateur ou créez-en un.")
            % {"name": spoken(found.name, found.name_en), "way": found.get_aggregation_display()}
        )
    if source.is_fictional and not found.source.is_fictional:
        return found  # an invented territory never rewords what a real one means
    changed = {name: value for name, value in measure.definition.items() if getattr(found, name) != value}
    if found.source.is_fictional and not source.is_fictional:
        changed["source"] = source
    if changed:
        Indicator.objects.filter(pk=found.pk).update(**changed)
        record(by, "indicator.redefined", found)
    return found


@transaction.atomic
def publish(edition: Edition, *, by: Person | None) -> EditionPublication:
    """Put an edition before readers; publishing what already is changes nothing."""
    require(by, Atlas.PUBLISH)
    _refuse_under_a_newer(edition)
    publication, is_new = EditionPublication.objects.get_or_create(edition=edition, defaults={"published_by": by})
    if is_new:
        record(by, "edition.published", edition)
    return publication


@transaction.atomic
def withdraw(edition: Edition, *, by: Person | None) -> None:
    """Take an edition back: readers see the one before. Its cells stay, it can be published again."""
    require(by, Atlas.PUBLISH)
    _refuse_under_a_newer(edition)
    if not EditionPublication.objects.filter(edition=edition).delete()[0]:
        raise Conflict(_("Cette édition n’est déjà plus en ligne."))
    record(by, "edition.withdrawn", edition)


def _refuse_under_a_newer(edition: Edition) -> None:
    """Each edition carries on the one before: an old one put back would hide what colleagues brought since."""
    newer = Edition.objects.filter(publication__isnull=False, pk__gt=edition.pk).order_by("-pk").first()
    if newer:
        raise Conflict(
            _(
                "Une édition plus récente est en ligne (« %(name)s ») et reprend ces chiffres : "
                "retirez-la d’abord, ou déposez le tableau corrigé."
            )
            % {"name": newer}
        )


@transaction.atomic
def discard(edition: Edition) -> None:
    """An edition nobody ever read: its row and its cells go."""
    if EditionPublication.objects.filter(edition=edition).exists():
        raise Conflict(_("Cette édition est en ligne : retirez-la d’abord."))
    folder = edition.folder
    edition.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def _remove_orphans() -> None:
    """Folders of builds that died half-way: no row names them, and they are old."""
    kept = set(Edition.objects.values_list("code", flat=True))
    editions = settings.WAREHOUSE / "editions"
    for folder in editions.iterdir() if editions.exists() else []:
        age = timezone.now().timestamp() - folder.stat().st_mtime
        if folder.name not in kept and age > ORPHAN_AGE.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)


def is_served(recipe: Recipe, version: PartitionVersion) -> bool:
    """Does the edition before readers already hold this very file over every territory it reaches?"""
    edition = current_edition()
    if edition is None or not edition.cells_file.exists():
        return False
    reached = {version.pk, *Weights.objects.filter(source=version).values_list("target", flat=True)}
    held = edition.series.filter(source__file_sha256=recipe.source["file_sha256"], period=recipe.period)
    wanted = {(m.code, one) for m in recipe.measures for one in (reached if m.role is not Role.AS_IS else {version.pk})}
    return wanted <= set(held.values_list("indicator__code", "version"))
