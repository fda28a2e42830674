"""The cast. Ada holds every mandate; Ben is a member; Cléo is a stranger with an account; Dora coordinates a table."""

import pytest
from django.utils import translation

from reperes.people.models import Collective, Mandate, Participation, Person


def _person(name: str, **fields: object) -> Person:
    return Person.objects.create_user(f"{name.lower()}@exemple.quebec", "un-mot-de-passe-long", name=name, **fields)


@pytest.fixture
def ada(db) -> Person:
    person = _person("Ada")
    for kind in Mandate.Kind:
        Mandate.objects.create(person=person, kind=kind)
    return person


@pytest.fixture
def ben(db) -> Person:
    return _person("Ben")


@pytest.fixture
def cleo(db) -> Person:
    return _person("Cleo")


@pytest.fixture
def dora(db) -> Person:
    person = _person("Dora")
    table = Collective.objects.create(name="Table de quartier de Dora")
    Participation.objects.create(person=person, collective=table, role=Participation.Role.STEWARD)
    return person


@pytest.fixture(autouse=True)
def _own_stores(settings, tmp_path):
    """Each test has its own files, releases and index."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.WAREHOUSE = tmp_path / "warehouse"
    settings.TILES = tmp_path / "tiles"
    settings.SEARCH_INDEX = tmp_path / "index"


@pytest.fixture(autouse=True)
def _house_language():
    """A page asked in English leaves its language behind; the next test starts in the house's own."""
    translation.deactivate()
