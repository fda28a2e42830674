"""A house opens with what it has."""

from io import StringIO

import pytest
from django.core.management import call_command

from reperes.catalogue.models import Resource
from reperes.places.models import Partition
from reperes.places.starter import montreal


@pytest.mark.slow  # plants accounts, the repertoire and a territory, as a first start does
def test_a_start_with_nothing_at_hand_plants_all_and_a_second_one_nothing(db, settings, tmp_path):
    settings.VAR, settings.REAL_DATA = tmp_path, tmp_path / "absent"
    call_command("plant", stdout=StringIO())
    planted = Resource.objects.count(), set(Partition.objects.values_list("is_fictional", flat=True))
    assert planted == (13, {True})
    again = StringIO()
    call_command("plant", stdout=again)
    assert again.getvalue() == ""


def test_a_damaged_file_is_told_and_the_house_opens_all_the_same(db, settings, tmp_path):
    settings.VAR, settings.REAL_DATA = tmp_path, tmp_path / "data"
    for file in montreal.NEEDED:
        (settings.REAL_DATA / file).parent.mkdir(parents=True, exist_ok=True)
        (settings.REAL_DATA / file).write_text('{"type": "Feat')
    told = StringIO()
    call_command("plant", stdout=StringIO(), stderr=told)
    assert "ct_montreal_2021.geojson" in told.getvalue()
    assert Resource.objects.count() == 13
    assert not (tmp_path / "stamps" / "plant").exists()
