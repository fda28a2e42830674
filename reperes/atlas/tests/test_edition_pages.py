"""A person reads an edition before anyone else does: what moved, what is doubtful; then publishes, or sets it aside."""

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from reperes.atlas import warehouse
from reperes.atlas.actions import building, computing, datasets, editions
from reperes.atlas.building import parts
from reperes.atlas.models import STALLED_AFTER, Build, Dataset, Edition
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.atlas.testing import a_version
from reperes.atlas.tests.steps import SMALL
from reperes.core.errors import Conflict
from reperes.places.actions import territories
from reperes.places.models import Weights
from reperes.reading import table

pytestmark = pytest.mark.django_db
SOURCE = {"title": "Recensement", "publisher": "Statistique Canada", "licence": "Licence ouverte", "vintage": "2021"}
PEOPLE = Measure("population", Role.COUNT, "pop", definition={"name": "Population", "unit": "persons"})


@pytest.fixture
def keep(small, tmp_path):
    """A dataset of the four small areas' people, from text."""

    def kept(people, sha256="", period="2021"):
        file = tmp_path / "table.csv"
        file.write_text("code;pop\n" + "".join(f"{c};{n}\n" for c, n in people.items()), encoding="utf-8")
        meant = Recipe("code", period, (PEOPLE,), SOURCE | {"file_sha256": sha256}, people="pop")
        return datasets.keep_table(file, file.name, table.detect(file, file.name).reading, meant, small, by=None)

    return kept


@pytest.fixture
def first(keep):
    edition = building.build([keep({"01": 100, "02": 50, "03": 10, "04": 0})], by=None)
    editions.publish(edition, by=None)
    return edition


def test_it_tells_what_moved_before_anyone_sees_it(analyst, keep, first):
    edition = building.build([keep({"01": 100, "02": 60, "03": 10, "04": 0})], by=None)
    page = analyst.get(reverse("atlas:edition", args=[edition.code])).content.decode()
    assert "À relire avant de publier" in page
    assert "1 valeur a bougé de plus de 5 %" in page
    assert "Aucun territoire n’a changé de limites" in page
    assert current_edition() == first


def test_published_withdrawn_and_published_again_by_a_person(analyst, ada, keep, first):
    edition = building.build([keep({"01": 100, "02": 60, "03": 10, "04": 0})], by=ada)
    page = analyst.post(reverse("atlas:edition_publication", args=[edition.code]), follow=True).content.decode()
    assert "Publiée par Ada" in page
    assert current_edition() == edition
    analyst.post(reverse("atlas:edition_withdrawal", args=[edition.code]))
    assert current_edition() == first
    analyst.post(reverse("atlas:edition_publication", args=[edition.code]))
    assert current_edition() == edition


def test_set_aside_it_goes_with_the_figures_it_alone_held(analyst, keep, first, django_capture_on_commit_callbacks):
    dataset = keep({"01": 1, "02": 2, "03": 3, "04": 4})
    edition = building.build([dataset], by=None)
    with django_capture_on_commit_callbacks(execute=True):
        analyst.post(reverse("atlas:edition_refusal", args=[edition.code]))
    assert not dataset.folder.exists()
    assert not edition.folder.exists()
    assert (Edition.objects.get(), Dataset.objects.get()) == (first, first.datasets.get())


def test_two_built_on_the_same_one_the_second_waits_to_be_computed_again(analyst, keep, first):
    one = building.build([keep({"01": 101, "02": 50, "03": 10, "04": 0})], by=None)
    other = building.build([keep({"01": 90, "02": 40, "03": 9, "04": 1}, period="2016")], by=None)
    editions.publish(one, by=None)
    with pytest.raises(Conflict, match="recalculez"):
        editions.publish(other, by=None)
    page = analyst.get(reverse("atlas:edition", args=[other.code])).content.decode()
    assert "Une autre édition a été publiée depuis" in page
    answer = analyst.post(reverse("atlas:edition_recomputation", args=[other.code]), follow=True)
    both = Edition.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == reverse("atlas:edition", args=[both.code])
    editions.publish(both, by=None)
    assert warehouse.offered(both) == warehouse.offered(one) | warehouse.offered(other)


def test_a_territory_drawn_later_gets_its_figures_by_computing_again(analyst, ada, small, first):
    wide = a_version("quartiers", {"a": "Aval", "b": "Amont"})
    rows = [("01", "a", 1.0), ("02", "a", 1.0), ("03", "b", 0.6), ("03", "a", 0.4), ("04", "b", 1.0)]
    territories.weigh(small, wide, Weights.Method.TABLE, by=None, rows=rows)
    place = wide.localities.get(code="a")
    page = reverse("atlas:locality", args=[place.public_code])
    assert "Recalculer les chiffres" in analyst.get(page).content.decode()
    analyst.post(reverse("atlas:editions"))
    edition = Build.objects.get().edition
    found = {cell.area: cell.value for cell in warehouse.cells(edition, wide.pk, "population", "2021")}
    assert found == {"a": 154, "b": 6}
    assert edition.base == first


def test_what_did_not_change_is_not_computed_again(keep, first, monkeypatch):
    dataset = keep({"01": 7, "02": 50, "03": 10, "04": 0}, period="2016")
    asked = []
    monkeypatch.setattr(parts.Work, "_computed", _spied(parts.Work._computed, asked))
    building.build([dataset], by=None)
    assert asked == ["2016"]  # 2021 is read back from the first build


def _spied(computed, asked):
    def spy(work, made, target):
        asked.append(work.dataset.period)
        return computed(work, made, target)

    return spy


def test_a_build_killed_half_way_leaves_the_old_edition_and_resumes(ada, keep, first, monkeypatch):
    dataset = keep({"01": 7, "02": 50, "03": 10, "04": 0}, period="2016")
    build = computing.ask([dataset], by=ada)
    monkeypatch.setattr(warehouse, "write", _killed)
    with pytest.raises(KeyboardInterrupt):
        computing.carry(build)
    monkeypatch.undo()
    build.refresh_from_db()
    assert build.state == Build.State.FAILED
    assert current_edition() == first
    assert [folder.name for folder in (settings.WAREHOUSE / "editions").iterdir()] == [first.code]
    asked = []
    monkeypatch.setattr(parts.Work, "_computed", _spied(parts.Work._computed, asked))
    again = computing.ask([dataset], by=ada)
    computing.carry(again)
    again.refresh_from_db()
    assert asked == []  # all of it was kept
    assert again.edition.base == first


def _killed(*_args):
    raise KeyboardInterrupt


def test_a_button_pressed_twice_asks_once(ada):
    assert computing.ask(by=ada) == computing.ask(by=ada)


def test_a_build_whose_worker_was_killed_is_taken_up_again(analyst, ada, keep, first):
    dataset = keep({"01": 7, "02": 50, "03": 10, "04": 0}, period="2016")
    build = computing.ask([dataset], by=ada)
    Build.objects.update(state=Build.State.RUNNING, changed_at=timezone.now() - STALLED_AFTER * 2)
    assert "semble arrêté" in analyst.get(reverse("atlas:build", args=[build.code])).content.decode()
    analyst.post(reverse("atlas:build_resumption", args=[build.code]))
    build.refresh_from_db()
    assert (build.state, build.edition.base) == (Build.State.DONE, first)


def test_nothing_to_compute_is_said(analyst):
    page = analyst.post(reverse("atlas:editions"), follow=True).content.decode()
    assert "Rien à calculer" in page
    assert "Reprendre le calcul" in page


def test_a_newer_file_of_the_same_source_tells_which_it_replaces(keep, first):
    old = keep({"01": 100, "02": 50, "03": 10, "04": 0}, sha256="a" * 64)
    new = keep({"01": 100, "02": 51, "03": 10, "04": 0}, sha256="b" * 64)
    assert new.source.supersedes == old.source
    assert list(old.source.superseded_by.all()) == [new.source]


def test_each_cell_goes_back_to_the_file_it_came_from(first):
    series = first.series.get(version__partition__level="small_area")
    assert series.dataset == first.datasets.get()
    assert series.source.file_name == "table.csv"


def test_every_cell_is_written_once(first):
    cells = pq.read_table(first.cells_file).select(["version", "indicator", "period", "area"]).to_pylist()
    assert len({tuple(cell.values()) for cell in cells}) == len(cells)


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("cleo", 403)])
@pytest.mark.parametrize("page", ["editions", "edition"])
def test_who_reads_editions_that_are_not_out(client, request, first, who, status, page):
    client.force_login(request.getfixturevalue(who))
    args = [first.code] if page == "edition" else []
    assert client.get(reverse(f"atlas:{page}", args=args)).status_code == status


@pytest.mark.parametrize("deed", ["publication", "withdrawal", "refusal", "recomputation"])
def test_who_may_not_change_what_readers_see(client, ben, first, deed):
    client.force_login(ben)
    assert client.post(reverse(f"atlas:edition_{deed}", args=[first.code])).status_code == 403
    assert current_edition() == first


def test_the_review_asks_the_database_little(analyst, keep, first, django_assert_max_num_queries):
    edition = building.build([keep({str(n).zfill(2): 100 * n for n, _code in enumerate(SMALL, 1)})], by=None)
    with django_assert_max_num_queries(30):
        analyst.get(reverse("atlas:edition", args=[edition.code]))
