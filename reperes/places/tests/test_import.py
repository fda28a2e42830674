"""Analysts bring boundaries: all of them, with their tiles, or nothing."""

import subprocess

import pytest
from django.conf import settings as house
from django.core.management import CommandError, call_command

from reperes.core.errors import Conflict, NotAllowed
from reperes.journal.models import Deed
from reperes.places import queries, tiles
from reperes.places.actions.boundaries import import_boundaries
from reperes.places.models import Partition, PartitionVersion
from reperes.places.testing import a_feature, a_geojson, square, squares_file

PARTITION = {"code": "rangs", "name": "Rangs", "level": Partition.Level.SMALL_AREA}


@pytest.fixture
def file(tmp_path):
    return squares_file(tmp_path, {"1.10": "Un", "2.00": "Deux"})


def bring(file, by, **options):
    said = {"partition": PARTITION, "vintage": "2021", "code_column": "code", "name_column": "nom"}
    return import_boundaries(file, by=by, **said | options)


def what_remains() -> list[str]:
    return sorted(
        str(path.name) for folder in (house.WAREHOUSE, house.TILES) for path in folder.rglob("*") if path.is_file()
    )


def test_an_analyst_imports_boundaries(ada, file):
    version = bring(file, ada)
    assert (version.n_areas, version.imported_by, version.was_known) == (2, ada, False)
    assert [(area.code, area.name) for area in queries.areas(version)] == [("1.10", "Un"), ("2.00", "Deux")]
    assert what_remains() == [f"{version.pk}.pmtiles", "areas.parquet"]
    assert Deed.objects.get().verb == "partition_version.imported"


@pytest.mark.parametrize("who", ["ben", "cleo", "dora"])
def test_others_may_not(request, file, who):
    with pytest.raises(NotAllowed):
        bring(file, request.getfixturevalue(who))
    assert not PartitionVersion.objects.exists()


def test_the_same_file_twice_is_the_same_version_and_told(ada, file):
    said = []
    first = bring(file, ada)
    second = bring(file, ada, tell=said.append)
    assert (second.pk, second.was_known) == (first.pk, True)
    assert said[-1] == "Ce fichier est déjà déposé : rien n’a changé."
    assert Deed.objects.count() == 1


def test_the_same_file_read_otherwise_is_refused(ada, file):
    bring(file, ada)
    with pytest.raises(Conflict, match="autres colonnes"):
        bring(file, ada, name_column="")


def test_new_limits_are_a_new_version(ada, file, tmp_path):
    first = bring(file, ada)
    second = bring(squares_file(tmp_path, {"1.10": "Un", "2.00": "Deux", "3.00": "Trois"}, "neuf.geojson"), ada)
    assert second.pk > first.pk
    assert Partition.objects.get().current == second
    assert len(queries.areas(first)) == 2


def test_nothing_remains_when_tiles_fail(ada, file, monkeypatch):
    def broken(*args, **options):
        raise subprocess.CalledProcessError(1, "tippecanoe")

    monkeypatch.setattr(subprocess, "run", broken)
    with pytest.raises(subprocess.CalledProcessError):
        bring(file, ada)
    assert what_remains() == []
    assert not Partition.objects.exists()


def test_nothing_remains_when_the_end_fails(ada, file, monkeypatch):
    monkeypatch.setattr("reperes.places.actions.boundaries._show", lambda folder, version: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(file, ada)
    assert what_remains() == []
    assert not PartitionVersion.objects.exists()
    assert not Deed.objects.exists()


def test_nothing_remains_when_a_file_is_refused_half_way_through_its_move(ada, file, monkeypatch):
    house.TILES.parent.mkdir(parents=True, exist_ok=True)
    house.TILES.write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(OSError, match="tiles"):
        bring(file, ada)
    house.TILES.unlink()
    assert what_remains() == []
    assert not PartitionVersion.objects.exists()


def test_the_report_is_kept_with_the_version(ada, tmp_path):
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    file = a_geojson(tmp_path, [a_feature(bow_tie, code="1", nom="Un"), a_feature(square(1), code="", nom="Deux")])
    kept = PartitionVersion.objects.get(pk=bring(file, ada).pk).report
    assert [one["code"] for one in kept["repaired"]] == ["1"]
    assert kept["refused"] == [{"row": 2, "code": "", "why": "code vide"}]


def test_the_command_shows_then_imports(db, file, capsys):
    call_command("import_boundaries", str(file))
    assert "1.10, 2.00 ← code ?" in capsys.readouterr().out
    call_command("import_boundaries", str(file), code="code", name="nom", partition="rangs", vintage="2021")
    assert "2 territoires" in capsys.readouterr().out
    assert PartitionVersion.objects.get().imported_by is None


def test_the_command_refuses_in_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="vérifiez le chemin"):
        call_command("import_boundaries", str(tmp_path / "absent.geojson"))


def test_tiles_keep_text_codes(ada, file):
    version = bring(file, ada)
    lowest, _highest = tiles.zoom_range(version.tiles_file)
    assert tiles.PROGRAM.is_file()
    assert lowest >= 0
