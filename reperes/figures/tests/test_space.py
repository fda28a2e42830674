"""Neighbours and spatial indices agree with PySAL's published cases (vectors T17 and T18)."""

import csv
from contextlib import closing
from itertools import combinations

import geopandas
import libpysal
import numpy as np
import pytest
from django.conf import settings
from shapely.geometry import Point, box

from reperes.figures import space

GRID = [(r * 3 + c, r * 3 + c + 1) for r in range(3) for c in range(2)] + [(i, i + 3) for i in range(6)]
CELLS = [box(c, r, c + 1, r + 1) for r in range(3) for c in range(3)]


@pytest.fixture(scope="module")
def columbus():
    """Crime in 49 neighbourhoods of Columbus, Ohio; bundled with libpysal."""
    shapes = geopandas.read_file(libpysal.examples.get_path("columbus.shp"))
    return shapes.CRIME.to_numpy(), space.contiguity(list(shapes.geometry))


@pytest.fixture(scope="module")
def saint_louis():
    """Homicide rates of 78 counties around St. Louis, with the rook weights of the set; bundled with libpysal."""
    with open(libpysal.examples.get_path("stl_hom.csv"), encoding="utf-8") as lines:
        rates = [float(row["HR8893"]) for row in csv.DictReader(lines)]
    with closing(libpysal.io.open(libpysal.examples.get_path("stl_hom_rook.gal"))) as lines:
        weights = lines.read()
    pairs = [(int(i) - 1, int(j) - 1) for i, near in weights.neighbors.items() for j in near]
    return rates, space.from_pairs(len(rates), pairs)


def test_t17_homicide_around_st_louis(saint_louis):
    found = space.moran(*saint_louis)
    assert (found.value, found.expected) == pytest.approx((0.243656, -0.012987), abs=1e-6)
    assert (found.z_normal, found.z_random) == pytest.approx((3.6411, 4.7044), abs=1e-4)
    assert found.p_normal == pytest.approx(0.000271, abs=1e-6)
    assert found.p_permuted <= 0.005
    assert (found.n_units, found.excluded, found.is_fragile) == (78, (), False)


def test_t17_crime_in_columbus(columbus):
    found = space.moran(*columbus)
    assert (found.value, found.z_random) == pytest.approx((0.500189, 5.5894), abs=1e-4)
    assert found.p_permuted == 0.002  # none of 999 as high: 2 (0 + 1)/(999 + 1)
    alike = space.geary(*columbus)
    assert alike.value == pytest.approx(0.540528, abs=1e-6)
    assert (alike.expected, alike.p_permuted) == (1, 0.002)


def test_t17_local_clusters_in_columbus(columbus):
    found = space.local_moran(*columbus)
    assert {name: found.quadrants.count(name) for name in ("HH", "LH", "LL", "HL")} == {
        "HH": 21,
        "LH": 5,
        "LL": 20,
        "HL": 3,
    }
    assert 0 < found.stands_out.sum() < (found.p <= 0.05).sum()
    assert found.p[found.stands_out].max() < found.p[~found.stands_out].min()


def test_local_probabilities_are_those_of_all_the_draws_there_are():
    # A corner of the grid has two neighbours among eight others: 28 pairs can be drawn, each as likely.
    values = np.array([9.0, 7, 1, 8, 5, 2, 3, 4, 6])
    z = values - values.mean()
    sums = [z[0] * (z[i] + z[j]) for i, j in combinations(range(1, 9), 2)]
    above = np.mean([drawn >= z[0] * (z[1] + z[3]) for drawn in sums])
    found = space.local_moran(values, space.from_pairs(9, GRID), turns=9_999)
    assert found.quadrants[0] == "HH"
    assert found.p[0] == pytest.approx(2 * min(above, 1 - above), abs=0.01)


def test_t18_local_values_add_up_to_the_global_one(columbus):
    local, whole = space.local_moran(*columbus), space.moran(*columbus)
    assert local.values.sum() / 48 == pytest.approx(whole.value)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 0, 1, 0, 1, 0, 1, 0, 1], -1),
        (list(range(1, 10)), 0.555556),
        ([1, 1, 1, 0, 0, 0, 0, 0, 0], 0.402778),
    ],
)
def test_t18_a_grid_of_nine(values, expected):
    found = space.moran(values, space.from_pairs(9, GRID))
    assert found.value == pytest.approx(expected, abs=1e-6)
    assert found.is_fragile


def same(one, other):
    return sorted(zip(one.of.tolist(), one.are.tolist(), strict=True)) == sorted(
        zip(other.of.tolist(), other.are.tolist(), strict=True)
    )


def test_rooks_share_an_edge_and_queens_a_corner():
    assert same(space.contiguity(CELLS, "rook"), space.from_pairs(9, GRID))
    queen = space.contiguity(CELLS)
    assert np.bincount(queen.of).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]


def test_a_place_without_a_shape_has_no_neighbour():
    near = space.contiguity([CELLS[0], None, CELLS[1]])
    assert near.islands == (1,)
    assert same(near, space.from_pairs(3, [(0, 2)]))
    assert space.contiguity([None, CELLS[0]]).islands == (0, 1)


def test_the_nearest_are_not_always_mutual():
    near = space.nearest([[0, 0], [1, 0], [3, 0], [7, 0]], 1)
    assert sorted(zip(near.of.tolist(), near.are.tolist(), strict=True)) == [(0, 1), (1, 0), (2, 1), (3, 2)]
    with pytest.raises(ValueError, match="cannot have 4 neighbours"):
        space.nearest([[0, 0], [1, 1]], 4)


def test_islands_and_missing_values_are_left_out_and_listed():
    near = space.from_pairs(12, [*GRID, (9, 10)])  # 11 stands alone; 10 has no value, which leaves 9 alone
    values = [*range(1, 10), 5, np.nan, 7]
    found = space.moran(values, near)
    assert found.excluded == (9, 10, 11)
    assert found.value == pytest.approx(0.555556, abs=1e-6)
    local = space.local_moran(values, near)
    assert local.quadrants[9:] == ("", "", "")
    assert np.isnan(local.p[9:]).all()
    assert not local.stands_out[9:].any()


def test_the_same_seed_says_the_same_and_the_process_keeps_its_own_chance(columbus):
    before = np.random.get_state()[1].copy()
    values = np.random.default_rng(4).permutation(columbus[0])
    assert space.moran(values, columbus[1]) == space.moran(values, columbus[1])
    one, other = (space.local_moran(values, columbus[1], seed=5) for _ in range(2))
    np.testing.assert_array_equal(one.p, other.p)
    np.testing.assert_array_equal(before, np.random.get_state()[1])


def test_chance_alone_stands_out_nowhere(columbus):
    values = np.random.default_rng(0).normal(size=49)
    assert space.moran(values, columbus[1]).p_permuted > 0.05
    assert not space.local_moran(values, columbus[1]).stands_out.any()


@pytest.mark.parametrize("values", [[3.0] * 9, [np.nan] * 9, [1, 2] + [np.nan] * 7])
def test_nothing_to_compare_is_refused(values):
    with pytest.raises(ValueError, match="values that vary"):
        space.moran(values, space.from_pairs(9, GRID))


def test_a_value_too_many_is_refused():
    with pytest.raises(ValueError, match="3 values for 9 units"):
        space.moran([1, 2, 3], space.from_pairs(9, GRID))


@pytest.mark.slow  # three thousand real polygons are compared
def test_toronto_has_one_island_and_deprivation_is_clustered():
    file = settings.REAL_DATA / "toronto-da-deprivation" / "toronto_da_2016.gpkg"
    if not file.exists():
        pytest.skip("the areas of Toronto are not beside the checkout")
    areas = geopandas.read_file(file)
    near = space.contiguity(list(areas.geometry))
    assert len(near.islands) == 1
    found = space.moran(areas.PP_SDD, near, turns=99)
    assert found.excluded == near.islands
    assert found.value > 0.3
    assert found.p_permuted == 0.02
    local = space.local_moran(areas.PP_SDD, near, turns=999)
    assert 0 < local.stands_out.sum() < len(areas) / 2
    assert np.isnan(local.values[list(near.islands)]).all()


def test_points_that_coincide_still_have_neighbours():
    points = [Point(0, 0), Point(0, 0), Point(1, 0), Point(5, 5)]
    near = space.nearest([[point.x, point.y] for point in points], 1)
    assert near.islands == ()
