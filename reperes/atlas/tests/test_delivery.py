"""Four steps bring limits and figures; nothing half imported remains."""

import io

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from reperes.atlas import warehouse
from reperes.atlas.actions import carrying
from reperes.atlas.actions import deliveries as actions
from reperes.atlas.models import STALLED_AFTER, Dataset, Delivery, Edition, Indicator
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.testing import a_version
from reperes.atlas.tests.steps import LIMITS, MEANING, PARTITION, READING, TABLE, begun, shapes, uploaded
from reperes.core.errors import Conflict
from reperes.journal.models import Deed
from reperes.people.models import Mandate
from reperes.places.models import Locality, Partition, PartitionVersion, Weights

pytestmark = pytest.mark.django_db
State = Delivery.State


def test_a_table_goes_from_files_to_the_map(analyst, step, small, ada):
    wide = a_version("quartiers", {"a": "Tout"})
    delivery = begun(analyst)
    page = step("files", {"version": small.pk, "table": uploaded("recensement.csv", TABLE)}).content.decode()
    assert "point-virgule" in page
    assert "Part à pied" in page
    page = step("reading", READING).content.decode()
    assert "3 lignes sur 4" in page
    assert "99" in page
    page = step("meaning", MEANING | {"grouping-groupings": [wide.pk]}).content.decode()
    assert "code absent du découpage" in page
    assert not Edition.objects.exists()
    page = step("verification").content.decode()
    assert "pas encore en ligne" in page
    delivery.refresh_from_db()
    assert (delivery.state, delivery.progress, current_edition()) == (State.DONE, 100, None)
    analyst.post(reverse("atlas:edition_publication", args=[delivery.edition.code]))
    assert delivery.edition == current_edition()
    found = {cell.area: cell for cell in warehouse.cells(delivery.edition, small.pk, "population", "2021")}
    assert (found["01"].value, found["02"].status, found["04"].value) == (1200, "suppressed", None)
    share = warehouse.cells(delivery.edition, small.pk, "se-rendre-au-travail-a-pied", "2021")[2]
    assert (share.value, share.numerator, share.denominator) == (0.25, 75, 300)
    assert Weights.objects.filter(source=small, target=wide).exists()
    assert Indicator.objects.get(code="population").source.publisher == "Statistique Canada"
    refusals = b"".join(analyst.get(reverse("atlas:delivery_refusals", args=[delivery.code])).streaming_content)
    assert refusals.decode("utf-8-sig").splitlines()[1].startswith("5;99;")


def test_limits_and_figures_come_together(analyst, step):
    begun(analyst)
    step("files", {"limits": uploaded("limites.geojson", shapes()), "table": uploaded("t.csv", TABLE)})
    step("reading", READING | LIMITS)
    partition = {
        "partition-name": "Secteurs d’ici", "partition-level": "locality", "partition-vintage": "2021",
        "partition-publisher": "La MRC", "partition-licence": "CC BY 4.0",
    }  # fmt: skip
    step("meaning", MEANING | partition)
    assert not Partition.objects.exists()
    step("verification")
    version = PartitionVersion.objects.get()
    assert (version.partition.code, version.n_areas) == ("secteurs-dici", 4)
    assert Locality.objects.count() == 4
    assert Edition.objects.get().report["n_matched"] == 3


def test_the_same_limits_again_are_the_same_version(analyst, step):
    for _time in range(2):
        analyst.post(reverse("atlas:deliveries"))
        step("files", {"limits": uploaded("limites.geojson", shapes())})
        step("reading", LIMITS)
        step("meaning", PARTITION)
        assert "4 territoires ont leurs limites" in step("verification").content.decode()
    assert PartitionVersion.objects.count() == 1


def test_limits_may_come_alone(analyst, step):
    begun(analyst)
    step("files", {"limits": uploaded("limites.geojson", shapes())})
    step("reading", LIMITS)
    step("meaning", PARTITION)
    page = step("verification").content.decode()
    assert "4 territoires ont leurs limites" in page
    assert not Edition.objects.exists()


def test_a_bad_file_is_told_beside_its_field_and_the_good_one_is_kept(analyst, step, small):
    delivery = begun(analyst)
    limits, table = uploaded("limites.geojson", shapes()), uploaded("t.csv", b"PK\x03\x04")
    page = step("files", {"limits": limits, "table": table}, status=422).content.decode()
    assert "l’archive est abîmée" in page
    assert "limites.geojson" in page
    delivery.refresh_from_db()
    assert delivery.limits
    assert not delivery.table


def test_a_correction_changes_the_preview_and_a_wrong_one_is_told(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    page = step("reading", READING | {"table-header_row": 0, "again": 1}).content.decode()
    assert "Colonne 1" in page
    page = step("reading", READING | {"table-separator": "|"}, status=422).content.decode()
    assert "une colonne" in page


def test_a_symbol_of_this_file_alone_is_understood(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE.replace("1 200", "c"))})
    step("reading", READING | {"table-own_suppressed": "c 9999"})
    step("meaning", MEANING)
    page = step("verification").content.decode()
    assert "pas encore en ligne" in page
    assert warehouse.cells(Edition.objects.get(), small.pk, "population", "2021")[0].status == "suppressed"


def test_what_was_typed_is_there_after_a_mistake_and_after_leaving(analyst, step, small):
    delivery = begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    page = step("meaning", MEANING | {"column3-of": "-", "source-title": ""}, status=422).content.decode()
    assert "Dites de quelle colonne" in page
    page = analyst.get(reverse("atlas:delivery_meaning", args=[delivery.code])).content.decode()
    assert "Se rendre au travail à pied" in page


def test_no_column_with_a_role_is_a_mistake(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    page = step("meaning", MEANING | {"column1-role": "-", "column3-role": "-"}, status=422).content.decode()
    assert "au moins" in page


def test_a_new_indicator_never_takes_the_code_of_another(analyst, step, small):
    for _time in range(2):
        begun_again = analyst.post(reverse("atlas:deliveries"))
        assert begun_again.status_code == 302
        step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
        step("reading", READING)
        step("meaning", MEANING)
        step("verification")
    assert set(Indicator.objects.values_list("code", flat=True)) >= {"population", "population-2"}


def test_figures_nobody_can_read_take_their_limits_back(analyst, step, monkeypatch, django_capture_on_commit_callbacks):
    begun(analyst)
    step("files", {"limits": uploaded("limites.geojson", shapes()), "table": uploaded("t.csv", TABLE)})
    step("reading", READING | LIMITS)
    step("meaning", MEANING | {
        "partition-name": "Secteurs", "partition-level": "locality", "partition-vintage": "2021",
        "partition-publisher": "La MRC", "partition-licence": "CC BY 4.0",
    })  # fmt: skip
    delivery = Delivery.objects.get()
    with default_storage.open(delivery.table.name, "wb") as file:
        file.write(b"Secteur;Population 2021;Navetteurs, total;Part\n77;1;1;1\n")
    with django_capture_on_commit_callbacks(execute=True):
        page = step("verification").content.decode()
    assert "La livraison est refusée" in page
    assert not PartitionVersion.objects.exists()
    assert not Partition.objects.exists()
    assert not Indicator.objects.exists()
    assert not list((settings.WAREHOUSE / "places").glob("[0-9]*"))
    assert not list(settings.TILES.glob("*"))


def test_abandoning_deletes_the_files(analyst, step, small, django_capture_on_commit_callbacks):
    delivery = begun(analyst)
    step("files", {"limits": uploaded("limites.geojson", shapes()), "table": uploaded("t.csv", TABLE)})
    step("reading", READING | LIMITS)
    with django_capture_on_commit_callbacks(execute=True):
        step("abandonment")
    assert not [file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()]
    assert analyst.get(reverse("atlas:delivery", args=[delivery.code])).status_code == 302


def test_replacing_a_file_deletes_the_old_one(analyst, step, small, django_capture_on_commit_callbacks):
    begun(analyst)
    with django_capture_on_commit_callbacks(execute=True):
        step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
        step("files", {"version": small.pk, "table": uploaded("u.csv", TABLE)})
    assert len([file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()]) == 1


def test_two_people_cannot_hand_over_the_same_delivery(analyst, step, small, ada):
    begun(analyst)
    delivery = Delivery.objects.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=State.SUBMITTED)
    with pytest.raises(Conflict):
        actions.submit(delivery, by=ada)


def test_a_delivery_is_carried_once(analyst, step, small, ada):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    step("meaning", MEANING)
    step("verification")
    carrying.carry(Delivery.objects.get(), by=ada)  # a second job of the same delivery
    assert Edition.objects.count() == 1


@pytest.fixture
def cut_short(analyst, step, small):
    """A delivery of limits and figures whose worker was killed once both were built."""
    begun(analyst)
    step("files", {"limits": uploaded("limites.geojson", shapes()), "table": uploaded("t.csv", TABLE)})
    step("reading", READING | LIMITS)
    step("meaning", MEANING | PARTITION)
    delivery = Delivery.objects.get()
    actions.submit(delivery, by=delivery.begun_by)
    actions.pass_to(delivery, State.RUNNING)
    version = carrying._limits(delivery, delivery.begun_by)
    carrying._figures(delivery, version, delivery.begun_by)
    return delivery


def test_a_worker_killed_on_the_way_starts_again(cut_short):
    before = PartitionVersion.objects.get(partition__code="quartiers")
    carrying.carry(cut_short, by=cut_short.begun_by)
    cut_short.refresh_from_db()
    assert cut_short.state == State.DONE
    assert cut_short.version == before
    assert Edition.objects.get() == cut_short.edition
    assert Dataset.objects.get() == cut_short.dataset


def test_what_a_killed_worker_left_goes_with_the_delivery(cut_short, step, django_capture_on_commit_callbacks):
    limits = PartitionVersion.objects.get(partition__code="quartiers").areas_file
    Delivery.objects.update(changed_at=timezone.now() - STALLED_AFTER * 2)
    with django_capture_on_commit_callbacks(execute=True):
        step("correction")
    assert not Partition.objects.filter(code="quartiers").exists()
    assert not limits.exists()
    assert not Edition.objects.exists()
    assert not Dataset.objects.exists()


def test_a_stalled_delivery_can_be_taken_up_again(analyst, step):
    delivery = begun(analyst)
    Delivery.objects.update(state=State.RUNNING, changed_at=timezone.now() - STALLED_AFTER * 2)
    assert "semble arrêté" in analyst.get(reverse("atlas:delivery", args=[delivery.code])).content.decode()
    step("correction")
    delivery.refresh_from_db()
    assert delivery.state == State.DRAFT


def test_the_moving_part_is_asked_alone(analyst):
    delivery = begun(analyst)
    Delivery.objects.update(state=State.RUNNING, progress=40, progress_words="Calcul des territoires")
    page = analyst.get(reverse("atlas:delivery", args=[delivery.code]), headers={"HX-Request": "true"}).content.decode()
    assert "Calcul des territoires" in page
    assert "<html" not in page


@pytest.mark.parametrize(("who", "statuses"), [("ada", (200, 302)), ("ben", (403, 404)), ("cleo", (403, 404))])
def test_who_sees_deliveries(client, request, ada, who, statuses):
    delivery = actions.begin(by=ada)
    client.force_login(request.getfixturevalue(who))
    of_list, of_one = statuses
    assert client.get(reverse("atlas:deliveries")).status_code == of_list
    assert client.get(reverse("atlas:delivery", args=[delivery.code])).status_code == of_one
    assert client.post(reverse("atlas:delivery_abandonment", args=[delivery.code])).status_code == of_one


def test_without_an_account_one_is_asked_to_sign_in(client, ada):
    assert "/compte/" in client.get(reverse("atlas:deliveries"))["Location"]


def test_a_formula_in_a_refused_cell_stays_text(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE.replace("99;", "=2+5;"))})
    step("reading", READING)
    step("meaning", MEANING)
    delivery = Delivery.objects.get()
    assert "'=2+5" in io.TextIOWrapper(delivery.refusals.open("rb"), encoding="utf-8-sig").read()


def test_the_page_of_meaning_asks_the_database_little(analyst, step, small, django_assert_max_num_queries):
    delivery = begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    with django_assert_max_num_queries(10):
        analyst.get(reverse("atlas:delivery_meaning", args=[delivery.code]))


def test_a_colleague_s_delivery_is_carried_in_the_name_of_whoever_sends_it(client, analyst, step, small, ben):
    Mandate.objects.create(person=ben, kind=Mandate.Kind.ANALYST)
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    step("meaning", MEANING)
    client.force_login(ben)
    client.post(reverse("atlas:delivery_verification", args=[Delivery.objects.get().code]))
    assert Edition.objects.get().built_by == ben
    assert set(
        Deed.objects.filter(verb__in=["edition.published", "delivery.done"]).values_list("actor", flat=True)
    ) == {ben.pk}


def test_a_delivery_sent_meanwhile_is_not_brought_back_to_draft(analyst, step, small, ada):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    mine = Delivery.objects.get()  # a page opened before a colleague sends it
    actions.submit(Delivery.objects.get(), by=ada)
    with pytest.raises(Conflict, match="déjà partie"):
        actions.read_table(mine, {"decimal": "."}, by=ada)
    assert Delivery.objects.get().state == State.SUBMITTED


def test_a_period_that_cannot_stand_in_an_address_is_refused_in_the_form(analyst, step, small):
    begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("t.csv", TABLE)})
    step("reading", READING)
    page = step("meaning", MEANING | {"codes-period": "2016/2021"}, status=422).content.decode()
    assert "par exemple 2021, 2016-2021" in page
