"""Analysts draw localities by grouping small areas; every gesture is kept, may be undone, and is never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.core.errors import Conflict, DomainError, NotAllowed
from reperes.places import gestures, sketch
from reperes.places.actions import drawings
from reperes.places.models import Drawing, Partition
from reperes.places.testing import a_drawing, a_version, add_locality, put, square

NAMED = {"code": "", "name": "Le Rang", "rationale": "", "standing": "draft", "level": "local"}


@pytest.fixture
def small(db):
    return a_version("secteurs", {f"s{n}": square(n) for n in range(6)})


@pytest.fixture
def drawing(small, ada):
    return a_drawing(small, by=ada)


@pytest.fixture
def colleague(django_user_model):
    from reperes.people.models import Mandate  # noqa: PLC0415  only this test has two who keep the atlas

    person = django_user_model.objects.create_user("eve@exemple.quebec", "un-mot-de-passe-long", name="Ève")
    Mandate.objects.create(person=person, kind=Mandate.Kind.ANALYST)
    return person


def test_who_may_draw(request, small, ada):
    for who in ("ben", "cleo", "dora"):
        with pytest.raises(NotAllowed, match="dessiner"):
            drawings.begin(small, by=request.getfixturevalue(who), name="Rangs", vintage="2026")
    drawing = a_drawing(small, by=ada)
    for who in ("ben", "cleo", "dora"):
        assert not Drawing.objects.visible_to(request.getfixturevalue(who)).exists()
    assert Drawing.objects.visible_to(ada).get() == drawing


def test_one_draws_with_small_areas_only(ada, db):
    wide = a_version("villes", {"v": square(0)}, level=Partition.Level.ADMINISTRATIVE)
    with pytest.raises(DomainError, match="petits secteurs"):
        drawings.begin(wide, by=ada, name="Rangs", vintage="2026")


def test_a_gesture_is_kept_at_once(drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0", "s1"], key, by=ada)
    found = Drawing.objects.get(pk=drawing.pk)
    assert found.revision == 2
    assert found.content["units"] == {"s0": {key: 1.0}, "s1": {key: 1.0}}
    assert [one.number for one in found.gestures.all()] == [2, 1]


def test_a_gesture_that_changes_nothing_is_no_gesture(drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0"], key, by=ada)
    put(drawing, ["s0"], key, by=ada)
    assert drawing.revision == 2


def test_a_small_area_may_be_shared_sixty_forty(drawing, ada):
    one, other = add_locality(drawing, "Le Rang", by=ada), add_locality(drawing, "Le Village", by=ada)
    put(drawing, ["s0"], one, by=ada)
    put(drawing, ["s0"], other, 0.4, by=ada)
    assert drawing.content["units"]["s0"] == {other: 0.4, one: 0.6}


def test_undo_and_redo_go_back_and_forth(drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0", "s1"], key, by=ada)
    drawings.undo(drawing, by=ada)
    assert drawing.content["units"] == {}
    drawings.undo(drawing, by=ada)
    assert drawing.content == sketch.empty()
    with pytest.raises(Conflict, match="plus de geste"):
        drawings.undo(drawing, by=ada)
    drawings.redo(drawing, by=ada)
    drawings.redo(drawing, by=ada)
    assert drawing.content["units"] == {"s0": {key: 1.0}, "s1": {key: 1.0}}
    with pytest.raises(Conflict, match="rien à refaire"):
        drawings.redo(drawing, by=ada)


def test_a_new_gesture_forgets_what_was_undone(drawing, ada):
    add_locality(drawing, "Le Rang", by=ada)
    drawings.undo(drawing, by=ada)
    add_locality(drawing, "Le Village", by=ada)
    with pytest.raises(Conflict):
        drawings.redo(drawing, by=ada)


def test_one_undoes_ones_own_gesture_and_leaves_the_other_persons(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0", "s1"], key, by=ada)
    drawings.make(
        drawing, lambda content: gestures.release(content, ["s1"]), base=drawing.revision, by=colleague, words="retiré"
    )
    put(drawing, ["s2"], key, by=colleague)
    kept = drawings.undo(drawing, by=ada)
    assert drawing.content["units"] == {"s2": {key: 1.0}}
    assert kept.aside == []  # s1 had already gone


def test_two_people_at_once_both_keep_what_does_not_touch(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    seen = drawing.revision
    put(drawing, ["s0"], key, by=ada)
    drawings.make(drawing, lambda content: gestures.put(content, ["s1"], key), base=seen, by=colleague, words="mis")
    assert drawing.content["units"] == {"s0": {key: 1.0}, "s1": {key: 1.0}}


def test_two_gestures_in_the_same_instant_are_both_kept(drawing, ada, colleague, monkeypatch):
    key = add_locality(drawing, "Le Rang", by=ada)
    joined, others = sketch.merged, [True]

    def joined_while_another_writes(*said):
        if others:
            others.clear()
            put(Drawing.objects.get(pk=drawing.pk), ["s1"], key, by=colleague)
        return joined(*said)

    monkeypatch.setattr(sketch, "merged", joined_while_another_writes)
    put(drawing, ["s0"], key, by=ada)
    assert drawing.content["units"] == {"s0": {key: 1.0}, "s1": {key: 1.0}}
    assert [one.made_by for one in drawing.gestures.all()] == [ada, colleague, ada]


def test_where_they_touch_the_first_stays_and_the_second_is_kept_aside(drawing, ada, colleague):
    key, other = add_locality(drawing, "Le Rang", by=ada), add_locality(drawing, "Le Village", by=ada)
    seen = drawing.revision
    put(drawing, ["s0"], key, by=ada)
    kept = drawings.make(
        drawing, lambda content: gestures.put(content, ["s0", "s1"], other), base=seen, by=colleague, words="mis"
    )
    assert drawing.content["units"] == {"s0": {key: 1.0}, "s1": {other: 1.0}}
    assert kept.aside == [{"what": "unit", "of": "s0", "mine": {other: 1.0}, "theirs": {key: 1.0}}]
    assert drawing.gestures.first().aside == kept.aside  # kept with the drawing, not only said


def test_two_reasons_written_at_once_are_both_kept(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    seen = drawing.revision

    def because(words):
        return lambda content: gestures.describe(content, key, {"rationale": words})

    drawings.make(drawing, because("La rivière."), base=seen, by=ada, words="dit")
    drawings.make(drawing, because("L’école."), base=seen, by=colleague, words="dit")
    assert drawing.content["localities"][key]["rationale"] == "La rivière.\n\nL’école."


def test_two_names_given_at_once_the_second_is_told(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    seen = drawing.revision
    for person, name in ((ada, "Rang-Double"), (colleague, "Rang Nord")):
        kept = drawings.make(
            drawing,
            lambda content, name=name: gestures.describe(content, key, {"name": name}),
            base=seen,
            by=person,
            words="nommé",
        )
    assert drawing.content["localities"][key]["name"] == "Rang-Double"
    assert kept.aside == [{"what": "name", "of": key, "mine": "Rang Nord", "theirs": "Rang-Double"}]


def test_what_one_removes_while_the_other_works_on_it_stays(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0"], key, by=ada)
    seen = drawing.revision
    drawings.make(
        drawing, lambda content: gestures.describe(content, key, {"name": "Rang Nord"}), base=seen, by=ada, words="x"
    )
    kept = drawings.make(
        drawing, lambda content: gestures.remove(content, key), base=seen, by=colleague, words="retiré"
    )
    assert drawing.content["localities"][key]["name"] == "Rang Nord"
    assert drawing.content["units"] == {"s0": {key: 1.0}}
    assert [one["what"] for one in kept.aside] == ["removal"]


def test_what_one_works_on_after_the_other_removed_it_comes_back(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    seen = drawing.revision
    drawings.make(drawing, lambda content: gestures.remove(content, key), base=seen, by=ada, words="retiré")
    kept = drawings.make(
        drawing, lambda content: gestures.describe(content, key, {"name": "Nord"}), base=seen, by=colleague, words="x"
    )
    assert drawing.content["localities"][key]["name"] == "Nord"
    assert [one["what"] for one in kept.aside] == ["restored"]


def test_small_areas_given_to_a_locality_just_removed_are_told(drawing, ada, colleague):
    key = add_locality(drawing, "Le Rang", by=ada)
    seen = drawing.revision
    drawings.make(drawing, lambda content: gestures.remove(content, key), base=seen, by=ada, words="retiré")
    kept = drawings.make(
        drawing, lambda content: gestures.put(content, ["s0"], key), base=seen, by=colleague, words="mis"
    )
    assert drawing.content == sketch.empty()
    assert [one["what"] for one in kept.aside] == ["unit"]


def test_removing_gives_the_rest_to_whoever_shared(drawing, ada):
    one, other = add_locality(drawing, "Le Rang", by=ada), add_locality(drawing, "Le Village", by=ada)
    put(drawing, ["s0", "s1"], one, by=ada)
    put(drawing, ["s0"], other, 0.4, by=ada)
    drawings.make(drawing, lambda content: gestures.remove(content, one), base=drawing.revision, by=ada, words="retiré")
    assert drawing.content["units"] == {"s0": {other: 0.4}}


def test_splitting_moves_the_chosen_areas_to_a_new_locality(drawing, ada):
    one = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0", "s1", "s2"], one, by=ada)
    drawings.make(
        drawing,
        lambda content: gestures.split(content, one, ["s2", "s5"], "Le Fond")[1],
        base=drawing.revision,
        by=ada,
        words="scindé",
    )
    (new,) = set(drawing.content["localities"]) - {one}
    assert drawing.content["localities"][new]["name"] == "Le Fond"
    assert drawing.content["units"] == {"s0": {one: 1.0}, "s1": {one: 1.0}, "s2": {new: 1.0}}


@pytest.mark.parametrize(
    "change",
    [
        [],
        {"units": {"s99": {"k": 1}}},
        {"units": {"s0": {"k": 2}}},
        {"units": {"s0": {"k": True}}},
        {"units": {"s0": 1}},
        {"localities": {"k": {"name": "x"}}},
        {"localities": {"k": {**NAMED, "name": 3}}},
    ],
)
def test_a_change_that_no_page_of_ours_makes_is_refused(drawing, ada, change):
    with pytest.raises(DomainError, match="ne se lit pas"):
        drawings.change(drawing, change, base=0, by=ada, words="x")
    assert drawing.revision == 0


def test_a_draft_set_aside_is_taken_up_again_whole(drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    drawings.discard(drawing, by=ada)
    with pytest.raises(Conflict, match="mis de côté"):
        put(drawing, ["s0"], key, by=ada)
    drawings.take_up(drawing, by=ada)
    put(drawing, ["s0"], key, by=ada)
    assert drawing.content["units"] == {"s0": {key: 1.0}}


def test_a_revision_that_never_was_is_refused(drawing, ada):
    with pytest.raises(Conflict, match="rechargez"):
        drawings.change(drawing, sketch.empty(), base=7, by=ada, words="x")


keys = st.sampled_from(["a", "b", "c"])
units = st.dictionaries(
    st.sampled_from(["s0", "s1", "s2"]), st.dictionaries(keys, st.sampled_from([0.25, 0.5, 1.0]), max_size=2)
)
localities = st.dictionaries(
    keys, st.one_of(st.none(), st.builds(lambda name: NAMED | {"name": name}, st.text(max_size=3)))
)
changes = st.builds(lambda places, shares: {"localities": places, "units": shares}, localities, units)


@given(st.lists(changes, max_size=6))
def test_going_back_step_by_step_gives_back_the_beginning(steps):
    content, deltas = sketch.empty(), []
    for step in steps:
        content, delta = sketch.applied(content, step)
        deltas.append(delta)
    assert sketch.before(content, reversed(deltas)) == sketch.empty()


@given(changes, changes, changes)
def test_joining_two_changes_loses_no_text_and_names_no_locality_that_is_not(first, second, third):
    base, _delta = sketch.applied(sketch.empty(), first)
    current, _delta = sketch.applied(base, second)
    merged = sketch.merged(base, current, third)
    after, _delta = sketch.applied(current, merged.change)
    for unit, held in merged.change["units"].items():
        assert held.keys() <= after["localities"].keys(), unit
    for unit in second["units"]:
        if base["units"].get(unit, {}) != current["units"].get(unit, {}):
            assert after["units"].get(unit, {}) == current["units"].get(unit, {})
