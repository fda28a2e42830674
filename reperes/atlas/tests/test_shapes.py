"""Areas drawn: in their frame, borders shared, nothing lost."""

import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from reperes.atlas import shapes
from reperes.atlas.testing import a_version

NAMES = {"1": "Amont", "2": "Aval", "3": "Bourg", "4": "Pont", "5": "Rang"}


@pytest.fixture
def version(db):
    return a_version("quartiers", NAMES)


def test_every_area_is_drawn_inside_the_frame(version):
    drawing = shapes.drawing(version)
    assert list(drawing.shapes) == list(NAMES)
    for shape in drawing.shapes.values():
        assert re.fullmatch(r"(M[-\d. ]+l[-\d. ]+z)+", shape.path)
        assert 0 < shape.x < drawing.frame.width
        assert 0 < shape.y < drawing.frame.height


def test_north_is_up(version):
    drawing = shapes.drawing(version)
    assert drawing.shapes["5"].y < drawing.shapes["1"].y


def test_a_version_without_limits_draws_nothing(version):
    version.areas_file.unlink()
    assert shapes.drawing(version).shapes == {}


def test_what_lies_near_an_area_is_drawn_with_it(version):
    near = shapes.around(version, "1", reach=0.1)
    assert set(near.shapes) == {"1", "2", "5"}


def test_an_overlay_shares_the_frame(version):
    wider = a_version("villes", {"A": "Ville"})
    frame = shapes.drawing(version).frame
    assert shapes.overlay(wider, frame).frame == frame


def test_a_hole_and_several_parts_are_kept():
    holed = shapely.Polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(20, 20), (40, 20), (40, 40), (20, 40)]])
    assert shapes.path_of(shapely.MultiPolygon([holed, shapely.box(200, 0, 230, 30)])).count("z") == 3


def test_a_bow_tie_keeps_its_surface():
    tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    assert shapes.simplified(np.array([tie]))[0].area == pytest.approx(5000)


@given(st.floats(-179, 179), st.floats(-84, 84), st.floats(0.001, 1), st.floats(0.001, 1))
def test_any_bounds_make_a_frame_that_holds_them(west, south, wide, high):
    frame = shapes.Frame.around((west, south, west + wide, south + high))
    corners = frame.project(np.array([(west, south), (west + wide, south + high)]))
    assert (corners > -1e-6).all()
    assert (corners < [frame.width + 1e-6, frame.height + 1e-6]).all()
    assert frame.height <= shapes.TALLEST + 1
