"""The index follows the journal, and mends itself."""

import fcntl
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command

from reperes.people.models import Collective
from reperes.search import index
from reperes.search.queries import find
from reperes.search.testing import a_source, touch


@pytest.fixture(autouse=True)
def _source(db, monkeypatch):
    monkeypatch.setattr("reperes.search.index.SOURCES", {"thing": a_source(Collective)})


@pytest.fixture
def table():
    made = Collective.objects.create(name="Table de quartier", is_public=True)
    assert find("table").total == 1
    return made


def test_a_change_is_found_as_soon_as_the_journal_tells_it(table):
    table.name = "Coalition"
    table.save()
    assert find("coalition").total == 0
    touch(table)
    assert [find(words).total for words in ("coalition", "table")] == [1, 0]


def test_what_is_withdrawn_or_deleted_disappears(table):
    other = Collective.objects.create(name="Table ronde", is_public=True)
    touch(other)
    assert find("table").total == 2
    other.is_public = False
    other.save()
    touch(other)
    touch(table)
    table.delete()
    assert find("table").total == 0


def test_private_things_are_never_indexed():
    Collective.objects.create(name="Comité discret", is_public=False)
    assert find("discret").total == 0


def test_a_quiet_search_asks_the_database_once(table, django_assert_num_queries):
    with django_assert_num_queries(1):
        find("table")


@pytest.mark.parametrize("harm", ["missing", "garbled", "emptied", "older"])
def test_a_broken_index_is_built_again(table, settings, harm):
    state = settings.SEARCH_INDEX / "state.json"
    folder = settings.SEARCH_INDEX / json.loads(state.read_text())["folder"]
    if harm == "missing":
        state.unlink()
    elif harm == "garbled":
        state.write_text("{")
    elif harm == "older":
        state.write_text(json.dumps(json.loads(state.read_text()) | {"make": 0}))
    else:
        (folder / "meta.json").write_text("?")
        index._open.clear()
    assert find("table").total == 1


def test_the_command_reads_everything_again(table, capsys):
    Collective.objects.create(name="Table oubliée du journal", is_public=True)
    assert find("table").total == 1
    call_command("rebuild_search")
    assert capsys.readouterr().out == "2 fiches dans l’index.\n"
    assert find("table").total == 2


def test_a_reader_does_not_wait_for_a_writer(table, settings):
    touch(Collective.objects.create(name="Table tardive", is_public=True))
    with (settings.SEARCH_INDEX / "turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        assert find("table").total == 1
    assert find("table").total == 2


def test_several_threads_may_read(table):
    searcher = index.fresh().searcher()
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _n: searcher.num_docs, range(40))) == {1}


def test_only_one_build_is_left_on_disk(table, settings):
    index.rebuild()
    index.rebuild()
    assert len(list(settings.SEARCH_INDEX.glob("index-*"))) == 1
