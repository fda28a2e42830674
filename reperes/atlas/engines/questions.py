"""The sums of quantities as questions to a columnar engine: Ibis expressions over named tables, bound to no engine.

The same expressions are compiled to each engine's own SQL. Everything is a join or a group: no function of ours has to
travel to where the figures are.
"""

import ibis
from ibis import _

from reperes.atlas.engines.quantities import REASONS
from reperes.figures.statuses import GRAVEST, PLACE, STATUSES, Status

NUMERATOR, DENOMINATOR, FIRST_CLASS = 0, 1, 2  # what `part` says
RANK = {status: len(GRAVEST) - place for place, status in enumerate(GRAVEST)}  # the graver, the higher; known: 0
NEEDED = ["quantity", "is_ratio", "characteristic", "column"]

# Of the store, one row a figure; see reading.store
FIGURES = ibis.table(
    {"characteristic": "int32", "column": "int8", "area": "int32", "value": "float64", "status": "int8"}, name="figures"
)
# Of the quantities, one row a figure and a form it enters
TERMS = ibis.table(
    {
        "quantity": "int32",
        "is_ratio": "boolean",
        "part": "int32",
        "characteristic": "int32",
        "column": "int8",
        "coefficient": "float64",
    },
    name="terms",
)
# Of the overlap, one row a small area and a wider one; presence: what it counts in coverage
WEIGHTS = ibis.table({"source": "int32", "target": "int32", "weight": "float64", "presence": "float64"}, name="weights")
# The answer to standing(), kept while the others are asked
STANDING = ibis.table({"quantity": "int32", "area": "int32", "rank": "int8"}, name="standing")
RANKS = ibis.table({"status": "int8", "rank": "int8"}, name="ranks")


def ranks() -> dict[str, list[int]]:
    """The rows of RANKS: a status that says nothing of a lack (partial) lets the figure in, as ok does."""
    return {"status": [PLACE[one] for one in STATUSES], "rank": [RANK.get(one, 0) for one in STATUSES]}


def standing() -> ibis.Table:
    """quantity, area → rank: 0 where all is known and the denominator is over zero, else the gravest reason."""
    below = (_.part == DENOMINATOR).ifelse(_.coefficient, 0.0)
    needed = TERMS.group_by(NEEDED).aggregate(below=below.sum())
    asked = FIGURES.join(needed, ["characteristic", "column"]).join(RANKS, "status")
    found = asked.group_by(["quantity", "is_ratio", "area"]).aggregate(
        rank=_.rank.max(), denominator=(_.below * _.value).sum()
    )
    nobody = (_.rank == 0) & _.is_ratio & ~(_.denominator.fill_null(0.0) > 0)
    return found.select("quantity", "area", rank=nobody.ifelse(RANK[Status.NOT_APPLICABLE], _.rank))


def amounts() -> ibis.Table:
    """quantity, part, target → Σ weight × coefficient × figure over the known small areas."""
    known = STANDING.filter(_.rank == 0).select("quantity", "area")
    figures = FIGURES.join(TERMS, ["characteristic", "column"]).join(known, ["quantity", "area"])
    placed = figures.join(WEIGHTS, figures.area == WEIGHTS.source)
    return placed.group_by(["quantity", "part", "target"]).aggregate(
        amount=(_.weight * (_.coefficient * _.value)).sum()
    )


def counts() -> ibis.Table:
    """quantity, target → the people covered, the small areas known, and those missing for each reason."""
    placed = STANDING.join(WEIGHTS, STANDING.area == WEIGHTS.source)
    missing = {reason.value: (_.rank == RANK[reason]).ifelse(1, 0).sum() for reason in REASONS}
    return placed.group_by(["quantity", "target"]).aggregate(
        covered=(_.rank == 0).ifelse(_.weight * _.presence, 0.0).sum(),
        n_known=(_.rank == 0).ifelse(1, 0).sum(),
        **missing,
    )


def reach() -> ibis.Table:
    """target → everyone it holds, and how many small areas it has."""
    return WEIGHTS.group_by("target").aggregate(everyone=(_.weight * _.presence).sum(), n_reached=_.count())
