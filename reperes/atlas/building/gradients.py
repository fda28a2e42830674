"""What the page of an index says of one edition: weights, spread, gaps between fifths, likeness of neighbours.

Made from published cells, as the index is. Kept in the edition's report as plain numbers; null where there is none.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reperes.atlas import indices
from reperes.atlas.building import parts
from reperes.atlas.building.scoring import Scored
from reperes.atlas.indices import Index
from reperes.atlas.models import Composite, Indicator
from reperes.figures import fifths, inequality, space
from reperes.figures.aggregation import Floats
from reperes.figures.recipes import Method
from reperes.places.models import Partition, PartitionVersion
from reperes.places.queries import areas as limits_of

FEW_AREAS = 300  # components of fewer areas are a local exploratory index
MOST_OUTCOMES = 8
MOST_NAMED = 40  # areas without neighbours, listed by code
N_BARS = 12
SAMPLED = 0.25  # the long form asks one household in four: intervals are of those asked
SPACE = "1"  # changed when space.py would answer otherwise


def told(composite: Composite, meant: Index, made: Scored, *, with_space: bool = True) -> dict[str, Any]:
    """One entry of the report: a composite over one version and one period. Space is the slow part."""
    ground, result = made.ground, made.result
    return {
        "composite": composite.code,
        "version": ground.grid.version.pk,
        "period": ground.period,
        "meant": indices.as_data(meant),
        "reference": composite.reference.public_code if composite.reference else "",
        "counts_people": ground.counts_people,
        "n_areas": len(ground.grid.areas),
        "n_used": result.n_used,
        "n_inside": int(ground.inside.sum()),
        "is_exploratory": _is_exploratory(meant, made),
        "scores": [_score(made, place, code, with_space) for place, code in enumerate(meant.scores(composite.code))],
        "communalities": _plain(result.communalities),
        "inequality": [_outcome(made, meant, one) for one in _outcomes(made, meant)],
    }


def _is_exploratory(meant: Index, made: Scored) -> bool:
    """An analysis of few areas, or of wide ones, says something of them alone."""
    is_small = made.ground.grid.version.partition.level == Partition.Level.SMALL_AREA
    return not is_small or (meant.recipe.method is Method.COMPONENTS and made.result.n_used < FEW_AREAS)


def _score(made: Scored, place: int, code: str, with_space: bool) -> dict[str, Any]:
    result, people = made.result, made.ground.people
    score, fifth = result.scores[:, place], result.fifths[:, place]
    known = score[np.isfinite(score)]
    counts, edges = np.histogram(known, bins=N_BARS) if len(known) else (np.zeros(0, int), np.zeros(0))
    among = np.where(made.ground.inside, people, np.nan)
    return {
        "code": code,
        "weights": _plain(result.weights[:, place]),
        "explained": _plain(result.explained)[place] if result.explained is not None else None,
        "quantiles": _plain(np.quantile(known, [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1])) if len(known) else [],
        "bars": counts.tolist(),
        "edges": _plain(edges),
        "people": _plain(fifths.shares(fifth, among)),
        "areas": [int(((fifth == n) & made.ground.inside).sum()) for n in range(1, indices.PARTS + 1)],
        "space": near(made, score) if with_space else None,
    }


def _outcomes(made: Scored, meant: Index) -> list[Indicator]:
    """Shares of people that are not in the index, those that read well or ill first; its own failing others."""
    grid, period = made.ground.grid, made.ground.period
    held = {code for code, when in grid.held if when == period}
    shares = Indicator.objects.filter(
        code__in=held, unit=Indicator.Unit.SHARE, aggregation=Indicator.Aggregation.RATIO, variant_of=None
    )
    found = sorted(shares, key=lambda one: (one.direction == Indicator.Direction.NEUTRAL, one.order, one.code))
    others = [one for one in found if one.code not in meant.wants]
    return (others or found)[:MOST_OUTCOMES]


def _outcome(made: Scored, meant: Index, indicator: Indicator) -> dict[str, Any]:
    """Q5 beside Q1 first, then the summary indices, from the most deprived fifth to the least."""
    column = made.ground.grid.column(indicator.code, made.ground.period)
    fifth = made.result.fifths[:, 0]
    cases, people = _by_fifth(fifth, column.numerators, column.denominators)
    known = column.values[np.isfinite(column.values)]
    said: dict[str, Any] = {
        "indicator": indicator.code,
        "rates": _plain(np.divide(cases, people, out=np.full(indices.PARTS, np.nan), where=people > 0)),
        "gini": _number(inequality.gini(known.tolist())) if len(known) and known.min() >= 0 else None,
    }
    if (people <= 0).any() or (cases > people).any() or not cases.any():
        return said
    order = slice(None) if meant.high_is == "better" else slice(None, None, -1)  # from the most deprived
    rates = (cases / people)[order]
    asked = SAMPLED if indicator.form == Indicator.Form.SAMPLE else 1.0
    ends = [float(one) for one in (cases[order][0], people[order][0], cases[order][-1], people[order][-1])]
    gap = inequality.extremes(*(one * asked for one in ends))
    slope = inequality.gradient(people[order].tolist(), rates.tolist())
    return said | {
        "gap": gap.gap,
        "gap_interval": list(asdict(gap.gap_interval).values()),
        "ratio": gap.ratio,
        "ratio_interval": list(asdict(gap.ratio_interval).values()) if gap.ratio_interval else None,
        "concentration": _number(slope.concentration),
        "slope": _number(slope.slope),
        "relative": _number(slope.relative_index),
    }


def _by_fifth(fifth: np.ndarray, numerators: Floats, denominators: Floats) -> tuple[Floats, Floats]:
    """Sums over sums, of the areas whose figure is published."""
    known = np.isfinite(numerators) & np.isfinite(denominators) & (fifth > 0)
    size = indices.PARTS + 1
    cases = np.bincount(fifth[known], numerators[known], minlength=size)[1:]
    people = np.bincount(fifth[known], denominators[known], minlength=size)[1:]
    return cases.astype(float), people.astype(float)


def near(made: Scored, score: Floats) -> dict[str, Any] | None:
    """Moran, Geary and clusters of the score, areas that touch being neighbours; kept, since it is the slow step."""
    version = made.ground.grid.version
    seen = hashlib.sha256(score.tobytes())
    seen.update(f"space {SPACE} {version.pk}".encode())
    kept = parts.kept(seen.hexdigest(), lambda: pa.table({"told": [json.dumps(_near(made, score))]}))
    found: dict[str, Any] | None = json.loads(kept["told"][0].as_py())
    return found


def _near(made: Scored, score: Floats) -> dict[str, Any] | None:
    version, codes = made.ground.grid.version, made.ground.grid.areas
    neighbours = _touching(version, version.areas_file, version.areas_file.stat().st_mtime_ns)
    try:
        moran, geary = space.moran(score, neighbours), space.geary(score, neighbours)
        local = space.local_moran(score, neighbours)
    except ValueError:  # fewer than three areas with a neighbour, or one score for all
        return None
    out = np.array(local.quadrants)[local.stands_out]
    return {
        "moran": moran.value,
        "expected": moran.expected,
        "p": moran.p_permuted,
        "geary": geary.value,
        "geary_p": geary.p_permuted,
        "turns": moran.turns,
        "n_units": moran.n_units,
        "is_fragile": moran.is_fragile,
        "clusters": {name: int((out == name).sum()) for name in ("HH", "LL", "HL", "LH")},
        "n_alone": len(neighbours.islands),
        "alone": [codes[place] for place in neighbours.islands[:MOST_NAMED]],
    }


@lru_cache(maxsize=1)
def _touching(version: PartitionVersion, _file: Path, _changed: int) -> space.Neighbours:
    """Once for all the scores over one version: it takes longer than the indices themselves."""
    return space.contiguity([area.geometry for area in limits_of(version)])


def _plain(values: Iterable[float] | None) -> list[float | None]:
    return [] if values is None else [_number(float(one)) for one in values]


def _number(value: float) -> float | None:
    return value if isfinite(value) else None
