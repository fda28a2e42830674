"""Figures in a notebook and on the command line; the documented notebook runs as written."""

import doctest
import importlib.util
import io
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reperes.atlas.desk import open_edition
from reperes.core.errors import NotFound
from reperes.opendata.tests.conftest import NAMES

FOLDER = settings.ROOT / "docs" / "analysts"


def figures(*asked):
    out = io.StringIO()
    call_command("figures", *asked, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_cells_keep_their_statuses_and_hide_what_is_hidden(edition, version):
    frame = open_edition().cells("a-pied", "quartiers").set_index("area")
    assert list(frame.index) == sorted(NAMES)
    assert frame.loc["4620725.10", "value"] == 0.125
    assert set(frame[frame["value"].isna()].index) == {"2", "4", "5"}
    assert frame.loc["2", "status"] == "suppressed"
    assert frame["numerator"].isna()["2"]


def test_an_edition_opens_by_its_code_and_says_what_it_holds(edition, unpublished):
    found = open_edition(edition.code)
    assert (found.code, found.name) == (edition.code, "Essai")
    assert found.series()[["partition", "indicator", "period"]].values.tolist() == [
        ["quartiers", "a-pied", "2021"],
        ["quartiers", "population", "2021"],
    ]
    assert found.indicators()["name"].tolist() == ["À pied", "Population"]
    assert set(found.areas("quartiers")["code"]) == set(NAMES) == set(found.localities("quartiers")["code"])
    assert found.everything().num_rows == 12


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("rien", "quartiers"), "rien"),
        (("a-pied", "ailleurs"), "quartiers"),
        (("a-pied", "quartiers", "1900"), "elle a.: 2021"),
    ],
)
def test_what_it_does_not_hold_is_refused_in_a_sentence(edition, asked, said):
    with pytest.raises(NotFound, match=said):
        open_edition().cells(*asked)


def test_unpublished_editions_do_not_open(edition, unpublished):
    with pytest.raises(NotFound):
        open_edition(unpublished.code)


def test_an_empty_house_says_so(db):
    with pytest.raises(NotFound, match="en ligne"):
        open_edition()


def test_the_command_lists_and_gives_an_indicator(edition, version, tmp_path):
    assert figures("--list").splitlines()[1] == f'"quartiers",{version.pk},"2021","a-pied","2021"'
    asked = ["--indicator", "a-pied", "--partition", "quartiers"]
    assert '"4620725.10",0.125' in figures(*asked)
    rows = {row["area"]: row for row in json.loads(figures(*asked, "--format", "json"))}
    assert (rows["2"]["value"], rows["2"]["status"]) == (None, "suppressed")
    file = tmp_path / "part.parquet"
    figures(*asked, "--format", "parquet", "--output", str(file))
    assert pq.read_table(file)["value"].null_count == 3


@pytest.mark.parametrize(
    "asked",
    [
        [],
        ["--indicator", "rien", "--partition", "quartiers"],
        ["--edition", "zzzz", "--list"],
        ["--list", "--format", "arrow"],
    ],
)
def test_the_command_refuses_in_a_sentence(edition, asked):
    with pytest.raises(CommandError, match=r"\.$"):
        figures(*asked)


@pytest.mark.slow  # plants the fictional territory
def test_the_documented_notebook_runs_as_written(db, settings, capsys):
    settings.REAL_DATA = settings.ROOT / "nowhere"
    call_command("plant_places", "--fictional", stdout=io.StringIO())
    call_command("plant_atlas", "--fictional", stdout=io.StringIO())
    tried = doctest.testfile(str(FOLDER / "notebook.md"), module_relative=False, encoding="utf-8")
    assert tried.attempted > 10
    assert tried.failed == 0, capsys.readouterr().out


def test_the_notebook_file_is_in_step_with_its_page():
    spec = importlib.util.spec_from_file_location("make_notebook", FOLDER / "make_notebook.py")
    make_notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_notebook)
    assert (FOLDER / "notebook.ipynb").read_text(encoding="utf-8") == make_notebook.text()
    for cell in make_notebook.notebook((FOLDER / "notebook.md").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            compile(cell["source"], "cell", "exec")


@pytest.mark.slow  # starts Python
def test_a_script_outside_django_sets_it_up(tmp_path):
    program = "from reperes.atlas.desk import open_edition; print(open_edition.__name__)"
    command = [sys.executable, "-c", program]
    env = {"PATH": "/usr/bin:/bin", "REPERES_VAR": str(tmp_path), "REPERES_TESTING": "yes"}
    said = subprocess.run(command, cwd=settings.ROOT, env=env, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "open_edition"
