"""Everything goes out and comes back."""

import json

import pytest
from django.core.management import CommandError, call_command

from reperes.catalogue import records
from reperes.catalogue.models import Agent, Item, Resource, Selection
from reperes.catalogue.testing import a_resource, a_selection, the_starter
from reperes.core.errors import BadFile


@pytest.fixture(autouse=True)
def _starter(db):
    the_starter()


def empty() -> None:
    Item.objects.all().delete()
    Selection.objects.all().delete()
    Resource.objects.all().delete()
    Agent.objects.all().delete()


def test_a_dump_read_into_an_empty_house_gives_the_same_dump():
    a_selection(a_resource("Privée", status="proposed"), is_public=False)
    before = records.dump(everything=True)
    empty()
    records.load(json.loads(json.dumps(before)))
    assert records.dump(everything=True) == before


def test_a_dump_read_twice_changes_nothing():
    before = records.dump()
    tally = records.load(before)
    assert (tally.new["resources"], tally.new["selections"]) == (0, 0)
    assert records.dump() == before


def test_a_public_dump_holds_nothing_private(ben):
    a_resource("Proposée", status="proposed", depositor=ben)
    a_selection(a_resource("Publique"), curator=ben, is_public=False)
    said = json.dumps(records.dump(), ensure_ascii=False)
    for secret in ("Proposée", "Pour commencer", "Ben", "exemple.quebec"):
        assert secret not in said


def test_the_command_writes_a_file_and_reads_it_back(tmp_path, capsys):
    file = tmp_path / "repertoire.json"
    call_command("catalogue", "export", str(file))
    empty()
    call_command("catalogue", "import", str(file))
    assert Resource.objects.count() == 13
    assert "13 ressources et 1 sélections ajoutées" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["{", "{}", '{"format": "autre", "edition": 1}', '{"format": "reperes-catalogue", "edition": 1}']
)
def test_a_file_that_is_something_else_is_refused_and_nothing_changes(tmp_path, content):
    file = tmp_path / "autre.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=r"rien n’a été changé"):
        call_command("catalogue", "import", str(file))
    assert Resource.objects.count() == 13


def test_an_unknown_term_stops_the_whole_load():
    data = records.dump()
    empty()
    data["resources"][-1]["concepts"].append("theme:inconnu")
    with pytest.raises(BadFile, match="theme:inconnu"):
        records.load(data)
    assert not Resource.objects.exists()
