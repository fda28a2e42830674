"""Build an edition beside the one before readers: compute, write, read back, compare; nothing is shown before that."""

import datetime
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reperes.atlas import bucket, warehouse
from reperes.atlas.access import Atlas
from reperes.atlas.actions import composites
from reperes.atlas.building import changes, composing, merging, parts, protecting, verifying
from reperes.atlas.building.composing import Composed
from reperes.atlas.building.merging import Merged
from reperes.atlas.building.shown import Shown
from reperes.atlas.engines import choosing
from reperes.atlas.models import Dataset, Edition, Indicator, Series
from reperes.atlas.queries.editions import current_edition
from reperes.core.access import require
from reperes.core.errors import DomainError
from reperes.journal.actions import record
from reperes.people.models import Person

ORPHAN_AGE = datetime.timedelta(days=1)  # a build that died left its folder
Tell = Callable[[int, str], None]  # percent done, in words


def _quiet(percent: int, words: str) -> None:
    """Nobody watches."""


def build(datasets: Sequence[Dataset], *, by: Person | None, tell: Tell = _quiet) -> Edition:
    """The datasets of the edition before readers and these new ones → a new edition, not yet before readers.

    What was computed before and did not change is read back, so that a build killed half-way resumes.
    """
    require(by, Atlas.IMPORT)
    base = current_edition()
    heard = {one.pk: one for one in (*(base.datasets.all() if base else ()), *datasets)}
    merged = _merged(list(heard.values()), base, tell)
    _remove_orphans()
    edition = Edition(**_names(datasets, base), built_by=by, base=base)
    try:
        tell(70, _("Protection des petits nombres"))
        hid = protecting.protect(merged, Shown(base))
        tell(75, _("Indices composés"))
        composed = _composed(merged)
        tell(80, _("Écriture de l’édition"))
        warehouse.write(edition, merged.tables)
        composing.keep(composed, edition)
        tell(90, _("Vérification"))
        cells = verifying.read_back(edition, merged)
        edition.report = _report(edition, base, merged, cells, datasets) | {"hidden": asdict(hid)}
        edition.report |= _of_indices(composed, cells, edition.report)
        with transaction.atomic():
            _keep(edition, merged, by)
    except BaseException:
        bucket.remove(edition.folder)
        raise
    return edition


def _merged(heard: list[Dataset], base: Edition | None, tell: Tell) -> Merged:
    merged, n = Merged(), len(heard)
    with choosing.chosen() as engine:
        for done in merging.merge(merged, heard, engine, base):
            tell(10 + 60 * done // max(1, n), _("%(done)s jeux de données sur %(n)s") % {"done": done, "n": n})
    if not merged.series:
        raise DomainError(_("Rien à calculer : aucun jeu de données ne donne de chiffre."))
    return merged


def _composed(merged: Merged) -> Composed:
    """Indices, made from what is left once small numbers are hidden."""
    jobs, told = composing.plan(merged)
    outputs = composites.define_outputs({job.composite.pk: job.composite for job in jobs}.values())
    composed = composing.compose(merged, jobs, outputs)
    composed.told = told + composed.told
    return composed


def _of_indices(composed: Composed, cells: pa.Table, report: dict[str, Any]) -> dict[str, Any]:
    """What a person reads of them: their numbers, the control of their fifths, those that could not be made."""
    controls = [check.as_json() for check in verifying.fifths(cells, composed.controls)]
    return {
        "composites": composed.reports,
        "not_composed": composed.told[:100],
        "checks": report["checks"] + controls,
    }


def _names(datasets: Sequence[Dataset], base: Edition | None) -> dict[str, str]:
    """After the newest dataset it adds; a plain recomputation keeps the name of the one before."""
    if not datasets:
        return {"name": base.name, "name_en": base.name_en} if base else {"name": _("Édition")}
    newest = max(datasets, key=lambda one: one.pk)
    partition, source, ending = newest.version.partition, newest.source, f" ({newest.period})"
    title = source.title or partition.name
    title_en = source.title_en or ("" if source.title else partition.name_en)
    return {"name": title[:90] + ending, "name_en": title_en and title_en[:90] + ending}


def _report(
    edition: Edition, base: Edition | None, merged: Merged, cells: pa.Table, datasets: Sequence[Dataset]
) -> dict[str, Any]:
    """What a person reads before publishing."""
    newest = max(datasets, key=lambda one: one.pk, default=None)
    told = dict(newest.report) if newest else {}
    return told | {
        "period": newest.period if newest else "",
        "n_cells": cells.num_rows,
        "n_series": len(merged.series),
        "measures": _statuses(cells, newest, merged),
        "totals": _totals(cells, newest, merged),
        "told": merged.told[:100],
        "checks": [check.as_json() for check in verifying.checks(cells, merged)],
        "changes": changes.told(edition, base, merged),
    }


def _statuses(cells: pa.Table, newest: Dataset | None, merged: Merged) -> list[dict[str, Any]]:
    """How many small areas have which status, for each indicator of the newest dataset."""
    if newest is None:
        return []
    mine = _of(cells, newest.version_id, newest.period)
    counted = mine.group_by(["indicator", "status"]).aggregate([("area", "count")]).to_pylist()
    found: dict[str, dict[str, int]] = {one.indicator.code: {} for one in merged.made.get(newest.pk, [])}
    for row in counted:
        if row["indicator"] in found:
            found[row["indicator"]][row["status"]] = row["area_count"]
    return [{"code": code, "statuses": counts} for code, counts in found.items()]


def _of(cells: pa.Table, version: int, period: str) -> pa.Table:
    return cells.filter(pc.and_(pc.equal(cells["version"], version), pc.equal(cells["period"], period)))


def _totals(cells: pa.Table, newest: Dataset | None, merged: Merged) -> dict[str, dict[str, float]]:
    """What each count of the newest dataset adds up to, partition by partition."""
    if newest is None:
        return {}
    counts = [one.indicator.code for one in merged.made.get(newest.pk, []) if one.way == Indicator.Aggregation.SUM]
    found: dict[str, dict[str, float]] = {}
    for version in merged.versions.values():
        mine = _of(cells, version.pk, newest.period)
        series = [(code, merged.series.get((version.pk, code, newest.period))) for code in counts]
        held = [code for code, one in series if one and one.dataset == newest.pk]
        if held:
            found[version.partition.code] = {code: merging.sums_of(mine, code) for code in held}
    return found


def _keep(edition: Edition, merged: Merged, by: Person | None) -> None:
    edition.save()
    edition.datasets.set(merged.datasets)
    Series.objects.bulk_create(held.row(edition) for held in merged.series.values())
    parts.sweep()
    record(by, "edition.built", edition, file=edition.report.get("file", ""))


def _remove_orphans() -> None:
    """Folders of builds that died half-way: no row names them, and they are old."""
    kept = set(Edition.objects.values_list("code", flat=True))
    editions = settings.WAREHOUSE / "editions"
    for folder in editions.iterdir() if editions.exists() else []:
        age = timezone.now().timestamp() - folder.stat().st_mtime
        if folder.name not in kept and age > ORPHAN_AGE.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
