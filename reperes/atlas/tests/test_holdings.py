"""A person who brought figures takes their files away, and leaves nothing unfinished behind."""

import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reperes.atlas.actions import deliveries
from reperes.atlas.models import Delivery
from reperes.atlas.testing import a_version
from reperes.people.actions import persons
from reperes.people.export import archive
from reperes.people.models import Mandate, Person

TABLE = b"Secteur;Population\n01;100\n02;50\n"


@pytest.fixture
def analyst(ada, ben) -> Person:
    Mandate.objects.create(person=ben, kind=Mandate.Kind.ANALYST)
    return ben


@pytest.fixture
def brought(analyst) -> list[Delivery]:
    version = a_version("secteurs", {"01": "Rive", "02": "Pont"}, level="small_area")
    made = []
    for _ in range(2):
        made.append(deliveries.begin(by=analyst))
        table = SimpleUploadedFile("../table.csv", TABLE)
        deliveries.receive(made[-1], by=analyst, version=version, table_file=table)
    return made


def test_the_copy_holds_each_file_under_its_own_name(analyst, brought):
    with archive(analyst, now=timezone.now()) as copy, zipfile.ZipFile(copy) as packed:
        names = {name for name in packed.namelist() if name.startswith("files/")}
        assert names == {f"files/atlas.deliveries/{one.code}-table.csv" for one in brought}
        assert packed.read(min(names)) == TABLE


def test_who_leaves_takes_unfinished_deliveries_along(analyst, brought, django_capture_on_commit_callbacks):
    file, storage = brought[0].table.name, brought[0].table.storage
    Delivery.objects.filter(pk=brought[1].pk).update(state=Delivery.State.DONE)
    with django_capture_on_commit_callbacks(execute=True):
        persons.forget(analyst, by=analyst)
    states = list(Delivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == [Delivery.State.ABANDONED, Delivery.State.DONE]
    assert not storage.exists(file)
    assert storage.exists(brought[1].table.name)
