"""What moved since the edition before readers: figures, territories, sources."""

from typing import Any

import pyarrow.parquet as pq

from reperes.atlas import warehouse
from reperes.atlas.building.merging import Merged
from reperes.atlas.models import Edition
from reperes.places.models import PartitionVersion, Weights

NAMES = ("new", "gone", "hidden", "shown", "changed", "moved", "same")


def told(edition: Edition, base: Edition | None, merged: Merged) -> dict[str, Any]:
    """Counts over the whole and by version, the cells that moved most, the territories whose limits changed."""
    if base is None or not base.cells_file.exists():
        return {"new": merged.n_cells} | dict.fromkeys(NAMES[1:], 0) | {"versions": [], "most_moved": [], "limits": []}
    by_version = warehouse.changes(edition, base)
    counts = {name: sum(row[name] for row in by_version) for name in NAMES}
    return counts | {
        "versions": by_version,
        "most_moved": warehouse.most_moved(edition, base),
        "limits": limits(base, merged),
    }


def limits(base: Edition, merged: Merged) -> list[dict[str, Any]]:
    """For each partition that came with new limits: what is new, gone, or made of other small areas."""
    before = PartitionVersion.objects.filter(pk__in=base.series.values("version")).select_related("partition")
    old = {version.partition_id: version for version in before.order_by("pk")}
    found = []
    for version in merged.versions.values():
        former = old.get(version.partition_id)
        if former and former.pk < version.pk:
            said = {"partition": version.partition.code, "from": former.vintage, "to": version.vintage}
            found.append(said | _moved(former, version))
    return found


def _moved(former: PartitionVersion, version: PartitionVersion) -> dict[str, list[str]]:
    was, now = _made_of(former, version), _made_of(version, former)
    return {
        "new": sorted(now.keys() - was.keys()),
        "gone": sorted(was.keys() - now.keys()),
        "changed": sorted(code for code in was.keys() & now.keys() if was[code] != now[code]),
    }


def _made_of(version: PartitionVersion, other: PartitionVersion) -> dict[str, set[tuple[str, float]]]:
    """The small areas of each territory, through a source both are drawn from."""
    shared = Weights.objects.filter(target=other).values("source")
    weights = Weights.objects.filter(target=version, source__in=shared).order_by("source_id").first()
    if weights is None:
        return {}
    made: dict[str, set[tuple[str, float]]] = {}
    for row in pq.read_table(weights.file).to_pylist():
        made.setdefault(row["target"], set()).add((row["source"], round(row["weight"], 6)))
    return made
