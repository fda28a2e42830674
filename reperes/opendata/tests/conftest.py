"""An edition with each status; what it hides is in its file all the same, as a mistake upstream would leave it."""

import pyarrow as pa
import pytest

from reperes.atlas import warehouse
from reperes.atlas.cells import Cell
from reperes.atlas.models import Edition, EditionPublication, Series, Source
from reperes.atlas.testing import a_population, a_version, an_edition, an_indicator, cells_of
from reperes.figures.statuses import Status

NAMES = {"4620725.10": "Amont", "2": "Aval", "3": "=CMD()", "4": "Étang", "5": "Pont", "6": "Rang"}
SECRET = 0.987654  # no door may say it
SHARES = {
    "4620725.10": Cell("4620725.10", "2021", 0.125, Status.OK, 125, 1000, 0.106, 0.147),
    "2": Cell("2", "2021", SECRET, Status.SUPPRESSED, SECRET, SECRET, SECRET, SECRET),
    "3": Cell("3", "2021", 0.5, Status.OK, 500, 1000, 0.469, 0.531),
    "4": Cell("4", "2021", None, Status.NOT_APPLICABLE),
    "5": Cell("5", "2021", SECRET, Status.UNRELIABLE, SECRET, SECRET),
    "6": Cell("6", "2021", 0.0, Status.PARTIAL, 0, 80, coverage=0.63),
}


@pytest.fixture
def version(db):
    return a_version("quartiers", NAMES)


@pytest.fixture
def edition(version):
    part = an_indicator("a-pied", name="À pied", name_en="On foot")
    people = a_population()
    numbers = {code: 1000.0 + n for n, code in enumerate(NAMES)}
    made = an_edition({(version, "a-pied"): list(SHARES.values()), (version, "population"): cells_of("2021", numbers)})
    Source.objects.filter(pk=part.source_id).update(
        file_name="profil.csv", file_sha256="ab" * 32, address="https://exemple.quebec/profil"
    )
    for indicator in (part, people):
        Series.objects.create(edition=made, indicator=indicator, version=version, period="2021", source=part.source)
    return made


@pytest.fixture
def unpublished(edition, version):
    """A newer edition nobody put before readers."""
    made = Edition.objects.create(name="Brouillon")
    rows = [
        {"version": version.pk, "indicator": "a-pied", "period": "2026", "area": "2", "value": SECRET, "status": "ok"}
    ]
    warehouse.write(made, [pa.Table.from_pylist(rows, schema=warehouse.SCHEMA)])
    assert not EditionPublication.objects.filter(edition=made).exists()
    return made
