"""The command line takes the same road as the wizard."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reperes.atlas import recipe, warehouse
from reperes.atlas.models import Edition
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.testing import a_version

pytestmark = pytest.mark.django_db

OPTIONS = {
    "partition": "secteurs", "code": "Secteur", "period": "2021", "people": "Pop", "title": "Recensement",
    "publisher": "Statistique Canada", "licence": "Licence ouverte", "count": ["population=Pop"],
    "quotient": ["faible-revenu=Pauvres/Pop"],
}  # fmt: skip
RECIPE = """
[table]
partition = "secteurs"
code_column = "Secteur"
period = "2021"
reading = { decimal = "," }
[source]
title = "Recensement"
publisher = "Statistique Canada"
licence = "Licence ouverte"
[[indicator]]
code = "population"
name = "Population"
count = "Pop"
unit = "persons"
"""


@pytest.fixture
def version():
    return a_version("secteurs", {"01": "Rive", "02": "Pont"}, level="small_area")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Secteur;Pop;Pauvres\n01;1 000;100\n02;..;5\n03;7;1\n", encoding="cp1252")
    return path


def say(*args, **options):
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_table_comes_in_by_options(version, file, tmp_path):
    report = tmp_path / "refus.csv"
    said = say("import_table", file, report=report, **OPTIONS)
    assert "3 lignes, 2 territoires sur 2" in said
    assert "03" in report.read_text(encoding="utf-8-sig")
    assert warehouse.cells(current_edition(), version.pk, "faible-revenu", "2021")[0].value == 0.1


def test_a_table_comes_in_by_a_recipe(version, file, tmp_path):
    written = tmp_path / "recette.toml"
    written.write_text(RECIPE, encoding="utf-8")
    assert "population 1000" in say("import_table", file, recipe=written)


def test_a_trial_writes_nothing(version, file):
    assert "rien n’a été écrit" in say("import_table", file, dry_run=True, **OPTIONS)
    assert not Edition.objects.exists()


@pytest.mark.parametrize(("change", "said"), [
    ({"partition": "ailleurs"}, "secteurs"),
    ({"code": "Inconnue"}, "Pauvres"),
    ({"period": ""}, "--period"),
    ({"quotient": ["faible-revenu=Pauvres"]}, "dénominateur"),
])  # fmt: skip
def test_a_mistake_is_told_in_one_sentence(version, file, change, said):
    with pytest.raises(CommandError, match=said):
        say("import_table", file, **(OPTIONS | change))


def test_the_recipe_of_the_documentation_can_be_followed(tmp_path):
    page = (settings.ROOT / "docs" / "hosts" / "bring-your-data.md").read_text(encoding="utf-8")
    file = tmp_path / "recette.toml"
    file.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert [measure.role for measure in recipe.load(file).measures] == ["count", "share"]
