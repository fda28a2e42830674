"""Two scores crossed into nine classes, and how firmly each area is in its own."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from reperes.atlas import indices
from reperes.atlas.building import scoring
from reperes.atlas.building.grids import Ground
from reperes.atlas.building.scoring import Scored
from reperes.atlas.indices import Crossing
from reperes.atlas.models import Composite
from reperes.figures.aggregation import Flags
from reperes.figures.recipes import RecipeError
from reperes.figures.statuses import OK, PLACE, Codes, Status, gravest
from reperes.figures.typology import Sensitivity, Typology, sensitivity, typology

FIRM = 0.75  # of the trials: an area that keeps its class in fewer is said to sit near a cut
WORDS = pa.schema(
    [
        ("version", pa.int64()),
        ("area", pa.string()),
        ("period", pa.string()),
        ("composite", pa.string()),
        ("first", pa.int64()),  # 1 to 3
        ("second", pa.int64()),
        ("stability", pa.float64()),  # share of the trials in which it keeps its class
        ("reached", pa.list_(pa.int64())),  # classes it takes in the trials
    ]
)


@dataclass(frozen=True)
class Crossed:
    ground: Ground
    typology: Typology
    sensitivity: Sensitivity
    statuses: Codes


def crossed(meant: Crossing, one: Scored, other: Scored, inside: Flags) -> Crossed:
    """RecipeError where nobody of the reference has both scores."""
    first, second = one.result.scores[:, one.place], other.result.scores[:, other.place]
    people, reference = one.ground.people, None if inside.all() else inside
    try:
        found = typology(first, second, people, reference=reference)
        firm = sensitivity(first, second, people, reference=reference, shift=meant.shift)
    except ValueError as nobody:
        raise RecipeError("first", "no_people") from nobody
    has_class = found.classes > 0
    missing = gravest([one.statuses, other.statuses])
    missing = np.where(missing == OK, PLACE[Status.UNAVAILABLE], missing)
    status = np.where(has_class, OK, missing).astype(np.int8)
    return Crossed(one.ground, found, firm, status)


def cells(found: Crossed, code: str) -> pa.Table:
    classes = np.where(found.typology.classes > 0, found.typology.classes, np.nan)
    return scoring.table(found.ground.spot, code, classes, found.statuses)


def words(found: Crossed, code: str) -> pa.Table:
    kept = np.flatnonzero(found.typology.classes > 0)
    ground = found.ground
    columns = {
        "version": np.full(len(kept), ground.grid.version.pk),
        "area": [ground.grid.areas[place] for place in kept],
        "period": np.full(len(kept), ground.period),
        "composite": np.full(len(kept), code),
        "first": found.typology.first[kept],
        "second": found.typology.second[kept],
        "stability": found.sensitivity.stability[kept],
        "reached": [list(found.sensitivity.reached[place]) for place in kept],
    }
    return pa.table(columns, schema=WORDS)


def told(found: Crossed, composite: Composite, meant: Crossing) -> dict[str, Any]:
    """How many areas and people are in each class, and how many would leave it if the cuts moved."""
    classes, people = found.typology.classes, found.ground.people
    counted = np.where(people >= 0, people, 0.0)
    everyone = counted[classes > 0].sum() or 1.0
    near = (classes > 0) & (found.sensitivity.stability < FIRM)
    return {
        "composite": composite.code,
        "version": found.ground.grid.version.pk,
        "period": found.ground.period,
        "meant": indices.as_data(meant),
        "reference": composite.reference.public_code if composite.reference else "",
        "counts_people": found.ground.counts_people,
        "n_areas": len(classes),
        "n_used": int((classes > 0).sum()),
        "classes": [
            {"areas": int((classes == n).sum()), "people": float(counted[classes == n].sum() / everyone)}
            for n in range(1, 10)
        ],
        "n_disagree": int(found.typology.disagrees.sum()),
        "n_near": int(near.sum()),
        "n_trials": found.sensitivity.n_trials,
        "shift": found.sensitivity.shift,
    }  # fmt: skip
