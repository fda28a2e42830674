"""The deprivation recipe that comes with the house, from a made-up census profile to its cells."""

import numpy as np
import pytest
from django.core.management import call_command

from reperes.atlas import anchors, warehouse
from reperes.atlas.actions import building, profiles
from reperes.atlas.testing import a_version
from reperes.places.actions import territories
from reperes.places.models import Weights
from reperes.reading.testing import profile

pytestmark = pytest.mark.django_db
N = 60
CODES = [f"246600{n:02d}" for n in range(N)]
SOURCE = {"title": "Profil du recensement de 2021", "publisher": "Statistique Canada", "licence": "Licence ouverte"}
NUMBERS = (1, 7, 9, 58, 68, 69, 70, 78, 86, 89, 97, 127, 128, 1998, 1999, 2223, 2225)


def made_up():
    """Hard work and money go together; living alone goes with broken homes; the two are drawn apart."""
    draw = np.random.default_rng(1991)
    goods, ties = draw.normal(size=N), draw.normal(size=N)

    def five(base, axis, step):
        return (5 * np.round((base + step * axis + draw.normal(0, step / 4, N)) / 5)).clip(5)

    adults = np.full(N, 400)
    said = {
        1: np.full(N, 500), 7: np.full(N, 0.5), 9: np.full(N, 100), 89: np.full(N, 500),
        58: adults, 68: five(30, ties, 6), 69: five(40, ties, 8), 70: five(30, ties, 6),
        78: np.full(N, 140), 86: five(45, ties, 9), 97: five(90, ties, 20),
        127: np.full(N, 395), 128: five(45_000, -goods, 6_000), 1998: adults, 1999: five(90, goods, 20),
        2223: adults, 2225: five(240, -goods, 25),
    }  # fmt: skip
    return {code: {number: float(column[n]) for number, column in said.items()} for n, code in enumerate(CODES)}


@pytest.fixture
def edition(tmp_path):
    call_command("plant_indicators", verbosity=0)
    version = a_version("aires-2021", {code: code for code in CODES}, level="small_area")
    wide = a_version("quartiers", {"a": "Aval", "b": "Amont"})
    rows = [(code, "a" if n < N // 2 else "b", 1.0) for n, code in enumerate(CODES)]
    territories.weigh(version, wide, Weights.Method.TABLE, by=None, rows=rows)
    known = anchors.of_layout("census-2021")
    file = profile(tmp_path / "profil.csv", 2021, {number: known[number].en for number in NUMBERS}, made_up())
    asked = profiles.Asked("census-2021", "2021", SOURCE)
    return building.build([profiles.keep_profile(file, file.name, asked, version, by=None)], by=None)


def test_pampalon_s_method_finds_the_two_components_put_in(edition):
    """Of those that come with the house, the index and its crossing are made; the others wait for their indicators."""
    index, crossing = edition.report["composites"]
    assert (index["composite"], crossing["composite"]) == ("defavorisation", "croisement_defavorisation")
    assert edition.report["not_composed"] == []
    assert (index["n_used"], crossing["n_used"]) == (N, N)
    goods, ties = (np.array(score["weights"]) for score in index["scores"])
    assert (abs(goods[:3]) > 0.8).all()
    assert (abs(ties[3:]) > 0.8).all()
    assert np.sign(goods[:3]).tolist() == [1, -1, -1]
    assert (ties[3:] > 0).all()
    checks = [one for one in edition.report["checks"] if one["kind"] == "two_fifths"]
    assert [one["found"] for one in checks] == pytest.approx([0.4, 0.4], abs=1 / N)


def test_territories_hold_every_fifth_of_their_people(edition):
    version = edition.series.get(indicator__code="defavorisation-1-q45").version
    shares = [warehouse.cells(edition, version.pk, f"defavorisation-1-q{n}", "2021") for n in range(1, 6)]
    for place in range(2):
        assert sum(cells[place].value for cells in shares) == pytest.approx(1)
        assert {cells[place].denominator for cells in shares} == {15_000}
