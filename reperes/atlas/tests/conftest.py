"""Ada brings files to the atlas."""

import pytest
from django.urls import reverse

from reperes.atlas.actions import building, datasets, editions
from reperes.atlas.models import Delivery
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.atlas.testing import a_population, a_version, an_indicator
from reperes.atlas.tests.indices import CODES, GROUPS, PEOPLE, SCORES, SOURCE
from reperes.atlas.tests.steps import SMALL
from reperes.places.actions import territories
from reperes.places.models import Weights
from reperes.reading import table


@pytest.fixture
def small():
    return a_version("secteurs", SMALL, level="small_area")


@pytest.fixture
def analyst(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def step(analyst):
    """Send one step of the newest delivery, follow its answer."""

    def send(page, data=None, status=200):
        found = Delivery.objects.first()
        answer = analyst.post(reverse(f"atlas:delivery_{page}", args=[found.code]), data or {}, follow=True)
        assert answer.status_code == status, answer.content.decode()
        return answer

    return send


@pytest.fixture
def ten(db):
    version = a_version("secteurs", {code: f"Secteur {code}" for code in CODES}, level="small_area")
    wide = a_version("quartiers", {"a": "Aval", "b": "Amont"})
    territories.weigh(version, wide, Weights.Method.TABLE, by=None, rows=GROUPS)
    a_population()
    an_indicator("cote", unit="score", aggregation="none", decimals=2)
    an_indicator("autre", unit="score", aggregation="none", decimals=2)
    an_indicator("pauvrete", direction="lower")
    return version


@pytest.fixture
def build_ten(ten, tmp_path):
    def make(scores=SCORES, others=None, poor=None, people=PEOPLE):
        poor, others = poor or [10 * n for n in range(1, 11)], others or scores[::-1]
        file = tmp_path / "table.csv"
        lines = zip(CODES, people, scores, others, poor, strict=True)
        file.write_text("code;pop;cote;autre;pauvres\n" + "".join(f"{c};{p};{s};{o};{q}\n" for c, p, s, o, q in lines))
        measures = (
            Measure("population", Role.COUNT, "pop"), Measure("cote", Role.AS_IS, "cote"),
            Measure("autre", Role.AS_IS, "autre"), Measure("pauvrete", Role.QUOTIENT, "pauvres", "pop"),
        )  # fmt: skip
        meant = Recipe("code", "2021", measures, SOURCE, people="pop")
        reading = table.detect(file, file.name).reading
        dataset = datasets.keep_table(file, file.name, reading, meant, ten, by=None)
        edition = building.build([dataset], by=None)
        editions.publish(edition, by=None)
        return edition

    return make
