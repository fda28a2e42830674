"""A drawing becomes a version: limits, weights, pages; what cannot be is refused in a sentence and stays a draft."""

import pytest

from reperes.core.errors import Conflict, DomainError
from reperes.journal.models import Deed
from reperes.people.models import Collective
from reperes.places import checking, hooks, queries, tiles
from reperes.places.actions import comparing, drawings, publishing, standings, territories
from reperes.places.models import Comparability, Drawing, Locality, Partition, PartitionVersion, Weights
from reperes.places.testing import a_drawing, a_version, add_locality, put, square

State = Drawing.State


@pytest.fixture(autouse=True)
def _quick_tiles(monkeypatch):
    """Tiles have their own tests; here they would be most of the wait."""
    monkeypatch.setattr(tiles, "make", lambda areas, file: file.write_bytes(b""))


@pytest.fixture
def small(db):
    return a_version("secteurs", {f"s{n}": square(n) for n in range(6)})


@pytest.fixture
def drawing(small, ada):
    made = a_drawing(small, by=ada)
    one = add_locality(made, "Le Rang", by=ada, rationale="La rivière.")
    other = add_locality(made, "Le Village", by=ada)
    put(made, ["s0", "s1", "s2"], one, by=ada)
    put(made, ["s3"], other, by=ada)
    put(made, ["s2"], other, 0.4, by=ada)
    return made


def test_a_version_its_weights_and_its_pages_are_made(drawing, small, ada):
    version = publishing.publish(drawing, by=ada)
    rang, village = version.localities.order_by("code")
    assert (rang.code, rang.name, rang.rationale, rang.standing, rang.drawn_by) == (
        "1", "Le Rang", "La rivière.", "draft", ada,
    )  # fmt: skip
    assert village.standing_changes.get().said_by == ada
    between = version.weights_in.get(source=small)
    assert [(one.source, one.target, one.weight) for one in queries.weights_of(between)] == [
        ("s0", "1", 1.0), ("s1", "1", 1.0), ("s2", "1", 0.6), ("s2", "2", 0.4), ("s3", "2", 1.0),
    ]  # fmt: skip
    assert (between.method, between.given_by, between.report["outside"]) == ("table", ada, ["s4", "s5"])
    drawing.refresh_from_db()
    assert (drawing.state, drawing.version) == (State.PUBLISHED, version)
    assert Deed.objects.filter(verb="drawing.published", thing_id=version.pk).exists()
    assert "s2" in " ".join(version.report["notes"])


def test_land_is_shared_as_people_are(drawing, small, ada):
    version = publishing.publish(drawing, by=ada)
    rang, village = queries.areas(version)
    land = {area.code: area.land_km2 for area in queries.areas(small)}
    assert rang.land_km2 == pytest.approx(land["s0"] + land["s1"] + 0.6 * land["s2"])
    assert rang.land_km2 + village.land_km2 == pytest.approx(sum(land[f"s{n}"] for n in range(4)))


def test_a_locality_of_smaller_parts_only_still_has_limits(small, ada):
    drawing = a_drawing(small, by=ada)
    one, other = add_locality(drawing, "Grand", by=ada), add_locality(drawing, "Petit", by=ada)
    put(drawing, ["s0"], one, by=ada)
    put(drawing, ["s0"], other, 0.3, by=ada)
    grand, petit = queries.areas(publishing.publish(drawing, by=ada))
    assert grand.geometry.equals(petit.geometry)


def test_it_is_published_once(drawing, ada):
    publishing.publish(drawing, by=ada)
    with pytest.raises(Conflict):
        publishing.publish(drawing, by=ada)
    assert PartitionVersion.objects.filter(partition__name="Rangs dessinés").count() == 1


def refused(drawing, ada) -> str:
    with pytest.raises(DomainError) as refusal:
        publishing.publish(drawing, by=ada)
    drawing.refresh_from_db()
    assert drawing.state == State.DRAFT
    assert not Partition.objects.filter(name="Rangs dessinés").exists()
    return refusal.value.sentence


def test_an_empty_drawing_is_refused(small, ada):
    assert "aucune communauté" in refused(a_drawing(small, by=ada), ada)


def test_an_empty_locality_is_refused_by_name(drawing, ada):
    add_locality(drawing, "Le Désert", by=ada)
    assert "aucun secteur\xa0: Le Désert" in refused(drawing, ada)


def test_two_of_one_code_or_one_name_are_refused(drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada, code="1")
    put(drawing, ["s5"], key, by=ada)
    sentence = refused(drawing, ada)
    assert "le code 1" in sentence
    assert "s’appellent Le Rang" in sentence


def test_shares_past_the_whole_are_refused(drawing, ada):
    one, other = drawing.content["localities"]
    drawings.change(drawing, {"units": {"s0": {one: 0.7, other: 0.6}}}, base=drawing.revision, by=ada, words="x")
    assert "s0 (130%)" in refused(drawing, ada)


def test_an_upper_room_may_refuse_a_locality_with_a_reason(drawing, ada, monkeypatch):
    seen = []

    def guard(source, proposals):
        seen.extend(proposals)
        yield hooks.Refusal("2", "« Le Village » laisserait deviner un chiffre protégé de s3 : joignez-le à un voisin.")

    monkeypatch.setattr(hooks, "GUARDS", [guard])
    assert "laisserait deviner" in refused(drawing, ada)
    assert [(one.code, one.name, dict(one.shares)) for one in seen[:2]] == [
        ("1", "Le Rang", {"s0": 1.0, "s1": 1.0, "s2": 0.6}),
        ("2", "Le Village", {"s2": 0.4, "s3": 1.0}),
    ]


def test_areas_that_claim_one_ground_are_refused_by_name(ada, db):
    small = a_version("secteurs", {"s0": square(0), "s1": square(0, 0, 1.5), "s2": square(2)})
    drawing = a_drawing(small, by=ada)
    put(drawing, ["s0", "s1", "s2"], add_locality(drawing, "Le Rang", by=ada), by=ada)
    assert "Lieu s0 (s0) – Lieu s1 (s1)" in refused(drawing, ada)


def test_a_breakdown_half_way_leaves_nothing(drawing, ada, monkeypatch, settings):
    def broken(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(Locality.objects, "bulk_create", broken)
    before = sorted(settings.WAREHOUSE.rglob("*.parquet"))
    with pytest.raises(RuntimeError):
        publishing.publish(drawing, by=ada)
    drawing.refresh_from_db()
    assert (drawing.state, drawing.refusal) == (State.DRAFT, "Une panne a arrêté la publication.")
    assert not Partition.objects.filter(name="Rangs dessinés").exists()
    assert not Weights.objects.exists()
    assert sorted(settings.WAREHOUSE.rglob("*.parquet")) == before


def test_a_new_version_keeps_what_people_wrote_and_says_what_compares(drawing, small, ada):
    first = publishing.publish(drawing, by=ada)
    table = Collective.objects.create(name="Entraide", is_public=True)
    first.localities.filter(code="1").update(about="On s’y connaît.", collective=table)
    again = a_drawing(small, by=ada, partition=first.partition)
    assert again.name == "Rangs dessinés"
    drawings.copy_version(again, first, base=0, by=ada)
    by_code = {one["code"]: key for key, one in again.content["localities"].items()}
    assert again.content["units"]["s2"] == {by_code["1"]: 0.6, by_code["2"]: 0.4}
    put(again, ["s4", "s5"], by_code["2"], by=ada)
    second = publishing.publish(again, by=ada)
    assert (second.older, first.newer) == (first, second)
    page = second.localities.get(code="1")
    assert (page.about, page.collective) == ("On s’y connaît.", table)
    rang = queries.comparability(page, first, second)
    village = queries.comparability(second.localities.get(code="2"), first, second)
    assert (rang.verdict, rang.cause, rang.changed) == ("comparable", "same", 0)
    assert (village.verdict, village.cause) == ("not_comparable", "moved")
    assert village.changed == pytest.approx(1 - 1.4 / 3.4, abs=1e-3)


def test_localities_of_another_vintage_are_brought_through_the_correspondence(drawing, small, ada):
    first = publishing.publish(drawing, by=ada)
    newer = a_version("secteurs-2026", {"n01": square(0).union(square(1))} | {f"n{n}": square(n) for n in range(2, 6)})
    again = a_drawing(newer, by=ada, partition=first.partition)
    with pytest.raises(DomainError, match="correspondance"):
        drawings.copy_version(again, first, base=0, by=ada)
    comparing.correspond(small, newer, Weights.Method.AREA, by=ada)
    drawings.copy_version(again, first, base=0, by=ada)
    code_of = {key: one["code"] for key, one in again.content["localities"].items()}
    held = {
        unit: {code_of[key]: share for key, share in parts.items()} for unit, parts in again.content["units"].items()
    }
    assert held == {"n01": {"1": 1.0}, "n2": {"1": 1.0}, "n3": {"2": 1.0}}  # n2 goes to who has most of it


def test_areas_that_no_longer_exist_are_told_when_localities_are_taken_up(drawing, small, ada):
    first = publishing.publish(drawing, by=ada)
    fewer = a_version("moins", {f"s{n}": square(n) for n in range(3)})
    comparing.correspond(small, fewer, Weights.Method.TABLE, by=ada, rows=[("s0", "s0", 1.0), ("s2", "s2", 1.0)])
    again = a_drawing(fewer, by=ada, partition=first.partition)
    kept = drawings.copy_version(again, first, base=0, by=ada)
    assert kept.gesture.words.endswith("2 communautés")
    assert again.content["units"].keys() == {"s0", "s2"}


def test_publishing_what_is_already_published_is_refused(drawing, small, ada):
    first = publishing.publish(drawing, by=ada)
    again = a_drawing(small, by=ada, partition=first.partition)
    drawings.copy_version(again, first, base=0, by=ada)
    with pytest.raises(Conflict, match="rien n’a changé"):
        publishing.publish(again, by=ada)


PEOPLE = {f"2466{n:04d}": 400.0 + 7 * n for n in range(80)}
SHARED = "24660009"


@pytest.fixture
def eighty(ada, db):
    small = a_version("ad", {code: square(n % 10, n // 10) for n, code in enumerate(PEOPLE)})
    standings.keep_people(small, PEOPLE, by=ada, source="Recensement")
    return small


@pytest.fixture
def counties(eighty, ada):
    drawing = a_drawing(eighty, by=ada, name="MRC")
    for name, codes in (("MRC Est", list(PEOPLE)[:40]), ("MRC Ouest", list(PEOPLE)[40:])):
        put(drawing, codes, add_locality(drawing, name, by=ada), by=ada)
    return publishing.publish(drawing, by=ada)


@pytest.fixture
def ten(eighty, ada):
    """Nine communities in one county or the other, a tenth along the whole column; one area shared 60/40."""
    drawing = a_drawing(eighty, by=ada, name="Communautés")
    keys = [add_locality(drawing, f"Communauté {n}", by=ada) for n in range(10)]
    for n, code in enumerate(PEOPLE):
        row, column = divmod(n, 10)
        home = column // 2 if row < 4 else 5 + column // 2
        put(drawing, [code], keys[9 if column == 9 else min(home, 8)], by=ada)
    put(drawing, [SHARED], keys[4], 0.4, by=ada)
    return drawing


def test_ten_communities_from_eighty_areas_one_shared_one_across_two_counties(ten, eighty, counties, ada):
    """The trial of the field: totals reconcile."""
    found = checking.check(ten.content, queries.ground(eighty))
    assert (found.nobodys, found.partial, found.twice) == ([], [], [])
    assert found.people == found.of_people == pytest.approx(sum(PEOPLE.values()))
    version = publishing.publish(ten, by=ada)
    between = queries.weights_of(version.weights_in.get(source=eighty))
    assert sorted(one.weight for one in between if one.source == SHARED) == [0.4, 0.6]
    assert {one.target for one in between} == {str(n) for n in range(1, 9)} | {"10"} | {"9"}
    assert sum(PEOPLE[one.source] * one.weight for one in between) == pytest.approx(sum(PEOPLE.values()))
    land = sum(area.land_km2 for area in queries.areas(version))
    assert land == pytest.approx(sum(area.land_km2 for area in queries.areas(eighty)))
    territories.set_parents(version, counties, queries.people_of(eighty), by=ada)
    across = {str(one.parent): one.share for one in version.localities.get(name="Communauté 9").parentages.all()}
    assert across.keys() == {"MRC Est", "MRC Ouest"}
    for place in version.localities.all():
        assert sum(one.share for one in place.parentages.all()) == pytest.approx(1)


def test_comparability_of_a_first_version_is_not_said(drawing, ada):
    publishing.publish(drawing, by=ada)
    assert not Comparability.objects.exists()
