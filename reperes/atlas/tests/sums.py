"""What the tests of engines share: a store of figures, questions about it, and how two answers compare."""

from pathlib import Path

import numpy as np

from reperes.atlas.engines.quantities import Quantity, Sums
from reperes.figures.aggregation import Overlap
from reperes.figures.statuses import OK, PLACE, Status
from reperes.reading.store import Characteristic, Store, Writer

COLUMNS = ("total", "women")


def a_store(folder: Path, values: np.ndarray, codes: np.ndarray) -> Store:
    """`values`, `codes`: (n_characteristics, len(COLUMNS), n_areas)."""
    areas = [f"{place:08d}" for place in range(values.shape[2])]
    with Writer(folder, areas, [Characteristic(10 * (n + 1), f"C{n}") for n in range(len(values))], COLUMNS) as writer:
        for one in range(len(values)):
            for place, column in enumerate(COLUMNS):
                writer.put(10 * (one + 1), column, values[one, place], codes[one, place])
    return Store.open(folder)


def a_census(
    folder: Path, *, n_areas: int = 2_000, n_targets: int = 60
) -> tuple[Store, list[Quantity], Overlap, np.ndarray]:
    """Figures rounded to five, some missing for each reason, some areas shared by two territories, and questions."""
    draw = np.random.default_rng(1792)
    shape = (12, len(COLUMNS), n_areas)
    values = draw.integers(0, 200, shape) * 5.0
    values[0] += 1_000
    codes = draw.choice([OK, *(PLACE[one] for one in Status)], shape, p=[0.8, 0.02, *[0.03] * 6]).astype(np.int8)
    values[(codes != OK) & (codes != PLACE[Status.PARTIAL])] = np.nan
    source = np.concatenate([np.arange(n_areas), draw.integers(0, n_areas, n_areas // 5)])
    target = draw.integers(0, n_targets - 1, len(source))  # the last one holds nothing
    weight = np.where(source < n_areas // 2, draw.random(len(source)).round(3) + 0.001, 1.0)
    people = np.where(draw.random(n_areas) < 0.05, np.nan, draw.integers(0, 900, n_areas) * 1.0)
    return a_store(folder, values, codes), questions(), Overlap(source, target, weight, n_targets), people


def questions() -> list[Quantity]:
    """Counts, shares, differences, classes: every kind of form."""
    counts = [Quantity(f"n{one}", {(one, "total"): 1.0}) for one in range(10, 60, 10)]
    shares = [Quantity(f"p{one}", {(one, "women"): 1.0}, {(one, "total"): 1.0}) for one in range(10, 60, 10)]
    rest = Quantity("rest", {(10, "total"): 1.0, (20, "total"): -1.0}, {(10, "total"): 1.0, (30, "women"): -0.5})
    classes = tuple({(one, "total"): 1.0} for one in range(70, 130, 10))
    median = Quantity("median", {term: 1.0 for form in classes for term in form}, classes=classes)
    return [*counts, *shares, rest, median]


def assert_same(one: Sums, other: Sums) -> None:
    """Every cell: floats to 1e-9 of their size (or of the sums that cancelled out), whole numbers to the unit."""
    for name in ("numerator", "denominator", "covered", "everyone"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-6, err_msg=name)
    for name in ("n_known", "n_reached", "reasons"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.classes.keys() == other.classes.keys()
    for place in one.classes:
        np.testing.assert_allclose(one.classes[place], other.classes[place], rtol=1e-9, atol=1e-6)
