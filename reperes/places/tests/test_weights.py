"""Weights never count a small area twice, and tell what they lose."""

from collections import Counter

import pytest
import shapely
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from reperes.places import areas, weights
from reperes.places.actions import standings
from reperes.places.testing import a_version, square
from reperes.places.weights import BadWeights, Weight

SIDE = 6  # small areas a side


def some(shapes, prefix=""):
    codes = [f"{prefix}{n}" for n in range(len(shapes))]
    return areas.made(codes, codes, shapes)


GRID = some([square(n % SIDE, n // SIDE) for n in range(SIDE * SIDE)], "u")
boxes = st.lists(
    st.builds(
        square,
        st.floats(-2, SIDE, allow_nan=False).map(lambda x: round(x, 2)),
        st.floats(-2, SIDE, allow_nan=False).map(lambda x: round(x, 2)),
        st.floats(0.3, SIDE).map(lambda x: round(x, 2)),
    ),
    min_size=1,
    max_size=5,
)


@given(shapes=boxes)
@settings(max_examples=40, deadline=None)
def test_by_point_each_small_area_is_counted_once_or_told_outside(shapes):
    found, report = weights.by_point(GRID, some(shapes, "t"))
    counted = Counter(one.source for one in found)
    assert set(counted.values()) <= {1}
    assert sorted([*counted, *report.outside]) == sorted(area.code for area in GRID)
    assert {one["given_to"] for one in report.shared} <= {one.target for one in found}


@given(shapes=boxes)
@settings(max_examples=40, deadline=None)
def test_by_area_rows_never_pass_one_and_losses_are_told(shapes):
    found, report = weights.by_area(GRID, some(shapes, "t"))
    sums: Counter[str] = Counter()
    for one in found:
        assert 0 < one.weight <= 1 + 1e-9
        sums[one.source] += one.weight
    assert all(total <= 1 + 1e-9 for total in sums.values())
    told = {one["source"] for one in report.partial} | set(report.outside)
    assert {code for code, total in sums.items() if total < 1 - weights.SLIVER} <= told


def test_what_two_claim_goes_to_the_one_that_shares_more_and_is_told_with_names():
    small = areas.made(["4620052.00"], ["Secteur"], [square(0, 0, 4)])
    most, less = square(0, 0, 3.5), square(1, 1, 2.5)
    claimants = areas.made(["26", "27"], ["Centre-Sud", "Faubourg Saint-Laurent"], [most, less])
    found, report = weights.by_point(small, claimants)
    assert found == [Weight("4620052.00", "26", 1.0)]
    assert report.shared == [
        {
            "source": "4620052.00",
            "targets": ["26", "27"],
            "names": ["Centre-Sud", "Faubourg Saint-Laurent"],
            "given_to": "26",
        }
    ]


def test_two_drawings_of_one_border_lose_nothing():
    small = areas.made(["u"], ["u"], [square(0)])
    wide = areas.made(["t"], ["t"], [square(0.002, 0, 4)])  # drawn two metres off
    found, report = weights.by_area(small, wide)
    assert found == [Weight("u", "t", 1.0)]
    assert report.partial == []


def test_by_area_splits_in_proportion():
    small = areas.made(["u"], ["u"], [square(0)])
    halves = some([square(-0.75, 0), square(0.25, 0)], "t")
    found, _report = weights.by_area(small, halves)
    assert [round(one.weight, 3) for one in found] == [0.25, 0.75]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("nulle part", "t0", 1)], "unknown_source"),
        ([("u0", "nulle part", 1)], "unknown_target"),
        ([("u0", "t0", 0)], "not_a_share"),
        ([("u0", "t0", 1.2)], "not_a_share"),
        ([("u0", "t0", float("nan"))], "not_a_share"),
        ([("u0", "t0", 0.5), ("u0", "t0", 0.5)], "said_twice"),
        ([("u0", "t0", 0.6), ("u0", "t1", 0.6)], "sums_past_one"),
    ],
)
def test_a_table_that_cannot_be_weights_is_refused_by_row(rows, why):
    with pytest.raises(BadWeights) as caught:
        weights.as_told(rows, GRID, some([square(0), square(1)], "t"))
    assert (caught.value.row, caught.value.why) == (len(rows), why)


def test_a_table_tells_what_it_leaves_out():
    _found, report = weights.as_told([("u0", "t0", 0.4), ("u1", "t0", 1)], GRID[:3], some([square(0)], "t"))
    assert (report.assigned, report.outside) == (2, [GRID[2].code])
    assert report.partial == [{"source": "u0", "share": 0.4}]


def test_counts_not_rates_are_summed():
    """T21: 40, 195, 60 of 400, 650, 120 give 25.214 %, not the mean of 10, 30 and 50 %."""
    people, poor = {"a": 400, "b": 650, "c": 120}, {"a": 40, "b": 195, "c": 60}
    found = [Weight(code, "t", 1.0) for code in people]
    total = sum(one.weight * people[one.source] for one in found)
    assert round(100 * sum(one.weight * poor[one.source] for one in found) / total, 3) == 25.214


def test_tracts_to_boroughs_to_city():
    first = [Weight("u", "b1", 0.5), Weight("u", "b2", 0.25), Weight("v", "b3", 1.0)]
    second = [Weight("b1", "city", 1.0), Weight("b2", "city", 1.0)]
    assert weights.chained(first, second) == [Weight("u", "city", 0.75)]


def test_shares_follow_people_and_leave_out_the_unknown():
    children = [Weight("a", "rang", 1), Weight("b", "rang", 1), Weight("x", "rang", 1)]
    parents = [Weight("a", "nord", 1), Weight("b", "sud", 1), Weight("x", "sud", 1)]
    found = weights.shares(children, parents, {"a": 300, "b": 100})  # x is suppressed
    assert found == {("rang", "nord"): 0.75, ("rang", "sud"): 0.25}


def test_weights_survive_their_file(tmp_path):
    found = [Weight("4620725.10", "01", 0.125), Weight("4620725.20", "01", 1.0)]
    weights.write(found, tmp_path / "weights.parquet")
    assert weights.read(tmp_path / "weights.parquet") == found


def test_equal_area_measures_do_not_depend_on_latitude():
    north = shapely.box(-75, 60, -74.9, 60.1)
    assert shapely.area(areas.flattened([north])).item() / 1e6 == pytest.approx(62.1, rel=0.01)


BLOCKS = some([square(n % 12 / 2, n // 12 / 2, 0.5) for n in range(144)], "b")


@given(shapes=boxes, people=st.lists(st.integers(0, 500), min_size=144, max_size=144))
@settings(deadline=None, max_examples=40)
def test_by_people_nobody_is_counted_twice_and_what_is_lost_adds_up(shapes, people):
    """Whatever the targets, overlapping or not: what they have and what is lost make everybody."""
    counted = {block.code: float(n) for block, n in zip(BLOCKS, people, strict=True)}
    living = Counter()
    for block in BLOCKS:
        row, column = divmod(int(block.code[1:]), 12)
        living[f"u{row // 2 * SIDE + column // 2}"] += counted[block.code]
    found, report = weights.by_people(GRID, some(shapes, "t"), BLOCKS, counted)
    sums = Counter()
    for one in found:
        assert 0 < one.weight <= 1 + 1e-9
        sums[one.source] += one.weight
    assert max(sums.values(), default=0) <= 1 + 1e-9
    lost = weights.lost(found, GRID, dict(living))
    kept = sum(living[code] * share for code, share in sums.items())
    assert kept + lost["people"] == pytest.approx(sum(people), abs=0.5)
    assert set(report.by_land) == {area.code for area in GRID if not living[area.code]}


def test_a_host_weighs_by_people_of_blocks(db, capsys):
    small = a_version("secteurs", {"s0": square(0), "s1": square(1)})
    a_version("villes", {"v": square(0, 0, 1.5)}, level="administrative")
    blocks = a_version("ilots", {"b1": square(1.1, 0, 0.2), "b2": square(1.7, 0, 0.2)})
    standings.keep_people(blocks, {"b1": 60.0, "b2": 40.0}, by=None, source="Îlots")
    standings.keep_people(small, {"s0": 10.0, "s1": 100.0}, by=None, source="Recensement")
    call_command("weigh", "secteurs", "villes", "--method", "population", "--finer", "ilots")
    said = capsys.readouterr().out
    assert "perdu, en tout ou en partie : 1 secteurs" in said
    assert "40 personnes" in said
