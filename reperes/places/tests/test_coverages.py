"""Areas that fit are joined fast; areas that do not are found, and named."""

from itertools import pairwise

import geopandas
import numpy as np
import pytest
import shapely
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reperes.places import coverages
from reperes.places.testing import square

TRACTS = settings.REAL_DATA / "statcan-ct-montreal-2021/ct_montreal_2021.geojson"
QUARTERS = settings.REAL_DATA / "montreal-quartiers/quartiers_sociologiques_2014.geojson"


def grid(n: int) -> np.ndarray:
    return np.array([square(column, row) for row in range(n) for column in range(n)], dtype=object)


def by_geos(shapes: np.ndarray) -> list[int]:
    return np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes))).tolist()


def read(file) -> np.ndarray:
    if not file.is_file():
        pytest.skip(f"{file.name} is not at hand: set REPERES_DATA to the folder of real data")
    shapes = geopandas.read_file(file).to_crs(4326).geometry.values
    return np.array([shapely.make_valid(one, method="structure", keep_collapsed=False) for one in shapes], dtype=object)


def test_groups_become_their_unions():
    shapes = grid(6)
    groups = np.arange(36) % 4
    found = coverages.dissolve(shapes, groups, 4)
    for number, made in enumerate(found):
        assert made.equals(shapely.union_all(shapes[groups == number]))


def test_an_absent_group_is_empty_and_the_others_keep_their_place():
    found = coverages.dissolve(grid(2), np.array([0, 0, 2, 2]), 3)
    assert [made.is_empty for made in found] == [False, True, False]


def test_a_coverage_has_no_fault_even_with_islands_and_holes():
    ring = shapely.Polygon(square(0, 0, 5).exterior.coords, [square(1, 1, 2).exterior.coords])
    shapes = np.array([ring, square(1, 1, 2), shapely.MultiPolygon([square(9), square(12)])], dtype=object)
    assert coverages.unfit(shapes).tolist() == by_geos(shapes) == []


@given(
    st.integers(2, 6),
    st.lists(st.tuples(st.integers(0, 35), st.floats(-0.004, 0.004), st.floats(-0.004, 0.004)), max_size=4),
)
def test_faults_are_those_geos_finds_reading_everything(n, moves):
    shapes = grid(n)
    for place, east, north in moves:
        shapes[place % len(shapes)] = shapely.affinity.translate(shapes[place % len(shapes)], east, north)
    assert coverages.unfit(shapes).tolist() == by_geos(shapes)


def test_a_whole_second_layer_is_found_though_all_its_own_borders_fit():
    layer = np.array([shapely.affinity.translate(one, 0.023, 0.021) for one in grid(2)], dtype=object)
    shapes = np.concatenate([grid(6), layer])
    assert set(coverages.unfit(shapes)) >= {36, 37, 38, 39}
    assert coverages.unfit(shapes).tolist() == by_geos(shapes)


def test_a_broken_coverage_is_refused_with_the_pairs_worst_first():
    shapes = grid(3)
    shapes[0] = shapely.affinity.translate(shapes[0], 0.004)
    with pytest.raises(coverages.BrokenCoverage) as refusal:
        coverages.dissolve(shapes, np.zeros(9, dtype=int), 1)
    worst = refusal.value.breaches[0]
    assert (worst.one, worst.other) == (0, 1)
    assert worst.overlap == pytest.approx(0.4)
    assert all(one.overlap >= other.overlap for one, other in pairwise(refusal.value.breaches))


def test_the_same_area_given_twice_is_refused():
    shapes = np.array([square(0), square(0), square(1)], dtype=object)
    assert coverages.breaches(shapes, coverages.unfit(shapes))[0] == coverages.Breach(0, 1, 1.0)


def test_a_hairline_is_joined_and_told_a_true_claim_is_not():
    shapes = grid(2)
    shapes[0] = shapely.affinity.translate(shapes[0], -0.0002)
    mended = coverages.fitted(shapes)
    assert 0 in mended.moved
    assert shapely.coverage_is_valid(mended.shapes)
    shapes[0] = shapely.affinity.translate(shapes[0], 0.004)
    with pytest.raises(coverages.BrokenCoverage):
        coverages.fitted(shapes)


def test_montreal_tracts_draw_borders_twice_and_none_is_lost():
    shapes = read(TRACTS)
    assert coverages.unfit(shapes).tolist() == by_geos(shapes)
    mended = coverages.fitted(shapes)
    assert len(mended.moved) == 963
    assert shapely.coverage_is_valid(mended.shapes)
    assert shapely.area(mended.shapes).sum() == pytest.approx(shapely.area(shapely.union_all(shapes)), rel=1e-3)


def test_the_two_neighbourhoods_that_overlap_are_named():
    shapes = read(QUARTERS)
    with pytest.raises(coverages.BrokenCoverage) as refusal:
        coverages.fitted(shapes)
    names = geopandas.read_file(QUARTERS)["Q_socio"]
    assert [{names[one.one], names[one.other]} for one in refusal.value.breaches] == [
        {"Centre-Sud", "Faubourg Saint-Laurent"}
    ]
