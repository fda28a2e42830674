"""What is told of a drawing as it stands."""

import numpy as np
import pytest

from reperes.places import checking, queries, sketch
from reperes.places.actions import standings
from reperes.places.testing import a_version, square

PLACE = {"rationale": "", "standing": "draft", "level": "local"}


def ground(n: int, pairs: list[tuple[int, int]], people: dict[str, float] | None = None) -> checking.Ground:
    codes = [f"s{place}" for place in range(n)]
    found = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return checking.Ground(codes, codes, [1.0] * n, people or {}, found, {code: at for at, code in enumerate(codes)})


def content(**groups: dict[str, float]) -> dict:
    found = sketch.empty()
    for key, units in groups.items():
        found["localities"][key] = PLACE | {"code": key, "name": f"Lieu {key}"}
        for unit, share in units.items():
            found["units"].setdefault(unit, {})[key] = share
    return found


def whole(*numbers: int) -> dict[str, float]:
    return {f"s{n}": 1.0 for n in numbers}


def test_what_nobody_has_what_is_partial_and_what_is_claimed_twice():
    found = checking.check(content(a={"s0": 1.0, "s1": 0.6}, b={"s1": 0.2, "s2": 0.7}, c={"s2": 0.6}), ground(4, []))
    assert found.nobodys == ["s3"]
    assert found.partial == [("s1", pytest.approx(0.8))]
    assert found.twice == [("s2", pytest.approx(1.3))]
    assert not found.is_ready


def test_a_shared_area_is_no_fault():
    found = checking.check(content(a={"s0": 0.6}, b={"s0": 0.4, "s1": 1.0}), ground(2, [(0, 1)], {"s0": 100, "s1": 10}))
    assert (found.nobodys, found.partial, found.twice, found.is_ready) == ([], [], [], True)
    assert [one.people for one in found.localities] == [60, 50]


@pytest.mark.parametrize(
    ("units", "pairs", "n"),
    [
        ((0, 1, 2), [(0, 1), (1, 2)], 1),
        ((0, 1, 2), [(0, 1)], 2),
        ((0, 1, 2), [(0, 3), (1, 3), (2, 3)], 3),
        ((0, 1, 2, 3), [(0, 1), (2, 3), (1, 2), (0, 2), (0, 3)], 1),
        ((3,), [(0, 1)], 1),
        ((), [], 0),
    ],
)
def test_pieces(units, pairs, n):
    (one,) = checking.check(content(a=whole(*units)), ground(4, pairs)).localities
    assert one.pieces == n


def test_a_bridge_held_by_a_share_joins():
    found = checking.check(content(a={"s0": 1, "s1": 0.1, "s2": 1}, b={"s1": 0.9}), ground(3, [(0, 1), (1, 2)]))
    assert [one.pieces for one in found.localities] == [1, 1]


@pytest.mark.parametrize(("people", "small", "large"), [(1999, True, False), (2000, False, False), (6001, False, True)])
def test_few_and_many_people(people, small, large):
    (one,) = checking.check(content(a=whole(0)), ground(1, [], {"s0": people})).localities
    assert (one.is_small, one.is_large) == (small, large)


def test_people_not_counted_are_not_zero():
    found = checking.check(content(a=whole(0, 1), b=whole(2)), ground(3, [], {"s0": 900.0}))
    first, second = found.localities
    assert (first.people, first.uncounted, first.is_small) == (900, ["s1"], False)  # s1 may hold thousands
    assert (second.people, second.uncounted) == (None, ["s2"])


def test_names_and_codes_given_twice_and_what_is_empty():
    said = content(a=whole(0), b={}, c=whole(1))
    said["localities"]["c"] = PLACE | {"code": "a", "name": "Lieu a"}
    found = checking.check(said, ground(2, []))
    assert (found.same_codes, found.same_names, [one.name for one in found.empty]) == (["a"], ["Lieu a"], ["Lieu b"])


def test_codes_are_listed_as_people_count():
    said = content(**{str(n): whole(n) for n in (10, 2, 1)})
    assert [one.code for one in checking.check(said, ground(11, [])).localities] == ["1", "2", "10"]


def test_neighbours_touch_by_a_side_a_corner_or_a_hairline(db):
    small = a_version("secteurs", {"a": square(0), "b": square(1), "c": square(2.01, 1), "d": square(5)})
    assert sorted(map(tuple, queries.neighbours(small).tolist())) == [(0, 1), (1, 2)]


def test_the_newest_table_of_people_is_used(db):
    small = a_version("secteurs", {"a": square(0)})
    assert queries.people_of(small) == {}
    for people in (10.0, 20.0):
        standings.keep_people(small, {"a": people}, by=None, source="Recensement")
    assert queries.people_of(small) == {"a": 20.0}


def test_an_upper_room_may_know_the_people(db, monkeypatch):
    small = a_version("secteurs", {"a": square(0)})
    monkeypatch.setattr(queries.hooks, "COUNTERS", [lambda version: {}, lambda version: {"a": 7.0}])
    assert queries.people_of(small) == {"a": 7.0}
