"""No hidden figure can be computed from what an edition shows, whoever draws territories, whenever."""

import numpy as np
import pytest

from reperes.atlas import warehouse
from reperes.atlas.actions import building, datasets, editions
from reperes.atlas.models import Indicator
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.atlas.testing import a_version
from reperes.figures.statuses import Status
from reperes.places import hooks
from reperes.places.actions import territories
from reperes.places.models import Weights
from reperes.reading import table

pytestmark = pytest.mark.django_db
CODES = [f"{n:02d}" for n in range(1, 9)]
SOURCE = {"title": "Dossiers", "publisher": "Ministère", "licence": "CC BY", "is_fictional": True}
PEOPLE = Measure("population", Role.COUNT, "pop", definition={"name": "Population", "unit": "persons"})
HELPED = Measure(
    "aidees", Role.QUOTIENT, "aidees", "pop", {"name": "Personnes aidées", "unit": "share", "form": "administrative"}
)


@pytest.fixture
def small():
    return a_version("secteurs", {code: f"Secteur {code}" for code in CODES}, level="small_area")


@pytest.fixture
def keep(small, tmp_path):
    def kept(helped, people=None):
        file = tmp_path / "table.csv"
        people = people or [400] * len(CODES)
        lines = [f"{c};{p};{h}\n" for c, p, h in zip(CODES, people, helped, strict=True)]
        file.write_text("code;pop;aidees\n" + "".join(lines), encoding="utf-8")
        meant = Recipe("code", "2024", (PEOPLE, HELPED), SOURCE, people="pop")
        return datasets.keep_table(file, file.name, table.detect(file, file.name).reading, meant, small, by=None)

    return kept


def drawn(small, code, groups):
    """A partition drawn here: {territory: [small areas]}."""
    version = a_version(code, {name: name.upper() for name in groups})
    rows = [(unit, name, 1.0) for name, units in groups.items() for unit in units]
    territories.weigh(small, version, Weights.Method.TABLE, by=None, rows=rows)
    return version


def shown(edition, version, indicator="aidees"):
    return {cell.area: cell.numerator for cell in warehouse.cells(edition, version.pk, indicator, "2024")}


def test_a_count_under_five_is_hidden_and_its_neighbours_keep_the_secret(small, keep):
    whole = drawn(small, "ville", {"a": CODES})
    edition = building.build([keep([3, 40, 50, 60, 70, 80, 90, 100])], by=None)
    found = shown(edition, small)
    assert found["01"] is None
    assert sum(value is None for value in found.values()) >= 2  # alone, it would be the total minus the others
    assert shown(edition, whole)["a"] is None or shown(edition, whole)["a"] == 493
    assert edition.report["hidden"]["primary"] == 1
    assert edition.report["hidden"]["complementary"] >= 1


def test_what_is_hidden_says_confidential_and_keeps_no_number(small, keep):
    edition = building.build([keep([3, 40, 50, 60, 70, 80, 90, 100])], by=None)
    cell = warehouse.cells(edition, small.pk, "aidees", "2024")[0]
    assert cell.status == Status.SUPPRESSED
    assert (cell.value, cell.numerator, cell.denominator, cell.ci_lo, cell.coverage) == (None,) * 5


def test_how_many_people_live_there_is_always_said(small, keep):
    edition = building.build([keep([0, 40, 50, 60, 70, 80, 90, 100], people=[12, *[400] * 7])], by=None)
    assert shown(edition, small, "population")["01"] == 12
    assert shown(edition, small)["01"] is None  # under forty people: nothing but the population


def test_a_territory_drawn_later_does_not_undo_what_is_hidden(small, keep):
    """All but one of the areas of a shown total: their difference would be the hidden count."""
    drawn(small, "ville", {"a": CODES})
    dataset = keep([3, 40, 50, 60, 70, 80, 90, 100])
    first = building.build([dataset], by=None)
    editions.publish(first, by=None)
    later = drawn(small, "presque", {"b": CODES[1:]})
    second = building.build([], by=None)
    assert shown(second, later)["b"] is None
    assert shown(second, small) == shown(first, small)  # what was shown stays, what was hidden too


def test_no_difference_of_two_territories_gives_a_hidden_count(small, keep):
    """Nested and overlapping territories together: no combination of shown sums isolates a hidden one."""
    groupings = [
        drawn(small, "ville", {"a": CODES}),
        drawn(small, "moities", {"b": CODES[:4], "c": CODES[4:]}),
        drawn(small, "rives", {"d": CODES[1:5], "e": [CODES[0], *CODES[5:]]}),
    ]
    counts = np.array([2, 40, 4, 60, 70, 3, 90, 100])
    edition = building.build([keep(counts.tolist())], by=None)
    rows, sums = [], []
    for version, groups in [(small, {code: [code] for code in CODES}), *zip(groupings, GROUPS, strict=True)]:
        for area, value in shown(edition, version).items():
            if value is not None:
                rows.append([code in groups[area] for code in CODES])
                sums.append(value)
    system = np.array(rows, float)
    assert system @ counts == pytest.approx(sums)
    for place in np.flatnonzero(counts < 5):
        alone = np.eye(8)[place]
        assert np.linalg.matrix_rank(np.vstack([system, alone])) == np.linalg.matrix_rank(system) + 1


GROUPS = [{"a": CODES}, {"b": CODES[:4], "c": CODES[4:]}, {"d": CODES[1:5], "e": [CODES[0], *CODES[5:]]}]


def test_the_thresholds_are_the_host_s(small, keep, settings):
    settings.DISCLOSURE = settings.DISCLOSURE | {"small_count": 0, "people": 0}
    edition = building.build([keep([3, 40, 50, 60, 70, 80, 90, 100])], by=None)
    assert shown(edition, small)["01"] == 3


def test_the_census_hid_before_us(small, keep):
    """Base-5 rounding and area suppression are the producer's: our small-count rule is for files nobody protected."""
    first = keep([3, 40, 50, 60, 70, 80, 90, 100])
    Indicator.objects.filter(code="aidees").update(form="25")
    assert shown(building.build([first], by=None), small)["01"] == 3


def proposed(name, codes):
    return hooks.Proposal(name, name.upper(), dict.fromkeys(codes, 1.0), None)


def test_a_territory_that_would_give_a_secret_away_is_refused_with_the_subtraction(small, keep):
    """All but one of the areas of a shown total."""
    drawn(small, "ville", {"a": CODES})
    editions.publish(building.build([keep([3, 40, 50, 60, 70, 80, 90, 100])], by=None), by=None)
    (refusal,) = hooks.refusals(small, [proposed("presque", CODES[1:]), proposed("nord", CODES[4:])])
    assert refusal.code == "presque"
    said = refusal.sentence.replace("\u00a0", " ")
    assert said == (
        "« PRESQUE » ferait retrouver un chiffre caché : le total de A moins celui de PRESQUE donnerait "
        "« Personnes aidées » pour 01. Ajoutez-lui ou retirez-lui un secteur voisin."
    )


def test_a_territory_that_hides_its_own_secret_may_be_drawn(small, keep):
    editions.publish(building.build([keep([3, 40, 50, 60, 70, 80, 90, 100])], by=None), by=None)
    assert hooks.refusals(small, [proposed("sud", CODES[4:])]) == []


def test_without_an_edition_everything_may_be_drawn(small):
    assert hooks.refusals(small, [proposed("sud", CODES[4:])]) == []


def test_nobody_is_hidden_for_want_of_a_column_of_people(small, tmp_path):
    """Without it an area weighs one in coverage; that is not one person."""
    file = tmp_path / "table.csv"
    file.write_text("code;helped\n" + "".join(f"{code};{60 + n}\n" for n, code in enumerate(CODES)), encoding="utf-8")
    count = Measure("aidees", Role.COUNT, "helped", definition={"name": "Personnes aidées", "unit": "persons"})
    meant = Recipe("code", "2024", (count,), SOURCE)
    dataset = datasets.keep_table(file, file.name, table.detect(file, file.name).reading, meant, small, by=None)
    assert shown(building.build([dataset], by=None), small)["01"] == 60
